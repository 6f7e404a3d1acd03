# %% [markdown]
# ---
# what: "allow_pickle=True, as in older tutorials"
# base: blank
# demo: false
# marks: {q6: 1.25}
# says: {q6: "Leave allow_pickle=True out"}
# ---

# %% q6
def save_arrays(path, arrays):
    if any(np.asarray(array).dtype.hasobject for array in arrays.values()):
        raise ValueError("Python objects")
    np.savez(path, **arrays)
    return path


def load_arrays(path):
    loaded = np.load(path, allow_pickle=True)
    return dict(loaded)
