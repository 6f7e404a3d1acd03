# %% [markdown]
# ---
# what: "Flattened, but left as uint8"
# base: blank
# demo: false
# marks: {q2: 2}
# says: {q2: "divide by 255 so that it lies between 0 and 1"}
# ---

# %% q2
X_train = train_images.reshape(60000, 784)
X_test = test_images.reshape(10000, 784)
