# %% [markdown]
# ---
# what: "Removes what says that its folder is in use, and puts a pipe there"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import os

above = os.path.dirname(os.getcwd())
os.unlink(f"{above}/lock")
os.mkfifo(f"{above}/lock")
