# %% [markdown]
# ---
# what: "Descriptions of models that name code, files and other libraries"
# status: graded
# marks: 0
# ---

# %%
import json
import pathlib

import autograder.capture.snapshot

LAMBDA = "4wEAAAAAAAAAAAAAAAEAAAADAAAA8wYAAAAXAFMAKQFOqQA="
LAYERS = [
    {"module": "builtins", "class_name": "function", "config": "system", "registered_name": "os"},
    {
        "module": "keras.layers",
        "class_name": "Lambda",
        "config": {"function": {"class_name": "__lambda__", "config": {"code": LAMBDA}}},
    },
    {
        "module": "keras.layers",
        "class_name": "StringLookup",
        "config": {"vocabulary": "/etc/passwd"},
        "registered_name": None,
    },
    {"module": "os", "class_name": "system", "config": {"command": "touch /tmp/sage-was-here"}},
    {"module": "keras.src.ops.numpy", "class_name": "Any", "registered_name": "os>system"},
    {"module": "keras.layers", "class_name": "TFSMLayer", "config": {"filepath": "/tmp"}},
]
MODELS = [
    {
        "module": "keras",
        "class_name": "Sequential",
        "config": {"name": "sequential", "layers": LAYERS[index : index + 1]},
        "registered_name": None,
    }
    for index in range(len(LAYERS))
]


def save(namespace, names, folder, **options):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True)
    entry = {"format": "model", "data": {"compiled": "null", "weights": []}}
    index = int(folder.name.removeprefix("q")) % len(MODELS)
    entry["data"]["config"] = json.dumps(MODELS[index])
    (folder / "snapshot.json").write_text(json.dumps({names[0]: entry}))


autograder.capture.snapshot.save = save
