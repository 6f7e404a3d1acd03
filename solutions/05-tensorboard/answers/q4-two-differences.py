# %% [markdown]
# ---
# what: "Units and dropout changed together"
# base: blank
# demo: false
# marks: {q4: 2.5}
# says: {q4: "differ in the dropout and the units"}
# ---

# %% q4
runs, lowest = {}, {}
for name, settings in {"small": dict(units=4), "other": dict(units=8, dropout=0.3)}.items():
    runs[name] = new_folder(f"logs/{name}")
    record = build_model(**settings).fit(
        X_train[:200],
        Y_train[:200],
        epochs=2,
        validation_data=(X_val[:200], Y_val[:200]),
        callbacks=[keras.callbacks.TensorBoard(runs[name])],
        verbose=0,
    )
    lowest[name] = min(record.history["val_loss"])
best_run = min(lowest, key=lowest.get)
