# %% [markdown]
# ---
# what: "A zip as macOS makes it, with a shadow beside every file"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %% handed in
import zipfile

with zipfile.ZipFile(path.with_suffix(".zip"), "w") as archive:
    archive.writestr("homework/01-target.ipynb", notebook)
    archive.writestr("__MACOSX/homework/._01-target.ipynb", b"\x00\x05\x16\x07")
    archive.writestr("homework/.ipynb_checkpoints/01-target-checkpoint.ipynb", b"old")
