# %% [markdown]
# ---
# what: "A notebook that was pasted into itself, so that every cell is there twice"
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
data["cells"] += data["cells"]
path.write_text(json.dumps(data))
