# %% [markdown]
# ---
# what: "A list of arrays in place of one array"
# base: blank
# demo: false
# marks: {q4: 1.5}
# says: {q4: "Stack the arrays of the list before you yield"}
# ---

# %% q4
def batches(paths, size):
    if size < 1:
        raise ValueError("A batch holds one file at least.")
    for start in range(0, len(paths), size):
        yield [np.load(path) for path in paths[start : start + size]]
