# ---
# jupyter:
#   course:
#     summary: find out which libraries a machine has, install what is missing, and draw a network
#     needs: "Python basics: variables, lists, dictionaries, functions, f-strings (the warm-up has those)."
#     hardware: a CPU is enough; nothing is trained
#     previous: 01-setup
#     next: 03-data-import
#     goals:
#       find out which libraries a machine has, and in which version: [q1]
#       install a library or a program, and know which command is for which: [q2, q2_why, quiz2]
#       compare versions, and read pip's complaint about two libraries that do not fit together: [q3, quiz3]
#       say when a restart is needed, and why: [quiz1]
#       draw a network as a graph, read the drawing back, count it, and make a picture of it: [q4, q5]
#       set and read environment variables, and keep keys out of your notebook: [q6]
#     topics:
#       "What is there already: `import … as`, versions, `pip show`": [1, q1]
#       Installing with `%pip`, `!pip` and `!apt-get`; a Python library or a system package: [2, q2, q2_why, quiz2]
#       "Pinning, upgrading, runtime versions, nightly builds; \"restart runtime\"; pip's conflict message": [3, q3, quiz1, quiz3]
#       Drawing a network with graphviz: [4, q4]
#       Reading a drawing back with pydot; pictures; `keras.utils.plot_model`: [5, q5]
#       Environment variables, and Colab's secrets for keys: [6, q6]
#     variants:
#       q6:
#         my_variable: {text: "EPOCHS_????????", common: NUMBER_OF_EPOCHS}
#         my_epochs: {whole: [2, 99], common: 5}
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [raw]
# # ASSIGNMENT CONFIG
# name: 02-installs
# init_cell: false
# export_cell: false
# check_all_cell: false
# run_tests: false
# tests:
#   files: true
#   ok_format: false
# show_question_points: true
# generate:
#   show_stdout: false

# %% [markdown]
# # Libraries and versions
#
# {{ badge }}
#
# Nobody writes a neural network from nothing. You stand on libraries that other people wrote, and
# most trouble in your first weeks will come from them: one is missing, another is too old, two do
# not get along. At the end of this lesson you can find out which of these it is, and put it right.
# On the way you draw your first network.
#
# **In this lesson you will**
#
# {{ goals }}
#
# {{ facts }}
#
# **Before you change anything: choose File → Save a copy in Drive.** What you type is then kept.
# Without a copy it is gone when the tab closes.

# %% [markdown]
# ## How this lesson works
#
# Each part asks you three things. **Predict**: say aloud, or write down, what you think will
# happen. **Run** the cell. **Explain** the difference. A wrong guess costs nothing, and you will
# remember the answer better.
#
# An answer cell holds three dots, `...`. Put your own code in their place. Nothing breaks while
# the dots are there, so you may skip a question and come back.
#
# Under each question stands a check, such as `grader.check("q1")`. It tells you at once about the
# usual slips. **What a passing check means:** your answer has the right form and avoids the slips
# that we know. It is not the final mark. When your work is graded, the whole notebook is run again
# from the top, **on another machine and without internet**, and a few more tests look at more
# cases. If your answer does what the task says, and not only what the check looks at, you have
# nothing to fear from them.
#
# Run the next cell first. It ends with one line that begins with "Ready".

# %%
# {{ setup }}

# %% [markdown]
# Some courses give each student a number, and by it values of their own in some of the questions. If
# yours did, write your number into the form of the next cell. Leave the form empty if you have none.
# Run the cell in both cases.

# %%
# {{ my_number }}

# %% [markdown]
# The next cell holds helpers that show pictures. Run it, too, and never mind how it works. If you
# ever restart the notebook, run the cells up to here again, and then go on with the section that you
# were in.

# %%
# @title Helpers: show pictures with a description for screen readers { display-mode: "form" }
import base64
import html

from IPython.display import HTML, display


def show_png(data, description):
    """Show a PNG, given as bytes, that carries `description` as alternative text."""
    code = base64.b64encode(data).decode()
    display(HTML(f'<img alt="{html.escape(description)}" src="data:image/png;base64,{code}">'))


def show_drawing(drawing, description):
    """Show a drawing of graphviz; where the program `dot` is missing, print its text."""
    import graphviz

    try:
        svg = drawing.pipe(format="svg", encoding="utf-8")
    except graphviz.ExecutableNotFound:
        print("The program `dot` is missing here, so this is the drawing as text:")
        print(drawing.source)
        return
    label = html.escape(description)
    display(HTML(f'<div role="img" aria-label="{label}">{svg[svg.index("<svg") :]}</div>'))


# %% [markdown]
# ## 1. What is there already? ({{ minutes }})
#
# Python brings some tools along: reading files, doing sums, working with dates. This is its
# **standard library**. Everything else is written by others, published at
# [pypi.org](https://pypi.org), and called a **library** or **package**. (The two words mean nearly
# the same. In this lesson both are fine.)
#
# A library has to be *installed*, which means that its files are copied to the machine. Colab's
# machines come with a large set that is installed already.
#
# **Predict.** How many libraries does this machine have? Ten? A hundred? More?

# %%
from importlib.metadata import distributions

names = sorted({str(found.metadata["Name"]).lower() for found in distributions()})
print(len(names), "libraries, for example:", ", ".join(names[::50]))

# %% [markdown]
# **Explain.** In Colab there are more than 600, because it serves many kinds of work. At home you
# see fewer. That is no fault: you only need the ones that you use.
#
# Being installed is not enough. Each notebook must also **import** the libraries that it uses.
# Three of them you will meet again and again. **pandas** holds tables, **NumPy** holds arrays of
# numbers, **Matplotlib** draws. With `as` you give a library a shorter name. You may choose any,
# but `pd`, `np` and `plt` are what everybody uses, so everybody can read your code.

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

# %% [markdown]
# No output means that it worked. Here is one line of work for each of the first two.

# %%
print("NumPy:", np.array([1, 2, 3]) * 10)
print(pd.DataFrame({"library": ["pandas", "NumPy"], "holds": ["tables", "arrays"]}))

# %% [markdown]
# And one for the third. Three lines draw; the rest turns the drawing into a picture below the cell.

# %%
import io

figure, place = plt.subplots(figsize=(4, 2))
place.plot([1, 2, 3, 4], [1, 4, 9, 16], marker="o")
place.set(title="Squares", xlabel="a number", ylabel="its square")

picture_file = io.BytesIO()
figure.savefig(picture_file, format="png", dpi=80, bbox_inches="tight")
plt.close(figure)
show_png(picture_file.getvalue(), "A curve through the squares 1, 4, 9 and 16 that gets steeper.")

# %% [markdown]
# ### Which version?
#
# Libraries change. A tutorial from 2020 may call a function that is gone today. So the first
# question when something breaks is: **which version do I have?** Three ways answer it.
#
# - `version("pandas")` from Python's own `importlib.metadata` works for every library, and need
#   not import it.
# - `pd.__version__` works for most libraries, once imported.
# - `!pip show pandas` prints more: what it is for, who wrote it, what it needs, what needs it.
#
# **Predict.** Do the first two agree?

# %%
from importlib.metadata import PackageNotFoundError, version

print(version("pandas"), "and", pd.__version__)

# %%
# !pip show numpy

# %% [markdown]
# **Explain.** Both agree. In what `pip show` printed, look at the lines `Version`, `Requires`
# (what NumPy itself needs) and `Required-by` (what would break without it). The list in the last
# line is long: much of the world stands on NumPy.
#
# And when a library is missing? Then `version` raises an error of its own kind. The next cell
# catches it. (emoji is a small library that Colab does not have. If you have installed it, you see
# its version.)

# %%
try:
    print("emoji", version("emoji"))
except PackageNotFoundError:
    print("emoji is not installed here")

# %% [markdown]
# **One trap.** Some libraries have two names: one for installing, one for importing. `version` and
# pip want the first.
#
# | to install | to import |
# |---|---|
# | `scikit-learn` | `import sklearn` |
# | `opencv-python` | `import cv2` |
# | `pillow` | `import PIL` |
# | `beautifulsoup4` | `import bs4` |

# %% [raw]
# # BEGIN QUESTION
# name: q1

# %% [markdown]
# ### Question 1: versions
#
# Make a dictionary `versions` with four keys: `"pandas"`, `"numpy"`, `"matplotlib"` and `"keras"`,
# written like this, in small letters. Each value is the version of that library, as text. Let
# Python find the versions instead of typing them: when your notebook is graded it runs on another
# machine, and that one may have others.
#
# **What it should look like:** four pairs, such as `"pandas": "2.2.3"`. Your numbers may differ.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# One of the cells above printed the version of pandas. Which part of it gave the text?
#
# <details><summary>Still stuck? Hint 2</summary>
#
# `version` takes the name of a library as text, and gives its version as text. You need it four
# times.
#
# <details><summary>Still stuck? Hint 3</summary>
#
# A dictionary looks like `{"one key": one_value, "another key": another_value}`. Here each value
# is a call, and the key is the same text that the call takes.
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION

# %%
versions = ...
# BEGIN SOLUTION NO PROMPT
versions = {
    "pandas": version("pandas"),
    "numpy": version("numpy"),
    "matplotlib": version("matplotlib"),
    "keras": version("keras"),
}
# END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_versions_has_a_text_for_each_of_the_four_libraries(versions):
    """versions has a text for each of the four libraries."""
    problem = ""
    if versions is None or versions is Ellipsis:
        problem = "versions is still `...`. Put a dictionary there, run the cell, and check again."
    elif not isinstance(versions, dict):
        kind = type(versions).__name__
        problem = f"versions is a {kind}, and a dictionary is asked for: four names, four versions."
    else:
        for name in ("pandas", "numpy", "matplotlib", "keras"):
            if name not in versions:
                close = [key for key in versions if str(key).lower() == name]
                problem = f"versions has no key {name} yet. It needs one for each of the four."
                if close:
                    problem = f"versions has the key {close[0]}, but {name} is asked for: small "
                    problem += "letters, as pip writes it."
            elif versions[name] is Ellipsis:
                problem = f"The value of {name} in versions is still `...`."
            elif not isinstance(versions[name], str):
                problem = f"The value of {name} in versions is not text. version gives text such "
                problem += "as 1.2.3: keep it as it is."
            if problem:
                break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 1
"""  # END TEST CONFIG


def test_the_four_versions_are_those_that_are_installed(versions):
    """The four versions are those that are installed."""
    from importlib.metadata import PackageNotFoundError, version

    problem = ""
    if versions is None or versions is Ellipsis:
        problem = "versions is still `...`. Put a dictionary there, run the cell, and check again."
    elif not isinstance(versions, dict):
        problem = "versions is not a dictionary, so there are no versions to look up in it."
    else:
        for name in ("pandas", "numpy", "matplotlib", "keras"):
            try:
                here = version(name)
            except PackageNotFoundError:
                here = None
            given = versions.get(name)
            if given is None or given is Ellipsis:
                problem = f"versions does not say which version of {name} there is."
            elif not isinstance(given, str):
                problem = f"The value of {name} in versions is not text, so it is no version."
            elif here is None:
                problem = f"{name} is not installed on this machine. Install it with pip."
            elif given != here:
                problem = f"versions says that {name} is {given}, but {here} is installed here. "
                problem += "Do not type a version: let Python ask for it, with version."
            if problem:
                break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_every_version_in_the_dictionary_is_right_where_it_is_graded(versions):
    """Every version in the dictionary is right where it is graded.

    Looks at all the libraries that you named, on another machine, with other versions.
    """
    from importlib.metadata import PackageNotFoundError, version

    problem = ""
    if versions is None or versions is Ellipsis:
        problem = "versions is still `...`. Put a dictionary there, run the cell, and check again."
    elif not isinstance(versions, dict):
        problem = "versions is not a dictionary, so there are no versions to look up in it."
    elif not {"pandas", "numpy", "matplotlib", "keras"} <= set(versions):
        problem = "versions does not have all four keys yet: pandas, numpy, matplotlib, keras."
    else:
        for name, given in versions.items():
            try:
                here = version(str(name))
            except (ValueError, PackageNotFoundError):
                continue
            if not isinstance(given, str):
                problem = f"The value of {name} in versions is not text, so it is no version."
                break
            if given != here:
                problem = f"Where your notebook was graded, {name} {here} is installed, and "
                problem += f"versions says {given}. A version that is typed in is right on one "
                problem += "machine only."
                break
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## 2. Installing what is missing ({{ minutes }})
#
# There are two kinds of things to install, and each has its own command.
#
# | what | how you use it | who brings it | in a notebook |
# |---|---|---|---|
# | a **Python library** | you `import` it | pip, from pypi.org | `%pip install -q emoji` |
# | a **system package**: a program, or a library in another language | you call it from a shell, or a Python library does | apt-get, from Ubuntu | `!apt-get -qq install -y tree` |
#
# What the small signs mean:
#
# - `!` hands the rest of the line to the **shell**, the program that takes commands in a terminal.
#   `!pip install emoji` works in Colab.
# - `%` calls a **magic**, a command of the notebook itself. `%pip install emoji` does the same, and
#   makes sure that the library goes to *the Python that runs this notebook*. At home you may have
#   several Pythons, and `!pip` may find another one. So prefer `%pip`. There is no `%apt-get`.
# - `-q` and `-qq` mean quiet and very quiet. `-y` means "yes": apt-get asks before it installs, and
#   in a notebook nobody answers.
#
# apt-get exists only on some kinds of Linux, such as Colab's. On a Mac `brew install` does the
# same; on Windows you download an installer.
#
# **Graphviz needs both.** Graphviz is a *program* that draws graphs. It is a system package, and
# its most important part is called `dot`. The Python library `graphviz` writes descriptions of
# graphs and hands them to `dot`. The Python library `pydot` does the same, and can also read them.
# Older texts begin with `!apt-get -qq install -y graphviz && pip install -q pydot`. In Colab all
# three are there today.
#
# **Predict.** Is `dot` on this machine? The next cell asks for its version.

# %%
# !dot -V

# %% [markdown]
# **Explain.** A line like `dot - graphviz version 2.43.0` means that it is there. At home you may
# read "not found". Then install Graphviz from [graphviz.org](https://graphviz.org/download/), or go
# on without: where a picture is missing, this lesson shows text in its place.
#
# **Predict.** pandas is installed. What will pip do if you ask for it again?

# %%
# %pip install pandas

# %% [markdown]
# **Explain.** "Requirement already satisfied" means: it is there, and nothing was changed. So an
# install line at the top of a notebook does no harm when it runs twice. (The note about restarting
# comes with every `%pip`. Section 3 says when it matters.)
#
# And it *should* stand there. What you install in Colab is gone when the machine is taken back,
# after some hours or when you are away for long. The next time you get a fresh machine, and the
# install line has to run again.
#
# **Three things that go wrong**
#
# - `No matching distribution found` means that pip knows no such name, or no version for your
#   Python. Look up the exact name at [pypi.org](https://pypi.org).
# - `ModuleNotFoundError` after installing means that it went to another Python (use `%pip`), or
#   that it is imported under another name (see the table above).
# - A library is a program by a stranger, and it may do whatever you may do. Some people publish
#   harmful ones under names that are one typing slip away from famous ones. Copy the name, and do
#   not guess it.

# %% [raw]
# # BEGIN QUESTION
# name: q2

# %% [markdown]
# ### Question 2: install three libraries
#
# Install graphviz, pydot, and **one library of your own choice**. The first two may be there
# already; run the command all the same. Your own must be a Python library that Colab does *not*
# have. Small ones that do something you can see are `emoji`, `pyfiglet` and `cowsay`, or choose one
# at [pypi.org](https://pypi.org) that fits your hobby.
#
# Write down what worked in a dictionary `installed`. This question has two answer cells.
#
# In the first one, install graphviz and pydot. Then fill in the two entries: the `"command"` that
# worked, as text, and the `"version"`. Let Python find the version, as in question 1.
#
# **What it should look like:** `installed["pydot"]["version"]` is a text such as `"4.0.1"`.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# An install command is a line of its own in the cell. pip takes several names in one line, with
# spaces between them.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# The `"command"` is the same line once more, this time as text: put it in quotes. It must name the
# library that it installs.
#
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION

# %%
# BEGIN SOLUTION NO PROMPT
# %pip install -q graphviz
# %pip install -q pydot
# END SOLUTION
from importlib.metadata import version

installed = {
    "graphviz": {"command": ..., "version": ...},
    "pydot": {"command": ..., "version": ...},
}
# BEGIN SOLUTION NO PROMPT
installed["graphviz"] = {"command": "%pip install -q graphviz", "version": version("graphviz")}
installed["pydot"] = {"command": "%pip install -q pydot", "version": version("pydot")}
# END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [markdown]
# In the second answer cell, install your own library. Leave `-q` out this time, so that you see what
# pip says. Then add the entry: the name in place of the first dots, in quotes, then the command and
# the version.
#
# **This time type the version**, in quotes, as `%pip show` prints it. Why? While grading there is
# no internet, so your library cannot be installed there. A line that asks for its version would
# end in an error, and your entry would be lost. What you typed stays.
#
# **What it should look like:** `installed` has three entries, and the last one is yours.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# First install it, then run a line with `%pip show` and its name. The version stands in the second
# line of what it prints.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# With a library called `sunshine` in version 1.4 the entry would be
# `installed["sunshine"] = {"command": "%pip install sunshine", "version": "1.4"}`.
#
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION

# %%
# BEGIN SOLUTION NO PROMPT
# %pip install cowsay
# END SOLUTION
installed[...] = {"command": "...", "version": "..."}
# BEGIN SOLUTION NO PROMPT
del installed[...]
installed["cowsay"] = {"command": "%pip install cowsay", "version": "6.1"}
# END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 1
"""  # END TEST CONFIG


def test_graphviz_and_pydot_are_noted_with_the_installed_version(installed):
    """graphviz and pydot are noted with the version that is installed."""
    from importlib.metadata import PackageNotFoundError, version

    problem = ""
    if installed is None or installed is Ellipsis:
        problem = "installed is missing. Run the two answer cells again, the first one first."
    elif not isinstance(installed, dict):
        kind = type(installed).__name__
        problem = (
            f"installed is a {kind}, and a dictionary is asked for: an entry for each library."
        )
    else:
        for name in ("graphviz", "pydot"):
            facts = installed.get(name)
            noted = facts.get("version") if isinstance(facts, dict) else None
            try:
                here = version(name)
            except PackageNotFoundError:
                here = None
            if name not in installed:
                problem = f"installed has no entry for {name}."
            elif not isinstance(facts, dict) or "version" not in facts:
                problem = f"The entry of {name} needs a command and a version, in curly brackets."
            elif noted is Ellipsis:
                problem = f"The version of {name} in installed is still `...`."
            elif not isinstance(noted, str):
                problem = f"The version of {name} in installed is not text. version gives text."
            elif here is None:
                problem = f"{name} is not installed on this machine. Did your install command run?"
            elif noted != here:
                problem = f"installed says that {name} is {noted}, but {here} is installed here. "
                problem += f"Do not type a version for {name}: let Python ask for it, with version."
            if problem:
                break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_each_command_installs_its_library(installed):
    """Each command installs its library."""
    import re
    import shlex

    tools = {"pip", "pip3", "uv", "conda", "mamba", "micromamba", "apt", "apt-get"}

    def plain(name):
        return re.sub("[-_.]+", "-", name).lower()

    def look_at(name, command):
        """Say what is wrong with a command, or nothing."""
        if command is Ellipsis or command == "...":
            return f"The command of {name} in installed is still `...`."
        if not isinstance(command, str):
            return f"The command of {name} in installed is not text. Put it in quotes."
        found = []
        for part in re.split("&&|;|\n", command.replace("\\\n", " ")):
            try:
                words = shlex.split(part)
            except ValueError:
                words = part.split()
            words = " ".join(words).lstrip("!% ").split()
            if "install" not in words:
                continue
            place = words.index("install")
            tool = set(words[:place]) & tools
            if tool & {"apt", "apt-get"} and part.strip().startswith("%"):
                return "There is no magic %apt-get. apt-get is a program: begin with `!`."
            if not tool:
                return (
                    f"The command of {name} is `{command}`. No program that installs has that name. "
                    "Use pip, or apt-get for a system package."
                )
            for word in words[place + 1 :]:
                label = re.match("[A-Za-z0-9._-]+", word)
                if word.startswith("-") or label is None:
                    continue
                if "://" in word and plain(name) in plain(word):
                    return ""
                if tool & {"apt", "apt-get"} and plain(word) == plain(name) != "graphviz":
                    return (
                        f"apt-get brings programs and system packages. {name} is a Python library: "
                        "install it with pip."
                    )
                if plain(label[0]).removeprefix("python3-") == plain(name):
                    return ""
                found.append(word)
        if found:
            return f"The command of {name} installs {', '.join(found)}. Name {name} in it."
        return (
            f"The command of {name} is `{command}`, and that installs nothing. Write down the whole "
            "line that worked, with the word install in it."
        )

    problem = ""
    if installed is None or installed is Ellipsis:
        problem = "installed is missing. Run the two answer cells again, the first one first."
    elif not isinstance(installed, dict):
        problem = "installed is not a dictionary, so there are no commands in it."
    else:
        own = [name for name in installed if isinstance(name, str) and name != "..."]
        for name in ["graphviz", "pydot"] + [n for n in own if n not in ("graphviz", "pydot")]:
            facts = installed.get(name)
            if not isinstance(facts, dict) or "command" not in facts:
                problem = f"The entry of {name} needs a command and a version, in curly brackets."
            else:
                problem = look_at(name, facts["command"])
            if problem:
                break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_your_own_library_is_one_that_colab_does_not_have(installed):
    """Your own library is one that Colab does not have."""
    import re
    import sys

    # Colab's CPU runtime of 2026-08-19: googlecolab/backend-info, pip-freeze.txt, at a724079.
    in_colab = (
        "absl-py accelerate access affine aiofiles aiohappyeyeballs aiohttp aiosignal aiosqlite "
        "alabaster albucore albumentations ale-py altair annotated-doc annotated-types "
        "antlr4-python3-runtime anyio anywidget apsw argon2-cffi argon2-cffi-bindings "
        "array-record arrow arviz astropy astropy-iers-data astunparse atpublic attrs audioop-lts "
        "audioread authlib autograd babel backcall beartype beautifulsoup4 betterproto bigframes "
        "bigquery-magics bleach blinker blis blobfile blosc2 bokeh bottleneck bqplot branca "
        "brotli cachecontrol cachetools catalogue certifi cffi chardet charset-normalizer "
        "clarabel click cligj cloudpathlib cloudpickle cmake cmdstanpy colorcet colorlover "
        "community confection cons contourpy cramjam cryptography cufflinks curl-cffi cvxopt "
        "cvxpy cycler cyipopt cymem cython dask dataproc-spark-connect datasets db-dtypes "
        "dbus-python debugpy decorator defusedxml deprecation diffusers dill distro dlib dm-tree "
        "docstring-parser docutils dopamine-rl duckdb earthengine-api easydict editdistance "
        "eerepr einops en-core-web-sm entrypoints esda et-xmlfile etils etuples "
        "farama-notifications fastai fastapi fastcore fastdownload fastjsonschema fastprogress "
        "fasttransform filelock firebase-admin flask flatbuffers flax folium fonttools fqdn "
        "frozendict frozenlist fsspec future gast gcsfs gdal gdown geemap geocoder geographiclib "
        "geopandas geopy giddy gin-config glob2 google google-adk google-ai-generativelanguage "
        "google-api-core google-api-python-client google-auth google-auth-httplib2 "
        "google-auth-oauthlib google-cloud-bigquery google-cloud-bigquery-connection "
        "google-cloud-bigquery-storage google-cloud-core google-cloud-dataproc "
        "google-cloud-datastore google-cloud-firestore google-cloud-functions "
        "google-cloud-language google-cloud-monitoring google-cloud-resource-manager "
        "google-cloud-spanner google-cloud-storage google-cloud-translate google-colab "
        "google-crc32c google-genai google-generativeai google-pasta google-resumable-media "
        "googleapis-common-protos googledrivedownloader gradio gradio-client grain graphviz "
        "greenlet groovy grpc-google-iam-v1 grpc-interceptor grpcio grpcio-status grpclib gspread "
        "gspread-dataframe gym gym-notices gymnasium h11 h2 h5netcdf h5py hdbscan hf-gradio "
        "hf-xet highspy holidays holoviews hpack html5lib httpcore httpcore2 httpimport httplib2 "
        "httptools httpx httpx2 huggingface-hub humanize hyperframe hyperopt ibis-framework idna "
        "imageio imageio-ffmpeg imagesize imbalanced-learn immutabledict importlib-metadata "
        "imutils inequality inflect iniconfig intel-cmplr-lib-ur intel-openmp ipyevents "
        "ipyfilechooser ipykernel ipyleaflet ipyparallel ipython ipython-genutils ipython-sql "
        "ipywidgets isoduration itsdangerous jaraco-classes jaraco-context jaraco-functools jax "
        "jaxlib jeepney jieba jinja2 jiter joblib joserfc jsonpatch jsonpickle jsonpointer "
        "jsonschema jsonschema-specifications jupyter-client jupyter-console jupyter-core "
        "jupyter-events jupyter-kernel-gateway jupyter-leaflet jupyter-server "
        "jupyter-server-terminals jupyterlab-pygments jupyterlab-widgets jupytext kaggle "
        "kagglehub kagglesdk keras keras-hub keras-nlp keyring "
        "keyrings-google-artifactregistry-auth kiwisolver langchain langchain-core "
        "langchain-protocol langgraph langgraph-checkpoint langgraph-prebuilt langgraph-sdk "
        "langsmith lark launchpadlib lazr-restfulclient lazr-uri lazy-loader libclang libpysal "
        "librosa lightgbm linkify-it-py llvmlite locket logical-unification lxml mako mapclassify "
        "markdown markdown-it-py markupsafe matplotlib matplotlib-inline matplotlib-venn "
        "mdit-py-plugins mdurl mgwr minikanren missingno mistune mizani mkl ml-dtypes mlxtend "
        "mmh3 momepy more-itertools moviepy mpmath msgpack multidict multipledispatch "
        "multiprocess multitasking murmurhash music21 namex narwhals natsort nbclassic nbclient "
        "nbconvert nbformat ndindex nest-asyncio networkx nh3 nibabel nltk notebook notebook-shim "
        "numba numexpr numpy nvidia-nccl-cu13 oauth2client oauthlib omegaconf onemkl-license "
        "openai opencv-contrib-python opencv-python opencv-python-headless openpyxl "
        "opentelemetry-api opentelemetry-resourcedetector-gcp opentelemetry-sdk "
        "opentelemetry-semantic-conventions opt-einsum optax optree orbax-checkpoint orjson "
        "ormsgpack osqp packaging pandas pandas-datareader pandas-gbq pandas-stubs pandocfilters "
        "panel panel-material-ui param parso parsy partd patsy peewee peft pexpect pickleshare "
        "pillow pip platformdirs plotly plotnine pluggy plum-dispatch pointpats polars "
        "polars-runtime-32 pooch portpicker preshed prettytable proglog progressbar2 "
        "prometheus-client promise prompt-toolkit propcache prophet proto-plus protobuf psutil "
        "psycopg2 psygnal ptyprocess pulp py-cpuinfo py4j pyarrow pyasn1 pyasn1-modules pycairo "
        "pycocotools pycparser pycryptodomex pydantic pydantic-core pydata-google-auth pydot "
        "pydotplus pydrive2 pydub pyerfa pygame pygit2 pygments pygobject pyiceberg pyjwt pymc "
        "pynndescent pyogrio pyomo pyopengl pyopenssl pyparsing pyperclip pyproj pyroaring pysal "
        "pyshp pysocks pyspark pytensor pytest python-apt python-box python-dateutil "
        "python-dotenv python-fasthtml python-json-logger python-louvain python-multipart "
        "python-slugify python-snappy python-utils pytz pyviz-comms pywavelets pyyaml pyzmq "
        "quantecon rasterio rasterstats ratelim referencing regex requests requests-oauthlib "
        "requests-toolbelt requirements-parser rfc3339-validator rfc3986-validator rfc3987-syntax "
        "rich roman-numerals roman-numerals-py rpds-py rpy2 rsa rtree safehttpx safetensors "
        "scikit-image scikit-learn scipy scooby scs seaborn secretstorage segregation "
        "semantic-version send2trash sentence-transformers sentencepiece sentry-sdk setuptools "
        "shap shapely shellingham simple-parsing simplejson simsimd six sklearn-compat "
        "sklearn-pandas slicer smart-open sniffio snowballstemmer soundfile soupsieve soxr spacy "
        "spacy-legacy spacy-loggers spaghetti spanner-graph-notebook spglm sphinx "
        "sphinxcontrib-applehelp sphinxcontrib-devhelp sphinxcontrib-htmlhelp "
        "sphinxcontrib-jsmath sphinxcontrib-qthelp sphinxcontrib-serializinghtml spint splot "
        "spopt spreg sqlalchemy sqlglot sqlparse srsly standard-aifc standard-chunk "
        "standard-sunau stanio starlette statsmodels strictyaml stringzilla stumpy sympy tables "
        "tabulate tbb tcmlib tenacity tensorboard tensorboard-data-server tensorflow "
        "tensorflow-datasets tensorflow-hub tensorflow-metadata tensorflow-probability "
        "tensorflow-text tensorstore termcolor terminado text-unidecode textblob tf-keras tf-slim "
        "thinc threadpoolctl tifffile tiktoken timm tinycss2 tobler tokenizers toml tomlkit toolz "
        "torch torchao torchaudio torchcodec torchdata torchsummary torchtune torchvision tornado "
        "tqdm traitlets traittypes transformers treescope truststore tsfresh tweepy typeguard "
        "typer types-pytz types-setuptools typing-extensions typing-inspection tzdata tzlocal "
        "uc-micro-py umap-learn umf uri-template uritemplate urllib3 uuid-utils uvicorn uvloop "
        "vega-datasets wadllib wandb wasabi watchdog watchfiles wcwidth weasel webcolors "
        "webencodings websocket-client websockets werkzeug wheel widgetsnbextension wordcloud "
        "wrapt xarray xarray-einstats xgboost xlrd xxhash xyzservices yarl ydf ydf-tf yellowbrick "
        "yfinance zipp zstandard "
    ).split()
    by_setup = ["otter-grader", "fica", "python-frontmatter", "ipylab", "python-on-whales"]
    other_names = {
        "sklearn": "scikit-learn",
        "cv2": "opencv-python",
        "PIL": "pillow",
        "bs4": "beautifulsoup4",
        "yaml": "PyYAML",
        "skimage": "scikit-image",
        "dateutil": "python-dateutil",
    }
    problem = ""
    if installed is None or installed is Ellipsis:
        problem = "installed is missing. Run the two answer cells again, the first one first."
    elif not isinstance(installed, dict):
        problem = "installed is not a dictionary, so there is no library of your own in it."
    else:
        named = [name for name in installed if name is not Ellipsis and name != "..."]
        own = [name for name in named if name not in ("graphviz", "pydot")]
        if not own:
            problem = "installed has no library of your own choice yet. Put its name in place of "
            problem += "the dots in the second answer cell."
        for name in own:
            plain = re.sub("[-_.]+", "-", str(name)).lower()
            if not isinstance(name, str):
                problem = f"{name} is not text. The name of your library is a text, in quotes."
            elif not re.fullmatch("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?", name):
                problem = f"{name} is no name that pip takes. A name has letters, digits, - and _ "
                problem += "in it; the version has a place of its own."
            elif name in sys.stdlib_module_names:
                problem = f"{name} is a part of Python itself, so there is nothing to install. "
                problem += "Choose a library that Colab does not have."
            elif name in other_names:
                problem = f"{name} is how it is imported. pip calls it {other_names[name]}, and "
                problem += "Colab has it already. Choose a library that Colab does not have."
            elif plain in by_setup:
                problem = f"{name} was brought by the setup cell of this lesson. Choose another."
            elif plain in in_colab:
                problem = f"Colab has {name} already, so there was nothing to install. Choose a "
                problem += "library that Colab does not have, for example emoji or pyfiglet."
            if problem:
                break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_your_own_library_has_a_version(installed):
    """Your own library has a version."""
    from packaging.version import InvalidVersion, Version

    problem = ""
    if installed is None or installed is Ellipsis:
        problem = "installed is missing. Run the two answer cells again, the first one first."
    elif not isinstance(installed, dict):
        problem = "installed is not a dictionary, so there is no library of your own in it."
    else:
        named = [name for name in installed if name is not Ellipsis and name != "..."]
        own = [name for name in named if name not in ("graphviz", "pydot")]
        if not own:
            problem = "installed has no library of your own choice yet, so no version of it."
        for name in own:
            facts = installed[name]
            noted = facts.get("version") if isinstance(facts, dict) else None
            if noted is None:
                problem = f"The entry of {name} needs a command and a version, in curly brackets."
            elif noted is Ellipsis or noted == "...":
                problem = f"The version of {name} in installed is still dots."
            elif not isinstance(noted, str):
                problem = f"The version of {name} is not text. Put it in quotes: 1.10 without "
                problem += "quotes is a number, and becomes 1.1."
            else:
                try:
                    Version(noted)
                except InvalidVersion:
                    problem = f"{noted} is no version. Copy what pip show prints for {name} in the "
                    problem += "line that begins with Version, and only that."
            if problem:
                break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_the_version_of_your_own_library_fits_the_command(installed):
    """The version of your own library fits the command.

    Compares the version that you noted with the one that your command asks for, if it asks for
    one.
    """
    import re

    from packaging.specifiers import InvalidSpecifier, SpecifierSet
    from packaging.version import InvalidVersion, Version

    problem = ""
    named = []
    if isinstance(installed, dict):
        named = [name for name in installed if name is not Ellipsis and name != "..."]
    own = [name for name in named if name not in ("graphviz", "pydot")]
    if not own:
        problem = "installed has no library of your own choice, so there is nothing to compare."
    for name in own:
        facts = installed[name] if isinstance(installed[name], dict) else {}
        try:
            noted = Version(str(facts.get("version")))
        except InvalidVersion:
            problem = f"The version of {name} is missing, so it fits no command."
            break
        pattern = re.escape(str(name)) + r"(?:\[.*?\])?\s*((?:[=<>!~]=?=?\s*[\w.*+!]+,?\s*)+)"
        for asked in re.findall(pattern, str(facts.get("command")), re.IGNORECASE):
            try:
                fits = SpecifierSet(asked.strip(" ,")).contains(noted, prereleases=True)
            except InvalidSpecifier:
                fits = True
            if not fits:
                problem = f"Your command asks for {name}{asked}, but the version that you noted "
                problem += f"is {noted}. One of the two is not what was installed."
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# The check above reads what you *wrote*. It cannot see your own library where it is graded. This
# cell asks the machine that you are working on, now. You should see three ticks.


# %%
# @title Is it really there? Ask this machine { display-mode: "form" }
from importlib.metadata import PackageNotFoundError, version


def ask_this_machine(record):
    """Print for each library in `record` whether it is here, and in the version noted."""
    if not isinstance(record, dict):
        print("There is nothing to ask about yet. Answer question 2, then run this cell again.")
        return
    for name, facts in record.items():
        if name is ... and len(record) > 3:
            continue  # left over from a run before the answer was there
        noted = facts.get("version") if isinstance(facts, dict) else ...
        if not isinstance(name, str) or noted in (..., "..."):
            print("… an entry with dots in it: answer question 2, then run this cell again")
            continue
        try:
            here = version(name)
        except (PackageNotFoundError, ValueError):
            print(f"✗ {name}: not installed on this machine. Did its install command run, and is")
            print(
                "  the name right? (While grading there is no internet: this line is normal then.)"
            )
            continue
        if noted != here:
            print(f"✗ {name}: you noted {noted}, but {here} is installed here")
            continue
        print(f"✓ {name} {here}")
        typed = any(
            f'"{noted}"' in cell or f"'{noted}'" in cell for cell in globals().get("In", [])
        )
        if name not in ("graphviz", "pydot") and not typed:
            print(
                f'  Now type this version in, in quotes: "{here}". Where your notebook is graded,'
            )
            print(f"  {name} is not there, and a line that asks for it would end in an error.")


ask_this_machine(globals().get("installed"))

# %% [raw]
# # BEGIN QUESTION
# name: q2_why
# manual: true
# points: 1

# %% [markdown]
# ### Question 2, in words
#
# What did you install as your own choice, and what for? Which command worked, and what was the
# last line that it printed? How do you know that the library works? And which of the three was
# there already? Three or four sentences.
#
# **What earns the point** (a person reads this):
#
# - half a point for the library, what it is good for, and the command with what it printed,
# - half a point for a sign that it works, such as an import and something that it did, and for
#   saying what was there already.
#
# If an attempt failed first, say what the message was: that counts, too. Style and spelling do not
# count.

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# I chose cowsay, which prints a text in the speech bubble of a cow. `%pip install cowsay` printed
# "Successfully installed cowsay-6.1" and then a note that I may need to restart the kernel, which
# was not necessary because it was new. `import cowsay; cowsay.cow("hello")` drew the cow. graphviz
# and pydot were there already: pip said "Requirement already satisfied".

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## 3. Versions ({{ minutes }})
#
# A version is a row of numbers with dots. TensorFlow 2.20.0 is major version 2, minor version 20,
# patch 0. As a rule of thumb: a new patch repairs, a new minor version adds, a new major version
# may break your code. Not all authors keep to it.
#
# **Predict.** Which is newer, 2.10 or 2.9? And what will Python say if it compares them as text?

# %%
print("2.10" > "2.9")

# %% [markdown]
# **Explain.** `False`, and that is wrong: 2.10 came after 2.9. Python compares *text* letter by
# letter, as words are ordered in an encyclopedia. Up to the dot both are the same, then `1` comes
# before `9`, and the rest is not looked at. This slip sits in many programs, and shows up years
# later, when a library reaches its tenth version. `float` is no help: as a number, 2.10 is 2.1.
#
# The library **packaging** reads versions the way pip does.

# %%
from packaging.version import Version

for text in ("1.9", "1.10", "1.10.0"):
    print(text, "is read as", Version(text).release)

# %% [markdown]
# ### Saying which version you want
#
# | you write | pip installs |
# |---|---|
# | `%pip install emoji` | the newest one, if none is there |
# | `%pip install -U emoji` | the newest one, even if an older one is there (upgrade) |
# | `%pip install "emoji==2.10.0"` | exactly this one: the version is **pinned** |
# | `%pip install "emoji>=2.9"` | 2.9 or newer: a **floor** |
# | `%pip install "emoji>=2.9,<3"` | 2.9 or newer, but nothing that begins with 3 |
#
# The quotes matter: without them the shell reads `>` as "write into a file".
#
# When should you pin? When others must get the same results as you next year: a thesis, a paper, a
# program in use. In a notebook for Colab a pin often does harm. Colab moves on, the pin pulls an
# old library back in, and everything around it stops fitting. For what Colab brings along, ask for
# a floor or for nothing.
#
# ### The whole machine has a version, too
#
# A pin holds one library. Colab can hold all of them at once, with Python and the system below them:
# open the command palette (Ctrl+Shift+P), choose *Change runtime version*, and pick an older machine by
# its year and month. It is yours for this session.
#
# | runtime | Python | TensorFlow (on CPU and GPU) |
# |---|---|---|
# | `2026.07` | 3.12 | 2.20 |
# | `2026.01` | 3.12 | 2.19 |
# | `2025.07` | 3.11 | 2.18 |
#
# So when a notebook from last year stops working, there are two ways: mend it for today's versions, or
# run it once more in the runtime of its time. Colab keeps old runtimes for a while, and not for ever. For
# a thesis, write down both: the runtime's name and the list that `%pip freeze` prints.
#
# ### Not quite released
#
# Besides finished versions there are unfinished ones, for the curious and for people who test. In
# late October 2026 it looked like this for TensorFlow:
#
# | version | what it is |
# |---|---|
# | `2.20.0` | the version in Colab |
# | `2.21.0` | the newest finished version |
# | `2.22.0rc0` | a release candidate: nearly 2.22.0, and so *older* than it. pip takes it only with `--pre` |
# | `2.23.0.dev20261026` | a **nightly build**: what the authors had that night. It comes as a package of its own, `tf-nightly` |
#
# Nightly builds have the newest features and the newest faults. Do not install `tf-nightly` beside
# TensorFlow: both write into the same folder, and what remains is a mixture of the two. Sometimes a
# version has a plus at its end, as in PyTorch's `2.11.0+cpu`. That is 2.11.0, built for one kind
# of machine.
#
# **Reading older texts.** `%tensorflow_version 2.x` switched versions in Colab once; that is gone.
# `tensorflow-gpu` is gone as well: plain `tensorflow` uses a GPU where there is one. For comparing,
# old code uses `distutils.version` (gone since Python 3.12) or `pkg_resources` (gone from
# setuptools 82). packaging is what takes their place.

# %% [raw]
# # BEGIN QUESTION
# name: q3

# %% [markdown]
# ### Question 3: new enough?
#
# Write a function `at_least(version, minimum)`. It takes two versions as text, and gives `True` if
# the first is the same as the second or newer, else `False`. It orders versions as pip does, also
# those that are not quite released. For a text that is no version, such as `"latest"`, it must end
# in an error (any error) instead of giving an answer.
#
# **What it should look like:**
#
# | call | gives |
# |---|---|
# | `at_least("2.10", "2.9")` | `True` |
# | `at_least("1.26.4", "2.0")` | `False` |
# | `at_least("2.0", "2.0.0")` | `True`, because they are the same |
# | `at_least("2.22.0rc0", "2.22.0")` | `False`, because the candidate comes first |

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# You need not take versions apart yourself. Which library did the cell with 1.10 use?
#
# <details><summary>Still stuck? Hint 2</summary>
#
# Turn both texts into a `Version`. Two of them can be compared with `<`, `>=` and so on:
# `Version("1.10") > Version("1.9")` is `True`. Which sign means "the same or newer"?
#
# <details><summary>Still stuck? Hint 3</summary>
#
# The function has one line. It begins with `return`, and the comparison stands behind it. For
# `"latest"` there is nothing to do: `Version` itself ends in an error.
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION


# %%
def at_least(version, minimum):
    """Say whether `version` is the same as `minimum` or newer."""
    return Version(version) >= Version(minimum)  # SOLUTION


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 1
"""  # END TEST CONFIG


def test_ten_comes_after_nine(at_least):
    """In versions, ten comes after nine."""
    problem = ""
    if not callable(at_least):
        problem = "at_least is not a function. Begin it with def, run the cell, and check again."
    else:
        for first, second, wanted in (
            ("2.10", "2.9", True),
            ("2.9", "2.10", False),
            ("10.0.1", "9.8.7", True),
            ("1.26.4", "2.0", False),
        ):
            call = f"at_least({first!r}, {second!r})"
            try:
                given = at_least(first, second)
            except AssertionError:
                raise
            except Exception as error:
                problem = f"{call} ended in an error: {type(error).__name__}: {error}"
                break
            if given is None:
                problem = f"{call} gives nothing back. Is there still `...` in it, or is the word "
                problem += "return missing?"
            elif not isinstance(given, bool):
                problem = f"{call} gives {given!r}, and True or False is asked for."
            elif given != wanted and (first >= second) == given:
                problem = f"{call} gives {given}, as text or a decimal number would. "
                problem += "Compare versions: in them, 10 comes after 9."
            elif given != wanted:
                problem = f"{call} gives {given}, and {wanted} is right."
            if problem:
                break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_the_same_version_is_new_enough(at_least):
    """The same version is new enough."""
    problem = ""
    if not callable(at_least):
        problem = "at_least is not a function. Begin it with def, run the cell, and check again."
    else:
        for first, second, wanted in (("2.20.0", "2.20.0", True), ("2.20.0", "2.20.1", False)):
            call = f"at_least({first!r}, {second!r})"
            try:
                given = at_least(first, second)
            except AssertionError:
                raise
            except Exception as error:
                problem = f"{call} ended in an error: {type(error).__name__}: {error}"
                break
            if given is None:
                problem = f"{call} gives nothing back. Is there still `...` in it, or is the word "
                problem += "return missing?"
            elif given is not wanted and wanted:
                problem = f"{call} gives {given!r}. The same version is new enough, so True is "
                problem += "right: use >= and not >."
            elif given is not wanted:
                problem = f"{call} gives {given!r}, and {wanted} is right."
            if problem:
                break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_versions_of_different_length_are_compared(at_least):
    """Versions of different length are compared.

    Tried with a version that has more parts than the other one.
    """
    problem = ""
    if not callable(at_least):
        problem = "at_least is not a function. Begin it with def, run the cell, and check again."
    else:
        for first, second, wanted in (
            ("2", "2.0.0", True),
            ("3.1.0", "3.1", True),
            ("2.0.1", "2", True),
            ("2", "2.0.1", False),
            ("12", "3.9.9", True),
        ):
            call = f"at_least({first!r}, {second!r})"
            try:
                given = at_least(first, second)
            except AssertionError:
                raise
            except Exception as error:
                problem = f"{call} ended in an error: {type(error).__name__}: {error}"
                break
            if given is not wanted:
                problem = f"{call} gives {given!r}, and {wanted} is right. A version without its "
                problem += "last zeros is the same version."
                break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_candidates_and_nightly_builds_come_before_their_release(at_least):
    """Candidates and nightly builds come before their release.

    Tried with versions that are not quite released, on either side.
    """
    problem = ""
    if not callable(at_least):
        problem = "at_least is not a function. Begin it with def, run the cell, and check again."
    else:
        for first, second, wanted in (
            ("3.0rc1", "3.0", False),
            ("3.0", "3.0rc1", True),
            ("3.0rc1", "2.9", True),
            ("2.23.0.dev20261026", "2.23.0", False),
            ("2.23.0.dev20261026", "2.22.0", True),
            ("2.11.0+cpu", "2.11.0", True),
        ):
            call = f"at_least({first!r}, {second!r})"
            try:
                given = at_least(first, second)
            except AssertionError:
                raise
            except Exception as error:
                problem = f"{call} ended in an error: {type(error).__name__}: {error}. packaging "
                problem += "reads such versions."
                break
            if given is not wanted:
                problem = f"{call} gives {given!r}, and {wanted} is right. Candidates and nightly "
                problem += "builds come before the release; packaging knows how to order them."
                break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_what_is_no_version_ends_in_an_error(at_least):
    """What is no version ends in an error.

    Tried with a word in place of a version, on either side.
    """
    problem = ""
    if not callable(at_least):
        problem = "at_least is not a function. Begin it with def, run the cell, and check again."
    else:
        for first, second in (("latest", "2.0"), ("2.0", "newest")):
            try:
                given = at_least(first, second)
            except AssertionError:
                raise
            except Exception:
                continue
            problem = f"at_least({first!r}, {second!r}) gives {given!r}. One of the two is no "
            problem += "version, so there is no answer: let it end in an error."
            break
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ### Why "restart runtime"?
#
# Sometimes Colab answers an installation with this:
#
# ```
# WARNING: The following packages were previously imported in this runtime:
#   [numpy]
# You must restart the runtime in order to use newly installed versions.
# ```
#
# The button below it says **Restart session**. Here, runtime and session mean the same.
#
# To see why, we write a tiny library of our own, and "upgrade" it while it is in use.

# %%
# @title Helper: write `tiny_library` to the disk, in any version { display-mode: "form" }
import pathlib
import subprocess
import sys
import tempfile

tiny_folder = pathlib.Path(tempfile.mkdtemp())
sys.path.insert(0, str(tiny_folder))


def install_tiny_library(number):
    """Write the file of `tiny_library`, as pip would, with `number` as its version."""
    (tiny_folder / "tiny_library.py").write_text(f'__version__ = "{number}"\n')
    print("On the disk there is now tiny_library", number)


def ask_a_new_python():
    """Start another Python, which imports `tiny_library` for the first time."""
    code = "import tiny_library; print('A new Python sees', tiny_library.__version__)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tiny_folder, capture_output=True, text=True
    )
    print(done.stdout or done.stderr)


# %%
install_tiny_library("1.9")
import tiny_library

print("The notebook sees", tiny_library.__version__)

# %% [markdown]
# **Predict.** Now version 1.10 is installed, and imported once more. Which version will the
# notebook see?

# %%
install_tiny_library("1.10")
import tiny_library

print("The notebook sees", tiny_library.__version__)
ask_a_new_python()

# %% [markdown]
# **Explain.** The notebook still sees 1.9. Python reads a library from the disk *once*, at the
# first import. Every later `import` gives the copy in memory. Only a new Python reads the new file,
# and a restart gives you just that: a new Python.
#
# With NumPy or TensorFlow it is worse. They have hundreds of files, and some are loaded only when
# you use them. After an upgrade in the middle of a session the memory holds half of the old
# version, and the disk all of the new one. Other libraries were built for the old one. Then you get
# strange errors, such as `numpy.dtype size changed`, far away from the cause. So:
#
# 1. Install at the **top** of the notebook, before the first import.
# 2. If you replaced something that is in use: **Runtime → Restart session** (at home: Kernel →
#    Restart), then run from the top. Your variables are gone, what you installed stays.
# 3. If nothing makes sense any more: **Runtime → Disconnect and delete runtime**. You get a fresh
#    machine, and what you installed is gone as well.
#
# ### Reading a complaint
#
# Someone ran `%pip install -U numpy` in Colab. pip installed it, and then said:
#
# ```
# ERROR: pip's dependency resolver does not currently take into account all the packages
# that are installed. This behaviour is the source of the following dependency conflicts.
# numba 0.61.2 requires numpy<2.3,>=1.24, but you have numpy 2.4.6 which is incompatible.
# Successfully installed numpy-2.4.6
# ```
#
# **Predict.** Which library is now in danger of breaking: NumPy or numba? What would put it right?
#
# <details><summary>Explain</summary>
#
# Read the third line from left to right: *who* complains (numba 0.61.2), *what it needs* (a NumPy
# below 2.3 and not below 1.24), *what it got* (2.4.6). NumPy itself is fine. numba is in danger,
# and so is whatever uses numba. In spite of the word ERROR the installation was done: the last line
# says so.
#
# Three ways out. If you use neither numba nor anything that needs it, go on. If you did not need
# the upgrade, undo it: `%pip install "numpy<2.3"`, then restart. Or look whether a newer numba
# accepts the new NumPy. You can ask pip for all such complaints at any time with `%pip check`.
#
# </details>

# %% [markdown]
# **A good place to stop.** From here on it is about drawings, and that can wait for another day.
# When you come back, run the cells from the top, and go on here.

# %% [markdown]
# ## 4. Drawing a network ({{ minutes }})
#
# Now you use what you installed. First a fresh start: the next cell makes sure that graphviz and
# pydot are there, whatever happened above.

# %%
# @title A fresh start: the libraries for the second half { display-mode: "form" }
import importlib.util

if None in [importlib.util.find_spec(name) for name in ("graphviz", "pydot")]:
    print("One of the two is missing, so pip brings it now.")
    # %pip install -q graphviz pydot
import graphviz
import pydot

print("Ready to draw with graphviz", graphviz.__version__)

# %% [markdown]
# A **graph** is a set of points and of lines between them. The points are called **nodes**, the
# lines **edges**. In a **directed** graph each edge has a direction, and is drawn as an arrow. A
# neural network is such a graph: numbers flow from the inputs, along the edges, to the outputs.
#
# With graphviz you do not say where things go. You only say what is there, and `dot` finds a good
# place for everything.

# %%
breakfast = graphviz.Digraph()
breakfast.attr(rankdir="LR")
breakfast.node("water", label="boil water")
breakfast.node("tea", label="make tea")
breakfast.edge("water", "tea")
breakfast.edge("tea", "drink")

# %% [markdown]
# `Digraph` is short for *directed graph*. Each node has a name, and may have a label that is shown
# in place of the name. `rankdir="LR"` draws from left to right.
#
# **Predict.** Two nodes were made with `.node`. How many will you see?

# %%
show_drawing(breakfast, "Three ellipses from left to right: boil water, make tea, drink.")

# %% [markdown]
# **Explain.** Three. An edge makes the nodes at its ends if they are not there yet. Two edges
# between the same nodes would be drawn as two arrows, though, so draw each edge once.
#
# A node's name decides which node is meant. So two units of a network need two different names. And
# leave colons out of names: in `"a:b"`, everything behind the colon means a place *on* node a.
#
# Behind the drawing there is a text in a small language called **DOT**.

# %%
print(breakfast.source)

# %% [raw]
# # BEGIN QUESTION
# name: q4

# %% [markdown]
# ### Question 4: draw a network
#
# Write a function `network(layers)`. It takes a list with the number of units in each layer, and
# gives back a new `graphviz.Digraph`: one node for each unit and no other nodes, and one edge from
# each unit to each unit of the *next* layer. Names, colours and labels are up to you.
#
# **What it should look like:** `network([3, 4, 2])` has 3 + 4 + 2 = 9 nodes and
# 3 × 4 + 4 × 2 = 20 edges. `network([4])` has 4 nodes and no edge.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Make the empty drawing inside the function, and give it back at the end. Between these two lines
# come the nodes, then the edges.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# For the nodes you need two loops, one inside the other: over the layers, and over the units of a
# layer. A name that is different for each unit can be made of the two numbers, such as
# `f"{layer}_{unit}"`.
#
# <details><summary>Still stuck? Hint 3</summary>
#
# For the edges you need three loops: over the layers *except the last one*, over the units of this
# layer, and over the units of the next layer. With `layer` as a number,
# `layers[layer]` is the size of this one, and `layers[layer + 1]` the size of the next.
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION


# %%
def network(layers):
    """Draw a network with so many units in each layer."""
    # BEGIN SOLUTION
    drawing = graphviz.Digraph(graph_attr={"rankdir": "LR"})
    for layer, size in enumerate(layers):
        for unit in range(size):
            drawing.node(f"unit{layer}_{unit}", label="", shape="circle")
    for layer in range(len(layers) - 1):
        for left in range(layers[layer]):
            for right in range(layers[layer + 1]):
                drawing.edge(f"unit{layer}_{left}", f"unit{layer + 1}_{right}")
    return drawing
    # END SOLUTION


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 1
"""  # END TEST CONFIG


def test_network_draws_a_node_for_each_unit(network):
    """network draws a node for each unit."""
    import re

    import graphviz
    import pydot

    problem = ""
    if not callable(network):
        problem = "network is not a function. Begin it with def, run the cell, and check again."
    for layers, sums in (([3, 4, 2], "3 + 4 + 2 = 9"), ([4], "4")):
        call = f"network({layers})"
        drawing = None
        if not problem:
            try:
                drawing = network(list(layers))
            except AssertionError:
                raise
            except Exception as error:
                problem = f"{call} ended in an error: {type(error).__name__}: {error}"
        if problem:
            break
        if drawing is None or drawing is Ellipsis:
            problem = f"{call} gives nothing back. Is there still `...` in it, or is the line with "
            problem += "return missing?"
        elif isinstance(drawing, str):
            problem = f"{call} gives a text. Give back the drawing itself, not its source."
        elif isinstance(drawing, graphviz.Graph) and not isinstance(drawing, graphviz.Digraph):
            problem = f"{call} gives a Graph. Numbers flow in one direction, so begin with "
            problem += "graphviz.Digraph()."
        elif not isinstance(drawing, graphviz.Digraph):
            kind = type(drawing).__name__
            problem = f"{call} gives a {kind}, and a graphviz.Digraph is asked for."
        else:
            parts = pydot.graph_from_dot_data(drawing.source) or []
            nodes = set()
            ports = 0
            while parts:
                part = parts.pop()
                parts = parts + part.get_subgraphs()
                ends = [node.get_name() for node in part.get_nodes()]
                for edge in part.get_edges():
                    for end in (edge.get_source(), edge.get_destination()):
                        ends += [end] if isinstance(end, str) else list(end["nodes"])
                for end in ends:
                    quoted = re.match('"(.*?)(?<!\\\\)"', end, re.DOTALL)
                    ports += quoted is None and ":" in end
                    nodes.add(quoted[1] if quoted else end.partition(":")[0])
            nodes -= {"node", "edge", "graph", "\\n"}
            if ports:
                problem = "There is a colon in the names of your nodes, and an edge reads what "
                problem += "stands behind it as a place on the node. Use another sign, such as _."
            elif len(nodes) == 3:
                problem = f"{call} has 3 nodes: one for each layer. Draw one for each unit, {sums}."
            elif len(nodes) == 4 and len(layers) > 1:
                problem = f"{call} has 4 nodes: units of different layers share a name. Put the "
                problem += "number of the layer into the name as well."
            elif len(nodes) < 4 and len(layers) == 1:
                problem = f"{call} has {len(nodes)} nodes, and 4 are asked for. Make the nodes of "
                problem += "every layer with .node, and do not leave them to the edges."
            elif len(nodes) > 4 and len(layers) == 1:
                problem = f"{call} has {len(nodes)} nodes, and 4 are asked for. Make the Digraph "
                problem += "inside the function, and take the sizes from layers."
            elif len(nodes) != sum(layers):
                problem = f"{call} has {len(nodes)} nodes, and {sums} are asked for: one for each "
                problem += "unit, and no others."
        if problem:
            break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 1
"""  # END TEST CONFIG


def test_each_unit_is_joined_to_each_unit_of_the_next_layer(network):
    """Each unit is joined to each unit of the next layer."""
    import re

    import graphviz
    import pydot

    problem = ""
    drawing = None
    if not callable(network):
        problem = "network is not a function. Begin it with def, run the cell, and check again."
    else:
        try:
            drawing = network([3, 4, 2])
        except AssertionError:
            raise
        except Exception as error:
            problem = f"network([3, 4, 2]) ended in an error: {type(error).__name__}: {error}"
    if not problem and not isinstance(drawing, graphviz.Digraph):
        problem = "network([3, 4, 2]) does not give a Digraph, so it has no edges to count."
    elif not problem:
        parts = pydot.graph_from_dot_data(drawing.source) or []
        pairs = []
        while parts:
            part = parts.pop()
            parts = parts + part.get_subgraphs()
            for edge in part.get_edges():
                sides = []
                for end in (edge.get_source(), edge.get_destination()):
                    ends = [end] if isinstance(end, str) else list(end["nodes"])
                    names = [re.match('"(.*?)(?<!\\\\)"', one, re.DOTALL) or one for one in ends]
                    sides.append(
                        [n.partition(":")[0] if isinstance(n, str) else n[1] for n in names]
                    )
                pairs += [(first, second) for first in sides[0] for second in sides[1]]
        sizes = []
        level = {first for first, second in pairs} - {second for first, second in pairs}
        while level and len(sizes) < 9:
            sizes.append(len(level))
            level = {second for first, second in pairs if first in level}
        if not pairs:
            problem = "network([3, 4, 2]) has no edges. Join each unit to each of the next layer."
        elif len(pairs) != len(set(pairs)) == 20:
            problem = f"network([3, 4, 2]) has {len(pairs)} edges, and some come more than once. "
            problem += "Make the Digraph inside the function, and draw each edge once."
        elif len(pairs) == 26:
            problem = "network([3, 4, 2]) has 26 edges: the first layer is joined to the last one, "
            problem += "too. Join each layer to the next one only."
        elif len(pairs) == 12:
            problem = "network([3, 4, 2]) has 12 edges: only the first two layers are joined."
        elif len(pairs) != 20:
            problem = f"network([3, 4, 2]) has {len(pairs)} edges, and 3 × 4 + 4 × 2 = 20 are "
            problem += "asked for: from each unit to each unit of the next layer."
        elif sizes == [2, 4, 3]:
            problem = "The edges of network([3, 4, 2]) point backwards. They start at the layer "
            problem += "with 3 units and end at the one with 2."
        elif sizes != [3, 4, 2]:
            problem = "network([3, 4, 2]) has 20 edges, but they do not lead from each layer to "
            problem += "the next one."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_networks_of_other_sizes_are_right_as_well(network):
    """Networks of other sizes are right as well.

    Tried with layers of a single unit, and with more layers, and fewer.
    """
    import re

    import graphviz
    import pydot

    problem = ""
    for layers in ([2, 3], [1, 1, 1, 1], [5, 2, 6]):
        call = f"network({layers})"
        if not callable(network):
            problem = "network is not a function. Begin it with def, and run the cell."
            break
        try:
            drawing = network(list(layers))
        except AssertionError:
            raise
        except Exception as error:
            problem = f"{call} ended in an error: {type(error).__name__}: {error}"
            break
        if not isinstance(drawing, graphviz.Digraph):
            problem = f"{call} does not give a Digraph."
            break
        parts = pydot.graph_from_dot_data(drawing.source) or []
        nodes, pairs = set(), []
        while parts:
            part = parts.pop()
            parts = parts + part.get_subgraphs()
            alone = [[node.get_name()] for node in part.get_nodes()]
            for edge in part.get_edges():
                ends = (edge.get_source(), edge.get_destination())
                joined = [[end] if isinstance(end, str) else list(end["nodes"]) for end in ends]
                pairs += [(first, second) for first in joined[0] for second in joined[1]]
                alone += joined
            nodes |= {name for names in alone for name in names}
        bare = {name: name.partition(":")[0] for name in nodes}
        for name in nodes:
            quoted = re.match('"(.*?)(?<!\\\\)"', name, re.DOTALL)
            bare[name] = quoted[1] if quoted else bare[name]
        pairs = [(bare[first], bare[second]) for first, second in pairs]
        nodes = set(bare.values()) - {"node", "edge", "graph", "\\n"}
        wanted = sum(layers[i] * layers[i + 1] for i in range(len(layers) - 1))
        sizes = []
        level = nodes - {second for first, second in pairs}
        while level and len(sizes) <= len(layers):
            sizes.append(len(level))
            level = {second for first, second in pairs if first in level}
        if len(nodes) != sum(layers):
            problem = f"{call} has {len(nodes)} nodes, and {sum(layers)} are asked for."
        elif len(pairs) != wanted:
            problem = f"{call} has {len(pairs)} edges, and {wanted} are asked for."
        elif len(set(pairs)) != wanted or sizes != layers:
            problem = f"The edges of {call} do not lead from each unit to each unit of the next "
            problem += "layer, once."
        if problem:
            break
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %%
# @title Show your network { display-mode: "form" }
try:
    your_drawing = network([3, 4, 2])
except Exception as problem:
    your_drawing = None
    print("network([3, 4, 2]) ended in an error:", type(problem).__name__, problem)
if isinstance(your_drawing, graphviz.Digraph):
    show_drawing(your_drawing, "Your drawing of a network with layers of 3, 4 and 2 units.")
else:
    print("No drawing to show yet. Answer question 4, then run this cell again.")

# %% [markdown]
# **Explain.** Count the arrows that leave one unit, and those that arrive at one. Each arrow is one
# **weight**, a number that the network learns. The real network of lesson 04 has layers of 784, 512,
# 512 and 10 units. That makes 668,672 arrows, so nobody draws it.

# %% [markdown]
# ## 5. Reading a drawing back ({{ minutes }})
#
# Drawings are also made by programs, and handed around as DOT text. Keras, for example, describes
# its models in this way. To ask such a text something, you have to read it. That is what pydot is
# for.
#
# So that all have the same drawing, the lesson brings its own, `small`: two inputs, and a box with
# three hidden units and the output.

# %%
# @title Make `small`, a drawing with a box in it { display-mode: "form" }
import graphviz
import pydot

small_text = "digraph small {\n  rankdir=LR;\n  in1; in2;\n"
small_text += "".join(f"  {left} -> hid{k};\n" for left in ("in1", "in2") for k in (1, 2, 3))
small_text += '  subgraph cluster_end {\n    label="hidden -> output";\n'
small_text += "    hid1 -> out; hid2 -> out; hid3 -> out;\n  }\n}\n"
small = graphviz.Source(small_text)
show_drawing(small, "Two inputs with arrows to a box; in it three hidden units lead to one output.")

# %%
print(small.source)

# %% [markdown]
# The word `subgraph` begins a part of the drawing. If its name begins with `cluster`, `dot` draws a
# box around it.
#
# `pydot.graph_from_dot_data` takes DOT text and gives a *list* of graphs, because a text may hold
# several. Nearly always it is one, and you take it with `[0]`. A graph then answers `get_nodes()`,
# `get_edges()` and `get_subgraphs()`, each with a list.
#
# **Predict.** The drawing shows six nodes and nine arrows. What will pydot count?

# %%
graph = pydot.graph_from_dot_data(small.source)[0]
print("nodes:", [node.get_name() for node in graph.get_nodes()])
print("edges:", len(graph.get_edges()))
for part in graph.get_subgraphs():
    print("in", part.get_name(), "there are", len(part.get_edges()), "more edges")

# %% [markdown]
# **Explain.** pydot lists what is *written*. Only `in1` and `in2` are written as nodes; the others
# come with their edges. And `get_edges` looks at one level only: six edges outside the box. The
# three inside belong to the subgraph. It is a graph itself, so you can ask it the same questions.
#
# Did you notice the arrow in the label of the box? It is only text. If you looked for `->` in the
# DOT text you would count it as well.

# %% [raw]
# # BEGIN QUESTION
# name: q5

# %% [markdown]
# ### Question 5: count, and make a picture
#
# This question has two answer cells. In the first, write a function `edge_count(dot_text)`. It
# takes a DOT text with one graph in it, and gives the number of its edges, also of those in
# subgraphs, and in subgraphs of subgraphs. Undirected graphs, where an edge is written `--`, count
# as well.
#
# **What it should look like:** `edge_count("digraph { a -> b; b -> c }")` is 2, and
# `edge_count(small.source)` is 9.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Let pydot read the text, and ask the graph for its edges. How long is that list? Get this far
# first, then think of subgraphs.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# Keep a list of the graphs that you still have to look at. In the beginning it holds what pydot
# gave. Each time you take one graph out, put its subgraphs in. When the list is empty you are
# done.
#
# <details><summary>Still stuck? Hint 3</summary>
#
# `while waiting:` goes on as long as the list `waiting` is not empty. `one = waiting.pop()` takes
# a graph out of it, and `waiting.extend(one.get_subgraphs())` puts others in. Add up the edges as
# you go.
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION


# %%
def edge_count(dot_text):
    """Count the edges of the graph in a DOT text, also those in subgraphs."""
    # BEGIN SOLUTION
    to_do = pydot.graph_from_dot_data(dot_text)
    total = 0
    while to_do:
        current = to_do.pop()
        total += len(current.get_edges())
        to_do.extend(current.get_subgraphs())
    return total
    # END SOLUTION


# %% [raw]
# # END SOLUTION

# %% [markdown]
# In the second answer cell, turn `small` into a picture: let `picture` be the bytes of a **PNG**,
# the kind of image that fits into reports and on slides. graphviz's drawings have a method `pipe`
# for this, pydot's graphs a method `create_png`. Either is right.
#
# Both call `dot`. If it is missing on your own computer, the cell ends in an error that names
# `dot`. Your line may be right all the same: leave it there, and go on. It is graded on a machine
# that has `dot`.
#
# **What it should look like:** `picture[:4]` is `b'\x89PNG'`.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# The helper that shows drawings calls `pipe`, too, with `format="svg"`. You want another format,
# and bytes instead of text, so leave its `encoding` out.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# `render` is not what you want here: it writes a file and gives back the file's name. `pipe` gives
# you the picture itself. With pydot, remember the `[0]`.
#
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION

# %%
picture = small.pipe(format="png")  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_edges_of_a_simple_graph_are_counted(edge_count):
    """The edges of a simple graph are counted."""
    problem = ""
    if not callable(edge_count):
        problem = "edge_count is not a function. Begin it with def, run the cell, and check again."
    else:
        text = "digraph { a -> b; b -> c; a -> c }"
        try:
            given = edge_count(text)
        except AssertionError:
            raise
        except Exception as error:
            problem = f'edge_count("{text}") ended in an error: {type(error).__name__}: {error}'
            if "'list' object" in str(error):
                problem += ". pydot gives a list of graphs: take the first one with [0]."
        else:
            call = f'edge_count("{text}")'
            if given is None or given is Ellipsis:
                problem = f"{call} gives nothing back. Is there still `...` in it, or is the line "
                problem += "with return missing?"
            elif isinstance(given, (list, tuple)):
                problem = f"{call} gives a list. The number is asked for: how long is the list?"
            elif isinstance(given, bool) or not isinstance(given, int):
                problem = f"{call} gives {given!r}, and a whole number is asked for."
            elif given != 3:
                problem = f"{call} gives {given}, and 3 is right: one for each arrow."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_chains_and_undirected_graphs_are_counted(edge_count):
    """Chains of edges and undirected graphs are counted."""
    problem = ""
    if not callable(edge_count):
        problem = "edge_count is not a function. Begin it with def, run the cell, and check again."
    else:
        for text, wanted, why in (
            ("digraph { a -> b -> c -> d }", 3, "A chain is one edge for each arrow."),
            ("graph { a -- b; b -- c }", 2, "In an undirected graph an edge is written --."),
            ("digraph { a; b }", 0, "Two nodes without an edge."),
        ):
            try:
                given = edge_count(text)
            except AssertionError:
                raise
            except Exception as error:
                problem = f'edge_count("{text}") ended in an error: {type(error).__name__}: {error}'
                break
            if given is None or given is Ellipsis:
                problem = f'edge_count("{text}") gives nothing back yet.'
            elif given != wanted:
                problem = f'edge_count("{text}") gives {given}, and {wanted} is right. {why} Let '
                problem += "pydot read the text instead of looking for signs in it."
            if problem:
                break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.25
"""  # END TEST CONFIG


def test_edges_in_a_subgraph_are_counted(edge_count):
    """Edges in a subgraph are counted."""
    problem = ""
    if not callable(edge_count):
        problem = "edge_count is not a function. Begin it with def, run the cell, and check again."
    else:
        text = "digraph { a -> b; subgraph cluster_end { b -> c; b -> d } }"
        try:
            given = edge_count(text)
        except AssertionError:
            raise
        except Exception as error:
            problem = f'edge_count("{text}") ended in an error: {type(error).__name__}: {error}'
        else:
            if given == 1:
                problem = f'edge_count("{text}") gives 1, and 3 is right: the edges in the '
                problem += "subgraph are missing. Go on with its subgraphs before you return."
            elif given == 2:
                problem = f'edge_count("{text}") gives 2, and 3 is right: only the subgraph was '
                problem += "counted. Add up with +=."
            elif given != 3:
                problem = f'edge_count("{text}") gives {given!r}, and 3 is right: one edge outside '
                problem += "of the subgraph, and two in it."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_picture_is_a_png(picture):
    """picture is a PNG."""
    problem = ""
    if picture is None or picture is Ellipsis:
        problem = "picture is still `...`, or its cell ended in an error. If the error names dot, "
        problem += "then only the program is missing here, and your line may be right."
    elif isinstance(picture, str):
        problem = "picture is a text. The picture itself is asked for, as bytes: give pipe the "
        problem += "format png, and leave encoding out."
    elif not isinstance(picture, bytes):
        kind = type(picture).__name__
        problem = f"picture is a {kind}, and bytes are asked for: what pipe or create_png gives."
    elif picture[:200].lstrip().startswith((b"<?xml", b"<svg")):
        problem = "picture is an SVG. Ask pipe for the format png."
    elif picture[:8] != b"\x89PNG\r\n\x1a\n":
        problem = "picture holds bytes, but they are not a PNG. Ask pipe for the format png."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_an_arrow_in_a_label_or_comment_is_no_edge(edge_count):
    """An arrow in a label, a name or a comment is no edge.

    Tried with texts in which an arrow stands where it is no edge.
    """
    problem = ""
    if not callable(edge_count):
        problem = "edge_count is not a function. Begin it with def, run the cell, and check again."
    else:
        for text, wanted in (
            ('digraph { a [label="x -> y -- z"]; a -> b }', 1),
            ("digraph {\n// c -> d\na -> b /* b -> c */\n}", 1),
            ('graph { "a--b" -- c }', 1),
        ):
            try:
                given = edge_count(text)
            except AssertionError:
                raise
            except Exception as error:
                problem = f"edge_count({text!r}) ended in an error: {type(error).__name__}: {error}"
                break
            if given != wanted:
                problem = f"edge_count({text!r}) gives {given!r}, and {wanted} is right. An arrow "
                problem += "in a label, a name or a comment is no edge."
                break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.25
hidden: true
"""  # END TEST CONFIG


def test_edges_in_subgraphs_of_subgraphs_are_counted(edge_count):
    """Edges in subgraphs of subgraphs are counted.

    Tried with subgraphs that have subgraphs of their own.
    """
    problem = ""
    if not callable(edge_count):
        problem = "edge_count is not a function. Begin it with def, run the cell, and check again."
    else:
        text = "digraph { subgraph one { a -> b; subgraph two { c -> d } } subgraph three { e } }"
        try:
            given = edge_count(text)
        except AssertionError:
            raise
        except Exception as error:
            problem = f"edge_count({text!r}) ended in an error: {type(error).__name__}: {error}"
        else:
            if given != 2:
                problem = f"edge_count({text!r}) gives {given!r}, and 2 is right. Count the edges "
                problem += "in subgraphs as well, and in the subgraphs of subgraphs."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_picture_shows_a_drawing(picture):
    """picture shows a drawing.

    Opens the picture and looks whether there is something to be seen.
    """
    import io

    from matplotlib.image import imread

    problem = ""
    shape, dark = (0, 0), 0
    if not isinstance(picture, bytes) or picture[:8] != b"\x89PNG\r\n\x1a\n":
        problem = "picture is not the bytes of a PNG, so there is no drawing to see."
    else:
        try:
            pixels = imread(io.BytesIO(picture), format="png")
            greys = pixels if pixels.ndim == 2 else pixels[:, :, : max(1, pixels.shape[2] // 2)]
            shape, dark = pixels.shape[:2], int((greys < 0.5).sum())
        except Exception:
            problem = "picture begins like a PNG, but it cannot be opened. Keep all of its bytes."
    if not problem and (min(shape) < 40 or dark < 100):
        problem = f"picture has {shape[1]} by {shape[0]} pixels, and there is hardly anything on "
        problem += "it. Make it from small, which has six nodes and nine arrows."
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %%
# @title Show your picture { display-mode: "form" }
if isinstance(globals().get("picture"), bytes):
    show_png(
        picture,
        "Your picture of small: two inputs, and a box with three hidden units and an output.",
    )
else:
    print("No picture to show yet. Answer question 5, then run this cell again.")

# %% [markdown]
# ### Keras draws its models in the same way
#
# The function `keras.utils.plot_model` turns a model into DOT with pydot, and lets `dot` make a
# picture of it. It shows one box for each *layer* and not one node for each unit, so it works for
# large models, too.
#
# **Predict.** The model below has an input of 784 numbers, a layer of 512 units and one of 10. How
# many boxes will you see, and how many arrows? Importing Keras takes some seconds.


# %%
# @title Draw a Keras model { display-mode: "form" }
def draw_model(path):
    """Build a small model, draw it into the file `path`, and show it."""
    import pathlib

    try:
        import keras
    except ImportError:
        print("Keras is missing here: run `%pip install tensorflow keras`, then this cell again.")
        return
    model = keras.Sequential(
        [
            keras.Input(shape=(784,)),
            keras.layers.Dense(512, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    file = pathlib.Path(path)
    file.unlink(missing_ok=True)
    try:
        keras.utils.plot_model(model, to_file=path, show_shapes=True, dpi=70)
    except ImportError:  # this is how Keras says that `dot` is missing; older ones print it
        pass
    if file.is_file():
        told = "Boxes from top to bottom: a dense layer with output shape (None, 512), then one "
        show_png(file.read_bytes(), f"{told}with output shape (None, 10).")
    else:
        print("The program `dot` is missing here, so this is the model as a table:")
        model.summary()


draw_model("model.png")

# %% [markdown]
# **Explain.** Two boxes and one arrow: the input is not a layer of its own here, it shows up as the
# first *input shape*. `None` stands for the number of pictures, which is left open. The picture was
# also written to the file `model.png`. In Colab you find it in the file browser on the left.

# %% [markdown]
# ## 6. Settings and secrets ({{ minutes }})
#
# Some settings are needed by many programs at once: where your home folder is, which language you
# speak, how much TensorFlow should print. They are kept in **environment variables**: pairs of a
# name and a text. Each program gets a copy of them from the program that started it. Changes go
# from parent to child, and never back.
#
# In Python they are in `os.environ`, which behaves like a dictionary. In a notebook the magic
# `%env` sets one as well.
#
# **Predict.** The first line below runs in a shell, which sets a variable and ends. Will the
# notebook see it?

# %%
import os

# !export TEA=green
print("TEA is", os.environ.get("TEA", "not set"))

# %%
# %env TEA=green
print("TEA is", os.environ.get("TEA", "not set"))
os.environ["SUGAR"] = ""
print("SUGAR is", repr(os.environ.get("SUGAR", "not set")))

# %% [markdown]
# **Explain.** Each `!` starts a shell, a child of the notebook. What it sets ends with it. `%env`
# sets the variable in the notebook itself, and so would `os.environ["TEA"] = "green"`. Programs
# that are started later get a copy. `SUGAR` is there, too: its value is an empty text, which is
# something else than no such variable.
#
# Four things to know:
#
# - A value is always **text**. `os.environ["TEA"] = 5` is an error, and what you read back is
#   `"5"`. With `int` you make a number of it.
# - `%env` takes everything behind the `=` as it stands. `%env TEA="green"` would set a text with
#   quotes in it.
# - `os.environ["MILK"]` raises a `KeyError` if there is no such variable. `os.environ.get("MILK")`
#   gives `None`, and `os.environ.get("MILK", "none")` gives what you say.
# - Some libraries read a variable only once, while they are imported. So set it *before* the
#   import. `TF_CPP_MIN_LOG_LEVEL`, by which TensorFlow prints less, is one of them.
#
# The next cell shows a name and a number for question 6. Your fellow students may have others.

# %%
# {{ my_values q6 }}

# %% [raw]
# # BEGIN QUESTION
# name: q6

# %% [markdown]
# ### Question 6: set one, read one
#
# This question has two answer cells. In the first, set an environment variable. Its name is the text
# in `my_variable`, and its value the number in `my_epochs`; type them as the cell above shows them.
# Use the way that you like best.
#
# **What it should look like:** `%env` prints one line that begins with `env:`; `os.environ` prints
# nothing.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Two lines in the text and the cells above set `TEA`. Either of them will do, with another name
# and another value.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# With `os.environ` the name and the value need quotes, because they are text. With `%env` they have
# none.
#
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION

# %%
# BEGIN SOLUTION
# %env {my_variable}={my_epochs}
# END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [markdown]
# In the second answer cell, write a function `setting(name, fallback)`. It gives the text of the
# environment variable `name`, or `fallback`, as it is, if there is no such variable. Then let
# `epochs` be the value of your variable as a whole number, read from the environment.
#
# **What it should look like:** if you set `NUMBER_OF_EPOCHS` to 5, then
# `setting("NUMBER_OF_EPOCHS", "none")` is `"5"`, and `epochs + 1` is 6.
# `setting("NO_SUCH_NAME", 3)` is `3`.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Look at the four things to know. One of them does nearly all that `setting` has to do.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# The function has one line, which begins with `return`. `name` and `fallback` are variables, so
# there are no quotes around them. For `epochs`, call your function, and put `int(…)` around it.
#
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION


# %%
def setting(name, fallback):
    """Give the text of an environment variable, or `fallback` if there is none."""
    return os.environ.get(name, fallback)  # SOLUTION


epochs = int(setting(my_variable, "1"))  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_setting_reads_the_variable_that_you_set(setting, my_variable, my_epochs):
    """setting reads the variable that you set."""
    problem = ""
    if not callable(setting):
        problem = "setting is not a function. Begin it with def, run the cell, and check again."
    else:
        call = f'setting("{my_variable}", "nothing")'
        wanted = str(my_epochs)
        try:
            given = setting(my_variable, "nothing")
        except AssertionError:
            raise
        except Exception as error:
            problem = f"{call} ended in an error: {type(error).__name__}: {error}"
        else:
            if given is None or given is Ellipsis:
                problem = f"{call} gives nothing back. Is there still `...` in it, or is the word "
                problem += "return missing?"
            elif given == "nothing":
                problem = f"{call} gives the fallback, so {my_variable} is not set in this "
                problem += "notebook. !export sets it in a shell that ends at once, and a variable "
                problem += "of Python is something else. Use %env or os.environ."
            elif given == my_epochs:
                problem = f"{call} gives the number {given}. Give back the text as it is, without "
                problem += "int."
            elif isinstance(given, str) and given.strip("\"' ") == wanted != given:
                problem = f"{call} gives {given!r}: there are quotes or spaces in the value. %env "
                problem += "takes everything behind the = as it stands, so leave them out."
            elif given != wanted:
                problem = f"{call} gives {given!r}, and the text {wanted} is right."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_epochs_is_a_whole_number(epochs, my_variable, my_epochs):
    """epochs is a whole number."""
    problem = ""
    if epochs is None or epochs is Ellipsis:
        problem = "epochs is still `...`, or its line ended in an error."
    elif isinstance(epochs, str):
        problem = f"epochs is the text {epochs!r}. Make a whole number of it, with int."
    elif isinstance(epochs, bool) or not isinstance(epochs, int):
        kind = type(epochs).__name__
        problem = f"epochs is a {kind}, and a whole number is asked for. int makes one of text."
    elif epochs != my_epochs:
        problem = f"epochs is {epochs}. {my_variable} should be {my_epochs}, and epochs its value: "
        problem += "run both answer cells again, the first one first."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_setting_gives_the_fallback_for_a_name_that_is_not_set(setting):
    """setting gives the fallback for a name that is not set."""
    problem = ""
    if not callable(setting):
        problem = "setting is not a function. Begin it with def, run the cell, and check again."
    else:
        call = 'setting("A_NAME_THAT_NOBODY_SET", "tea")'
        try:
            given = setting("A_NAME_THAT_NOBODY_SET", "tea")
        except KeyError:
            problem = f"{call} ends in a KeyError. Square brackets insist that the variable is "
            problem += "there; os.environ.get does not."
        except AssertionError:
            raise
        except Exception as error:
            problem = f"{call} ended in an error: {type(error).__name__}: {error}"
        else:
            if given is None or given is Ellipsis:
                problem = f"{call} gives nothing back. Hand the fallback over to os.environ.get."
            elif given == "fallback":
                problem = f"{call} gives the word fallback. Leave the quotes around fallback out."
            elif given != "tea":
                problem = f"{call} gives {given!r}. There is no such variable, so the fallback, "
                problem += "the text tea, is right."
    if not problem:
        call = 'setting("SUGAR", "none")'
        try:
            given = setting("SUGAR", "none")
        except AssertionError:
            raise
        except Exception as error:
            problem = f"{call} ended in an error: {type(error).__name__}: {error}"
        else:
            if given != "":
                problem = f"{call} gives {given!r}. SUGAR is there, and its value is an empty "
                problem += "text, so that is right. `or` would take it for nothing. (The cell "
                problem += "above the question, with TEA in it, has to have run.)"
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_setting_works_for_every_name_and_fallback(setting):
    """setting works for every name and every fallback.

    Tried with other names, and with fallbacks that are no text.
    """
    import os

    problem = ""
    if not callable(setting):
        problem = "setting is not a function. Begin it with def, run the cell, and check again."
    else:
        for name, fallback in (("ANOTHER_NAME_THAT_NOBODY_SET", 3), ("AND_ONE_MORE", [1, 2])):
            call = f"setting({name!r}, {fallback!r})"
            try:
                given = setting(name, fallback)
            except AssertionError:
                raise
            except Exception as error:
                problem = f"{call} ended in an error: {type(error).__name__}: {error}"
                break
            if given != fallback:
                problem = f"{call} gives {given!r}. The fallback comes back as it is."
                break
        if not problem:
            try:
                path = setting("PATH", "")
            except AssertionError:
                raise
            except Exception as error:
                path = ""
                problem = f'setting("PATH", "") ended in an error: {type(error).__name__}: {error}'
            if not problem and (not isinstance(path, str) or os.sep not in path):
                problem = 'setting("PATH", "") should give where programs are looked for, which is '
                problem += "set on every machine. Read the variable whose name is handed over."
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ### Keys do not belong in cells
#
# Some services want a **key**: a long text by which they know that it is you, and that you pay.
# Programs usually look for it in an environment variable. But do not write
# `%env MY_KEY=abc123` into a cell. The notebook is saved, shared, and kept in its version history.
# Robots search public notebooks for keys all day long. If a key has been in a cell, deleting the
# cell is not enough: cancel the key at the service, and get a new one.
#
# **In Colab** there is a safe place: the key symbol on the left, called **Secrets**. There you enter
# a name and a value, and allow single notebooks to read it. The value stays with your account. It
# is not in the notebook, and does not go along when you share it.
#
# **At home** set the variable in the terminal before you start Jupyter, or keep it in a file named
# `.env` that you never hand on.
#
# The next cell looks in both places. It never prints the value. You need not have a key for it.


# %%
# @title Look for a secret, without showing it { display-mode: "form" }
def find_secret(name):
    """Return a secret from Colab's Secrets, else from the environment, else None."""
    if front_end() != "colab":
        print(
            "Colab's Secrets can be read in Colab's own page alone; this looks in the environment."
        )
        return os.environ.get(name)
    from google.colab import userdata

    try:
        return userdata.get(name)
    except Exception as problem:  # no such secret, or this notebook may not read it
        print(f"Colab says: {type(problem).__name__}: {problem}")
        return os.environ.get(name)


secret = find_secret("MY_KEY")
print("MY_KEY is", "not there" if secret is None else "there")

# %% [markdown]
# ## Recap
#
# - `version("name")` and `%pip show name` say what is installed; `import … as` makes it usable.
# - `%pip install` is for Python libraries, `!apt-get install -y` for programs and system packages.
#   In Colab both are gone with the machine, so install lines stand at the top.
# - Versions are not text: 2.10 is newer than 2.9. Pin for results that must last, else ask for a
#   floor.
# - A library in memory stays as it is until the restart. In pip's complaint, the library that comes
#   first in the line is the one in danger.
# - A network is a directed graph. graphviz draws it, pydot reads it, `dot` makes the picture.
# - Environment variables are text and go from parent to child. Keys go into Secrets.
#
# ## Three questions to take along
#
# <details><summary>1. A friend upgrades NumPy in the last cell of a long notebook. Nothing changes,
# and then pandas shows strange errors. What happened, and what should your friend do?</summary>
#
# The old NumPy is still in memory, and the new one is on the disk. What is loaded from now on comes
# from the new one, and the two halves do not fit. Restart the session, put the install line at the
# top, and run from there.
#
# </details>
#
# <details><summary>2. You need the Python library `emoji` and the program `ffmpeg`. Which commands
# do you use, and why not the same for both?</summary>
#
# `%pip install -q emoji`, because a Python library comes from pypi.org and must go to the Python
# of this notebook. `!apt-get -qq install -y ffmpeg`, because ffmpeg is a program of the system.
# pip knows nothing of programs, and apt-get's Python libraries go to another Python than Colab's.
#
# </details>
#
# <details><summary>3. pip prints "sunshine 1.4 requires pandas&gt;=3.0, but you have pandas 2.2.3
# which is incompatible." Who is in danger, and is pandas broken?</summary>
#
# sunshine is in danger: it needs a newer pandas than there is. pandas itself is fine. If you do not
# use sunshine you may go on.
#
# </details>
#
# ## Go further
#
# - Run `!pip freeze > requirements.txt` and look at the file. With `%pip install -r
#   requirements.txt` somebody else gets the very same versions.
# - At home, give each project its own set of libraries: look up `python -m venv`. Then two projects
#   can want two versions of the same library.
# - Give the layers of `network` different colours, with `fillcolor` and `style="filled"`. How can
#   you get a box around each layer?
# - Try `network([8, 16, 16, 4])`. From which size on does a drawing stop being useful?

# %% [markdown]
# ## Hand in
#
# Run the next cell when you are done. It tells you what to do with your notebook.

# %%
# {{ hand_in }}

# %% [markdown]
# {{ links }}
