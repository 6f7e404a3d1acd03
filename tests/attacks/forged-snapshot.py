# %% [markdown]
# ---
# what: "Writes a snapshot of its own, with formats and names that nobody asked for"
# status: graded
# marks: 0
# ---

# %%
import json
import pathlib

import autograder.capture.snapshot

FORGED = {
    "answer": {"format": "os.system", "data": "touch sage-was-here"},
    "score": {"format": "plain", "data": {"value": 18}},
    "passed": {"format": "plain", "data": {"value": True}},
    "isinstance": {"format": "plain", "data": {"value": True}},
    "__builtins__": {"format": "plain", "data": {"value": {"dict": []}}},
    "test_it_is_a_number": {"format": "plain", "data": {"value": None}},
}


def save(namespace, names, folder, **options):
    pathlib.Path(folder).mkdir(parents=True)
    pathlib.Path(folder, "snapshot.json").write_text(json.dumps(FORGED))


autograder.capture.snapshot.save = save

# %%
grader.check("q1")
