# %% [markdown]
# ---
# what: "Prints a line of a million letters, over which a search can take hours"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
print("x" * 1_000_000)
