# %% [markdown]
# ---
# what: "A list in place of a dictionary"
# base: blank
# demo: false
# marks: {q1: 0}
# says: {q1: "versions is a list"}
# ---

# %% q1
versions = [version("pandas"), version("numpy"), version("matplotlib"), version("keras")]
