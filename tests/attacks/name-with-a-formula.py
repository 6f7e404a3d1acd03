# %% [markdown]
# ---
# what: "Has a name that a spreadsheet would calculate"
# status: graded
# marks: 2
# student: "=cmd|' C'!A0"
# ---

# %%
answer = 42
