# %% [markdown]
# ---
# what: "Right in another way: regular expressions, sets, pathlib, tuples, link by name"
# base: blank
# demo: false
# marks: {q1: 3, q2: 3, q3: 3, q4: 2, q5: 2, q6: 3}
# ---

# %% before q1
import re  # una celda más


# %% q1
def colab_url(github_url: str) -> str:
    found = re.fullmatch(r"https://github\.com/(.+\.ipynb)", github_url)
    if not found:
        raise ValueError(github_url)
    return f"https://colab.research.google.com/github/{found[1]}"


# %% q2
def pick_device(devices=()):
    found = dict(map(reversed, devices)).keys() & {"GPU", "TPU"}
    return min(found, default="CPU")


# %% q3.1
coins_after = {"restart, only B": "NameError", "ABBC": 13, "ABC": 7, "AABC": 7, "ACB": 8, "B": 0}

# %% q3.2
longer_week = (*week, 5, 1)

# %% q4
from pathlib import Path

os.chdir(home)
for folder in ("data", "models"):
    Path("my_project", folder).mkdir(parents=True, exist_ok=True)
os.chdir(Path("my_project"))
Path("notes.txt").touch()
project_folder = Path.cwd()
inside = [entry.name for entry in project_folder.iterdir()]
os.chdir(home)

# %% q5
import multiprocessing

facts = dict(line.split(":") for line in open("/proc/meminfo"))
machine = {
    "cpus": multiprocessing.cpu_count(),
    "ram_gb": np.float64(facts["MemTotal"].split()[0]) / 2**20,
    "python": "Python " + platform.python_version(),
    "gpu": None,
}

# %% q6
about_me = (
    "#### Über mich\n\n1) Käse\n2) Brot\n\nMehr [dort][1], oder so: $x$.\n\n"
    "```python\n# this is code, $not$ text\n```\n\n"
    "![Ein Knopf: In Colab öffnen][Knopf]\n\n"
    "[1]: https://example.org/ich\n"
    "[knopf]: https://colab.research.google.com/assets/colab-badge.svg\n"
)
