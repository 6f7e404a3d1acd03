# %% [markdown]
# ---
# what: "Of two equal epochs the later one"
# base: blank
# demo: false
# marks: {q5: 2}
# says: {q5: "The earlier one is"}
# ---

# %% q5
def best_epoch(table):
    rows = table.dropna(subset=["val_loss"]).sort_values("epoch")
    best, lowest = None, float("inf")
    for epoch, loss in zip(rows["epoch"], rows["val_loss"]):
        if loss <= lowest:
            best, lowest = epoch, loss
    if best is None:
        raise ValueError("no validation")
    return best
