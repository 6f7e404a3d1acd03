# %% [markdown]
# ---
# what: "A notebook edited by hand: a comma too many, and quotation marks missing in the last cell"
# status: graded
# marks: 2
# says: "breaks off after cell 2"
# ---

# %%
answer = 42

# %%
share = QUOTED

# %% handed in
text = notebook.replace(b"QUOTED", b'"three eighths"')
path.write_bytes(text.replace(b'  },\n  {\n   "cell_type"', b'  },,\n  {\n   "cell_type"', 1))
