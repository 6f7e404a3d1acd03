# %% [markdown]
# ---
# what: "No folder for the run: everything right in logs, and a part of the history"
# base: blank
# demo: false
# marks: {q2: 1.5}
# says: {q2: "Your logs lie right in logs"}
# ---

# %% q2
log_dir = "logs"
network = build_model(units=4)
writer = keras.callbacks.TensorBoard(log_dir, histogram_freq=1)
history = network.fit(
    X_train[:100],
    Y_train[:100],
    batch_size=50,
    epochs=12,
    validation_data=(X_val[:100], Y_val[:100]),
    callbacks=[writer],
    verbose=0,
).history["val_loss"]
