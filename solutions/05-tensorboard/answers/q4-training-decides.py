# %% [markdown]
# ---
# what: "The best run chosen by its training accuracy"
# base: blank
# demo: false
# marks: {q4: 2}
# says: {q4: "those it may have learned by heart"}
# ---

# %% q4
runs = {"plain": example_run, "by heart": new_folder("logs/by-heart")}
network = build_model(units=255)
record = network.fit(
    X_train[:60],
    Y_train[:60],
    batch_size=10,
    epochs=15,
    validation_data=(X_val[:500], Y_val[:500]),
    callbacks=[keras.callbacks.TensorBoard(runs["by heart"])],
    verbose=0,
)
print(max(record.history["accuracy"]))
best_run = "by heart"
