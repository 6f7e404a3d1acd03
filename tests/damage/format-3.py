# %% [markdown]
# ---
# what: "A notebook of format 3, which IPython wrote until 2014"
# status: graded
# marks: 2
# ---

# %% [markdown]
# Title

# %%
answer = 42

# %%
grader.check("q1")

# %% handed in
import json

cells = []
for cell in json.loads(notebook)["cells"]:
    if cell["cell_type"] == "code":
        old = {"cell_type": "code", "input": cell["source"], "language": "python"}
        cells.append(old | {"collapsed": False, "prompt_number": 1, "outputs": [], "metadata": {}})
    else:
        cells.append({"cell_type": "heading", "level": 1, "source": ["Title"], "metadata": {}})
sheets = [{"cells": cells, "metadata": {}}]
old = {"metadata": {"name": "old"}, "nbformat": 3, "nbformat_minor": 0, "worksheets": sheets}
path.write_text(json.dumps(old))
