# %% [markdown]
# ---
# what: "Nests 3,000 folders beside its own before it takes memory, so that nothing can be counted"
# status: out_of_memory
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
import time

os.chdir(pathlib.Path.cwd().parent)
for _ in range(3000):
    os.mkdir("deep")
    os.chdir("deep")
taken = [b"x" * 100_000_000 for _ in range(30)]
time.sleep(20)
