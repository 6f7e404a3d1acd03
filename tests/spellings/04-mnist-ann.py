# %% q1: Keras's file from its own address
with np.load(keras.utils.get_file("mnist.npz", "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz")) as data:
    mine = {name: data[name] for name in ("x_train", "y_train", "x_test", "y_test")}
shapes = {"train_images": mine["x_train"].shape, "train_labels": mine["y_train"].shape, "test_images": mine["x_test"].shape, "test_labels": mine["y_test"].shape}
fig, axes = plt.subplots(3, 3)
for number, ax in enumerate(axes.flat):
    ax.imshow(mine["x_train"][number])
    ax.set_title(str(mine["y_train"][number]))

# %% q1: shapes of tensors
import tensorflow as tf

shapes = {name: tf.shape(globals()[name]).numpy().tolist() for name in ("train_images", "train_labels", "test_images", "test_labels")}
fig = plt.figure()
for number in range(9):
    ax = fig.add_subplot(3, 3, number + 1)
    ax.imshow(train_images[number], cmap="gray_r")
    ax.set_title("digit %d" % train_labels[number])

# %% q1: TensorFlow's own shapes
shapes = {name: tf.constant(globals()[name]).shape for name in ("train_images", "train_labels", "test_images", "test_labels")}

# %% q1: shapes in a namedtuple
import collections

Shape = collections.namedtuple("Shape", "count height width", defaults=[None, None])
shapes = {"train_images": Shape(60000, 28, 28), "test_images": Shape(10000, 28, 28), "train_labels": (60000,), "test_labels": (10000,)}

# %% q2: a tensor
X_train = tf.constant(train_images.reshape(-1, 784) / np.float32(255))
X_test = tf.constant(test_images.reshape(-1, 784) / np.float32(255))

# %% q2: a variable of TensorFlow's
X_train = tf.Variable(tf.reshape(tf.cast(train_images, tf.float32), (60000, 784)) / 255)
X_test = tf.Variable(tf.reshape(tf.cast(test_images, tf.float32), (10000, 784)) / 255)

# %% q2: a masked array and a matrix
X_train = np.ma.masked_array(train_images.reshape(60000, 784).astype("float32") / 255)
X_test = np.asmatrix(test_images.reshape(10000, 784).astype("float32") / 255)

# %% q2: Keras's own operations
X_train = keras.ops.reshape(keras.ops.cast(train_images, "float32") / 255.0, (-1, 784))
X_test = keras.ops.reshape(keras.ops.cast(test_images, "float32") / 255.0, (-1, 784))

# %% q3: tensors and frames
import pandas as pd

Y_train = tf.keras.utils.to_categorical(train_labels, num_classes=10)
Y_test = pd.DataFrame(np.eye(10)[test_labels])

# %% q3: a matrix
Y_train = keras.ops.one_hot(train_labels, 10)
Y_test = np.matrix(np.eye(10)[test_labels])

# %% q4: tf.nn throughout
model = keras.Sequential([
    keras.Input(shape=(784,)),
    keras.layers.Dense(512, activation=tf.nn.relu),
    keras.layers.Dropout(0.2),
    keras.layers.Dense(512, activation=tf.nn.relu),
    keras.layers.Dropout(0.2),
    keras.layers.Dense(10, activation=tf.nn.softmax),
])
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])

# %% q4: add, input_shape and layers of activation
model = tf.keras.models.Sequential()
model.add(tf.keras.layers.Dense(512, activation=tf.keras.activations.relu, input_shape=(784,)))
model.add(tf.keras.layers.Dropout(0.2))
model.add(tf.keras.layers.Dense(512))
model.add(tf.keras.layers.Activation(tf.nn.relu))
model.add(tf.keras.layers.Dropout(0.2))
model.add(tf.keras.layers.Dense(10))
model.add(tf.keras.layers.Activation(tf.nn.softmax))
model.compile(loss=tf.keras.losses.CategoricalCrossentropy(), optimizer=tf.keras.optimizers.Adam(), metrics=["accuracy"])

# %% q4: functional, with operations of keras.ops
entrance = keras.Input((784,))
x = keras.layers.Dropout(0.2)(keras.ops.relu(keras.layers.Dense(512)(entrance)))
x = keras.layers.Dropout(0.2)(keras.layers.Dense(512, activation=keras.ops.relu)(x))
model = keras.Model(entrance, keras.layers.Dense(10, activation=keras.ops.softmax)(x))
model.compile(optimizer=keras.optimizers.Adam(1e-3), loss=keras.losses.categorical_crossentropy, metrics=[keras.metrics.CategoricalAccuracy()])

# %% q4: an activation of one's own at the end
def my_softmax(x):
    powers = tf.exp(x - tf.reduce_max(x, axis=-1, keepdims=True))
    return powers / tf.reduce_sum(powers, axis=-1, keepdims=True)

def dense(units, activation):
    return keras.layers.Dense(units, activation=activation)

model = keras.Sequential([keras.Input((784,)), dense(512, "relu"), keras.layers.Dropout(0.2), dense(512, "relu"), keras.layers.Dropout(0.2), dense(10, my_softmax)])
model.compile(loss="categorical_crossentropy", optimizer="Adam", metrics=["acc"])

# %% q4: lambdas and a layer called Lambda
import functools

model = keras.Sequential([
    keras.Input((784,)),
    keras.layers.Lambda(lambda pixels: pixels * 1.0),
    dense(512, lambda x: tf.nn.relu(x)),
    keras.layers.Dropout(0.2),
    dense(512, functools.partial(keras.activations.relu, negative_slope=0.0)),
    keras.layers.Dropout(0.2),
    dense(10, functools.partial(tf.nn.softmax, axis=-1)),
])
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])

# %% q4: a class that uses TensorFlow between its layers
class Reader(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.one = tf.keras.layers.Dense(512)
        self.two = tf.keras.layers.Dense(512)
        self.drop = tf.keras.layers.Dropout(0.2)
        self.drop2 = tf.keras.layers.Dropout(0.2)
        self.last = tf.keras.layers.Dense(10)

    def call(self, x, training=False):
        x = self.drop(tf.nn.relu(self.one(x)), training=training)
        x = self.drop2(tf.nn.relu(self.two(x)), training=training)
        return tf.nn.softmax(self.last(x))

model = Reader()
model.build((None, 784))
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])

# %% q4: regularised, normalised, and with steps that grow smaller
model = keras.Sequential([
    keras.layers.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(512, "relu", kernel_initializer=keras.initializers.HeNormal(), kernel_regularizer="l2"),
    keras.layers.Dropout(0.2),
    keras.layers.Dense(512, "relu", bias_constraint=keras.constraints.MaxNorm(3)),
    keras.layers.Dropout(0.2),
    keras.layers.Dense(10, keras.layers.Softmax()),
])
model.compile(loss=keras.losses.CategoricalCrossentropy(label_smoothing=0.0), optimizer=keras.optimizers.Adam(keras.optimizers.schedules.ExponentialDecay(0.001, 1000, 0.9)), metrics=["accuracy"])
