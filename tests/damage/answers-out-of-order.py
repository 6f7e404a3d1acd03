# %% [markdown]
# ---
# what: "Cells run in another order than they stand in; only what works from top to bottom counts"
# status: graded
# marks: 2
# ---

# %%
share = answer * 3 / 336

# %%
grader.check("q2")

# %%
answer = 42

# %%
grader.check("q1")
