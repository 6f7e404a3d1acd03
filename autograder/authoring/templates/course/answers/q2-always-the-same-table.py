# %% [markdown]
# ---
# what: "Counts in the table of the lesson, whatever it is given"
# base: blank
# marks: {q2: 1}
# says: {q2: "Does it look at trees?"}
# ---

# %% q2
def how_many(table, kind):
    return len(trees[trees.kind == kind])
