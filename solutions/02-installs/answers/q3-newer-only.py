# %% [markdown]
# ---
# what: "Newer only, not the same"
# base: blank
# demo: false
# marks: {q3: 2}
# says: {q3: "use >= and not >"}
# ---

# %% q3
def at_least(version, minimum):
    return Version(version) > Version(minimum)
