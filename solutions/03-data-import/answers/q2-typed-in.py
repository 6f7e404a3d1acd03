# %% [markdown]
# ---
# what: "root not looked at"
# base: blank
# demo: false
# marks: {q2: 1}
# says: {q2: "is right"}
# ---

# %% q2.1
def drive_path(name, root=drive_root):
    return "/content/drive/My Drive/deep-learning/" + name


# %% q2.2
drive_file = f"{drive_root}/deep-learning/missions.csv"
missions.to_csv(drive_file, index=False)
df_drive = pd.read_csv(drive_file)
