# %% [markdown]
# ---
# what: "My Drive written without its space"
# base: blank
# demo: false
# marks: {q2: 1.5}
# says: {q2: "My Drive is written with a space"}
# ---

# %% q2.1
def drive_path(name, root=drive_root):
    return f"{root}/deep-learning/{name}".replace("My Drive", "MyDrive")


# %% q2.2
drive_file = f"{drive_root}/deep-learning/missions.csv"
missions.to_csv(drive_file, index=False)
df_drive = pd.read_csv(drive_file)
