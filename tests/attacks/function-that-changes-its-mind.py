# %% [markdown]
# ---
# what: "A function that answers otherwise the second time it is asked"
# status: graded
# marks: 1
# ---

# %%
asked = []


def shout(text):
    asked.append(text)
    return "A!" if len(asked) == 1 else f"{asked}"


# %%
grader.check("q8")
