# %% [markdown]
# ---
# what: "False for what is no version"
# base: blank
# demo: false
# marks: {q3: 2.5}
# says: {q3: "let it end in an error"}
# ---

# %% q3
def at_least(version, minimum):
    try:
        return Version(version) >= Version(minimum)
    except ValueError:
        return False
