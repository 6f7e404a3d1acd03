# %% [markdown]
# ---
# what: "One name for all epochs, and training begins at the first epoch again"
# base: blank
# demo: false
# marks: {q2: 0.5}
# says: {q2: "from the first one on"}
# ---

# %% q2.1
throw_away_old(folder)
model = small_network()
saver = keras.callbacks.ModelCheckpoint(folder / "best.keras", save_best_only=True)
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
    model = keras.models.load_model(path)
    return model.fit(x, y, epochs=epochs, verbose=0)
