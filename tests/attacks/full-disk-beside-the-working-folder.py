# %% [markdown]
# ---
# what: "Writes to every folder beside its working folder until they are full, at most 3 GB"
# status: out_of_disk
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import os
import pathlib
import time

block = b"x" * 50_000_000
for number in range(60):
    for folder in (pathlib.Path.cwd().parent, pathlib.Path.cwd().parent / "snap"):
        try:
            (folder / f"{number}").write_bytes(block)
            break
        except OSError:
            pass
time.sleep(20)
