# %% [markdown]
# ---
# what: "Nothing given back where there is no GPU"
# base: blank
# demo: false
# marks: {q2: 1.5}
# says: {q2: "let every way through it end in return"}
# ---

# %% q2
def pick_device(devices):
    kinds = [kind for name, kind in devices]
    if "GPU" in kinds:
        return "GPU"
    elif "TPU" in kinds:
        return "TPU"
