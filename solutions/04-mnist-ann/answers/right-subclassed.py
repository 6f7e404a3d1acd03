# %% [markdown]
# ---
# what: "Right in another way: a class of its own, one dropout used twice, and a score as a dict"
# base: solution
# marks: {q4: 4, q5: 3, q6: 3}
# ---

# %% q4
class Reader(keras.Model):
    def __init__(self):
        super().__init__()
        self.out = keras.layers.Dense(10, activation="softmax")
        self.drop = keras.layers.Dropout(0.2)
        self.first = keras.layers.Dense(512, activation="relu")
        self.second = keras.layers.Dense(512, activation="relu")

    def call(self, inputs, training=False):
        x = self.drop(self.first(inputs), training=training)
        x = self.drop(self.second(x), training=training)
        return self.out(x)


model = Reader()
model(np.zeros((1, 784), dtype="float32"))
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])

# %% q5
number_of_epoch = 5
history = model.fit(
    x=ready.X_train,
    y=ready.Y_train,
    validation_data=(ready.X_val, ready.Y_val),
    epochs=number_of_epoch,
    batch_size=128,
    verbose=0,
)

# %% q6.1
better_model = Reader()
better_model(np.zeros((1, 784), dtype="float32"))
better_model.set_weights(model.get_weights())
better_model.compile(
    loss="categorical_crossentropy",
    optimizer=keras.optimizers.Adam(learning_rate=0.0001),
    metrics=["accuracy"],
)
better_model.fit(ready.X_train, ready.Y_train, epochs=3, batch_size=256, verbose=0)

# %% q6.2
both = [model, better_model]
best = max(both, key=lambda one: one.evaluate(ready.X_val, ready.Y_val, verbose=0)[1])
score = best.evaluate(ready.X_test, ready.Y_test, return_dict=True, verbose=0)
