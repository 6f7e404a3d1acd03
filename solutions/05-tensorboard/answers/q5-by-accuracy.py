# %% [markdown]
# ---
# what: "By the validation accuracy"
# base: blank
# demo: false
# marks: {q5: 0}
# says: {q5: "where the validation accuracy is highest"}
# ---

# %% q5
def best_epoch(table):
    return table.loc[table["val_accuracy"].fillna(0).idxmax(), "epoch"]
