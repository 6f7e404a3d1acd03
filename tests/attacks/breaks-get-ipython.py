# %% [markdown]
# ---
# what: "Takes get_ipython away, by which the grader finds the notebook's names"
# status: graded
# marks: 2
# says: "could not be read"
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import builtins

word = "level"
shell = get_ipython()
del builtins.get_ipython
shell.user_ns.pop("get_ipython", None)
get_ipython = None

# %%
grader.check("q3")
