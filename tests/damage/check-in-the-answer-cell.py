# %% [markdown]
# ---
# what: "The check written into the cell of the answer"
# status: graded
# marks: 4
# ---

# %%
answer = 42
grader.check("q1")

# %%
share = 3 / 8
print("and now:", grader.check("q2"))
