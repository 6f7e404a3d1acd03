# %% [markdown]
# ---
# what: "A checkpoint that never happened: fit does not know the callback"
# base: blank
# demo: false
# marks: {q2: 2}
# says: {q2: "no checkpoint was ever saved"}
# ---

# %% q2.1
throw_away_old(folder)
model = small_network()
saver = keras.callbacks.ModelCheckpoint(folder / "digits-{epoch:02d}.keras", save_best_only=True)
history = model.fit(
    x_learn, y_learn, epochs=12, batch_size=32, validation_data=(x_check, y_check), verbose=0
)
saved = names_in(folder)
checkpoint = newest(folder)


# %% q2.2
def resume(path, x, y, epochs):
    done = int(Path(path).stem.split("-")[-1])
    model = keras.models.load_model(path)
    return model.fit(x, y, initial_epoch=done, epochs=epochs, verbose=0)
