# %% [markdown]
# ---
# what: "A function that fails with what it is called with for its message, and for its name"
# status: graded
# marks: 1
# ---

# %%
def shout(text):
    if text == "a":
        return "A!"
    raise type(text, (Exception,), {})(text)


# %%
grader.check("q8")
