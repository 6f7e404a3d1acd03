# %% [markdown]
# ---
# what: "Right in another way: attributes, apt-get and pip in one line, recursion, getenv"
# base: blank
# demo: false
# marks: {q1: 2, q2: 3, q3: 3, q4: 3, q5: 3, q6: 2}
# ---

# %% q1
import matplotlib

# cinco bibliotecas; una más no molesta
versions = {lib.__name__: lib.__version__ for lib in (np, pd, matplotlib)}
versions |= {name: version(name) for name in ("packaging", "keras")}

# %% q2.1
# !apt-get -qq install -y graphviz && pip install -q pydot
from importlib import metadata

line = "!apt-get -qq install -y graphviz && pip install -q pydot"
installed = {
    "pydot": {"version": metadata.version("pydot"), "command": line},
    "graphviz": {"version": metadata.version("graphviz"), "command": line},
}

# %% q2.2
# !python -m pip install "pyfiglet>=1.0"
installed["pyfiglet"] = {
    "command": '!python -m pip install "pyfiglet>=1.0"',
    "version": "1.0.4",
    "note": "big letters",
}

# %% q3
from packaging.version import parse


def at_least(version: str, minimum: str) -> bool:
    return not parse(version) < parse(minimum)


# %% q4
def network(layers):
    """Boxes around the layers, names with spaces, edges written as DOT."""
    g = graphviz.Digraph("net", node_attr={"shape": "circle"}, strict=True)
    for k, size in enumerate(layers):
        with g.subgraph(name=f"cluster_{k}") as box:
            box.attr(label=f"layer {k}", color="lightgrey")
            for unit in range(size):
                box.node(f"unit {unit} of layer {k}", label=f"{unit}")
    for k in range(len(layers) - 1):
        left = "; ".join(f'"unit {unit} of layer {k}"' for unit in range(layers[k]))
        right = "; ".join(f'"unit {unit} of layer {k + 1}"' for unit in range(layers[k + 1]))
        g.body.append(f"{{ {left} }} -> {{ {right} }}\n")
    return g


# %% q5.1
def count_below(one):
    return len(one.get_edges()) + sum(count_below(part) for part in one.get_subgraphs())


def edge_count(dot_text):
    return count_below(pydot.graph_from_dot_data(dot_text)[0])


# %% q5.2
picture = pydot.graph_from_dot_data(small.source)[0].create_png()

# %% q6.1
os.environ["NUMBER_OF_EPOCHS"] = "5"


# %% q6.2
def setting(name, fallback=None):
    value = os.getenv(name)
    return fallback if value is None else value


epochs = int(os.environ["NUMBER_OF_EPOCHS"])
