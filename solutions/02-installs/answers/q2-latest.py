# %% [markdown]
# ---
# what: "A word in place of a version"
# base: blank
# demo: false
# marks: {q2: 2}
# says: {q2: "latest is no version"}
# ---

# %% q2.1
# %pip install -q graphviz pydot
from importlib.metadata import version

installed = {
    "graphviz": {"command": "%pip install -q graphviz pydot", "version": version("graphviz")},
    "pydot": {"command": "%pip install -q graphviz pydot", "version": version("pydot")},
}

# %% q2.2
# %pip install -q emoji
installed["emoji"] = {"command": "%pip install -q emoji", "version": "latest"}
