# %% [markdown]
# ---
# what: "Mean squared error as loss"
# base: blank
# demo: true
# student: emil
# marks: {q4: 3.5}
# says: {q4: "Mean squared error is made for quantities"}
# ---

# %% q4
model = keras.Sequential()
model.add(keras.Input(shape=(784,)))
model.add(keras.layers.Dense(512, activation="relu"))
model.add(keras.layers.Dropout(0.2))
model.add(keras.layers.Dense(512, activation="relu"))
model.add(keras.layers.Dropout(0.2))
model.add(keras.layers.Dense(10, activation="softmax"))
model.compile(optimizer="adam", loss="mean_squared_error", metrics=["accuracy"])
