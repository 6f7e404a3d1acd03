# %% [markdown]
# ---
# what: "Says that it answers a lesson with easier questions"
# status: unknown_lesson
# marks: 0
# says: "is not a lesson here"
# ---

# %%
answer = 42

# %% handed in
path.write_bytes(notebook.replace(b"01-target", b"00-easy"))
