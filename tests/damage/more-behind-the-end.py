# %% [markdown]
# ---
# what: "A file that holds a second notebook behind the first"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %% handed in
path.write_bytes(notebook + notebook.replace(b"42", b"41"))
