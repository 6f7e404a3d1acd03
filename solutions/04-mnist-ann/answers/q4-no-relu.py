# %% [markdown]
# ---
# what: "Hidden layers without activation"
# base: blank
# demo: false
# marks: {q4: 3.5}
# says: {q4: "no activation"}
# ---

# %% q4
model = keras.Sequential()
model.add(keras.Input(shape=(784,)))
model.add(keras.layers.Dense(512))
model.add(keras.layers.Dropout(0.2))
model.add(keras.layers.Dense(512))
model.add(keras.layers.Dropout(0.2))
model.add(keras.layers.Dense(10, activation="softmax"))
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
