# %% [markdown]
# ---
# what: "The table itself, and no file on Drive"
# base: blank
# demo: false
# marks: {q2: 1}
# says: {q2: "There is no file where drive_file leads"}
# ---

# %% q2.1
def drive_path(name, root=drive_root):
    return "/".join([root, "deep-learning", name])


# %% q2.2
drive_file = drive_path("missions.csv")
if os.path.exists(drive_file):
    os.remove(drive_file)
df_drive = missions
