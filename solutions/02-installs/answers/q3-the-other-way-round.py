# %% [markdown]
# ---
# what: "The two swapped"
# base: blank
# demo: false
# marks: {q3: 0.5}
# says: {q3: "gives False, and True is right"}
# ---

# %% q3
def at_least(version, minimum):
    return Version(minimum) >= Version(version)
