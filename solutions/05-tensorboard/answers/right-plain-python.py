# %% [markdown]
# ---
# what: "Right in another way: text for paths, TensorFlow's own reader, loops, numbers as names"
# base: blank
# demo: false
# marks: {q1: 2, q2: 2.5, q3: 3.5, q4: 3, q5: 2.5}
# ---

# %% q1
def run_folder(root, when):
    # ein Ordner für jeden Lauf
    day, time = when.isoformat(timespec="seconds").split("T")
    return "/".join([root, day + "_" + time.replace(":", "-")])


# %% q2
log_dir = run_folder("logs", datetime.now())
history = build_model(units=4).fit(
    X_train,
    Y_train,
    128,
    13,
    2,
    [keras.callbacks.TensorBoard(log_dir, 1, write_graph=False)],
    validation_data=(X_val[:100], Y_val[:100]),
)


# %% before q3
import tensorflow as tf


# %% q3
def curves(log_dir):
    rows = {}
    for part in "train", "validation":
        for path in sorted(tf.io.gfile.glob(f"{log_dir}/{part}/*tfevents*")):
            for record in tf.data.TFRecordDataset(path):
                event = tf.compat.v1.Event.FromString(record.numpy())
                for value in event.summary.value:
                    name = value.tag.removeprefix("epoch_")
                    if value.tag in ("epoch_loss", "epoch_accuracy"):
                        column = name if part == "train" else f"val_{name}"
                        number = float(tf.make_ndarray(value.tensor))
                        rows.setdefault(event.step, {"epoch": event.step + 1})[column] = number
    names = ["val_accuracy", "val_loss", "epoch", "accuracy", "loss"]
    table = pd.DataFrame([rows[step] for step in sorted(rows)], columns=names)
    if table["loss"].count() == 0:
        raise ValueError("not a run: " + str(log_dir))
    return table


# %% q4
runs, turning = {}, {}
for units in (8, 4):
    where = Path(new_folder(f"logs/{units}-units"))
    record = build_model(units).fit(
        X_train[:200],
        Y_train[:200],
        epochs=2,
        validation_data=(X_val[:200], Y_val[:200]),
        callbacks=[keras.callbacks.TensorBoard(where)],
        verbose=0,
    )
    runs[units] = where
    turning[min(record.history["val_loss"])] = units
best_run = turning[min(turning)]


# %% q5
def best_epoch(table):
    pairs = [
        (loss, epoch)
        for epoch, loss in zip(table["epoch"].tolist(), table["val_loss"].tolist())
        if loss == loss
    ]
    return min(pairs)[1]  # min of nothing is a ValueError
