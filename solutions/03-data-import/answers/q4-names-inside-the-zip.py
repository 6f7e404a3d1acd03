# %% [markdown]
# ---
# what: "The names inside of the zip given back"
# base: blank
# demo: false
# marks: {q4: 1.5}
# says: {q4: "names folders, too"}
# ---

# %% q4
def unpack(zip_path, target):
    with zipfile.ZipFile(zip_path) as archive:
        for member in archive.infolist():
            parts = member.filename.split("/")
            if parts[0] == "" or ".." in parts or is_link(member):
                raise ValueError(member.filename)
        archive.extractall(target)
        return archive.namelist()
