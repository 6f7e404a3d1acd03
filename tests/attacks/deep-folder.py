# %% [markdown]
# ---
# what: "Nests 3,000 folders, which what is removed recursively may not survive"
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

os.chdir(pathlib.Path.cwd().parent)
for _ in range(3000):
    os.mkdir("deep")
    os.chdir("deep")
time.sleep(5)
