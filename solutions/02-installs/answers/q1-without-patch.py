# %% [markdown]
# ---
# what: "Only the first two numbers of each version"
# base: blank
# demo: false
# marks: {q1: 0.5}
# says: {q1: "is installed here"}
# ---

# %% q1
names = ["pandas", "numpy", "matplotlib", "keras"]
versions = {name: ".".join(version(name).split(".")[:2]) for name in names}
