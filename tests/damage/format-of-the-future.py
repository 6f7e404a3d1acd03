# %% [markdown]
# ---
# what: "A notebook that says it is of a format that does not exist yet"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %% handed in
import json

data = json.loads(notebook)
data |= {"nbformat": 5, "nbformat_minor": 99, "theme": "dark"}
data["cells"][1] |= {"collapsed": True, "execution": {"order": 1}}
path.write_text(json.dumps(data))
