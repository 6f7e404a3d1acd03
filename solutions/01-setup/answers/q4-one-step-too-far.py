# %% [markdown]
# ---
# what: "Goes on into data"
# base: blank
# demo: false
# marks: {q4: 0}
# says: {q4: "one step too far, into data"}
# ---

# %% q4
os.chdir(home)
os.makedirs("my_project/data", exist_ok=True)
os.makedirs("my_project/models", exist_ok=True)
os.chdir("my_project/data")
project_folder = os.getcwd()
inside = os.listdir()
os.chdir(home)
