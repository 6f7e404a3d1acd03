# %% [markdown]
# ---
# what: "A notebook that nothing ties to a lesson"
# status: unknown_lesson
# marks: 0
# says: "does not say which lesson"
# ---

# %%
answer = 42

# %% handed in
path.write_bytes(notebook.replace(b"LESSON =", b"COURSE ="))
