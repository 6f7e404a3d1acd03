# %% [markdown]
# ---
# what: "Hands in a notebook whose metadata is nested a hundred thousand times"
# status: unreadable
# marks: 0
# ---

# %%
answer = 42

# %% handed in
deep = b'"metadata": {"deep": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
path.write_bytes(notebook.replace(b'"metadata": {}', deep))
