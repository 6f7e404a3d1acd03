# %% [markdown]
# ---
# what: "Uses .device_type, which TensorFlow's own devices have and pairs have not"
# base: blank
# demo: false
# marks: {q2: 0}
# says: {q2: "Each device is a plain pair here"}
# ---

# %% q2
def pick_device(devices):
    kinds = {device.device_type for device in devices}
    return "GPU" if "GPU" in kinds else "TPU" if "TPU" in kinds else "CPU"
