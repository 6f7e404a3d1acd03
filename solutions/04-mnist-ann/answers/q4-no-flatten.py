# %% [markdown]
# ---
# what: "Pictures of 28 by 28 without a Flatten layer"
# base: blank
# demo: false
# marks: {q4: 2}
# says: {q4: "Put a Flatten layer"}
# ---

# %% q4
model = keras.Sequential()
model.add(keras.Input(shape=(28, 28)))
model.add(keras.layers.Dense(512, activation="relu"))
model.add(keras.layers.Dropout(0.2))
model.add(keras.layers.Dense(512, activation="relu"))
model.add(keras.layers.Dropout(0.2))
model.add(keras.layers.Dense(10, activation="softmax"))
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
