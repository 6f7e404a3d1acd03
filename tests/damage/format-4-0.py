# %% [markdown]
# ---
# what: "A notebook of format 4.0, with each source as one text, without cell ids"
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
    cell["source"] = "".join(cell["source"])
path.write_text(json.dumps(data))
