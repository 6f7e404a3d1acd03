# %% [markdown]
# ---
# what: "Names its file as another student, in a folder that comes before that student's"
# status: graded
# marks: 0
# student: another
# ---

# %%
answer = "I am not honest-02"

# %% handed in
path = path.with_suffix("") / "honest-02.ipynb"
path.parent.mkdir()
path.write_bytes(notebook)
