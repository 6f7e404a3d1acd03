# %% [markdown]
# ---
# what: "An import in place of the install command"
# base: blank
# demo: false
# marks: {q2: 2.5}
# says: {q2: "and that installs nothing"}
# ---

# %% q2.1
installed = {
    "graphviz": {"command": "import graphviz", "version": version("graphviz")},
    "pydot": {"command": "import pydot", "version": version("pydot")},
}

# %% q2.2
# %pip install -q emoji
installed["emoji"] = {"command": "%pip install -q emoji", "version": "2.16.0"}
