# %% [markdown]
# ---
# what: "Hands in a folder that is a link to where instructors keep theirs"
# status: unreadable
# marks: 0
# says: "is a link"
# ---

# %% handed in
path.symlink_to("/etc/passwd")
