# %% [markdown]
# ---
# what: "Right, in other words"
# base: blank
# marks: {q1: 2, q2: 2}
# ---

# %% q1
tall = trees.query("height > 20")

# %% q2
def how_many(table, kind):
    return int((table.kind == kind).sum())
