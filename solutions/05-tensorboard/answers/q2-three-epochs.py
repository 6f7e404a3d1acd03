# %% [markdown]
# ---
# what: "Three epochs, and no histograms"
# base: blank
# demo: false
# marks: {q2: 1.5}
# says: {q2: "The logs hold 3 epochs"}
# ---

# %% q2
log_dir = new_folder()
network = build_model(units=4)
history = network.fit(
    X_train,
    Y_train,
    batch_size=128,
    epochs=3,
    validation_data=(X_val[:100], Y_val[:100]),
    callbacks=[keras.callbacks.TensorBoard(log_dir=log_dir)],
    verbose=0,
)
