# %% [markdown]
# ---
# what: "A notebook with 60 MB of outputs saved in it"
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
picture = {"output_type": "display_data", "data": {"image/png": "A" * 10**7}, "metadata": {}}
data["cells"][1]["outputs"] = [picture] * 5 + [
    {"output_type": "stream", "name": "stdout", "text": ["x" * 100 + "\n"] * 100_000}
]
path.write_text(json.dumps(data))
