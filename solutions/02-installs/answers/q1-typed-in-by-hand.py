# %% [markdown]
# ---
# what: "Versions copied from an old tutorial"
# base: blank
# demo: false
# marks: {q1: 0.5}
# says: {q1: "Do not type a version: let Python ask"}
# ---

# %% q1
versions = {"pandas": "1.0.5", "numpy": "1.18.5", "matplotlib": "3.2.2", "keras": "2.4.3"}
