# %% [markdown]
# ---
# what: "A script that was renamed to .ipynb, because only notebooks could be uploaded"
# status: graded
# marks: 2
# ---

# %% handed in
path.write_text('LESSON = "01-target"\n\nanswer = 42\n\ngrader.check("q1")\n')
