# %% [markdown]
# ---
# what: "Gives a figure of three by three metres for an answer"
# status: graded
# marks: 0
# says: "larger than"
# ---

# %%
from matplotlib.figure import Figure

fig = Figure(figsize=(120, 120))
fig.subplots(1, 2)
