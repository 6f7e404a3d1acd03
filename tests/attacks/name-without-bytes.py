# %% [markdown]
# ---
# what: "Has a file name that is no text"
# status: graded
# marks: 2
# student: "\udcff\udcfe"
# ---

# %%
answer = 42

# %% handed in
import os

with open(os.fsencode(path), "wb") as file:
    file.write(notebook)
