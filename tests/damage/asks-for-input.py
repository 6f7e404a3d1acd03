# %% [markdown]
# ---
# what: "Cells that wait for somebody to type something"
# status: graded
# marks: 2
# ---

# %%
name = input("Who are you? ")

# %%
import getpass

password = getpass.getpass()

# %%
answer = 42

# %%
grader.check("q1")
