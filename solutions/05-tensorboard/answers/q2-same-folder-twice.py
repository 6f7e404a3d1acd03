# %% [markdown]
# ---
# what: "Trained twice into the same folder, for two epochs each"
# base: blank
# demo: false
# marks: {q2: 1.5}
# says: {q2: "holds 2 trainings, one on top of the other"}
# ---

# %% q2
log_dir = "logs/mnist"
for attempt in range(2):
    network = build_model(units=4 + attempt)
    writer = keras.callbacks.TensorBoard(log_dir, histogram_freq=1)
    history = network.fit(
        X_train,
        Y_train,
        batch_size=128,
        epochs=2,
        validation_data=(X_val[:100], Y_val[:100]),
        callbacks=[writer],
        verbose=0,
    )
