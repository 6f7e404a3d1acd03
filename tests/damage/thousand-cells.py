# %% [markdown]
# ---
# what: "A notebook of a thousand cells"
# status: graded
# marks: 2
# ---

# %%
answer = 0

# %% handed in
import json

data = json.loads(notebook)
more = [data["cells"][1] | {"source": "answer += 0.042"} for _ in range(1000)]
last = [data["cells"][1] | {"source": "answer = round(answer)"}]
data["cells"] += more + last
path.write_text(json.dumps(data))
