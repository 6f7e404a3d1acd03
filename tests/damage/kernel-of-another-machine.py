# %% [markdown]
# ---
# what: "A notebook that names a kernel that only the student's machine has"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %% handed in
import json

data = json.loads(notebook)
kernel = {"display_name": ".venv (3.13.1)", "language": "python", "name": "deep-learning-3.13"}
data["metadata"] = {"kernelspec": kernel, "language_info": {"name": "python", "version": "3.13.1"}}
path.write_text(json.dumps(data))
