# %% [markdown]
# ---
# what: "Two dots anywhere in a name are refused"
# base: blank
# demo: false
# marks: {q4: 1.5}
# says: {q4: "whose name merely has two dots"}
# ---

# %% q4
def unpack(zip_path, target):
    with zipfile.ZipFile(zip_path) as archive:
        for member in archive.infolist():
            if ".." in member.filename or member.filename[0] == "/" or is_link(member):
                raise ValueError(member.filename)
        archive.extractall(target)
        return [os.path.join(target, name) for name in archive.namelist() if not name.endswith("/")]
