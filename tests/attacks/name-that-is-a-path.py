# %% [markdown]
# ---
# what: "Has a name that leads out of every folder"
# status: graded
# marks: 2
# student: ".."
# ---

# %%
answer = 42
