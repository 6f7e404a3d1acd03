# %% [markdown]
# ---
# what: "The names handed out, and not what is in the files"
# base: blank
# demo: false
# marks: {q4: 0.5}
# says: {q4: "Did you hand out the names"}
# ---

# %% q4
def batches(paths, size):
    if size < 1:
        raise ValueError(size)
    for i in range(0, len(paths), size):
        yield paths[i : i + size]
