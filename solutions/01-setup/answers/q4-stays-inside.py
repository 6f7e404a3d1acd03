# %% [markdown]
# ---
# what: "The last line deleted: the notebook stays in the folder until the lesson goes home"
# base: blank
# demo: false
# marks: {q4: 2, q5: 0.5}
# says: {q5: "should be a number above 0"}
# ---

# %% q4
# %mkdir -p my_project/data
# %mkdir -p my_project/models
# %cd my_project
project_folder = os.getcwd()
inside = os.listdir()

# %% q5
machine = {"cpus": os.cpu_count(), "ram_gb": 0, "python": platform.python_version()}
