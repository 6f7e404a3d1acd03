# %% [markdown]
# ---
# what: "The steps taken for epochs"
# base: blank
# demo: false
# marks: {q3: 1}
# says: {q3: "The column epoch counts from 0"}
# ---

# %% q3
def curves(log_dir):
    table = pd.DataFrame()
    for part, before in ("train", ""), ("validation", "val_"):
        for kind in "loss", "accuracy":
            numbers = values_of(f"{log_dir}/{part}", "epoch_" + kind)
            table[before + kind] = pd.Series(numbers, dtype="float64")
    if table["loss"].empty:
        raise ValueError
    table["epoch"] = table.index
    return table
