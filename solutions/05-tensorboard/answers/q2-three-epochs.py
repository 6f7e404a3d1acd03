# %% [markdown]
# ---
# what: "Three epochs, and no histograms"
# base: blank
# demo: false
# marks: {q2: 1}
# says: {q2: "The logs hold 3 epochs"}
# ---

# %% q2
log_dir = new_folder()
network = build_model(units=4)
history = network.fit(
    X_train[:100],
    Y_train[:100],
    batch_size=50,
    epochs=3,
    validation_data=(X_val[:100], Y_val[:100]),
    callbacks=[keras.callbacks.TensorBoard(log_dir=log_dir)],
    verbose=0,
)
