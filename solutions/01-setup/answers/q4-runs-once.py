# %% [markdown]
# ---
# what: "A folder that is there already ends in an error"
# base: blank
# demo: false
# marks: {q4: 0}
# says: {q4: "It is there already, from an earlier run"}
# ---

# %% q4
os.chdir(home)
os.mkdir("my_project")
os.mkdir("my_project/data")
os.mkdir("my_project/models")
os.chdir("my_project")
project_folder = os.getcwd()
inside = os.listdir()
os.chdir(home)
