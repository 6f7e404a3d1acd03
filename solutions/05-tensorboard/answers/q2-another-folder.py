# %% [markdown]
# ---
# what: "The callback writes to another folder than the one in log_dir"
# base: blank
# demo: false
# marks: {q2: 0.5}
# says: {q2: "If you call new_folder() twice"}
# ---

# %% q2
network = build_model(units=4)
history = network.fit(
    X_train,
    Y_train,
    batch_size=128,
    epochs=2,
    validation_data=(X_val[:100], Y_val[:100]),
    callbacks=[keras.callbacks.TensorBoard(new_folder(), histogram_freq=1)],
    verbose=0,
)
log_dir = new_folder("logs/mine")
