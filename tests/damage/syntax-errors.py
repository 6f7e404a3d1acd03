# %% [markdown]
# ---
# what: "Cells that are no Python, between cells that are"
# status: graded
# marks: 4
# ---

# %%
answer = 42

# %%
def broken(:
    return (1 +

# %%
  share = "indented wrongly"

# %%
print "Python 2"

# %%
share = 3 / 8
