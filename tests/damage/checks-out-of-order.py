# %% [markdown]
# ---
# what: "Check cells moved to the end, in the wrong order"
# status: graded
# marks: 6
# ---

# %%
answer = 42

# %%
share = 3 / 8

# %%
word = "level"

# %%
grader.check("q3")

# %%
grader.check("q1")

# %%
grader.check("q2")
