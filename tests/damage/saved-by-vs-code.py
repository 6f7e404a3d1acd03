# %% [markdown]
# ---
# what: "What VS Code leaves in a file: ids that are none, languages of cells, a kernel's path"
# status: graded
# marks: 2
# ---

# %% [markdown]
# Title

# %%
answer = 42

# %%
grader.check("q1")

# %%
echo this is a cell of another language

# %% handed in
import json

data = json.loads(notebook)
for number, cell in enumerate(data["cells"]):
    cell["id"] = f"#VSC-{number:08x}"
    cell["metadata"] = {"language": "python"}
    if cell["cell_type"] == "code":
        warning = {"application/vnd.code.notebook.stderr": "warning", "text/plain": ["warning"]}
        cell["outputs"] = [{"output_type": "display_data", "data": warning, "metadata": {}}]
        cell["metadata"]["notebookRunGroups"] = {"groupValue": "1"}
data["cells"][-1]["metadata"] = {"vscode": {"languageId": "shellscript"}}
data["metadata"] = {
    "kernelspec": {"display_name": ".venv", "language": "python", "name": "python3"},
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "name": "python",
        "pygments_lexer": "ipython3",
        "version": "3.12.4",
    },
    "orig_nbformat": 4,
    "vscode": {"interpreter": {"hash": "0" * 64}},
}
path.write_text(json.dumps(data, indent=2))
