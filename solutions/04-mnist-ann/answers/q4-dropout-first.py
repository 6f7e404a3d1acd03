# %% [markdown]
# ---
# what: "A dropout before the first hidden layer, none after the second"
# base: blank
# demo: false
# marks: {q4: 3.5}
# says: {q4: "order of the table"}
# ---

# %% q4
model = keras.Sequential(
    [
        keras.Input(shape=(784,)),
        keras.layers.Dropout(0.2),
        keras.layers.Dense(512, activation="relu"),
        keras.layers.Dropout(0.2),
        keras.layers.Dense(512, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
