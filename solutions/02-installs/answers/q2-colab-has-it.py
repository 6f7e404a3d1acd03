# %% [markdown]
# ---
# what: "A library that Colab has already"
# base: blank
# demo: false
# marks: {q2: 2.5}
# says: {q2: "Colab has seaborn already"}
# ---

# %% q2.1
# %pip install -q graphviz pydot
from importlib.metadata import version

installed = {
    "graphviz": {"command": "%pip install -q graphviz pydot", "version": version("graphviz")},
    "pydot": {"command": "%pip install -q graphviz pydot", "version": version("pydot")},
}

# %% q2.2
# %pip install seaborn
installed["seaborn"] = {"command": "%pip install seaborn", "version": "0.13.2"}
