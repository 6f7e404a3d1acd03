# %% [markdown]
# ---
# what: "A notebook whose metadata is of the wrong kind everywhere"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %% handed in
import json

data = json.loads(notebook)
data["metadata"] = {"kernelspec": None, "language_info": 3, "otter": [], "authors": "me"}
data["cells"][0]["metadata"] = None
data["cells"][1]["metadata"] = {"tags": "one", "collapsed": "yes", "name": 7, "jupyter": []}
path.write_text(json.dumps(data))
