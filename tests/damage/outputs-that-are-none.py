# %% [markdown]
# ---
# what: "Saved outputs of kinds that do not exist, and counts that are no numbers"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %% handed in
import json

data = json.loads(notebook)
for cell in data["cells"]:
    cell["outputs"] = [{"output_type": "hologram"}, None, {"output_type": "stream", "text": 7}]
    cell["execution_count"] = "*"
path.write_text(json.dumps(data))
