# %% [markdown]
# ---
# what: "A notebook of format 4.4 that has the cell ids of 4.5 all the same"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %% handed in
path.write_bytes(notebook.replace(b'"nbformat_minor": 5', b'"nbformat_minor": 4'))
