# %% [markdown]
# ---
# what: "No f in front of the quotes"
# base: blank
# demo: false
# marks: {q2: 0}
# says: {q2: "There is no f in front of the quotes"}
# ---

# %% q2.1
def drive_path(name, root=drive_root):
    return "{root}/deep-learning/{name}"


# %% q2.2
drive_file = drive_path("missions.csv")
missions.to_csv(drive_file, index=False)
df_drive = pd.read_csv(drive_file)
