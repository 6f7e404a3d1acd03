# %% [markdown]
# ---
# what: "Right in another way: helpers, everything that the shell can tell taken from there"
# base: blank
# demo: false
# marks: {q1: 3, q2: 3, q3: 3, q4: 2, q5: 2, q6: 3}
# ---

# %% q1
from urllib.parse import urlsplit


def is_notebook(url):
    parts = urlsplit(url)
    return parts.scheme == "https" and parts.netloc == "github.com" and url.endswith(".ipynb")


def colab_url(github_url):
    if not is_notebook(github_url):
        raise ValueError("no notebook on GitHub")
    return github_url.replace("github.com", "colab.research.google.com/github", 1)


# %% q2
def pick_device(devices):
    kinds = [d[-1] for d in devices]
    return "GPU" if "GPU" in kinds else "TPU" if "TPU" in kinds else "CPU"


# %% q3.1
def run(order, coins=None):
    for cell in order:
        coins = {"A": 3, "B": coins and coins * 2, "C": coins and coins + 1}[cell]
    return coins


coins_after = {order: run(order) for order in ("ABC", "ACB", "ABBC", "AABC")}
coins_after["restart, only B"] = "name error"

# %% q3.2
longer_week = np.append(week, [5, 1])

# %% q4
os.chdir(home)
# %mkdir -p my_project
# %cd -q my_project
# !mkdir -p data models
# !echo first line > notes.txt
# here = !pwd
project_folder = here[0]
# inside = !ls
os.chdir(home)

# %% q5
# cpus = !grep -c ^processor /proc/cpuinfo
# kilobytes = !grep MemTotal /proc/meminfo
# version = !python --version
machine = dict(
    cpus=int(cpus[0]), ram_gb=float(kilobytes[0].split()[1]) / 1e6, python=version[0].split()[1]
)

# %% q6
about_me = r"""# Radia

+ spanning trees
+ poems

I earn $5 and more, and I like <https://example.org/trees>. By the way, $a_1 \le a_2$ holds.

[![I think that I shall never see](https://example.org/a_graph.png)](https://example.org)
"""
