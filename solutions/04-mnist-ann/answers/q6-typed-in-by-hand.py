# %% [markdown]
# ---
# what: "Accuracy typed in by hand, and a better model that is the same model"
# base: blank
# demo: false
# marks: {q4: 4, q6: 0}
# says: {q6: "Do not type the number in"}
# ---

# %% q4
model = keras.Sequential()
model.add(keras.Input(shape=(784,)))
model.add(keras.layers.Dense(512, activation="relu"))
model.add(keras.layers.Dropout(0.2))
model.add(keras.layers.Dense(512, activation="relu"))
model.add(keras.layers.Dropout(0.2))
model.add(keras.layers.Dense(10, activation="softmax"))
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])

# %% q6.1
better_model = model

# %% q6.2
score = [0.0678, 0.9798]
