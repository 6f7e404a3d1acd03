# %% [markdown]
# ---
# what: "Nothing given back"
# base: blank
# demo: false
# marks: {q6: 1}
# says: {q6: "Let it end in return path"}
# ---

# %% q6
def save_arrays(path, arrays):
    if any(np.asarray(array).dtype.hasobject for array in arrays.values()):
        raise ValueError("Python objects")
    np.savez(path, **arrays)


def load_arrays(path):
    loaded = np.load(path)
    return {name: loaded[name] for name in loaded.files}
