# %% [markdown]
# ---
# what: "Only looked whether the path begins with the target"
# base: blank
# demo: false
# marks: {q4: 1}
# says: {q4: "../box-3-evil/b.txt, which leads out"}
# ---

# %% q4
def unpack(zip_path, target):
    with zipfile.ZipFile(zip_path) as archive:
        for name in archive.namelist():
            if not os.path.abspath(os.path.join(target, name)).startswith(os.path.abspath(target)):
                raise ValueError(name)
        archive.extractall(target)
        return [os.path.join(target, name) for name in archive.namelist() if not name.endswith("/")]
