# %% [markdown]
# ---
# what: "A function that never returns and shrugs off what would interrupt it"
# status: timed_out
# marks: 3
# ---

# %%
answer = 42

# %%
grader.check("q1")


# %%
def shout(text):
    while text != "a":
        try:
            while True:
                pass
        except BaseException:
            pass
    return "A!"


# %%
grader.check("q8")
