# %% [markdown]
# ---
# what: "One-hot over nine classes"
# base: blank
# demo: false
# marks: {q3: 0}
# says: {q3: "has 9 columns"}
# ---

# %% q3
Y_train = (train_labels[:, None] == np.arange(9)).astype("float32")
Y_test = (test_labels[:, None] == np.arange(9)).astype("float32")
