# %% [markdown]
# ---
# what: "Cells that were copied together with their ids, and ids that are none"
# status: graded
# marks: 4
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
share = 3 / 8

# %%
grader.check("q2")

# %% handed in
import json

data = json.loads(notebook)
for cell, name in zip(data["cells"], ("same", "same", "", "two words", None, "x" * 100)):
    cell["id"] = name
path.write_text(json.dumps(data))
