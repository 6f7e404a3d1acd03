# %% [markdown]
# ---
# what: "Right shape, but every picture lies on its side"
# base: blank
# demo: false
# marks: {q2: 2}
# says: {q2: "turned on their side"}
# ---

# %% q2
X_train = train_images.transpose(0, 2, 1).reshape(60000, 784).astype("float32") / 255
X_test = test_images.transpose(0, 2, 1).reshape(10000, 784).astype("float32") / 255
