# %% [markdown]
# ---
# what: "Labels left as single numbers"
# base: blank
# demo: false
# marks: {q3: 0}
# says: {q3: "not one-hot yet"}
# ---

# %% q3
Y_train = train_labels
Y_test = test_labels
