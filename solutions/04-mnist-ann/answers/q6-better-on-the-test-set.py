# %% [markdown]
# ---
# what: "The better model learned from the test pictures"
# base: blank
# demo: false
# marks: {q6: 0.5}
# says: {q6: "learned from the test pictures"}
# ---

# %% q6.1
better_model = keras.models.clone_model(model)
better_model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
better_model.fit(ready.X_test, ready.Y_test, epochs=10, batch_size=64, verbose=0)

# %% q6.2
score = model.evaluate(ready.X_test, ready.Y_test, verbose=0)[1]
