# %% [markdown]
# ---
# what: "Checkpoints right, and the network in resume is not the saved one"
# base: blank
# demo: false
# marks: {q2: 2}
# says: {q2: "not the network that was saved"}
# ---

# %% q2.1
throw_away_old(folder)
model = small_network()
saver = keras.callbacks.ModelCheckpoint(
    filepath=str(folder) + "/best-{epoch:02d}.keras", monitor="val_loss", save_best_only=True
)
history = model.fit(
    x_learn,
    y_learn,
    epochs=12,
    batch_size=32,
    validation_data=(x_check, y_check),
    callbacks=saver,
    verbose=0,
)
saved = names_in(folder)
checkpoint = newest(folder)


# %% q2.2
def resume(path, x, y, epochs):
    done = int(Path(path).stem.split("-")[-1])
    model = keras.Sequential([keras.Input(x.shape[1:]), keras.layers.Dense(10, "softmax")])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    return model.fit(x, y, initial_epoch=done, epochs=epochs, verbose=0)
