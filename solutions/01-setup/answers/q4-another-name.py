# %% [markdown]
# ---
# what: "The folder has another name"
# base: blank
# demo: false
# marks: {q4: 0.5}
# says: {q4: "Call it my_project, written just like that"}
# ---

# %% q4
os.chdir(home)
# !mkdir -p "My Project/data" "My Project/models"
# %cd My Project
project_folder = os.getcwd()
inside = os.listdir()
os.chdir(home)
