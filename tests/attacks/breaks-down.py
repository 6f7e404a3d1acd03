# %% [markdown]
# ---
# what: "Reads memory that is not there"
# status: graded
# marks: 2
# says: "ended Python itself"
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import ctypes

ctypes.string_at(0)
