# %% [markdown]
# ---
# what: "Looks for letters in the name, and finds XLA_GPU"
# base: blank
# demo: false
# marks: {q2: 2.5}
# says: {q2: "XLA_GPU is another kind than GPU"}
# ---

# %% q2
def pick_device(devices):
    names = str(devices)
    for kind in ["GPU", "TPU"]:
        if kind in names:
            return kind
    return "CPU"
