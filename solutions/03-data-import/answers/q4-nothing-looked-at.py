# %% [markdown]
# ---
# what: "All unpacked, nothing looked at"
# base: blank
# demo: false
# marks: {q4: 0.5}
# says: {q4: "which leads out of the target"}
# ---

# %% q4
def unpack(zip_path, target):
    with zipfile.ZipFile(zip_path) as archive:
        archive.extractall(target)
        return [os.path.join(target, name) for name in archive.namelist() if not name.endswith("/")]
