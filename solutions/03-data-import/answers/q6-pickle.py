# %% [markdown]
# ---
# what: "Pickle after all"
# base: blank
# demo: true
# student: omar
# marks: {q6: 0}
# says: {q6: "cannot be opened without pickle"}
# ---

# %% q6
def save_arrays(path, arrays):
    with open(path, "wb") as file:
        pickle.dump(arrays, file)
    return path


def load_arrays(path):
    with open(path, "rb") as file:
        return pickle.load(file)
