# %% [markdown]
# ---
# what: "A letter to the teacher in place of a notebook"
# status: unreadable
# marks: 0
# says: "text, but not a notebook"
# ---

# %% handed in
path.write_text("Dear teacher, my notebook is attached. LESSON 01-target was great!")
