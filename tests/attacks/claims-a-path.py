# %% [markdown]
# ---
# what: "Says that it answers a lesson whose name is a path to another student's result"
# status: unknown_lesson
# marks: 0
# ---

# %%
answer = 42

# %% handed in
import json

data = json.loads(notebook)
data["metadata"]["otter"] = {"assignment_name": "../../results/honest-01/01-target" + "x" * 10**6}
path.write_text(json.dumps(data))
