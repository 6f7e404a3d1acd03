# %% [markdown]
# ---
# what: "Taken apart at the dots, without candidates and nightly builds"
# base: blank
# demo: false
# marks: {q3: 2}
# says: {q3: "A version without its last zeros is the same version"}
# ---

# %% q3
def at_least(version, minimum):
    ours = [int(part) for part in version.split(".")]
    least = [int(part) for part in minimum.split(".")]
    return ours >= least
