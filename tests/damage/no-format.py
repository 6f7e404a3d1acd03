# %% [markdown]
# ---
# what: "A notebook without the numbers of its format"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %% handed in
import json

data = json.loads(notebook)
del data["nbformat"], data["nbformat_minor"]
path.write_text(json.dumps(data))
