# %% [markdown]
# ---
# what: "Words in place of True and False"
# base: blank
# demo: false
# marks: {q3: 0.5}
# says: {q3: "True or False is asked for"}
# ---

# %% q3
def at_least(version, minimum):
    return "yes" if Version(version) >= Version(minimum) else "no"
