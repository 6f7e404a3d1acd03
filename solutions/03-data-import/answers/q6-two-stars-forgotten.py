# %% [markdown]
# ---
# what: "The dictionary saved as one thing"
# base: blank
# demo: false
# marks: {q6: 0.5}
# says: {q6: "with two stars in front of the dictionary"}
# ---

# %% q6
def save_arrays(path, arrays):
    np.savez(path, arrays)
    return path


def load_arrays(path):
    loaded = np.load(path)
    return {name: loaded[name] for name in loaded.files}
