# %% [markdown]
# ---
# what: "The best run chosen by its training accuracy"
# base: blank
# demo: true
# student: sami
# marks: {q4: 2}
# says: {q4: "those it may have learned by heart"}
# ---

# %% q4
runs = {}
for name, units, pictures, epochs in ("plain", 128, 2000, 2), ("by heart", 96, 40, 15):
    runs[name] = new_folder(f"logs/{name}")
    build_model(units).fit(
        X_train[:pictures],
        Y_train[:pictures],
        epochs=epochs,
        validation_data=(X_val[:500], Y_val[:500]),
        callbacks=[keras.callbacks.TensorBoard(runs[name])],
        verbose=0,
    )
best_run = "by heart"
