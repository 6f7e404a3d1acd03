# %% [markdown]
# ---
# what: "Right in another way: functional API, tensors, float64, layers for activations"
# base: blank
# demo: true
# student: fatou
# marks: {q1: 3, q2: 3, q3: 2, q4: 4, q4b: 3, q7: 3}
# ---

# %% before q1
import tensorflow as tf  # eine zusätzliche Zelle

# %% q1.1
# el orden es otro, y eso no importa
arrays = dict(test_labels=test_labels, test_images=test_images)
arrays["train_labels"] = train_labels
arrays["train_images"] = train_images
shapes = {name: list(np.shape(array)) for name, array in arrays.items()}

# %% q1.2
fig = plt.figure(figsize=(8, 8))
for turn, number in enumerate(my_pictures, 1):
    plt.subplot(3, 3, turn)
    plt.imshow(1 - train_images[number] / 255.0, cmap="gray")
    plt.title(f"class {train_labels[number]}")
    plt.axis("off")
plt.tight_layout()

# %% q2
X_test, X_train = (
    tf.reshape(tf.cast(pixels, tf.float64) / 255, (-1, 784))
    for pixels in (test_images, train_images)
)

# %% q3
Y_train = tf.one_hot(train_labels, depth=10)
Y_test = tf.one_hot(test_labels, depth=10)

# %% q4
eingang = tf.keras.Input((784,))
x = tf.keras.layers.Dense(512)(eingang)
x = tf.keras.layers.ReLU()(x)
x = tf.keras.layers.Dropout(rate=0.2)(x)
x = tf.keras.layers.Dense(512)(x)
x = tf.keras.layers.Activation("relu")(x)
x = tf.keras.layers.Dropout(rate=0.2)(x)
x = tf.keras.layers.Dense(10)(x)
x = tf.keras.layers.Softmax()(x)
model = tf.keras.Model(eingang, x)
model.compile(
    optimizer=tf.keras.optimizers.Adam(),
    loss=tf.keras.losses.CategoricalCrossentropy(),
    metrics=[tf.keras.metrics.CategoricalAccuracy()],
)

# %% q4b.1
rate_of = {"D": 0.3, "C": 1.05, "B": 0.02, "A": 0.95, "einheit": "pro Schritt"}


# %% q4b.2
def walk(start, rate, steps):
    return [3 + (start - 3) * (1 - 2 * rate) ** n for n in range(steps + 1)]


# %% q7.1
predicted_classes = tf.argmax(probabilities, axis=-1)
hits = predicted_classes.numpy() == test_labels
correct_predictions = [i for i in range(10000) if hits[i]]
incorrect_predictions = [i for i in range(10000) if not hits[i]]

# %% q7.2
confusion = tf.math.confusion_matrix(test_labels, predicted_classes)
