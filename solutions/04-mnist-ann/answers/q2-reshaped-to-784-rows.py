# %% [markdown]
# ---
# what: "Reshaped to 784 rows"
# base: blank
# demo: false
# marks: {q2: 2}
# says: {q2: "784 rows"}
# ---

# %% q2
X_train = train_images.reshape(784, 60000).astype("float32") / 255
X_test = test_images.reshape(784, 10000).astype("float32") / 255
