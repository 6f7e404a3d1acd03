# %% [markdown]
# ---
# what: "A notebook of format 3 whose saved outputs are of kinds that no converter knows"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %% handed in
import json

outputs = [{"output_type": "pyout", "prompt_number": None}, {"output_type": "video"}, 7]
cells = [
    {"cell_type": "code", "input": "".join(cell["source"]), "outputs": outputs}
    for cell in json.loads(notebook)["cells"]
]
old = {"metadata": {}, "nbformat": 3, "worksheets": [{"cells": cells}, {"metadata": {}}]}
path.write_text(json.dumps(old))
