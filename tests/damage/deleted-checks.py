# %% [markdown]
# ---
# what: "All check cells deleted; answers are then read at the end"
# status: graded
# marks: 4
# ---

# %%
answer = 42

# %%
share = 3 / 8
