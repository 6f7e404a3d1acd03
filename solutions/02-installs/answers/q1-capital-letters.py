# %% [markdown]
# ---
# what: "Names with capital letters"
# base: blank
# demo: false
# marks: {q1: 0}
# says: {q1: "has the key NumPy, but numpy is asked for"}
# ---

# %% q1
versions = {
    "pandas": version("pandas"),
    "NumPy": version("NumPy"),
    "Matplotlib": version("Matplotlib"),
    "Keras": version("Keras"),
}
