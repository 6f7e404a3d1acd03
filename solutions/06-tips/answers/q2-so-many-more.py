# %% [markdown]
# ---
# what: "Five epochs for twelve, and as many more as should be done in all"
# base: blank
# demo: false
# marks: {q2: 1}
# says: {q2: "epochs says how many are done in all"}
# ---

# %% q2.1
throw_away_old(folder)
model = small_network()
saver = keras.callbacks.ModelCheckpoint(folder / "digits-{epoch:02d}.keras", save_best_only=True)
history = model.fit(
    x_learn,
    y_learn,
    epochs=3,
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
    model = keras.models.load_model(path)
    return model.fit(x, y, initial_epoch=done, epochs=done + epochs, verbose=0)
