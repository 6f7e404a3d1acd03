# %% [markdown]
# ---
# what: "A notebook that an old editor saved in the code page of western Europe"
# status: graded
# marks: 4
# ---

# %%
# Die Größe ist zweiundvierzig – “ungefähr”
answer = 42

# %%
größe = 3
share = größe / 8

# %% handed in
path.write_bytes(notebook.decode().encode("cp1252"))
