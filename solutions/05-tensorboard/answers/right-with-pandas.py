# %% [markdown]
# ---
# what: "Right in another way: pathlib, merged tables, three runs, an absolute path"
# base: blank
# demo: false
# marks: {q1: 2, q2: 2.5, q3: 3.5, q4: 3, q5: 2.5}
# ---

# %% q1
import os


def run_folder(root: str, when: datetime) -> Path:
    return Path(os.path.join(root, f"{when:%Y-%m-%d_%H-%M-%S}"))


# %% q2
callback = keras.callbacks.TensorBoard(Path.cwd() / new_folder(), histogram_freq=1)
log_dir = Path(callback.log_dir)
model = build_model(16)
history = model.fit(
    x=X_train,
    y=Y_train,
    validation_data=[X_val[:100], Y_val[:100]],
    batch_size=128,
    epochs=12,
    callbacks=callback,
    verbose=0,
)


# %% q3
def column(folder, tag, name):
    pairs = values_of(folder, tag).items()
    return pd.DataFrame(pairs, columns=["step", name]).astype({name: "float32"})


def curves(log_dir):
    table = column(Path(log_dir) / "train", "epoch_loss", "loss")
    if len(table) == 0:
        raise ValueError("no epoch_loss")
    for folder, tag, name in [
        ("train", "epoch_accuracy", "accuracy"),
        ("validation", "epoch_loss", "val_loss"),
        ("validation", "epoch_accuracy", "val_accuracy"),
    ]:
        other = column(Path(log_dir) / folder, tag, name)
        table = table.merge(other.astype({"step": "int64"}), on="step", how="left")
    table = table.sort_values("step", ignore_index=True)
    return table.assign(epoch=table.pop("step") + 1)


# %% q4
runs = {"first": log_dir}
for rate in (0.01, 0.0001):
    runs[f"rate {rate}"] = new_folder(f"logs/rate-{rate}")
    build_model(16, learning_rate=rate).fit(
        X_train[:300],
        Y_train[:300],
        epochs=3,
        validation_data=(X_val[:100], Y_val[:100]),
        callbacks=[
            keras.callbacks.TensorBoard(runs[f"rate {rate}"]),
            keras.callbacks.EarlyStopping(patience=1),
        ],
        verbose=0,
    )
best_run = pd.Series({name: curves(runs[name]).val_loss.min() for name in runs}).idxmin()


# %% q5
def best_epoch(table):
    kept = table[table["val_loss"].notna()].sort_values(["val_loss", "epoch"])
    if kept.empty:
        raise ValueError("All validation losses are missing.")
    return kept["epoch"].iloc[0]
