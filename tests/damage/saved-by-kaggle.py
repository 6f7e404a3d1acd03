# %% [markdown]
# ---
# what: "What Kaggle leaves in a file: ids of its own, times, data sources, papermill's notes"
# status: graded
# marks: 2
# ---

# %%
import os

for folder, _, names in os.walk("/kaggle/input"):
    for name in names:
        print(os.path.join(folder, name))

# %%
answer = 42

# %%
grader.check("q1")

# %% handed in
import json

data = json.loads(notebook)
for number, cell in enumerate(data["cells"]):
    del cell["id"]
    cell["metadata"] = {
        "_uuid": "8f2839f25d086af736a60e9eeb907d3b93b6e0e5",
        "_cell_guid": "b1076dfc-b9ad-4769-8c92-a6c4dae69d19",
        "_kg_hide-input": True,
        "trusted": True,
        "execution": {"iopub.execute_input": "2026-01-01T00:00:00.000000Z"},
        "papermill": {"duration": 0.1, "exception": False, "status": "completed"},
    }
    if cell["cell_type"] == "code":
        cell["execution_count"] = number
        text = "/kaggle/input/digits/train.csv\n"
        cell["outputs"] = [{"name": "stdout", "text": text, "output_type": "stream"}]
data["nbformat_minor"] = 4
data["metadata"] = {
    "kernelspec": {"language": "python", "display_name": "Python 3", "name": "python3"},
    "language_info": {"name": "python", "version": "3.11.13", "mimetype": "text/x-python"},
    "kaggle": {
        "accelerator": "none",
        "dataSources": [{"sourceId": 3004, "sourceType": "competition"}],
        "dockerImageVersionId": 31089,
        "isInternetEnabled": True,
        "language": "python",
        "sourceType": "notebook",
        "isGpuEnabled": False,
    },
    "papermill": {"default_parameters": {}, "environment_variables": {}, "version": "2.6.0"},
}
path.write_text(json.dumps(data))
