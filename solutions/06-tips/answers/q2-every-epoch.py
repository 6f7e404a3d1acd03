# %% [markdown]
# ---
# what: "Every epoch saved, and a network that has forgotten everything trained on"
# base: blank
# demo: true
# student: uma
# marks: {q2: 1}
# says: {q2: "Every epoch was saved"}
# ---

# %% q2.1
throw_away_old(folder)
model = small_network()
model.optimizer.learning_rate = 0.02
saver = keras.callbacks.ModelCheckpoint(folder / "digits-{epoch:02d}.keras")
history = model.fit(
    x_learn,
    y_learn,
    epochs=12,
    batch_size=32,
    validation_data=(x_check, y_check),
    callbacks=[saver],
    verbose=0,
)
saved = names_in(folder)
checkpoint = newest(folder)


# %% q2.2
def resume(path, x, y, epochs):
    done = int(Path(path).stem.split("-")[-1])
    model = keras.models.clone_model(keras.models.load_model(path))
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    return model.fit(x, y, initial_epoch=done, epochs=epochs, verbose=0)
