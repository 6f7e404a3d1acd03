# %% q1: a dictionary of another class
import collections
import importlib.metadata

versions = collections.OrderedDict()
for name in ("numpy", "pandas", "matplotlib", "keras"):
    versions[name] = importlib.metadata.version(name)

# %% q1: a defaultdict
versions = collections.defaultdict(str, {name: importlib.metadata.version(name) for name in ("numpy", "pandas", "matplotlib", "keras")})

# %% q1: a counter made with zip
names = np.array(["numpy", "pandas", "matplotlib", "keras"])
versions = dict(zip(names.tolist(), map(importlib.metadata.version, names.tolist())))

# %% q3: packaging's own comparison
from packaging.version import Version

def at_least(version, minimum):
    newest = sorted({Version(version), Version(minimum)})[-1]
    return newest == Version(version)

# %% q3: a lambda
at_least = lambda version, minimum: Version(version) >= Version(minimum)

# %% q3: a class with a method
class Compare:
    def at_least(self, version, minimum):
        return Version(version).release >= Version(minimum).release if not Version(version).is_prerelease else Version(version) >= Version(minimum)

at_least = Compare().at_least

# %% q5: a method of pydot's graph, and a picture of graphviz's
def edge_count(dot_text):
    def count(graph):
        return len(graph.get_edges()) + sum(map(count, graph.get_subgraphs()))
    return count(pydot.graph_from_dot_data(dot_text)[0])

picture = small.pipe(format="png")

# %% q6: os.getenv with a default of its own
%env NUMBER_OF_EPOCHS=5
def setting(name, fallback):
    return os.environ[name] if name in os.environ else fallback

epochs = int(float(os.getenv("NUMBER_OF_EPOCHS", "5")))

# %% q6: a mapping
import types

os.environ.update({"NUMBER_OF_EPOCHS": "5"})
setting = lambda name, fallback: types.MappingProxyType(dict(os.environ)).get(name, fallback)
epochs = int(setting("NUMBER_OF_EPOCHS", "5"))
