# %% [markdown]
# ---
# what: "A graph that is nested fifty thousand times"
# status: graded
# marks: 2
# ---

# %%
answer = 42

# %%
grader.check("q1")

# %%
import graphviz

net = graphviz.Source("digraph {" + "subgraph {" * 50_000 + "a" + "}" * 50_000 + "}")
