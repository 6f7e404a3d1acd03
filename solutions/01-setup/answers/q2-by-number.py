# %% [markdown]
# ---
# what: "Looks for the first GPU only, GPU:0"
# base: blank
# demo: false
# marks: {q2: 2.5}
# says: {q2: "Look at the kind, not at the name or its number"}
# ---

# %% q2
def pick_device(devices):
    if ("/physical_device:GPU:0", "GPU") in devices:
        return "GPU"
    if ("/physical_device:TPU:0", "TPU") in devices:
        return "TPU"
    return "CPU"
