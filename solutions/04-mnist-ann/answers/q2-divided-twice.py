# %% [markdown]
# ---
# what: "Divided by 255 twice"
# base: blank
# demo: false
# marks: {q2: 2}
# says: {q2: "divided by 255 twice"}
# ---

# %% q2
X_train = train_images.reshape(60000, 784).astype("float32") / 255
X_test = test_images.reshape(10000, 784).astype("float32") / 255
X_train /= 255
X_test /= 255
