# %% [markdown]
# ---
# what: "Two epochs, without validation data"
# base: blank
# demo: false
# marks: {q2: 1.5}
# says: {q2: "Only the training was written down"}
# ---

# %% q2
log_dir = new_folder()
network = build_model(units=4)
writer = keras.callbacks.TensorBoard(log_dir, histogram_freq=1)
history = network.fit(
    X_train[:100], Y_train[:100], batch_size=50, epochs=2, callbacks=[writer], verbose=0
)
