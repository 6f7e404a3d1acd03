# %% [markdown]
# ---
# what: "Trained on the test set, and the accuracy typed in by hand"
# base: blank
# demo: true
# student: hana
# marks: {q4: 4, q5: 0.5, q6: 0}
# says: {q5: "learned from the test pictures", q6: "Do not type the number in"}
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

# %% q5
number_of_epoch = 5
history = model.fit(
    ready.X_test,
    ready.Y_test,
    batch_size=128,
    epochs=number_of_epoch,
    validation_data=(ready.X_test, ready.Y_test),
    verbose=0,
)

# %% q6.2
score = [0.06, 0.95]
