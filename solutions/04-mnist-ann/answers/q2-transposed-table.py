# %% [markdown]
# ---
# what: "One column for each picture in place of one row"
# base: blank
# demo: false
# marks: {q2: 2}
# says: {q2: "784 rows"}
# ---

# %% q2
X_train = train_images.reshape(60000, 784).T.astype("float32") / 255
X_test = test_images.reshape(10000, 784).T.astype("float32") / 255
