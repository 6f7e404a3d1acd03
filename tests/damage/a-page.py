# %% [markdown]
# ---
# what: "The web page of a notebook, saved under a notebook's name"
# status: unreadable
# marks: 0
# says: "text, but not a notebook"
# ---

# %% handed in
path.write_text("<!DOCTYPE html><html><head><title>01-target</title></head><body></body></html>")
