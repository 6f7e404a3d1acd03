# %% [markdown]
# ---
# what: "Shows pictures in cell after cell, each of which stays below any limit of one"
# status: too_much_output
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
from IPython.display import Image, display

picture = Image(b"\x89PNG\r\n\x1a\n" + b"x" * 2_500_000, format="png")

# %%
display(picture)

# %%
display(picture)

# %%
display(picture)

# %%
display(picture)

# %%
display(picture)

# %%
display(picture)

# %%
display(picture)

# %%
display(picture)
