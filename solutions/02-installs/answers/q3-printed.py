# %% [markdown]
# ---
# what: "Printed in place of given back"
# base: blank
# demo: false
# marks: {q3: 0.5}
# says: {q3: "is the word return missing"}
# ---

# %% q3
def at_least(version, minimum):
    print(Version(version) >= Version(minimum))
