# %% [markdown]
# ---
# what: "Right in another way: conda and uv, sorted versions, letters for names, JSON from dot"
# base: blank
# demo: false
# marks: {q1: 2, q2: 3, q3: 3, q4: 3, q5: 3, q6: 2}
# ---

# %% q1
import importlib.metadata as about

versions = dict((name, about.version(name)) for name in "keras matplotlib numpy pandas".split())

# %% q2.1
installed = {}
installed["graphviz"] = dict(command="conda install -y graphviz", version=version("graphviz"))
installed["pydot"] = dict(command="uv pip install pydot", version=version("pydot"))

# %% q2.2
installed["Pretty_Midi"] = dict(command="pip3 install 'pretty-midi[x]==0.2.10'", version="0.2.10")


# %% q3
def at_least(version, minimum):
    both = sorted([Version(minimum), Version(version)])
    return both[-1] == Version(version)


# %% q4
import itertools
import string


def network(layers):
    letters = iter(string.ascii_letters)
    columns = [[next(letters) for _ in range(size)] for size in layers]
    drawing = graphviz.Digraph(comment="letters for units")
    drawing.attr("node", shape="circle")
    for column in columns:
        for letter in column:
            drawing.node(letter)
    for left, right in itertools.pairwise(columns):
        drawing.edges(itertools.product(left, right))
    return drawing


# %% q5.1
import json


def edge_count(dot_text):
    about = json.loads(graphviz.Source(dot_text).pipe(format="json"))
    return len(about.get("edges", []))


# %% q5.2
picture = graphviz.Source(small.source, format="png").pipe()

# %% q6.1
# %set_env NUMBER_OF_EPOCHS 5


# %% q6.2
def setting(name, fallback):
    try:
        return os.environ[name]
    except KeyError:
        return fallback


epochs = round(float(setting("NUMBER_OF_EPOCHS", 5)))
