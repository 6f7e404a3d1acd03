# %% [markdown]
# ---
# what: "Test labels made from the training labels"
# base: blank
# demo: true
# student: dana
# marks: {q2: 3, q3: 1}
# says: {q3: "made from the training labels"}
# ---

# %% q2
X_train = train_images.reshape(-1, 784).astype("float32") / 255
X_test = test_images.reshape(-1, 784).astype("float32") / 255

# %% q3
Y_train = keras.utils.to_categorical(train_labels, 10)
Y_test = keras.utils.to_categorical(train_labels, 10)

# %% [markdown] q3_why
# Y_train is 60000 times 10 and so is Y_test. A row has one 1 and the place of it is the digit.
