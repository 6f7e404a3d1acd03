# %% [markdown]
# ---
# what: "A screenshot of the notebook"
# status: unreadable
# marks: 0
# says: "not text"
# ---

# %% handed in
path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 10)
