# %% [markdown]
# ---
# what: "The pair given back and not its kind"
# base: blank
# demo: false
# marks: {q2: 0}
# says: {q2: "gives back a whole pair"}
# ---

# %% q2
def pick_device(devices):
    for device in devices:
        if device[1] == "GPU":
            return device
    return devices[0]
