# %% [markdown]
# ---
# what: "Question 4 skipped: the lesson's small network trained; its score in percent"
# base: blank
# demo: false
# marks: {q5: 3, q6: 2}
# says: {q6: "in percent"}
# ---

# %% q5
number_of_epoch = 5
history = model.fit(
    ready.X_train,
    ready.Y_train,
    batch_size=128,
    epochs=number_of_epoch,
    validation_data=(ready.X_val, ready.Y_val),
    verbose=0,
)

# %% q6.1
better_model = keras.models.clone_model(model)
better_model.set_weights(model.get_weights())
better_model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
better_model.optimizer.learning_rate = 0.0003
better_model.fit(ready.X_train, ready.Y_train, epochs=3, batch_size=128, verbose=0)

# %% q6.2
score = 100 * better_model.evaluate(ready.X_test, ready.Y_test, verbose=0)[1]
