# %% [markdown]
# ---
# what: "Has a name that becomes the same file name as another student's"
# status: graded
# marks: 0
# student: "=honest-01"
# ---

# %%
answer = "I am not honest-01"
