# %% [markdown]
# ---
# what: "A backslash before the space, as in a shell"
# base: blank
# demo: false
# marks: {q2: 1}
# says: {q2: "a space needs no backslash"}
# ---

# %% q2.1
def drive_path(name, root=drive_root):
    return f"{root}/deep-learning/{name}".replace(" ", "\\ ")


# %% q2.2
drive_file = f"{drive_root}/deep-learning/missions.csv"
missions.to_csv(drive_file, index=False)
df_drive = pd.read_csv(drive_file)
