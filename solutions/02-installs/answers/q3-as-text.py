# %% [markdown]
# ---
# what: "Versions compared as text"
# base: blank
# demo: true
# student: mei
# marks: {q3: 0.5}
# says: {q3: "in them, 10 comes after 9"}
# ---

# %% q3
def at_least(version, minimum):
    return version >= minimum
