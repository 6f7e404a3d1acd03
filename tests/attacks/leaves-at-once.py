# %% [markdown]
# ---
# what: "Ends Python without a word"
# status: crashed
# marks: 2
# says: "ended Python itself"
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import os

os._exit(0)

# %%
share = 3 / 8
