# %% [markdown]
# ---
# what: "Keras left out"
# base: blank
# demo: false
# marks: {q1: 0}
# says: {q1: "versions has no key keras yet"}
# ---

# %% q1
versions = {
    "pandas": version("pandas"),
    "numpy": version("numpy"),
    "matplotlib": version("matplotlib"),
}
