# %% [markdown]
# ---
# what: "Keeps what the last pair says"
# base: blank
# demo: false
# marks: {q2: 1}
# says: {q2: "The pairs may come in any order: look at all of them"}
# ---

# %% q2
def pick_device(devices):
    best = "CPU"
    for name, kind in devices:
        best = kind
    return best
