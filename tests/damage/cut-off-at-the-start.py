# %% [markdown]
# ---
# what: "A download that broke off in the first cell"
# status: unreadable
# marks: 0
# says: "cut off"
# ---

# %%
answer = 42

# %% handed in
path.write_bytes(notebook[:120])
