# %% [markdown]
# ---
# what: "Dropout 0.8 for 0.2"
# base: blank
# demo: false
# marks: {q4: 3.5}
# says: {q4: "share that is dropped"}
# ---

# %% q4
model = keras.Sequential()
model.add(keras.Input(shape=(784,)))
model.add(keras.layers.Dense(512, activation="relu"))
model.add(keras.layers.Dropout(0.8))
model.add(keras.layers.Dense(512, activation="relu"))
model.add(keras.layers.Dropout(0.8))
model.add(keras.layers.Dense(10, activation="softmax"))
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
