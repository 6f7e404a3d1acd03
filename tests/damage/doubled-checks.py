# %% [markdown]
# ---
# what: "A check above the answer and one below it; the last one counts"
# status: graded
# marks: 2
# ---

# %%
grader.check("q1")

# %%
answer = 42

# %%
grader.check("q1")

# %%
answer = "used for something else"
