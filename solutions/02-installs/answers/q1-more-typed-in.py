# %% [markdown]
# ---
# what: "Four asked for, and a fifth typed in"
# base: blank
# demo: false
# marks: {q1: 1.5}
# says: {q1: "right on one machine only"}
# ---

# %% q1
versions = {
    "pandas": version("pandas"),
    "numpy": version("numpy"),
    "matplotlib": version("matplotlib"),
    "keras": version("keras"),
    "graphviz": "0.8.4",
}
