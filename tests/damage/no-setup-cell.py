# %% [markdown]
# ---
# what: "A notebook without its setup cell, which its file name still ties to the lesson"
# status: graded
# marks: 2
# student: ada_01-target (2)
# ---

# %%
answer = 42

# %% handed in
import json

data = json.loads(notebook)
del data["cells"][0]
path.write_text(json.dumps(data))
