# %% [markdown]
# ---
# what: "data and models made beside my_project"
# base: blank
# demo: false
# marks: {q4: 1.5}
# says: {q4: "there is no data"}
# ---

# %% q4
os.chdir(home)
# !mkdir -p my_project data models
# %cd my_project
project_folder = os.getcwd()
inside = os.listdir()
os.chdir(home)
