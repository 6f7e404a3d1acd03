# %% [markdown]
# ---
# what: "Divided with two slashes"
# base: blank
# demo: false
# marks: {q2: 1}
# says: {q2: "one slash"}
# ---

# %% q2
X_train = train_images.reshape(60000, 784) // 255
X_test = test_images.reshape(10000, 784) // 255
