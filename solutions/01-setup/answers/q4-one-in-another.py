# %% [markdown]
# ---
# what: "my_project made in my_project, as after a second run without going home"
# base: blank
# demo: false
# marks: {q4: 1.5}
# says: {q4: "There is a my_project inside another one"}
# ---

# %% q4
os.chdir(home)
for turn in range(2):
    os.makedirs("my_project/data", exist_ok=True)
    os.makedirs("my_project/models", exist_ok=True)
    os.chdir("my_project")
project_folder = os.getcwd()
inside = os.listdir()
os.chdir(home)
