# %% [markdown]
# ---
# what: "apt-get for a Python library"
# base: blank
# demo: false
# marks: {q2: 2.5}
# says: {q2: "cowsay is a Python library: install it with pip"}
# ---

# %% q2.1
# %pip install -q graphviz pydot
from importlib.metadata import version

installed = {
    "graphviz": {"command": "%pip install -q graphviz pydot", "version": version("graphviz")},
    "pydot": {"command": "%pip install -q graphviz pydot", "version": version("pydot")},
}

# %% q2.2
# !apt-get -qq install -y cowsay
installed["cowsay"] = {"command": "!apt-get -qq install -y cowsay", "version": "3.03"}
