# %% [markdown]
# ---
# what: "A part of Python itself"
# base: blank
# demo: false
# marks: {q2: 2.5}
# says: {q2: "random is a part of Python itself"}
# ---

# %% q2.1
# %pip install -q graphviz pydot
from importlib.metadata import version

installed = {
    "graphviz": {"command": "%pip install -q graphviz pydot", "version": version("graphviz")},
    "pydot": {"command": "%pip install -q graphviz pydot", "version": version("pydot")},
}

# %% q2.2
import random

random.seed(2)
installed["random"] = {"command": "!pip install random", "version": "1.0"}
