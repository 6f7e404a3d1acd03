# %% [markdown]
# ---
# what: "A download that broke off behind the last cell; nothing that counts is missing"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %% handed in
path.write_bytes(notebook[: notebook.index(b'"nbformat"')])
