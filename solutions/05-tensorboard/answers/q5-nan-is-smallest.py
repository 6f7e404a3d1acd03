# %% [markdown]
# ---
# what: "NumPy's argmin, which takes a missing value for the smallest"
# base: blank
# demo: false
# marks: {q5: 1}
# says: {q5: "For a table with a missing value"}
# ---

# %% q5
def best_epoch(table):
    return table["epoch"].to_numpy()[np.argmin(table["val_loss"].to_numpy())]
