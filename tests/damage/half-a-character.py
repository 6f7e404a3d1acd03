# %% [markdown]
# ---
# what: "A notebook with half of a character in it, as broken copies of emoji leave it"
# status: graded
# marks: 4
# ---

# %%
answer = 42  # HALF

# %%
share = 3 / 8

# %% handed in
path.write_bytes(notebook.replace(b"HALF", b"\\ud83d"))
