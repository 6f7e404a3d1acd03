# %% [markdown]
# ---
# what: "Takes away everybody's rights to its own folders and files"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import os
import pathlib

for folder in (pathlib.Path.cwd(), pathlib.Path.cwd().parent):
    locked = folder / "locked" / "deeper"
    locked.mkdir(parents=True)
    (locked / "file").write_text("x")
    for path in (locked / "file", locked, locked.parent):
        os.chmod(path, 0)
