# %% [markdown]
# ---
# what: "Nests 3,000 folders, which what is removed recursively may not survive"
# status: graded
# marks: 2
# needs: cleanup
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import os
import pathlib

os.chdir(pathlib.Path.cwd().parent)
for _ in range(3000):
    os.mkdir("deep")
    os.chdir("deep")
