# %% [markdown]
# ---
# what: "Rows shuffled, so that pictures and labels no longer belong together"
# base: blank
# demo: false
# marks: {q2: 2.5}
# says: {q2: "in another order"}
# ---

# %% q2
X_train = train_images.reshape(60000, 784).astype("float32") / 255
X_test = test_images[::-1].reshape(10000, 784).astype("float32") / 255
