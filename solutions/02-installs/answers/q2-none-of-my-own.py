# %% [markdown]
# ---
# what: "No library of one's own choice"
# base: blank
# demo: false
# marks: {q2: 1.5}
# says: {q2: "no library of your own choice yet"}
# ---

# %% q2.1
# %pip install -q graphviz pydot
from importlib.metadata import version

installed = {
    "graphviz": {"command": "%pip install -q graphviz pydot", "version": version("graphviz")},
    "pydot": {"command": "%pip install -q graphviz pydot", "version": version("pydot")},
}
