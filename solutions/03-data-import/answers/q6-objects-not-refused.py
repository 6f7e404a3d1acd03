# %% [markdown]
# ---
# what: "np.savez left to itself"
# base: blank
# demo: false
# marks: {q6: 1}
# says: {q6: "Ask dtype.hasobject of each array"}
# ---

# %% q6
def save_arrays(path, arrays):
    np.savez(path, **arrays)
    return path


def load_arrays(path):
    loaded = np.load(path)
    return {name: loaded[name] for name in loaded.files}
