# %% [markdown]
# ---
# what: "Moves with !cd, which does not stick"
# base: blank
# demo: false
# marks: {q4: 0}
# says: {q4: "Did you use !cd? It does not stick"}
# ---

# %% q4
os.chdir(home)
# !mkdir -p my_project/data my_project/models
# !cd my_project
project_folder = os.getcwd()
inside = os.listdir()
os.chdir(home)
