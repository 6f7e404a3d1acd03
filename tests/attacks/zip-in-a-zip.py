# %% [markdown]
# ---
# what: "A zip that holds itself, and nothing else"
# status: unreadable
# marks: 0
# says: "holds no notebooks"
# ---

# %% handed in
import zipfile

inner = path.with_name("inner.zip.part")
with zipfile.ZipFile(inner, "w") as archive:
    archive.writestr("zip.zip", bytes(1000))
with zipfile.ZipFile(path.with_suffix(".zip"), "w") as archive:
    archive.writestr("zip.zip", inner.read_bytes())
