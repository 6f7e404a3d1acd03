# %% [markdown]
# ---
# what: A notebook of format 4.0, with its sources as lists of lines and without cell ids
# status: graded
# marks: 2
# ---

# %%
first = 40
second = 2
answer = first + second

# %%
grader.check("q1")

# %% handed in
import json

data = json.loads(notebook)
data["nbformat_minor"] = 0
for cell in data["cells"]:
    del cell["id"]
    cell["source"] = cell["source"].splitlines(keepends=True)
path.write_text(json.dumps(data))
