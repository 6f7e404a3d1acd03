# %% [markdown]
# ---
# what: "The lesson as it was handed out, with nothing answered"
# status: graded
# marks: 0
# says: "No question is answered yet"
# ---

# %%
answer = ...

# %%
grader.check("q1")

# %%
share = ...

# %%
grader.check("q2")
