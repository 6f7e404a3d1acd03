# %% [markdown]
# ---
# what: "Pixels divided by 256"
# base: blank
# demo: false
# marks: {q2: 2}
# says: {q2: "divide by 255"}
# ---

# %% q2
X_train = train_images.reshape(60000, 784).astype("float32") / 256
X_test = test_images.reshape(10000, 784).astype("float32") / 256
