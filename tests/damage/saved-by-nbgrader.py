# %% [markdown]
# ---
# what: "What nbgrader leaves in a file, with one grade id twice, which stops nbgrader itself"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %% handed in
import json

data = json.loads(notebook)
for cell in data["cells"]:
    cell["metadata"]["nbgrader"] = {
        "grade": True,
        "grade_id": "cell-1",
        "locked": True,
        "points": 5,
        "schema_version": 3,
        "solution": False,
        "task": False,
    }
path.write_text(json.dumps(data))
