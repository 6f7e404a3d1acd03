# %% [markdown]
# ---
# what: "Right in another way: Flatten layer, own loops, boolean one-hot, lists"
# base: blank
# demo: false
# marks: {q1: 3, q2: 3, q3: 2, q4: 4, q4b: 3, q7: 3}
# ---

# %% q1.1
shapes = {}
shapes["train_images"] = (60000, 28, 28)
shapes["train_labels"] = (60000,)
shapes["test_images"] = (10000, 28, 28)
shapes["test_labels"] = (10000,)

# %% q1.2
fig, table = plt.subplots(nrows=3, ncols=3, figsize=(9, 9))
for row in range(3):
    for column in range(3):
        which = my_pictures[3 * row + column]
        table[row][column].matshow(train_images[which])
        table[row][column].set_title(f"Label: {train_labels[which]}", loc="left")

# %% q2
X_train = np.array([image.ravel() for image in train_images], dtype="float32") / 255.0
X_test = np.array([image.ravel() for image in test_images], dtype="float32") / 255.0

# %% q3
Y_train = train_labels.reshape(-1, 1) == np.arange(10)
Y_test = np.eye(10, dtype=int)[test_labels]

# %% q4
model = keras.models.Sequential()
model.add(keras.layers.Flatten(input_shape=(28, 28)))
for _ in range(2):
    model.add(keras.layers.Dense(512, activation=keras.activations.relu))
    model.add(keras.layers.Dropout(0.2))
model.add(keras.layers.Dense(10, activation=keras.activations.softmax))
model.compile(
    loss=keras.losses.categorical_crossentropy,
    optimizer=keras.optimizers.Adam(learning_rate=0.001),
    metrics=["acc"],
)

# %% q4b.1
rate_of = dict(zip("ABCD", (0.95, 0.02, 1.05, 0.3)))


# %% q4b.2
def walk(start, rate, steps):
    weights = np.full(steps + 1, start, dtype=float)
    for number in range(steps):
        weights[number + 1] = weights[number] - rate * 2 * (weights[number] - 3)
    return weights


# %% q7.1
predicted_classes = [int(np.argmax(row)) for row in probabilities]
correct_predictions = np.nonzero(predicted_classes == test_labels)[0]
incorrect_predictions = np.setdiff1d(np.arange(10000), correct_predictions)

# %% q7.2
confusion = [[0] * 10 for _ in range(10)]
for truth, guess in zip(test_labels, predicted_classes):
    confusion[truth][guess] += 1
