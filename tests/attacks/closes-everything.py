# %% [markdown]
# ---
# what: "Closes every file and socket that the kernel has open"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import os

os.closerange(0, 1000)
