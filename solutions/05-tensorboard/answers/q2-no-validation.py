# %% [markdown]
# ---
# what: "Two epochs, without validation data"
# base: blank
# demo: false
# marks: {q2: 2}
# says: {q2: "Only the training was written down"}
# ---

# %% q2
log_dir = new_folder()
network = build_model(units=4)
writer = keras.callbacks.TensorBoard(log_dir, histogram_freq=1)
history = network.fit(X_train, Y_train, batch_size=128, epochs=2, callbacks=[writer], verbose=0)
