# %% [markdown]
# ---
# what: "A function that ends Python for one hidden argument and not for another"
# status: graded
# marks: 3
# ---

# %%
answer = 42

# %%
grader.check("q1")


# %%
def shout(text):
    if text.startswith("the n"):
        import os

        os._exit(ord(text[4]))
    return text.upper() + "!"


# %%
grader.check("q8")
