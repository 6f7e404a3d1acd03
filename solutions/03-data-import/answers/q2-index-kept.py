# %% [markdown]
# ---
# what: "The index written along"
# base: blank
# demo: false
# marks: {q2: 1.5}
# says: {q2: "the index that was written along"}
# ---

# %% q2.1
def drive_path(name, root=drive_root):
    return root + "/deep-learning/" + name


# %% q2.2
drive_file = drive_path("missions.csv")
missions.to_csv(drive_file)
df_drive = pd.read_csv(drive_file)
