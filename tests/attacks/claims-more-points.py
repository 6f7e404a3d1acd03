# %% [markdown]
# ---
# what: "Says in its metadata what it wants to be marked, by which tests, and with which kernel"
# status: graded
# marks: 0
# ---

# %%
answer = ...

# %%
grader.check("q1")

# %% handed in
import json

data = json.loads(notebook)
data["metadata"]["otter"] = {
    "assignment_name": "01-target",
    "tests": {"q1": "OK_FORMAT = True\ntest = {'name': 'q1', 'points': 100, 'suites': []}"},
    "OK_FORMAT": True,
}
data["metadata"]["kernelspec"] = {
    "name": "../../evil",
    "display_name": "evil",
    "argv": ["touch", "/tmp/sage-was-here"],
    "env": {"LD_PRELOAD": "/tmp/sage-was-here"},
}
for cell in data["cells"]:
    cell["metadata"] = {
        "tags": ["skip-execution", "raises-exception"],
        "nbgrader": {"grade": True, "points": 100, "grade_id": "q1", "locked": False},
        "score": 100,
    }
path.write_text(json.dumps(data))
