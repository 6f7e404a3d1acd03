# %% [markdown]
# ---
# what: "The kind in small letters"
# base: blank
# demo: false
# marks: {q2: 0}
# says: {q2: "Write just 'GPU', in capitals"}
# ---

# %% q2
def pick_device(devices):
    kinds = [kind.lower() for name, kind in devices]
    return "gpu" if "gpu" in kinds else "tpu" if "tpu" in kinds else "cpu"
