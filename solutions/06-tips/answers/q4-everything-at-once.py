# %% [markdown]
# ---
# what: "A list of all batches: everything is in memory at once"
# base: blank
# demo: false
# marks: {q4: 1.5}
# says: {q4: "gives back a list of everything"}
# ---

# %% q4
def batches(paths, size):
    if size < 1:
        raise ValueError(size)
    everything = [np.load(path) for path in paths]
    return [np.array(everything[i : i + size]) for i in range(0, len(paths), size)]
