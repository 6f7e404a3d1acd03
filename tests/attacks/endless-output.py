# %% [markdown]
# ---
# what: "Prints for ever, at most 300 MB"
# status: too_much_output
# marks: 2
# says: "showed more than"
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
for _ in range(3000):
    print("all work and no play\n" * 5_000)
