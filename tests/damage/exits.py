# %% [markdown]
# ---
# what: "A call of exit() in the middle, which ends Python in a notebook; the cells above it count"
# status: crashed
# marks: 2
# says: "ended Python itself"
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
exit()

# %%
share = 3 / 8
