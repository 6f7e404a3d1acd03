# %% [markdown]
# ---
# what: "At least 20 metres in place of more"
# base: blank
# marks: {q1: 0}
# says: {q1: "Higher than is >, without ="}
# demo: true
# student: grace
# ---

# %% q1
tall = trees[trees.height >= 20]
