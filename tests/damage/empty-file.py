# %% [markdown]
# ---
# what: "An empty file"
# status: unreadable
# marks: 0
# says: "The file is empty."
# ---

# %% handed in
path.write_bytes(b"")
