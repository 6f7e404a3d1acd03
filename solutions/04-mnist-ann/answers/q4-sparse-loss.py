# %% [markdown]
# ---
# what: "The loss for labels that are single numbers"
# base: blank
# demo: false
# marks: {q4: 3.5}
# says: {q4: "sparse loss is for labels"}
# ---

# %% q4
model = keras.Sequential()
model.add(keras.Input(shape=(784,)))
model.add(keras.layers.Dense(512, activation="relu"))
model.add(keras.layers.Dropout(0.2))
model.add(keras.layers.Dense(512, activation="relu"))
model.add(keras.layers.Dropout(0.2))
model.add(keras.layers.Dense(10, activation="softmax"))
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
