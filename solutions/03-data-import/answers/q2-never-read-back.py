# %% [markdown]
# ---
# what: "Written, and never read back"
# base: blank
# demo: false
# marks: {q2: 1.5}
# says: {q2: "which no CSV file keeps"}
# ---

# %% q2.1
def drive_path(name, root=drive_root):
    return f"{root}/deep-learning/{name}"


# %% q2.2
drive_file = drive_path("missions.csv")
missions.to_csv(drive_file, index=False)
df_drive = missions
