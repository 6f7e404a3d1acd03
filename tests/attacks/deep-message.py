# %% [markdown]
# ---
# what: "Shows data that is nested so deeply that reading or writing it takes the whole stack"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
from IPython.display import display

nested = []
for _ in range(300):
    nested = [nested]
display({"application/json": nested}, raw=True, metadata={"application/json": {"deep": nested}})
