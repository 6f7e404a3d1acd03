# %% [markdown]
# ---
# what: "One-hot over eleven classes"
# base: blank
# demo: false
# marks: {q3: 1.5}
# says: {q3: "has 11 columns"}
# ---

# %% q3
Y_train = keras.utils.to_categorical(train_labels, 11)
Y_test = keras.utils.to_categorical(test_labels, 11)
