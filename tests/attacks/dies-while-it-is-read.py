# %% [markdown]
# ---
# what: "An answer that ends Python when it is read out"
# status: graded
# marks: 4
# ---

# %%
answer = 42

# %%
grader.check("q1")


# %%
class Deadly:
    @property
    def __class__(self):
        import os

        os._exit(1)


word = Deadly()

# %%
grader.check("q3")

# %%
share = 3 / 8
