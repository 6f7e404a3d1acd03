# %% [markdown]
# ---
# what: "Loops for ever"
# status: timed_out
# marks: 4
# says: "ran past"
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
while True:
    pass

# %%
share = 3 / 8

# %%
grader.check("q2")
