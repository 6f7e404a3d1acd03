# %% [markdown]
# ---
# what: "The name for importing in place of the name for installing"
# base: blank
# demo: false
# marks: {q2: 2.5}
# says: {q2: "pip calls it scikit-learn"}
# ---

# %% q2.1
# %pip install -q graphviz pydot
from importlib.metadata import version

installed = {
    "graphviz": {"command": "%pip install -q graphviz pydot", "version": version("graphviz")},
    "pydot": {"command": "%pip install -q graphviz pydot", "version": version("pydot")},
}

# %% q2.2
# !pip install sklearn
installed["sklearn"] = {"command": "!pip install sklearn", "version": "1.6.1"}
