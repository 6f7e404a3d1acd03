# %% [markdown]
# ---
# what: "A notebook of format 4.5 without the cell ids that this format asks for"
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
    del cell["id"]
path.write_text(json.dumps(data))
