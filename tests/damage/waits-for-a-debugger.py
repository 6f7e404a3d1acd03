# %% [markdown]
# ---
# what: "A debugger left in a cell"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %%
breakpoint()

# %%
import pdb

pdb.set_trace()

# %%
# %debug
