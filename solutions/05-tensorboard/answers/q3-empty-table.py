# %% [markdown]
# ---
# what: "An empty table where there is no run"
# base: blank
# demo: false
# marks: {q3: 2.5}
# says: {q3: "raises nothing and gives back a DataFrame"}
# ---

# %% q3
def curves(log_dir):
    train, validation = Path(log_dir) / "train", Path(log_dir) / "validation"
    loss, accuracy = values_of(train, "epoch_loss"), values_of(train, "epoch_accuracy")
    val_loss = values_of(validation, "epoch_loss")
    val_accuracy = values_of(validation, "epoch_accuracy")
    rows = [
        [step + 1, loss[step], accuracy[step], val_loss.get(step), val_accuracy.get(step)]
        for step in sorted(loss)
    ]
    return pd.DataFrame(rows, columns=["epoch", "loss", "accuracy", "val_loss", "val_accuracy"])
