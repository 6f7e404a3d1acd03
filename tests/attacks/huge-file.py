# %% [markdown]
# ---
# what: "Hands in a file of three gigabytes"
# status: unreadable
# marks: 0
# says: "larger than"
# ---

# %% handed in
with path.open("wb") as file:
    file.truncate(3 << 30)
