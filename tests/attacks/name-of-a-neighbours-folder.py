# %% [markdown]
# ---
# what: "Names its file as another student's folder is named, in a folder that comes before it"
# status: graded
# marks: 0
# student: another_honest-02
# ---

# %%
answer = "I am not honest-02"

# %% handed in
path = path.parent.parent / "another" / "honest-02.ipynb"
path.parent.mkdir()
path.write_bytes(notebook)
