# %% [markdown]
# ---
# what: "The answers typed in by hand"
# base: blank
# demo: false
# marks: {q4: 1.5}
# says: {q4: "os.getcwd() tells the whole path"}
# ---

# %% q4
project_folder = "my_project"
inside = ["data", "models"]
