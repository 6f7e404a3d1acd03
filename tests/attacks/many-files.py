# %% [markdown]
# ---
# what: "Leaves 3,000 files and folders with names that programs stumble over"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import os

for number in range(1_500):
    os.mkdir(f"-rf {number}\n\\ ; * \N{PILE OF POO}".encode() + b"\xff")
    open(f"{number}" + "x" * 200, "w").close()
