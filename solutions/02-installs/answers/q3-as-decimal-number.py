# %% [markdown]
# ---
# what: "Versions compared as decimal numbers"
# base: blank
# demo: false
# marks: {q3: 0.5}
# says: {q3: "in them, 10 comes after 9"}
# ---

# %% q3
def at_least(version, minimum):
    return float(version) >= float(minimum)
