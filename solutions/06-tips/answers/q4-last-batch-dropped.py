# %% [markdown]
# ---
# what: "The smaller batch at the end left out"
# base: blank
# demo: false
# marks: {q4: 0.5}
# says: {q4: "The last two of the ten files are missing"}
# ---

# %% q4
def batches(paths, size):
    for number in range(len(paths) // size):
        yield np.stack([np.load(path) for path in paths[number * size : (number + 1) * size]])
