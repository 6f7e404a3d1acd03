# %% [markdown]
# ---
# what: "The type was not changed: dividing gives float64"
# base: blank
# demo: false
# marks: {q2: 2}
# says: {q2: "has the type float64, which takes twice the memory"}
# ---

# %% q2
X_train = train_images.reshape(60000, 784) / 255
X_test = test_images.reshape(10000, 784) / 255
