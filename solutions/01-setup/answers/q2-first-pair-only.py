# %% [markdown]
# ---
# what: "Decides at the first pair"
# base: blank
# demo: false
# marks: {q2: 0.5}
# says: {q2: "gives 'CPU' and not 'GPU'"}
# ---

# %% q2
def pick_device(devices):
    for name, kind in devices:
        if kind == "GPU":
            return "GPU"
        elif kind == "TPU":
            return "TPU"
        else:
            return "CPU"
    return "CPU"
