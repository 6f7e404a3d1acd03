# %% [markdown]
# ---
# what: "The row's label for the epoch"
# base: blank
# demo: false
# marks: {q5: 0}
# says: {q5: "it is off by one"}
# ---

# %% q5
def best_epoch(table):
    return table["val_loss"].fillna(1000).idxmin()
