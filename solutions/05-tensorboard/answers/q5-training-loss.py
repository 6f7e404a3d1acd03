# %% [markdown]
# ---
# what: "By the training loss"
# base: blank
# demo: false
# marks: {q5: 0}
# says: {q5: "There the training loss is smallest"}
# ---

# %% q5
def best_epoch(table):
    return int(table["epoch"].iloc[table["loss"].to_numpy().argmin()])
