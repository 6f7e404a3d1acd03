# %% [markdown]
# ---
# what: "Among the cells some that are no cells, or have no text"
# status: graded
# marks: 4
# ---

# %%
answer = 42

# %%
share = 3 / 8

# %% handed in
import json

data = json.loads(notebook)
data["cells"] = [
    data["cells"][0],
    None,
    "answer = 41",
    data["cells"][1],
    {"cell_type": "code"},
    {"cell_type": "code", "source": None, "outputs": "none"},
    {"cell_type": "code", "source": ["share = ", 3, "0.1"]},
    {"cell_type": "diagram", "source": "a -> b"},
    {"cell_type": "markdown", "source": "![x](attachment:x)", "attachments": "gone"},
    data["cells"][2],
]
path.write_text(json.dumps(data))
