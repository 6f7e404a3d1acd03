# %% [markdown]
# ---
# what: "None in place of an error"
# base: blank
# demo: false
# marks: {q4: 0.5}
# says: {q4: "so raise a ValueError there"}
# ---

# %% q4
def unpack(zip_path, target):
    with zipfile.ZipFile(zip_path) as archive:
        for member in archive.infolist():
            parts = pathlib.PurePosixPath(member.filename).parts
            if parts[0] == "/" or ".." in parts or is_link(member):
                return None
        archive.extractall(target)
        return [os.path.join(target, name) for name in archive.namelist() if not name.endswith("/")]
