# %% [markdown]
# ---
# what: "Looks everywhere below, and leaves out the columns of a validation that is not there"
# base: blank
# demo: false
# marks: {q3: 2}
# says: {q3: "The columns val_loss and val_accuracy are there all the same"}
# ---

# %% q3
def curves(log_dir):
    table = {}
    for part in sorted(Path(log_dir).rglob("*")):
        before = {"train": "", "validation": "val_"}.get(part.name)
        if before is not None:
            for kind in ("loss", "accuracy"):
                table[before + kind] = values_of(part, "epoch_" + kind)
    if not table:
        raise ValueError("no run here")
    table = pd.DataFrame(table).sort_index().reset_index(names="epoch")
    table["epoch"] += 1
    return table
