# %% [markdown]
# ---
# what: "size taken for the number of batches"
# base: blank
# demo: false
# marks: {q4: 1}
# says: {q4: "not how many batches there are"}
# ---

# %% q4
def batches(paths, size):
    if size < 1:
        raise ValueError(size)
    for part in np.array_split(paths, size):
        yield np.stack([np.load(path) for path in part])
