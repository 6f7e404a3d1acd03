# %% [markdown]
# ---
# what: "What JupyterLab leaves in a file: slides, trust, debuggers, attachments, tabs"
# status: graded
# marks: 2
# ---

# %% [markdown]
# ![screenshot](attachment:screenshot.png)

# %%
answer = 42

# %%
grader.check("q1")

# %% handed in
import json
import uuid

data = json.loads(notebook)
for cell in data["cells"]:
    cell["id"] = str(uuid.uuid4())
    cell["metadata"] = {"editable": True, "slideshow": {"slide_type": ""}, "tags": ["graded"]}
    if cell["cell_type"] == "code":
        cell["metadata"] |= {"trusted": True, "jupyter": {"source_hidden": False}, "scrolled": True}
        cell["metadata"]["collapsed"] = False
        busy = {"iopub.status.busy": "2026-01-01T00:00:00.000000Z", "shell.execute_reply": None}
        cell["metadata"]["execution"] = busy
    else:
        cell["attachments"] = {"screenshot.png": {"image/png": "iVBORw0KGgo="}}
data["metadata"] = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "version": "3.12.4", "nbconvert_exporter": "python"},
    "toc-autonumbering": True,
    "widgets": {
        "application/vnd.jupyter.widget-state+json": {
            "state": {},
            "version_major": 2,
            "version_minor": 0,
        }
    },
}
path.write_text(json.dumps(data, indent=1) + "\n")
