# %% [markdown]
# ---
# what: "Written by hand, to paths glued together"
# base: blank
# demo: false
# marks: {q4: 0.5}
# says: {q4: "outside of the target. Look at all members first"}
# ---

# %% q4
def unpack(zip_path, target):
    written = []
    with zipfile.ZipFile(zip_path) as archive:
        for name in archive.namelist():
            path = target + "/" + name
            if name.endswith("/"):
                continue
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(archive.read(name))
            written.append(path)
    return written
