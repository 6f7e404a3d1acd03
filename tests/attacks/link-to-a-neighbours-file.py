# %% [markdown]
# ---
# what: "Hands in a link to another student's notebook"
# status: unreadable
# marks: 0
# says: "is a link"
# ---

# %% handed in
path.symlink_to("../honest-01/01-target.ipynb")
