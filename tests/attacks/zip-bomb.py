# %% [markdown]
# ---
# what: "A zip of a few kilobytes that unpacks to 300 MB"
# status: unreadable
# marks: 0
# says: "larger than"
# ---

# %% handed in
import zipfile

with zipfile.ZipFile(path.with_suffix(".zip"), "w", zipfile.ZIP_DEFLATED) as archive:
    with archive.open("zip-bomb.ipynb", "w") as member:
        for _ in range(300):
            member.write(bytes(1 << 20))
