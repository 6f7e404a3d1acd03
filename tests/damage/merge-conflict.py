# %% [markdown]
# ---
# what: "A notebook with the marks that git leaves where two versions disagree"
# status: unreadable
# marks: 0
# says: "merge conflict"
# ---

# %%
answer = 42

# %% handed in
mine, theirs = b"<<<<<<< HEAD\n", b"=======\n>>>>>>> theirs\n"
path.write_bytes(notebook.replace(b'   "source"', mine + b'   "source"' + b"\n" + theirs, 1))
