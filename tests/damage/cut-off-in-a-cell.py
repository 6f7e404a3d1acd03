# %% [markdown]
# ---
# what: "A download that broke off in the middle of a cell; the whole cells above it count"
# status: graded
# marks: 2
# says: "breaks off after cell 3"
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
share = 3 / 8  # CUT HERE

# %% handed in
path.write_bytes(notebook[: notebook.index(b"CUT HERE")])
