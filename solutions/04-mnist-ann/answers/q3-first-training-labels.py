# %% [markdown]
# ---
# what: "Test labels made from the first 10,000 training labels"
# base: blank
# demo: false
# marks: {q3: 1.5}
# says: {q3: "holds the training labels"}
# ---

# %% q3
Y_train = keras.utils.to_categorical(train_labels, 10)
Y_test = keras.utils.to_categorical(train_labels[:10000], 10)
