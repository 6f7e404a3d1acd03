# %% [markdown]
# ---
# what: "The test pictures left out"
# base: blank
# demo: false
# marks: {q2: 0.5}
# says: {q2: "X_test is still"}
# ---

# %% q2
X_train = train_images.reshape(60000, 784).astype("float32") / 255
