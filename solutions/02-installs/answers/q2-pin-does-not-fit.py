# %% [markdown]
# ---
# what: "A command that asks for another version than was noted"
# base: blank
# demo: false
# marks: {q2: 2.5}
# says: {q2: "Your command asks for emoji==2.10.0"}
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
installed["emoji"] = {"command": "%pip install emoji==2.10.0", "version": "2.16.0"}
