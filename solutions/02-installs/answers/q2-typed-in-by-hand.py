# %% [markdown]
# ---
# what: "The versions of graphviz and pydot typed in by hand"
# base: blank
# demo: false
# marks: {q2: 2}
# says: {q2: "Do not type a version for graphviz"}
# ---

# %% q2.1
installed = {
    "graphviz": {"command": "!pip install graphviz", "version": "0.8.4"},
    "pydot": {"command": "!pip install pydot", "version": "1.3.0"},
}

# %% q2.2
# %pip install -q emoji
installed["emoji"] = {"command": "%pip install -q emoji", "version": "2.16.0"}
