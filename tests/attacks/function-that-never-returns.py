# %% [markdown]
# ---
# what: "A function that comes to an end for the visible check alone"
# status: graded
# marks: 3
# ---

# %%
answer = 42

# %%
grader.check("q1")


# %%
def shout(text):
    while text != "a":
        pass
    return "A!"


# %%
grader.check("q8")
