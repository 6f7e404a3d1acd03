# %% [markdown]
# ---
# what: "Has a name that is a piece of a page"
# status: graded
# marks: 2
# student: "<img src=x onerror=alert(1)>"
# ---

# %%
answer = 42
