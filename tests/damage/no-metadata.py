# %% [markdown]
# ---
# what: "A notebook whose metadata was stripped, its cells' too"
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
del data["metadata"]
for cell in data["cells"]:
    del cell["metadata"]
path.write_text(json.dumps(data))
