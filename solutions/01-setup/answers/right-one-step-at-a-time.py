# %% [markdown]
# ---
# what: "Right in another way: loops and slices, the shell and magics, psutil, HTML in Markdown"
# base: blank
# demo: false
# marks: {q1: 3, q2: 3, q3: 3, q4: 2, q5: 2, q6: 3}
# ---

# %% q1
def colab_url(github_url):
    front = "https://github.com/"
    is_on_github = github_url[0 : len(front)] == front
    is_notebook = github_url[-6:] == ".ipynb"
    if is_on_github and is_notebook:
        rest = github_url[len(front) :]
        new = f"https://colab.research.google.com/github/{rest}"
        return new
    else:
        raise ValueError(github_url + " ist kein Notebook auf GitHub")


# %% q2
def pick_device(devices):
    best = "CPU"
    for device in devices:
        if device[1] == "TPU" and best == "CPU":
            best = "TPU"
        if device[1] == "GPU":
            best = "GPU"
    return best


# %% q3.1
coins_after = dict(ACB=8, ABC=7, AABC=7.0, ABBC=13)
coins_after["restart, only B"] = "NameError: name 'coins' is not defined"

# %% q3.2
longer_week = week.copy()
longer_week.append(5)
longer_week.append(1)

# %% q4
os.chdir(home)
# !mkdir -p my_project/data my_project/models
# %cd my_project
project_folder = os.getcwd()
inside = os.listdir()
os.chdir(home)

# %% q5
import sys

import psutil

arbeitsspeicher = psutil.virtual_memory().total / 1000 / 1000 / 1000
machine = {}
machine["python"] = sys.version
machine["cpus"] = psutil.cpu_count()
machine["ram_gb"] = int(arbeitsspeicher)

# %% q6
about_me = """
Grace
=====

* compilers
* clocks

<a href='https://en.wikipedia.org/wiki/Grace_Hopper'>read on</a>

$$
1 + 1 = 10_2
$$

<img src="https://colab.research.google.com/assets/colab-badge.svg" alt='A button with two rings'>
"""
