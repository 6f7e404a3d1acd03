# %% [markdown]
# ---
# what: "A notebook that a full disk padded with zeros"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %% handed in
path.write_bytes(notebook + bytes(4096))
