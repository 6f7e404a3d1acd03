# %% [markdown]
# ---
# what: "A graph whose description takes 200 MB"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import graphviz

net = graphviz.Source("digraph {\n" + "a -> b\n" * 28_000_000 + "}")
