# %% [markdown]
# ---
# what: "Calls of exit() and quit() left in cells, which end Python on a student's machine as well"
# status: graded
# marks: 4
# needs: exit
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
exit()

# %%
quit

# %%
share = 3 / 8
