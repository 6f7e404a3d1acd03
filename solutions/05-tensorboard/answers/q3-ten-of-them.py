# %% [markdown]
# ---
# what: "The reader's own choice of ten values"
# base: blank
# demo: false
# marks: {q3: 2.5}
# says: {q3: "Of 25 epochs the table holds 10"}
# ---

# %% q3
def read(folder, tag):
    if not Path(folder).is_dir():
        return pd.Series(dtype=float)
    log = EventAccumulator(str(folder)).Reload()
    events = log.Tensors(tag) if tag in log.Tags()["tensors"] else []
    return pd.Series({e.step: float(make_ndarray(e.tensor_proto)) for e in events}, dtype=float)


def curves(log_dir):
    loss = read(f"{log_dir}/train", "epoch_loss")
    if not len(loss):
        raise ValueError("nothing there")
    return pd.DataFrame(
        {
            "epoch": loss.index + 1,
            "loss": loss,
            "accuracy": read(f"{log_dir}/train", "epoch_accuracy"),
            "val_loss": read(f"{log_dir}/validation", "epoch_loss"),
            "val_accuracy": read(f"{log_dir}/validation", "epoch_accuracy"),
        },
        index=loss.index,
    )
