# %% [markdown]
# ---
# what: "A script that does not say which lesson it answers"
# status: unreadable
# marks: 0
# says: "text, but not a notebook"
# ---

# %% handed in
path.write_text("answer = 42\nprint(answer)\n")
