# %% [markdown]
# ---
# what: "What np.load gives, as it is"
# base: blank
# demo: false
# marks: {q6: 0.5}
# says: {q6: "load_arrays"}
# ---

# %% q6
def save_arrays(path, arrays):
    if any(np.asarray(array).dtype.hasobject for array in arrays.values()):
        raise ValueError("Python objects")
    np.savez(path, **arrays)
    return path


def load_arrays(path):
    return np.load(path)
