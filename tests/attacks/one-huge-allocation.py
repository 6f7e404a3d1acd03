# %% [markdown]
# ---
# what: "Asks for more memory at once than any machine has"
# status: out_of_memory
# marks: 2
# says: "memory"
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import numpy as np

np.ones(10**15)

# %%
print("and goes on")
