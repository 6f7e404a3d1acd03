# %% [markdown]
# ---
# what: "Closes its snapshots to everybody, so that nobody can remove them"
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
os.makedirs(f"{above}/locked/in/here")
for path in ("locked/in/here", "locked/in", "locked"):
    os.chmod(f"{above}/{path}", 0)
