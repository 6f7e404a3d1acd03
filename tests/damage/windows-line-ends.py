# %% [markdown]
# ---
# what: "A notebook with the line ends of Windows inside its cells"
# status: graded
# marks: 2
# ---

# %%
answer = 40
answer += 2

# %% handed in
path.write_bytes(notebook.replace(b"\\n", b"\\r\\n"))
