# %% [markdown]
# ---
# what: "Knows of GPU and CPU only"
# base: blank
# demo: false
# marks: {q2: 1.5}
# says: {q2: "a TPU is the next best"}
# ---

# %% q2
def pick_device(devices):
    for name, kind in devices:
        if kind == "GPU":
            return "GPU"
    return "CPU"
