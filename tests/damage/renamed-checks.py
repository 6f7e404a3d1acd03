# %% [markdown]
# ---
# what: "Check cells that name their question wrongly, or call the grader by another name"
# status: graded
# marks: 4
# ---

# %%
answer = 42

# %%
grader.check("question 1")

# %%
import otter

pruefer = otter.Notebook()
share = 3 / 8

# %%
pruefer.check("q2")
