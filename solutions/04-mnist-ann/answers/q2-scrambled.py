# %% [markdown]
# ---
# what: "Right shape, but the pictures were transposed before reshaping"
# base: blank
# demo: true
# student: chidi
# marks: {q2: 2}
# says: {q2: "scrambled"}
# ---

# %% q2
X_train = train_images.T.reshape(60000, 784).astype("float32") / 255
X_test = test_images.T.reshape(10000, 784).astype("float32") / 255
