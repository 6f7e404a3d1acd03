# %% [markdown]
# ---
# what: "A zip that was renamed, because only notebooks could be uploaded"
# status: unreadable
# marks: 0
# says: "zip archive"
# ---

# %%
answer = 42

# %% handed in
import zipfile

with zipfile.ZipFile(path, "w") as archive:
    archive.writestr("01-target.ipynb", notebook)
