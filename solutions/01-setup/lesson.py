# ---
# jupyter:
#   course:
#     summary: find your way around Colab and the computer that it lends you
#     needs: "Python basics: variables, lists, dictionaries, functions. No experience with Colab."
#     hardware: a CPU is enough
#     verified_on: "Colab's CPU runtime of 2026-08-19: Python 3.13, TensorFlow 2.20, Keras 3.13"
#     previous: null
#     next: 02-installs
#     goals:
#       "explain what a graphics processor does for deep learning, and what \"free\" means in Colab": [quiz1, quiz2]
#       open, name, keep and share a notebook, and turn any notebook on GitHub into a Colab link: [q1]
#       switch to another kind of computer, and let your code find out which kind it got: [q2]
#       run cells in the right order, and notice when the order was wrong: [q3, quiz3]
#       make folders and move between them with `!` and `%`: [q4]
#       ask the machine for its processors, its memory and its versions: [q5]
#       write text cells with a heading, a list, a link, a formula and a picture: [q6]
#     topics:
#       Why GPUs and TPUs; without an NVIDIA card; Colab beside AWS, Google Cloud and Kaggle; what free means: [1, quiz1, quiz2]
#       A new notebook, its name, where it is stored, sharing, revision history, opening from GitHub, saving to GitHub: [2, q1]
#       Changing the runtime type; when a GPU is worth it; no GPU to be had: [3, q2]
#       Running cells, their order, restart and run all: [4, q3, quiz3]
#       "`!` and `%`, folders, `/content`, the file browser": [5, q4]
#       "The machine: processors, memory, disk, GPU, versions": [6, q5]
#       "Text cells: Markdown, formulas, links, pictures": [7, q6]
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
# name: 01-setup
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
# # A computer in your browser
#
# {{ badge }}
#
# This page is a **notebook**: a row of boxes, called **cells**. Some hold text that you read, others
# hold code that you run. The code runs on a computer that Google lends you for some hours. That
# service is called **Colab**. At the end of this lesson you know that computer: how to get it, what
# is in it, what it forgets, and how not to lose your work.
#
# **In this lesson you will**
#
# {{ goals }}
#
# {{ facts }}
#
# **Before you change anything: choose File → Save a copy in Drive.** What you type is then kept.
# Without a copy it is gone when the tab closes. (On your own computer the file on your disk is your
# copy.)

# %% [markdown]
# ## How this lesson works
#
# **To run a cell**, click on its code and press Shift+Enter, or press the ▷ button at its left
# edge. In Colab the first run takes some seconds longer, because a computer has to be found for
# you. Colab may also warn you that the notebook was not written by Google. That is true of every
# notebook that somebody else gave you. You may look at the code first; then choose **Run anyway**.
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
# that we know. It is not the final mark. A few more tests run when your work is graded, with
# other examples. If your answer does what the task says, and not only what the check looks at,
# you have nothing to fear from them.
#
# **At home instead of in Colab?** Everything here also works in JupyterLab and in VS Code on your
# own computer. Where something looks different there, a line beginning with *At home* says so. (If
# you have neither, stay in Colab for now. There is nothing to install.)
#
# Menus in Colab move now and then; if a name here is not quite the one you see, take the nearest.
#
# Run the next cell first. It ends with one line that begins with "Ready".

# %%
# {{ setup }}

# %% [markdown]
# ## 1. Why borrow a computer? ({{ minutes }})
#
# Training a network means multiplying and adding numbers, billions of times. The sums are easy.
# There are just very many of them, and most do not have to wait for one another.
#
# - A **CPU** is the ordinary processor in every computer. It has a few strong workers. They can
#   do anything, one step after the other.
# - A **GPU** was built to draw computer games. It has thousands of simple workers that all do the
#   same sum at the same time, each with other numbers. That is just what training needs.
# - A **TPU** is Google's own chip, built for the sums of networks and for nothing else.
#
# You can feel the idea without a GPU. The next cell adds up the squares of a million numbers,
# twice: first one by one in a Python loop, then by handing all of them at once to NumPy, Python's
# library for large amounts of numbers.
#
# **Predict.** How many times faster is "all at once"? Twice? Ten times? More?

# %%
import time

import numpy as np

numbers = np.arange(1_000_000, dtype="float64")

begin = time.perf_counter()
one_by_one = 0.0
for number in numbers:
    one_by_one += number * number
loop_seconds = time.perf_counter() - begin

begin = time.perf_counter()
all_at_once = np.sum(numbers * numbers)
numpy_seconds = time.perf_counter() - begin

# %%
print(f"one by one:  {loop_seconds:.4f} seconds")
print(f"all at once: {numpy_seconds:.4f} seconds")
print(f"that is {loop_seconds / numpy_seconds:.0f} times as fast")

# %% [markdown]
# **Explain.** Both ways do the same sums on the same CPU. The second one hands over the whole job, so
# that no time is lost between one number and the next. A GPU takes this much further. For large
# networks it is often ten to fifty times as fast as a CPU. For small ones it gains little, because
# carrying the numbers over to it takes time as well.
#
# ### No NVIDIA card? No problem
#
# Most software for deep learning speaks to GPUs through CUDA, which only cards made by NVIDIA
# understand. If you have a Mac, a laptop without such a card, or a card by somebody else, you can
#
# - work on the CPU: every lesson of this course is made so that this is enough;
# - borrow a GPU in Colab or on Kaggle when you need one;
# - on a Mac with an Apple chip: use PyTorch, another library, which knows Apple's GPUs. For
#   TensorFlow there is a plugin, `tensorflow-metal`, but it lags behind; look first whether it
#   fits your version.
#
# ### Where to borrow
#
# | where | what you get | what to know |
# |---|---|---|
# | Colab | a notebook in the browser; nothing to install; a GPU if one is free | free of charge within limits; paid plans give more |
# | Kaggle | much the same, with many data sets beside it | free of charge; GPU hours are counted by the week, and you confirm a phone number |
# | Google Cloud, AWS | any computer, any number of GPUs | you pay by time, also while it stands idle. Forgetting to switch off is the classic mistake |
# | your own computer | yours, day and night | you install and look after everything |
#
# ### What "free" means in Colab
#
# - **Nothing is promised.** Whether you get a GPU, which one, and for how long depends on how many
#   others want one. Colab does not publish exact numbers, and they change.
# - **At most 12 hours.** Then the machine is taken away, often earlier. It also goes when you leave
#   it **idle** for a while: no cell running, nobody clicking.
# - **The machine is wiped.** Variables, files, installed libraries: all gone. What stays is your
#   copy of the notebook, with text, code and printed results, because it lies in your Google Drive.
#
# So do not learn numbers by heart. When you need them, look at
# [Colab's own FAQ](https://research.google.com/colaboratory/faq.html).

# %% [markdown]
# ## 2. Where your notebook lives ({{ minutes }})
#
# The notebook and the computer that runs it are two different things. The notebook is a file; its
# name ends in `.ipynb`. Here is what you can do with it. Try the first two now, with your copy.
#
# - **Rename it.** Click on the name at the top left. `01-setup-yourname.ipynb` is a good name,
#   `Untitled17.ipynb` is not.
# - **Find it.** It lies in [your Google Drive](https://drive.google.com), in a folder called
#   **Colab Notebooks**. File → Locate in Drive takes you there. Make **one folder for each
#   project** and move its notebooks there. You will be glad in a month.
# - **Make a new one.** File → New notebook in Drive.
# - **Share it.** The Share button at the top right works as in Google Docs. You choose a role:
#   a *viewer* reads, a *commenter* may also write remarks, an *editor* may change everything. The
#   others see text, code, results and remarks, so never write a password into a cell. They do
#   **not** get your machine: each of them runs the code on one of their own, and starts from
#   nothing.
# - **Go back in time.** File → Revision history shows older versions and brings them back.
#
# *At home* the notebook is a file in a folder of yours. You rename and move it like any file, and
# share it by sending it.

# %% [markdown]
# ### Notebooks on GitHub
#
# [GitHub](https://github.com) is where programmers publish their work. This course lies there,
# too. Colab opens any public notebook from GitHub, in two ways.
#
# 1. By a **badge**, the button under the title of this page. It is nothing but a picture with a
#    link behind it.
# 2. By **rewriting the address**. The next cell shows one notebook under both addresses.
#
# And back: **File → Save a copy in GitHub** puts your notebook into a project of your own there.
# The first time, GitHub asks you whether Colab may do that.
#
# **Predict.** Before you run the cell: if you had to guess, what has to change in an address so
# that Colab opens it?

# %%
on_github = "https://github.com/googlecolab/colabtools/blob/main/notebooks/colab-github-demo.ipynb"
in_colab = "https://colab.research.google.com/github/googlecolab/colabtools/blob/main/notebooks/colab-github-demo.ipynb"
print(on_github)
print(in_colab)

# %% [markdown]
# **Explain.** The end is the same: the owner (`googlecolab`), the project (`colabtools`), the word
# `blob`, the version of the project (`main`; on GitHub this is called a branch), the folder and the
# file. Only the beginning is another one. Click on both and compare. When you change and run a
# notebook that you opened in this way, the one on GitHub stays as it is. To keep your changes, save
# a copy.

# %% [raw]
# # BEGIN QUESTION
# name: q1

# %% [markdown]
# ### Question 1: from GitHub to Colab
#
# Write the function `colab_url(github_url)`. It takes the address of a notebook on GitHub, as in
# the first line above, and **returns** the address that opens the same notebook in Colab. All that
# follows the beginning stays as it is, letter by letter.
#
# If `github_url` does not begin with `https://github.com/`, or does not end in `.ipynb`, then it is
# no notebook on GitHub. Raise a `ValueError` in that case.
#
# **What it should look like:** `colab_url(on_github) == in_colab` is `True`.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Texts can be asked questions: `word.startswith("un")` and `word.endswith("ing")` are `True` or
# `False`.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# To take away the beginning of a text, use `word.removeprefix("un")`. Then put another beginning
# in front with `+`. (With `replace` you would change such a piece wherever it stands, also in the
# middle.)
#
# <details><summary>Still stuck? Hint 3</summary>
#
# This is how a function refuses what it cannot use:
#
# ```python
# def half_of(amount):
#     if amount < 0:
#         raise ValueError("An amount is never negative.")
#     return amount / 2
# ```
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION


# %%
def colab_url(github_url):
    # BEGIN SOLUTION
    beginning = "https://github.com/"
    if not github_url.startswith(beginning) or not github_url.endswith(".ipynb"):
        raise ValueError("This is not the address of a notebook on GitHub.")
    return "https://colab.research.google.com/github/" + github_url.removeprefix(beginning)
    # END SOLUTION


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 1
"""  # END TEST CONFIG


def test_a_notebook_on_github_opens_in_colab(colab_url):
    asked = "https://github.com/ada/first-steps/blob/main/hello.ipynb"
    wanted = "https://colab.research.google.com/github/ada/first-steps/blob/main/hello.ipynb"
    problem = ""
    given = None
    if not callable(colab_url):
        problem = "colab_url is not a function. Begin with: def colab_url(github_url):"
    else:
        try:
            given = colab_url(asked)
        except AssertionError:
            raise
        except Exception as error:
            problem = f"colab_url stops at {asked} with this error: {type(error).__name__}: "
            problem += f"{error}. This is the address of a notebook, so it should be accepted."
    if problem:
        pass
    elif given is None or given is Ellipsis:
        problem = "colab_url gives nothing back yet. Put your code in place of the three dots, and "
        problem += "let it end in return. (print only shows a text, it does not give it back.)"
    elif not isinstance(given, str):
        problem = f"colab_url gives back a {type(given).__name__}. An address is a text."
    elif given == asked:
        problem = "colab_url gives the address back unchanged. It should begin with "
        problem += "https://colab.research.google.com/github/"
    elif given.count("https://") > 1:
        problem = "The new address still holds https://github.com/ in its middle. Take the old "
        problem += "beginning away before you put the new one in front."
    elif "/blob/" not in given:
        problem = "The word blob is lost. Everything after the beginning stays as it is."
    elif given == wanted.replace("/github/", "/"):
        problem = "The new address lacks the word github. It should begin with "
        problem += "https://colab.research.google.com/github/"
    elif given != wanted:
        problem = f"For {asked} your function gives {given} and not {wanted}"
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_it_works_for_another_notebook_too(colab_url):
    asked = "https://github.com/grace/compilers/blob/v2/week-3/day_1/notes.ipynb"
    wanted = (
        "https://colab.research.google.com/github/grace/compilers/blob/v2/week-3/day_1/notes.ipynb"
    )
    problem = ""
    given = None
    if not callable(colab_url):
        problem = "colab_url is not a function. Begin with: def colab_url(github_url):"
    else:
        try:
            given = colab_url(asked)
        except AssertionError:
            raise
        except Exception as error:
            problem = f"colab_url stops at {asked} with this error: {type(error).__name__}: "
            problem += f"{error}. This is the address of a notebook, so it should be accepted."
    if problem:
        pass
    elif given is None or given is Ellipsis:
        problem = "colab_url gives nothing back yet. Put your code in place of the three dots, and "
        problem += "let it end in return."
    elif not isinstance(given, str):
        problem = f"colab_url gives back a {type(given).__name__}. An address is a text."
    elif given != wanted and "colab-github-demo" in given:
        problem = "colab_url gives the address of the lesson's example, whatever it is asked for. "
        problem += "Use github_url, the text that the function is given."
    elif given != wanted:
        problem = f"For {asked} your function gives {given} and not {wanted}"
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_an_address_that_is_not_on_github_is_refused(colab_url):
    asked = "https://example.org/ada/hello.ipynb"
    problem = f"{asked} does not lie on GitHub. Your function should raise a ValueError for it, "
    if not callable(colab_url):
        problem = "colab_url is not a function. Begin with: def colab_url(github_url):"
    else:
        try:
            given = colab_url(asked)
            if isinstance(given, ValueError):
                problem += "but it returns one. Write raise in place of return."
            elif given is None or given is Ellipsis:
                problem += "but it gives nothing back and goes on as if all were well."
            else:
                problem += f"but it gives back {given}"
        except ValueError:
            problem = ""
        except AssertionError:
            raise
        except Exception as error:
            problem += f"and it raises a {type(error).__name__} instead."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_only_the_beginning_of_the_address_changes(colab_url):
    new = "https://colab.research.google.com/github/"
    problem = ""
    if not callable(colab_url):
        problem = "colab_url is not a function. Begin with: def colab_url(github_url):"
    else:
        for rest in (
            "alan/github.com-tips/blob/main/notes.ipynb",
            "mary/mirror/blob/main/https/github.com/a.ipynb",
            "lin/Kurs-2026/blob/feature/blob/My%20First%20Notebook.ipynb",
        ):
            asked = "https://github.com/" + rest
            try:
                given = colab_url(asked)
            except AssertionError:
                raise
            except Exception as error:
                problem = f"colab_url stops at {asked} with a {type(error).__name__}. It is the "
                problem += "address of a notebook on GitHub."
                break
            if given is None or given is Ellipsis:
                problem = "colab_url gives nothing back yet. Let it end in return."
            elif not isinstance(given, str):
                problem = f"colab_url gives back a {type(given).__name__}. An address is a text."
            elif given != new + rest and "github.com" in rest and "github.com" not in given:
                problem = f"For {asked} your function also changes the github.com in the middle. "
                problem += "Only the beginning is another one; removeprefix takes just that away."
            elif given != new + rest:
                problem = f"For {asked} your function gives {given}. All that follows the "
                problem += "beginning must stay as it is."
            if problem:
                break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_whatever_is_no_notebook_on_github_is_refused(colab_url):
    problem = ""
    if not callable(colab_url):
        problem = "colab_url is not a function. Begin with: def colab_url(github_url):"
    else:
        for asked, why in (
            ("https://github.com/ada/first-steps/blob/main/README.md", "is no notebook"),
            ("https://github.com/ada/first-steps", "is a whole project, not a notebook"),
            ("https://github.community/ada/hello.ipynb", "lies on another site, not on GitHub"),
            (
                "https://colab.research.google.com/github/ada/a/blob/main/b.ipynb",
                "is a Colab address already",
            ),
            ("", "is empty"),
        ):
            shown = asked or "An empty text"
            try:
                colab_url(asked)
            except ValueError:
                continue
            except AssertionError:
                raise
            except Exception as error:
                problem = f"{shown} {why}: raise a ValueError, not a {type(error).__name__}."
                break
            problem = f"{shown} {why}, but colab_url does not raise a ValueError for it. Look at "
            problem += "the beginning, with its last slash, and at the end of the address."
            break
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## 3. Another kind of machine ({{ minutes }})
#
# Colab calls the machine that runs your code the **runtime**. You choose its kind in the menu:
# **Runtime → Change runtime type**. There is a plain CPU, one or more GPUs (their names, such as
# T4, change over the years) and TPUs. Some are for paying users only.
#
# Three things to know before you click:
#
# - **You get a new machine.** All variables and files of the old one are gone. Run the setup cell
#   and what you need again.
# - **Take the GPU for training, not for writing.** Free GPU time is limited, and the clock runs
#   also while you think, type and have lunch. Write and test with a CPU and little data. Switch to
#   a GPU when all that is left to do is wait. Then switch back.
# - **Sometimes there is none.** Colab then says *Cannot connect to GPU backend* (in older versions
#   *No backend with GPU available*). You did nothing wrong. Connect without a GPU and go on, or
#   come back after some hours. Making a second account to get round the limit is against Colab's
#   rules.
#
# *At home* there is nothing to choose: your computer is the runtime. On Linux,
# `%pip install tensorflow[and-cuda]` lets TensorFlow use an NVIDIA card. On Windows the same works
# inside WSL, the Linux that Windows brings.
#
# Good code does not assume a GPU. It asks what is there. The next cell asks TensorFlow, the library
# that will train our networks, with `tf.config.list_physical_devices()`. The answer is a list of
# **devices**. The cell keeps the name and the kind of each as a pair. It takes some seconds, because
# TensorFlow is large.
#
# **Predict.** Which kinds will be in the list on your machine?


# %%
# @title List the devices of this machine { display-mode: "form" }
def list_devices():
    """Return (name, kind) for each device that TensorFlow finds, or an example without it."""
    try:
        import tensorflow as tf
    except ImportError:
        print("TensorFlow is not installed here, so this is an example. In Colab it is there;")
        print("at home, `%pip install tensorflow keras` brings it. You can go on without.")
        return [("/physical_device:CPU:0", "CPU")]
    return [(device.name, device.device_type) for device in tf.config.list_physical_devices()]


devices = list_devices()

# %%
print(devices)
for name, kind in devices:
    print("name:", name, "  kind:", kind)

# %% [markdown]
# **Explain.** Every machine has a CPU, so there is always a pair whose second half is `"CPU"`. With
# a GPU runtime there is a second pair, `("/physical_device:GPU:0", "GPU")`. Computers with several
# GPUs number them: `GPU:0`, `GPU:1` and so on.

# %% [raw]
# # BEGIN QUESTION
# name: q2

# %% [markdown]
# ### Question 2: pick a device
#
# Write the function `pick_device(devices)`. It takes a list of pairs like the one above and
# returns the best **kind** to train on, as a text:
#
# - `"GPU"` if there is a GPU among them,
# - otherwise `"TPU"` if there is a TPU,
# - otherwise `"CPU"`, also when the list is empty.
#
# The pairs may come in any order. The kind must be exactly this word: old versions of TensorFlow
# also list a kind `"XLA_GPU"`, and that one does not count.
#
# **What it should look like:** for the two pairs `("/physical_device:CPU:0", "CPU")` and
# `("/physical_device:GPU:0", "GPU")` it returns `"GPU"`.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# The name is no help. You only need the second half of each pair. The cell above shows how a loop
# takes pairs apart.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# First collect all kinds in a list. Then ask that list, in the right order, with `in`. For
# example, `"tea" in ["milk", "tea"]` is `True`.
#
# <details><summary>Still stuck? Hint 3</summary>
#
# Do not `return` inside the loop that collects: the function would end at the first pair, without
# having seen the others.
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION


# %%
def pick_device(devices):
    # BEGIN SOLUTION
    kinds = [kind for name, kind in devices]
    for wanted in ("GPU", "TPU"):
        if wanted in kinds:
            return wanted
    return "CPU"
    # END SOLUTION


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 1
"""  # END TEST CONFIG


def test_a_gpu_is_picked_where_there_is_one(pick_device):
    cpu = ("/physical_device:CPU:0", "CPU")
    gpu = ("/physical_device:GPU:0", "GPU")
    problem = ""
    if not callable(pick_device):
        problem = "pick_device is not a function. Begin with: def pick_device(devices):"
    else:
        for asked, wanted in (([cpu, gpu], "GPU"), ([cpu], "CPU")):
            try:
                given = pick_device(asked)
            except AssertionError:
                raise
            except AttributeError as error:
                problem = f"pick_device stops with this error: {error}. Each device is a plain "
                problem += "pair here: take its second half, as the loop above the question does."
                break
            except Exception as error:
                problem = f"pick_device stops with this error: {type(error).__name__}: {error}"
                break
            if given is None or given is Ellipsis:
                problem = "pick_device gives nothing back yet. Put your code in place of the three "
                problem += "dots, and let every way through it end in return."
            elif isinstance(given, tuple) and len(given) == 2:
                problem = "pick_device gives back a whole pair. Only its second half is asked for."
            elif not isinstance(given, str):
                problem = f"pick_device gives back {given}, a {type(given).__name__}, and one word "
                problem += "is asked for."
            elif given in ("/physical_device:CPU:0", "/physical_device:GPU:0"):
                problem = f"pick_device gives back the name {given}. The kind, the second half of "
                problem += "the pair, is asked for."
            elif given != wanted and wanted in given.upper():
                problem = f"pick_device gives back {given!r}. Write just {wanted!r}, in capitals."
            elif given != wanted:
                problem = f"For these devices: {asked}, pick_device gives {given!r} and not "
                problem += f"{wanted!r}."
            if problem:
                break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 1
"""  # END TEST CONFIG


def test_the_order_does_not_matter_and_a_tpu_comes_second(pick_device):
    cpu = ("/physical_device:CPU:0", "CPU")
    gpu = ("/physical_device:GPU:0", "GPU")
    tpu = ("/physical_device:TPU:0", "TPU")
    problem = ""
    if not callable(pick_device):
        problem = "pick_device is not a function. Begin with: def pick_device(devices):"
    else:
        for asked, wanted in (([gpu, cpu], "GPU"), ([cpu, tpu], "TPU"), ([tpu, cpu], "TPU")):
            try:
                given = pick_device(asked)
            except AssertionError:
                raise
            except Exception as error:
                problem = f"For these devices: {asked}, pick_device stops with this error: "
                problem += f"{type(error).__name__}: {error}"
                break
            if given is None or given is Ellipsis:
                problem = f"For these devices: {asked}, pick_device gives nothing back. Every way "
                problem += "through the function must end in return."
            elif not isinstance(given, str):
                problem = f"For these devices: {asked}, pick_device gives {given!r} and not "
                problem += f"{wanted!r}."
            elif given != wanted and wanted == "TPU" and given == "CPU":
                problem = f"For these devices: {asked}, pick_device gives {given!r}. Without a "
                problem += "GPU, a TPU is the next best. Did you look at all pairs before you "
                problem += "decided?"
            elif given != wanted:
                problem = f"For these devices: {asked}, pick_device gives {given!r} and not "
                problem += f"{wanted!r}."
                if given in ("CPU", "GPU", "TPU"):
                    problem += " The pairs may come in any order: look at all of them."
            if problem:
                break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_several_accelerators_are_no_trouble(pick_device):
    cpu = ("/physical_device:CPU:0", "CPU")
    problem = ""
    if not callable(pick_device):
        problem = "pick_device is not a function. Begin with: def pick_device(devices):"
    else:
        for kinds, wanted in (
            (["TPU:0", "GPU:0"], "GPU"),
            (["GPU:1"], "GPU"),
            (["GPU:0", "GPU:1", "TPU:0"], "GPU"),
            (["TPU:0", "TPU:1", "TPU:2"], "TPU"),
        ):
            asked = [cpu] + [("/physical_device:" + kind, kind[:3]) for kind in kinds]
            try:
                given = pick_device(asked)
            except AssertionError:
                raise
            except Exception as error:
                problem = f"For these devices: {asked}, pick_device stops with this error: "
                problem += f"{type(error).__name__}: {error}"
                break
            if not isinstance(given, str) or given != wanted:
                problem = f"For these devices: {asked}, pick_device gives {given!r} and not "
                problem += f"{wanted!r}."
                if isinstance(given, str) and given in ("CPU", "GPU", "TPU"):
                    problem += " Look at the kind, not at the name or its number, and take a GPU "
                    problem += "before a TPU."
                break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_other_kinds_and_empty_lists_mean_cpu(pick_device):
    cpu = ("/physical_device:CPU:0", "CPU")
    problem = ""
    if not callable(pick_device):
        problem = "pick_device is not a function. Begin with: def pick_device(devices):"
    else:
        for asked, why in (
            ([cpu, ("/physical_device:XLA_GPU:0", "XLA_GPU")], "XLA_GPU is another kind than GPU"),
            ([], "an empty list means that nothing special was found"),
        ):
            try:
                given = pick_device(asked)
            except AssertionError:
                raise
            except Exception as error:
                problem = f"For these devices: {asked}, pick_device stops with this error: "
                problem += f"{type(error).__name__}: {error}"
                break
            if not isinstance(given, str) or given != "CPU":
                problem = f"For these devices: {asked}, pick_device gives {given!r} and not "
                problem += f"{cpu[1]!r}. Remember: {why}."
                break
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION


# %%
# @title Ask your function about this very machine { display-mode: "form" }
def ask(function, devices):
    """Show what the student's function says, or why it says nothing."""
    try:
        answer = function(devices)
    except Exception as error:  # whatever a function under construction may do
        print(f"pick_device stops with this error: {type(error).__name__}: {error}")
        return
    if answer is None:
        print("pick_device says nothing yet. Answer question 2, then run this cell again.")
    else:
        print("On this machine, train on the", answer)


ask(pick_device, devices)

# %% [markdown]
# ## 4. The order in which cells run ({{ minutes }})
#
# | to do this | in Colab | in JupyterLab and VS Code |
# |---|---|---|
# | run a cell and stay there | Ctrl+Enter (on a Mac: ⌘+Enter) | Ctrl+Enter |
# | run a cell and go on to the next | Shift+Enter | Shift+Enter |
# | forget all variables | Runtime → Restart session | Restart (in JupyterLab in the menu Kernel) |
# | forget all, then run everything | Runtime → Restart session and run all | Restart and run all |
# | stop a cell that runs too long | the ■ button, or Runtime → Interrupt execution | the ■ button |
#
# Older texts say *Restart runtime* where the menu now says *Restart session*. After a restart, the
# checks are forgotten as well: run the setup cell again.
#
# A notebook looks like a page that is read from top to bottom. But Python does not see the page.
# It only sees **the cells that you ran, in the order in which you ran them**. The number in
# brackets at the left of a cell, such as `[3]`, tells you that order.
#
# Here are three cells, called A, B and C. Run them once, from top to bottom.

# %%
coins = 3  # cell A

# %%
coins = coins * 2  # cell B

# %%
coins = coins + 1  # cell C

# %%
print("coins:", coins)

# %% [markdown]
# **Predict.** Now go back, run **only cell B** once more, then the cell that prints. What will it
# say? Nothing on the page has changed.
#
# **Explain.** 7 became 14. Cell B took what was in `coins` at that moment, and that was no longer
# the 3 of cell A. So the same page can give different results. This is the most common reason why
# a notebook works for you and not for your teacher.
#
# There is a second trap: **a variable outlives its cell**. Try it. Insert a new code cell right
# here (in Colab with **+ Code**, else with **+**), type `guest = "Ada"` in it, run it, and then
# **delete that cell**. Predict: is `guest` gone? Run the next cell to see.

# %%
print(globals().get("guest", "There is no variable called guest."))

# %% [markdown]
# **Explain.** Deleting a cell changes the page, not what Python remembers. Everything works, until
# the next restart. Then no cell makes `guest` any more, and whatever used it stops with a
# `NameError`.
#
# **The cure is one habit.** Before you hand a notebook in or share it: *restart and run all*. If
# that works, it works for everybody.

# %% [raw]
# # BEGIN QUESTION
# name: q3

# %% [markdown]
# ### Question 3: what does Python remember?
#
# This question has two answer cells. First, fill in the dictionary `coins_after`. Its keys say
# which of the cells A, B and C ran, and in which order, beginning with a fresh start. So `"ACB"`
# means: restart, then A, then C, then B. The value is the number in `coins` after that.
#
# The last key stands for: restart, and then **only B**. This ends in an error. Write the error's
# name as a text, in quotes.
#
# Predict first. Then run the cells in that order, and let Python correct you.
#
# **What it should look like:** four whole numbers and one text.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Go through an order letter by letter, with pencil and paper, and write down `coins` after each.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# What cell A does never depends on what was there before. B and C take what they find.
#
# <details><summary>Still stuck? Hint 3</summary>
#
# For the last one, try it: restart, run only cell B, and read the last line of the red text. The
# word before the colon is the error's name. (Then run the setup cell again.)
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION

# %%
coins_after = {
    "ABC": ...,
    "ACB": ...,
    "ABBC": ...,
    "AABC": ...,
    "restart, only B": ...,
}
# BEGIN SOLUTION NO PROMPT
coins_after = {
    "ABC": 3 * 2 + 1,
    "ACB": (3 + 1) * 2,
    "ABBC": 3 * 2 * 2 + 1,
    "AABC": 3 * 2 + 1,
    "restart, only B": "NameError",
}
# END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [markdown]
# Second, write a cell that **may run twice**. The list `week` below holds the hours that somebody
# learned on three days. Make `longer_week`: the same numbers, followed by 5 and 1. It has to come
# out right however often its cell is run, and `week` must stay as it is.
#
# **What it should look like:** `longer_week` has five numbers, also after the cell ran three times.

# %%
week = [2, 4, 3]

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# `append` and `extend` change the list that is there, and change it again when the cell runs
# again. Look for a way that makes a **new** list and leaves the old one alone.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# Two lists can be added: `[1, 2] + [3]` is a new list with three numbers. (And `other = week` makes
# no new list. It only gives the same list a second name.)
#
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION

# %%
longer_week = week + [5, 1]  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_coins_after_has_an_answer_for_each_order(coins_after):
    problem = ""
    orders = ["ABC", "ACB", "ABBC", "AABC"]
    last = "restart, only B"
    if not isinstance(coins_after, dict):
        problem = f"coins_after is a {type(coins_after).__name__}. Keep the dictionary that stood "
        problem += "there, and put your answers in place of the dots."
    else:
        for order in [*orders, last]:
            if order not in coins_after:
                problem = f"coins_after has no key {order!r} any more. Keep all five keys."
                break
            value = coins_after[order]
            if value is None or value is Ellipsis:
                problem = (
                    f"Your answer for {order!r} is still missing. Go through the cells letter "
                )
                problem += "by letter, and write your number in place of the dots."
            elif order == last and not isinstance(value, str):
                problem = f"For {order!r} write the name of the error as a text, in quotes."
            elif order != last and isinstance(value, str):
                problem = f"For {order!r} you wrote a text. Write the number without quotes."
            elif order != last:
                try:
                    float(value)
                except (TypeError, ValueError):
                    kind = type(value).__name__
                    problem = f"For {order!r} a number is asked for, not a {kind}."
            if problem:
                break
        if not problem and float(coins_after["ABC"]) != 7:
            problem = "After A, B and C, run once each, coins is 7: first 3, then 6, then 7. Run "
            problem += "the three cells and see. Then think about the other orders again."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_longer_week_has_five_numbers(longer_week):
    problem = ""
    if longer_week is Ellipsis:
        problem = "longer_week is still `...`. Make the list there, run the cell, and check again."
    elif longer_week is None:
        problem = "longer_week is None, which means: nothing. Did its cell stop with an error? Or "
        problem += "did you keep what append or extend give back? They change a list and give "
        problem += "nothing back. Make a new list with + instead."
    else:
        try:
            given = [float(hours) for hours in longer_week]
        except (TypeError, ValueError):
            given = None
        if given == [2, 4, 3, 5, 1]:
            problem = ""
        elif given is None:
            problem = "longer_week is not a list of numbers. Put the numbers of week in it, and "
            problem += "then 5 and 1."
        elif given[:3] == [2, 4, 3] and len(given) > 5 and given[3:5] == [5, 1]:
            problem = f"longer_week has {len(given)} numbers, because a cell that adds to a list "
            problem += "ran more than once. Make a new list instead: week + …"
        elif sorted(given) == [1, 2, 3, 4, 5]:
            problem = f"longer_week holds the right numbers in another order: {longer_week}. First "
            problem += "come those of week, then 5, then 1."
        else:
            problem = f"longer_week is {longer_week}. It should hold 2, 4, 3 from week, and then 5 "
            problem += "and 1."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 1
"""  # END TEST CONFIG


def test_week_is_still_as_it_was(week, longer_week):
    problem = ""
    if longer_week is Ellipsis:
        problem = "longer_week is still `...`. Make the list there, run the cell, and check again."
    else:
        try:
            given = [float(hours) for hours in week]
        except (TypeError, ValueError):
            given = []
        if given[:3] == [2, 4, 3] and len(given) > 3:
            problem = f"week itself has grown: it is {week} now, and grows again each time the "
            problem += "cell runs. Did you use append or extend, or give week a second name? Run "
            problem += "the cell that makes week again, and then make a new list with +."
        elif given != [2, 4, 3]:
            problem = f"week is {week} now. Leave it as it was: [2, 4, 3]. Run the cell that makes "
            problem += "it again."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_each_order_is_worked_out_cell_by_cell(coins_after):
    problem = ""
    if not isinstance(coins_after, dict):
        problem = "coins_after is no dictionary any more."
    else:
        for order, wanted, why in (
            ("ACB", 8, "B comes last: it doubles the 4 that C has left"),
            ("ABBC", 13, "B runs twice and doubles twice: 3, 6, 12, and then 13"),
            ("AABC", 7, "A sets coins to 3 again, whatever was there before"),
            ("restart, only B", "NameError", "after a restart there are no coins to double"),
        ):
            value = coins_after.get(order)
            try:
                number = float(value)
            except (TypeError, ValueError):
                number = None
            if value is None or value is Ellipsis:
                problem = f"Your answer for {order!r} is still missing."
            elif isinstance(wanted, str):
                if not isinstance(value, str) or "nameerror" not in value.lower().replace(" ", ""):
                    problem = f"For {order!r} you say {value!r}, but it is a NameError: {why}."
            elif isinstance(value, str):
                problem = f"For {order!r} you wrote a text, {value!r}, where a number is asked for."
            elif number != wanted:
                problem = f"For {order!r} you say {value}, but it is {wanted}: {why}."
            if problem:
                break
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## 5. Files, folders, `!` and `%` ({{ minutes }})
#
# The machine behind the notebook runs Linux. You can give it commands of the Linux **shell**, the
# program in which people type commands, right from a cell.
#
# - A line that begins with `!` goes to the shell. `!pwd` prints the folder you are in (*print
#   working directory*), `!ls` lists what is in it, `!mkdir -p recipes` makes a folder.
# - A line that begins with `%` is a **magic**: a command to the notebook itself. `%cd recipes`
#   changes the folder (*change directory*).
#
# In Colab you begin in the folder `/content`. There is a folder `sample_data` in it with a few
# small data sets to play with. Click on the folder symbol at the left edge to see the same as a
# list of files. You can drag files there from your computer. Remember: when the machine goes, they
# go.
#
# *At home* you begin in the folder of the notebook, and JupyterLab and VS Code show its files at
# the left. On Windows the shell is another one: `!cd` alone prints the folder, `!dir` lists it.

# %%
import os

if "home" not in globals():  # so that a second run, from elsewhere, does not change it
    home = os.getcwd()
print("home is", home)

# %% [markdown]
# `home` is the folder where the notebook began. We keep it, because the checks of this lesson lie
# there, and we want to find the way back.
#
# **Predict.** The next cell asks where we are, moves one folder up with `!cd ..`, and asks again.
# (Two dots mean: the folder above.) Will both answers be the same?

# %%
# !pwd
# !cd ..
# !pwd

# %% [markdown]
# **Explain.** They are the same. Each `!` line starts a shell of its own. It did move up, and then
# it ended, and its move with it. The notebook stayed where it was.
#
# **Predict.** And with `%cd`? The last line goes back home, with Python.

# %%
# %cd ..
# !pwd
os.chdir(home)

# %%
print("back in", os.getcwd())

# %% [markdown]
# **Explain.** `%cd` moves the notebook itself, and so the move **sticks**, also for all cells
# below. `os.chdir` is the same in plain Python, and `os.getcwd()` tells where you are (*get current
# working directory*). Both work on every computer.

# %% [raw]
# # BEGIN QUESTION
# name: q4

# %% [markdown]
# ### Question 4: a folder for your project
#
# Make a folder `my_project` in `home`, with two folders in it: `data` and `models`. Then **enter**
# `my_project`, so that the notebook works there. Put your lines in place of the three dots, and
# leave the other lines as they are. They go home first, note down where you ended up and what you
# see there, and go home again. Without that last step, the checks and the cells below would look
# for their files in the wrong folder.
#
# Write it so that the cell can run twice. A folder that is already there must be no problem.
#
# **What it should look like:** in Colab, `project_folder` is `/content/my_project`. `inside` lists
# `data` and `models`.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# You need two kinds of steps: make folders, then move. Use the shell and a magic, or plain Python;
# both ways are right. Think of which of them sticks.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# `!mkdir -p recipes/soups` makes a folder and another one in it. The `-p` makes what is missing on
# the way, and does not mind what is there. In Python:
# `os.makedirs("recipes/soups", exist_ok=True)`.
#
# <details><summary>Still stuck? Hint 3</summary>
#
# You can give both paths from `home`, one line for each. Only after that, enter: `%cd recipes`, or
# `os.chdir("recipes")`.
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION

# %%
os.chdir(home)
# BEGIN SOLUTION
os.makedirs("my_project/data", exist_ok=True)
os.makedirs("my_project/models", exist_ok=True)
os.chdir("my_project")
# END SOLUTION
project_folder = os.getcwd()
inside = os.listdir()
os.chdir(home)

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 1
"""  # END TEST CONFIG


def test_the_notebook_entered_the_project_folder(project_folder, home):
    from pathlib import PurePath

    problem = ""
    if project_folder is None or project_folder is Ellipsis:
        problem = "project_folder is missing. Leave the line project_folder = os.getcwd() as it "
        problem += "was, below your own lines."
    elif not isinstance(project_folder, (str, PurePath)):
        problem = f"project_folder is a {type(project_folder).__name__}. Leave the line "
        problem += "project_folder = os.getcwd() as it was."
    else:
        place = PurePath(project_folder)
        if place == PurePath(str(home)):
            problem = "You are still at home: project_folder is the folder where you began. Enter "
            problem += "my_project in place of the dots. Did you use !cd? It does not stick; %cd "
            problem += "and os.chdir do."
        elif place.name in ("data", "models"):
            problem = f"You went one step too far, into {place.name}. Stay in my_project."
        elif place.name.lower().replace(" ", "_").replace("-", "_") == "my_project":
            if place.name != "my_project":
                problem = f"Your folder is called {place.name}. Call it my_project, written just "
                problem += "like that."
        else:
            problem = f"You ended up in {place}, and my_project is asked for."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_data_and_models_lie_in_it(inside):
    problem = ""
    try:
        names = [str(name).strip("/\\") for name in inside]
    except TypeError:
        names = None
    if inside is None or inside is Ellipsis or names is None or isinstance(inside, str):
        problem = "inside is not a list of names. Leave the line inside = os.listdir() as it was, "
        problem += "below your own lines."
    else:
        missing = [name for name in ("data", "models") if name not in names]
        if "my_project" in names:
            problem = "inside lists the folder in which my_project lies, so you have not entered "
            problem += "my_project itself yet."
        elif missing:
            problem = f"In the folder that you entered there is no {missing[0]}. Make it inside "
            problem += "my_project, for example with the path my_project/ and its name."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_it_lies_right_in_the_home_folder(project_folder, home):
    from pathlib import PurePath

    problem = ""
    if not isinstance(project_folder, (str, PurePath)):
        problem = "project_folder is not a path. Leave the line project_folder = os.getcwd() as it "
        problem += "was."
    else:
        place = PurePath(project_folder)
        if not place.is_absolute():
            problem = f"project_folder is only {place}. Do not type it in: os.getcwd() tells the "
            problem += "whole path, from the top folder on."
        elif place == PurePath(str(home)):
            problem = "You are still at home: project_folder is the folder where you began."
        elif place.parts.count("my_project") > 1:
            problem = f"There is a my_project inside another one: {place}. Go home before you make "
            problem += "the folder."
        elif place != PurePath(str(home)) / "my_project":
            problem = f"project_folder is {place}, and it should be my_project right in {home}."
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# In case something above went wrong, the next cell goes home. Look into the file browser now. Can
# you see your folder? (You may have to press its refresh button.)

# %%
os.chdir(home)
print("You are in", os.getcwd())

# %% [markdown]
# ## 6. What machine is this? ({{ minutes }})
#
# Linux tells you about the machine in files that are no real files. You read them, and the system
# writes the answer at that moment: `/proc/cpuinfo` is about the processors, `/proc/meminfo` about
# the memory. `df` knows about disks (*disk free*), and `nvidia-smi` about GPUs by NVIDIA.
#
# **Predict.** How many processors and how much memory did you get? Your phone has about 8 of one
# and 8 gigabytes of the other.
#
# If there is no GPU, the last line of the next cell says that a command was not found. That is not
# a fault. It is the answer. (*At home*, on a Mac or on Windows, none of these files exist. There,
# only the cell after this one is for you.)

# %%
# !grep "model name" /proc/cpuinfo
# !head -n 3 /proc/meminfo
# !df -h .
# !nvidia-smi

# %% [markdown]
# How to read this:
#
# - One line `model name` for each processor. (Each of them is one thread of work; two may share
#   one core.)
# - `MemTotal` is all the memory there is. `MemFree` is what nobody uses at all just now.
#   `MemAvailable` is what a program could still get. The numbers are in **kB**, and here that means
#   1,024 bytes each. Divide by 1,024 for megabytes, and once more for gigabytes.
# - In `df`, look at `Size` and at `Avail`.
# - `nvidia-smi` shows a table with the GPU's name and its own memory, if there is one.
#
# And which versions do you have? When you ask for help, say them first. Python knows its own
# version, and `importlib.metadata` knows those of the libraries, without importing them.

# %%
import importlib.metadata
import os
import platform
import sys

print("system      ", platform.system(), platform.machine())
print("Python      ", sys.version.split()[0])
for library in ["numpy", "pandas", "matplotlib", "tensorflow", "keras"]:
    try:
        print(f"{library:12}", importlib.metadata.version(library))
    except importlib.metadata.PackageNotFoundError:
        print(f"{library:12}", "not found under this name")

# %% [markdown]
# Why does this matter? Because the same notebook meets many machines: yours today, another one
# tomorrow, and one more when it is graded. What you typed in by hand would be wrong there.

# %% [raw]
# # BEGIN QUESTION
# name: q5

# %% [markdown]
# ### Question 5: let the machine introduce itself
#
# Make a dictionary `machine` with three keys:
#
# - `"cpus"`: how many processors it shows, as a whole number,
# - `"ram_gb"`: how much memory it has in all, in gigabytes, as a number,
# - `"python"`: the version of Python with its three parts, as a text such as `"3.13.1"`.
#
# **Let code find the values.** Your notebook is run again on another computer when it is graded,
# and then the values must be those of that computer. For gigabytes, a gigabyte more or less does
# not matter, so you may round or not, and divide by 1,000 or by 1,024.
#
# **What it should look like:** on a small Colab machine, about
# `{"cpus": 2, "ram_gb": 12.7, "python": "3.13.15"}`.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# For the first and the last you need no files at all. The module `os` has a function that counts
# CPUs, and `platform` has one that names the version of Python. Type `os.cpu` or `platform.py` in a
# cell, and press Tab or wait for suggestions.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# For the memory, read the first line of `/proc/meminfo` and take it apart. It goes like this, here
# with another line:
#
# ```python
# line = "Height:     170 cm"
# height = int(line.split()[1])
# ```
#
# With `open("a_file.txt").readline()` you get the first line of a file.
#
# <details><summary>Still stuck? Hint 3</summary>
#
# Another way works on every computer, also on a Mac and on Windows: the library `psutil`, which is
# there wherever notebooks run. `psutil.virtual_memory().total` is the memory in **bytes**. How many
# times do you have to divide by 1,024 to get gigabytes?
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION

# %%
machine = ...
# BEGIN SOLUTION NO PROMPT
with open("/proc/meminfo") as memory:
    total_kb = int(memory.readline().split()[1])
machine = {
    "cpus": os.cpu_count(),
    "ram_gb": round(total_kb / 1024**2, 1),
    "python": platform.python_version(),
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


def test_machine_names_cpus_memory_and_python(machine):
    import re

    problem = ""
    if machine is None or machine is Ellipsis:
        problem = "machine is still `...`. Put a dictionary there, run the cell, and check again."
    elif not isinstance(machine, dict):
        problem = f"machine is a {type(machine).__name__}. A dictionary with three keys is asked "
        problem += "for."
    else:
        for key in ("cpus", "ram_gb", "python"):
            if key not in machine:
                problem = f"machine has no key {key!r} yet. It needs cpus, ram_gb and python."
                break
            value = machine[key]
            if value is None or value is Ellipsis:
                problem = f"The value of {key!r} in machine is still missing."
            elif key == "python":
                if isinstance(value, (int, float)):
                    problem = "The version of Python is a number in machine. Write it as a text: "
                    problem += "it has three parts, and as a number 3.10 would be the same as 3.1."
                elif not isinstance(value, str):
                    problem = f"The value of {key!r} in machine is a {type(value).__name__}, and "
                    problem += "a text is asked for. platform has a function for it."
                elif not re.search("[0-9]+[.][0-9]+[.][0-9]+", value):
                    problem = f"The version {value} lacks a part. It has three, such as 3.13.1."
            elif isinstance(value, str):
                problem = f"The value of {key!r} in machine is a text. Turn it into a number, for "
                problem += "example with int or float."
            else:
                try:
                    number = float(value)
                except (TypeError, ValueError):
                    number = 0.0
                if number <= 0:
                    problem = f"The value of {key!r} in machine should be a number above 0."
                elif key == "cpus" and not number.is_integer():
                    problem = f"machine says {number} CPUs. Count whole ones."
            if problem:
                break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_cpus_and_python_are_those_of_the_machine_that_runs_this(machine):
    import os
    import platform
    import re

    problem = ""
    if not isinstance(machine, dict):
        problem = "machine is not a dictionary yet, so there is nothing to compare."
    else:
        counts = {os.cpu_count()}
        if hasattr(os, "sched_getaffinity"):
            counts.add(len(os.sched_getaffinity(0)))
        version = platform.python_version()
        said_cpus, said_python = (machine.get("cpus"), machine.get("python"))
        try:
            cpus = float(said_cpus)
        except (TypeError, ValueError):
            cpus = 0.0
        found = re.search("[0-9]+[.][0-9]+[.][0-9]+", str(said_python))
        if cpus not in counts:
            problem = f"machine says {said_cpus} CPUs, but this computer shows "
            problem += f"{os.cpu_count()}. Let code count them: a number typed in by hand is wrong "
            problem += "on the next computer."
        elif found is None or found.group() not in version:
            problem = f"machine says Python {said_python}, but this is Python {version}. "
            problem += "Ask Python itself instead of typing the version in."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_the_memory_is_given_in_gigabytes(machine):
    import os

    problem = ""
    if not isinstance(machine, dict):
        problem = "machine is not a dictionary yet, so there is no memory in it."
    else:
        try:
            given = float(machine.get("ram_gb"))
        except (TypeError, ValueError):
            given = 0.0
        try:
            total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        except (AttributeError, OSError, ValueError):
            try:
                import psutil

                total = psutil.virtual_memory().total
            except ImportError:
                total = None
        if given <= 0:
            problem = "ram_gb in machine is not a number above 0 yet."
        elif total is None:
            if given > 5000:
                problem = f"ram_gb is {given:.0f}: no computer has so many gigabytes. Divide by "
                problem += "1024 to come from kB to MB, and once more for GB."
        elif 0.4 < given / (total / 2**30) < 2.5:
            problem = ""
        else:
            for size, unit, steps in (
                (total, "bytes", "three times"),
                (total / 2**10, "kB", "twice"),
                (total / 2**20, "MB", "once"),
            ):
                if 0.4 < given / size < 2.5:
                    problem = (
                        f"ram_gb is {given:.0f}: that is the memory in {unit}. Divide {steps} "
                    )
                    problem += "by 1024 to get gigabytes."
            if not problem:
                problem = f"ram_gb is {given:g}, but this computer has {total / 2**30:.1f} GB. Let "
                problem += "code read it, from the line MemTotal, and turn it into gigabytes."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_the_memory_is_all_that_this_machine_has(machine):
    import os

    problem = ""
    if not isinstance(machine, dict):
        problem = "machine is not a dictionary yet, so there is no memory in it."
    else:
        try:
            given = float(machine.get("ram_gb"))
        except (TypeError, ValueError):
            given = 0.0
        totals = []
        try:
            totals.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
        except (AttributeError, OSError, ValueError):
            pass
        try:
            with open("/proc/meminfo") as lines:
                totals.append(int(lines.readline().split()[1]) * 1024)
        except (OSError, ValueError, IndexError):
            pass
        if given <= 0:
            problem = "ram_gb in machine is not a number above 0 yet."
        elif totals and not any(
            total / 2**30 - 1 <= given <= total / 10**9 + 1 for total in totals
        ):
            problem = f"ram_gb is {given:,.1f} on the computer that checks this, which has "
            problem += f"{totals[0] / 2**30:.1f} GB in all. Take MemTotal, not MemFree or "
            problem += "MemAvailable, and do not type the number in."
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## 7. Text that is a pleasure to read ({{ minutes }})
#
# All the text here is written in **Markdown**: plain text with a few signs that say how it should
# look. A **text cell** holds Markdown. In Colab you add one with **+ Text**; double-click on any
# text of this page, also on this one, to see how it was written. (*At home*, choose "Markdown" as
# the kind of the cell.)
#
# Code can show Markdown as well. Then you can keep it in a variable, and that is what we do here.
# The next cell makes a text. The `r` before the quotes matters: without it, Python would read
# signs such as `\t` in `\times` as a key on the keyboard.

# %%
sample = r"""
## Pancakes for two

You need *time*, **patience**, and

1. flour,
2. eggs,
3. milk.

The area of a round pan is $A = \pi r^2$, and a fraction looks like $\frac{1}{2}$. More about this
in [the Markdown guide](https://www.markdownguide.org/basic-syntax/).

![A button that says Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)
"""

# %% [markdown]
# **Predict.** What will be large, what bold, what slanted? What becomes of the dollar signs? Then
# run the cell.

# %%
from IPython.display import Markdown, display

display(Markdown(sample))

# %% [markdown]
# **Explain.**
#
# | you write | you get |
# |---|---|
# | `# Title`, `## Smaller title`, with a space after the sign | a heading |
# | lines that begin with `- ` or with `1. ` | a list |
# | `[the words](https://the.address)` | a link |
# | `$x^2$` in the line, `$$x^2$$` in a line of its own | a formula |
# | `![what is to be seen](https://the.address/of.png)` | a picture |
#
# Formulas are written in a language called LaTeX: `\frac{1}{2}` is a fraction, `x_1` puts a number
# below, `x^2` above, `\pi` is a Greek letter.
#
# The words in the square brackets of a picture are its **alternative text**. People who cannot see
# the picture hear them instead, and you see them when the picture does not load. So they say what
# is to be seen: "A cat asleep on a keyboard", and not "image" or "photo1.png".
#
# ### The picture that does not show
#
# You would like to write `![A cat](pictures/cat.png)` for a file beside your notebook. At home that
# works. **In Colab it does not.** The text of a notebook is drawn by your browser, and the browser
# cannot look into the folders of the machine far away. You can
#
# - use a picture that lies somewhere on the web, with its full address, beginning with
#   `https://`. The address has to lead to the picture itself, not to a page about it;
# - in Colab, press the picture button in the bar above a text cell. It puts the picture itself
#   into the notebook;
# - show the file **from code**. Code runs on the machine, where the file is.
#
# The next cell shows the last way. It draws a small picture, saves it as a file, and shows that
# file from code.

# %%
# @title Draw a picture, save it, and show the file from code { display-mode: "form" }
import base64
import html
import pathlib

import matplotlib.pyplot as plt
from IPython.display import HTML


def draw_day(path):
    """Save a bar chart of the hours of a day as a picture file."""
    figure, place = plt.subplots(figsize=(5, 2.2))
    place.barh(
        ["learning", "eating", "sleeping"], [6, 3, 8], color=["#0072b2", "#e69f00", "#999999"]
    )
    place.set_xlabel("hours")
    place.set_title("A day in the life of a student")
    figure.savefig(path, dpi=80, bbox_inches="tight")
    plt.close(figure)


def show_file(path, description):
    """Show a picture file with an alternative text, wherever the notebook runs."""
    data = base64.b64encode(pathlib.Path(path).read_bytes()).decode()
    display(HTML(f'<img alt="{html.escape(description)}" src="data:image/png;base64,{data}">'))


draw_day("day.png")
show_file("day.png", "Three bars: 6 hours of learning, 3 of eating, 8 of sleeping.")

# %% [raw]
# # BEGIN QUESTION
# name: q6

# %% [markdown]
# ### Question 6: introduce yourself
#
# Write a text `about_me` in Markdown, with
#
# - a heading,
# - a list with at least two entries,
# - a link with words of your own: `[words](address)`,
# - a formula between dollar signs,
# - a picture from the web with an alternative text that says what is to be seen. Its address begins
#   with `https://` and leads to the picture itself.
#
# You may invent a person; nobody checks whether it is true. To find the address of a picture, click
# on it with the right mouse button and choose *Copy image address*. Or take the one from the sample.
# Keep the text itself in `about_me`. The cell below the check shows it.
#
# **What it should look like:** a short page about you, with no stray signs in it.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Begin with `about_me = r"""` and end with `"""` in a line of its own. Between them you write as in
# a text cell. Let every line begin at the left edge: a line that begins with four spaces is shown
# as code.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# Copy the sample above, and replace one thing after the other by your own.
#
# <details><summary>Still stuck? Hint 3</summary>
#
# A picture is written like a link with a `!` in front. On GitHub, an address with `/blob/` in it
# leads to a page around the picture. The button *Raw* on that page gives you the picture's own.
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION

# %%
about_me = ...
# BEGIN SOLUTION NO PROMPT
about_me = r"""
# Hello, I am Ada

I like

- long walks,
- engines that calculate,
- Bernoulli numbers.

My favourite sum is $\sum_{k=1}^{n} k = \frac{n(n+1)}{2}$. You can
[read about me in the encyclopedia](https://en.wikipedia.org/wiki/Ada_Lovelace).

![The logo of Keras, a letter K in a square](https://keras.io/img/logo-k-keras-wb.png)
"""
# END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_there_is_a_heading(about_me):
    import re

    problem = ""
    if about_me is None or about_me is Ellipsis:
        problem = "about_me is still `...`. Write your text there, run the cell, and check again."
    elif not isinstance(about_me, str):
        kind = type(about_me).__name__
        problem = f"about_me is a {kind}. Keep the text itself, between quotes, in about_me. It is "
        problem += "turned into Markdown in the cell below the check."
    else:
        shown = re.sub(r"(?ms)^ {0,3}(```|~~~).*?(^ {0,3}\1|\Z)", "", about_me)
        heading = re.search(r"(?m)^ {0,3}#{1,6}[ \t]+[^\s#]", shown)
        underlined = re.search(r"(?m)^ {0,3}[^\s#>-][^\n]*\n {0,3}(=+|-+)[ \t]*$", shown)
        in_html = re.search(r"(?i)<h[1-6][\s>]", shown)
        if not (heading or underlined or in_html):
            if re.search(r"(?m)^(\t| {4,})\s*#{1,6}[ \t]", shown):
                problem = "The line with your heading begins with four or more spaces, so it is "
                problem += "shown as code. Let it begin at the left edge."
            elif re.search(r"(?m)^ {0,3}#{1,6}[^\s#]", shown):
                problem = (
                    "There is no space between # and the words of your heading. Put one there."
                )
            elif re.search(r"(?m)^ {0,3}(```|~~~)", about_me):
                problem = "There is no heading outside of the lines between ``` and ```. What "
                problem += "stands between those is shown as it is, as code."
            else:
                problem = "about_me has no heading. Begin a line with #, a space, and some words."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_there_is_a_list_with_two_entries(about_me):
    import re

    problem = ""
    if about_me is None or about_me is Ellipsis:
        problem = "about_me is still `...`. Write your text there, run the cell, and check again."
    elif not isinstance(about_me, str):
        kind = type(about_me).__name__
        problem = f"about_me is a {kind}. Keep the text itself, between quotes, in about_me."
    else:
        shown = re.sub(r"(?ms)^ {0,3}(```|~~~).*?(^ {0,3}\1|\Z)", "", about_me)
        entries = re.findall(r"(?m)^ {0,3}(?:[-*+]|[0-9]{1,9}[.)])[ \t]+\S", shown)
        entries += re.findall(r"(?i)<li[\s>]", shown)
        if len(entries) == 1:
            problem = "Your list has only one entry. Give it at least two, each in a line of its "
            problem += "own."
        elif not entries:
            if re.search(r"(?m)^(\t| {4,})(?:[-*+]|[0-9]+[.)])[ \t]", shown):
                problem = (
                    "The lines of your list begin with four or more spaces, so they are shown "
                )
                problem += "as code. Let them begin at the left edge."
            elif re.search(r"(?m)^ {0,3}([-+]|[*](?![*])|[0-9]+[.)])[^\s*+-]", shown):
                problem = "There is no space between the sign of your list and the words after it. "
                problem += "Write - and a space, then the words."
            else:
                problem = "about_me has no list. Begin at least two lines with - and a space."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_there_is_a_link_with_words(about_me):
    import re

    problem = ""
    if about_me is None or about_me is Ellipsis:
        problem = "about_me is still `...`. Write your text there, run the cell, and check again."
    elif not isinstance(about_me, str):
        kind = type(about_me).__name__
        problem = f"about_me is a {kind}. Keep the text itself, between quotes, in about_me."
    else:
        shown = re.sub(r"(?ms)^ {0,3}(```|~~~).*?(^ {0,3}\1|\Z)", "", about_me)
        shown = re.sub(r"`[^`\n]*`", "", shown)
        shown = re.sub(r"!\[[^\]]*\](\([^)]*\)|\[[^\]]*\])", "picture", shown)
        address = r"\s*<?(https?://|mailto:)[^\s)>]+"
        link = re.search(r"\[[^\[\]]*[^\s\[\]][^\[\]]*\]\(" + address, shown)
        by_name = re.search(r"\[[^\[\]]+\]\[[^\[\]]*\]", shown) and re.search(
            r"(?m)^ {0,3}\[[^\[\]]+\]:" + address, shown
        )
        in_html = re.search(r"(?i)<a\s[^>]*href\s*=\s*.?https?://[^>]*>\s*[^<\s]", shown)
        if not (link or by_name or in_html):
            if re.search(r"\([^()]+\)\[\s*https?://", shown):
                problem = "The brackets of your link are the wrong way round: [words](address)."
            elif re.search(r"\[[^\[\]]+\]\s+\(\s*https?://", shown):
                problem = (
                    "There is a space between the words of your link and its address. Let the "
                )
                problem += "round bracket follow right after the square one."
            elif re.search(r"\[[^\[\]]+\]\(\s*(www\.|[a-z0-9-]+\.[a-z]{2,})", shown):
                problem = "The address of your link should begin with https://"
            elif re.search(r"https?://", shown):
                problem = "There is an address in about_me, but no words to click on. Write "
                problem += "[words](address)."
            else:
                problem = "about_me has no link. Write [words](address), and mind that a picture, "
                problem += "with ! in front, is no link."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_there_is_a_formula(about_me):
    import re

    problem = ""
    if about_me is None or about_me is Ellipsis:
        problem = "about_me is still `...`. Write your text there, run the cell, and check again."
    elif not isinstance(about_me, str):
        kind = type(about_me).__name__
        problem = f"about_me is a {kind}. Keep the text itself, between quotes, in about_me."
    else:
        shown = re.sub(r"(?ms)^ {0,3}(```|~~~).*?(^ {0,3}\1|\Z)", "", about_me)
        shown = re.sub(r"`[^`\n]*`", "", shown)
        alone = re.search(r"(?s)(?<!\\)\$\$\s*[^$\s][^$]*\$\$", shown)
        inline = re.search(r"(?<![\\$])\$(?!\s)(?:\\.|[^$\\\n])+(?<!\s)\$(?![0-9$])", shown)
        begun = re.search(r"(?s)\\begin\{[a-z*]+\}.*\\end\{", shown)
        if re.search("[\x07\x08\x0b\x0c]|\\$[^$]*\t[a-z][^$]*\\$", shown):
            problem = "Python has read a backslash of your formula as something else. Put an r "
            problem += 'right before the quotes: about_me = r""" …'
        elif not (alone or inline or begun):
            if re.search(r"(?<!\\)\$[^$\n]+\$", shown):
                problem = "There is a space right after the first dollar sign of your formula or "
                problem += "right before the last one. Take it away: $x^2$"
            elif "$" in shown:
                problem = "There is a dollar sign in about_me, but no formula between two of them."
            else:
                problem = "about_me has no formula. Write one between dollar signs, such as $x^2$"
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_there_is_a_picture_from_the_web_with_alternative_text(about_me):
    import re

    problem = ""
    if about_me is None or about_me is Ellipsis:
        problem = "about_me is still `...`. Write your text there, run the cell, and check again."
    elif not isinstance(about_me, str):
        kind = type(about_me).__name__
        problem = f"about_me is a {kind}. Keep the text itself, between quotes, in about_me."
    else:
        shown = re.sub(r"(?ms)^ {0,3}(```|~~~).*?(^ {0,3}\1|\Z)", "", about_me)
        shown = re.sub(r"`[^`\n]*`", "", shown)
        pictures = re.findall(r"!\[([^\]]*)\]\(\s*<?([^\s)>]*)", shown)
        for alternative, label in re.findall(r"!\[([^\]]*)\]\[([^\]]*)\]", shown):
            place = re.search(
                r"(?mi)^ {0,3}\[" + re.escape(label or alternative) + r"\]:\s*<?(\S+)", shown
            )
            pictures.append((alternative, place.group(1) if place else ""))
        for tag in re.findall(r"(?is)<img\s[^>]*>", shown):
            source = re.search(r"(?is)\ssrc\s*=\s*[\x22\x27]?([^\s\x22\x27>]+)", tag)
            words = re.search(r"(?is)\salt\s*=\s*(?:\x22([^\x22]*)|\x27([^\x27]*))", tag)
            alternative = (words.group(1) or words.group(2) or "") if words else ""
            pictures.append((alternative, source.group(1) if source else ""))
        good = [
            address for _, address in pictures if re.match(r"https://|data:image/", address, re.I)
        ]
        if not pictures:
            problem = "about_me has no picture. Write ![what is to be seen](address), with the ! "
            problem += "in front."
        elif not good and pictures[0][1].lower().startswith("http://"):
            problem = "The address of your picture begins with http://. Colab shows only pictures "
            problem += "from addresses that begin with https://"
        elif not good:
            place = pictures[0][1] or "no place at all"
            problem = f"Your picture lies in {place}. Colab cannot "
            problem += "show a file beside the notebook: use an address on the web that begins "
            problem += "with https://"
        elif not all(alternative.strip() for alternative, _ in pictures):
            problem = "Your picture has no alternative text. Say in the square brackets what is to "
            problem += "be seen."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_the_picture_loads_and_its_alternative_text_says_something(about_me):
    import re

    problem = ""
    if not isinstance(about_me, str):
        problem = "about_me is not a text yet."
    else:
        shown = re.sub(r"(?ms)^ {0,3}(```|~~~).*?(^ {0,3}\1|\Z)", "", about_me)
        shown = re.sub(r"`[^`\n]*`", "", shown)
        pictures = re.findall(r"!\[([^\]]*)\]\(\s*<?([^\s)>]*)", shown)
        for alternative, label in re.findall(r"!\[([^\]]*)\]\[([^\]]*)\]", shown):
            place = re.search(
                r"(?mi)^ {0,3}\[" + re.escape(label or alternative) + r"\]:\s*<?(\S+)", shown
            )
            pictures.append((alternative, place.group(1) if place else ""))
        for tag in re.findall(r"(?is)<img\s[^>]*>", shown):
            source = re.search(r"(?is)\ssrc\s*=\s*[\x22\x27]?([^\s\x22\x27>]+)", tag)
            words = re.search(r"(?is)\salt\s*=\s*(?:\x22([^\x22]*)|\x27([^\x27]*))", tag)
            alternative = (words.group(1) or words.group(2) or "") if words else ""
            pictures.append((alternative, source.group(1) if source else ""))
        empty_words = {"image", "img", "picture", "photo", "pic", "alt", "alt text", "logo", "me"}
        empty_words |= {"alternative text", "what is to be seen", "text", "a picture", "an image"}
        if not pictures:
            problem = "about_me has no picture."
        for alternative, address in pictures:
            words = " ".join(alternative.lower().split()).strip(".!?")
            if re.match(r"https://github\.com/[^/]+/[^/]+/blob/[^?]*$", address):
                problem = (
                    f"{address} leads to a page of GitHub around the picture. Use the address "
                )
                problem += "behind its button Raw."
            elif re.match(r"https://drive\.google\.com/file/", address):
                problem = f"{address} leads to a page of Google Drive around the picture. Use an "
                problem += "address that leads to the picture itself."
            elif not re.match(r"https://[^/\s]+\.[^/\s]+/\S|data:image/", address, re.I):
                problem = f"{address} is not the full address of a picture on the web. Such an "
                problem += "address begins with https://"
            elif not re.search(r"[^\W\d_]{2}", words):
                problem = "The alternative text of your picture has no words. Say what is to be "
                problem += "seen."
            elif words in empty_words or re.fullmatch(r"\S+\.(png|jpe?g|gif|svg|webp)", words):
                problem = f"The alternative text {alternative!r} says nothing about the picture. "
                problem += "Say what is to be seen, as you would on the phone."
            if problem:
                break
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION


# %%
# @title Show `about_me` { display-mode: "form" }
def show_text(text):
    """Render a Markdown text, or say that there is none yet."""
    if isinstance(text, str) and text.strip():
        display(Markdown(text))
    else:
        print("No text to show yet. Answer question 6, then run this cell again.")


show_text(globals().get("about_me"))

# %% [markdown]
# **Explain.** Does it look as you meant it to? If a sign such as `#` or `$` is still to be seen, a
# space is missing or one too many. If the picture is missing, open its address in a new tab: does
# the picture come alone?

# %% [markdown]
# ## Recap
#
# - A GPU does thousands of simple sums at once. Training needs that, writing code does not.
# - The notebook lies in your Drive and stays. The machine is lent, for 12 hours at most, and is
#   wiped.
# - A GitHub address opens in Colab when its beginning is exchanged.
# - Python sees the cells in the order in which you ran them. Restart and run all before you hand
#   in.
# - `!` starts a shell that ends with its line; `%cd` and `os.chdir` move the notebook itself.
# - Let code find out about the machine, because the next machine is another one.
# - Pictures in text cells need a full address on the web and words for those who cannot see them.
#
# ## Three questions to take along
#
# <details><summary>1. Your friend has a MacBook and says: "No NVIDIA card, so deep learning is not
# for me." What do you answer? And what would a GPU change?</summary>
#
# A CPU is enough to learn everything in this course, and a GPU can be borrowed in the browser, in
# Colab or on Kaggle. A GPU does many simple sums at the same time, so large networks train many
# times faster on it. It does not make them better.
#
# </details>
#
# <details><summary>2. You trained a network in Colab for two hours, saved it as a file on the
# machine, closed the laptop and went to bed. What is there in the morning?</summary>
#
# The notebook, with its text, its code and what was printed. The machine was taken back while you
# slept, and with it the variables, the file with your network, and all that you had installed. What
# you want to keep has to go to Drive or to your own computer. Lesson 03 shows how.
#
# </details>
#
# <details><summary>3. A notebook works on your screen. Your teacher opens it, runs all cells, and
# gets a NameError. How can that be, and how could you have noticed?</summary>
#
# Your Python still remembered a variable from a cell that you deleted, or that stands further down
# and was run earlier. Restart and run all, before you hand in, would have shown you the same error.
#
# </details>
#
# ## Go further
#
# - Give a project of your own a badge. In its README on GitHub, write
#   `[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](…)` with the
#   address that your `colab_url` returns.
# - Change the runtime type to a GPU, if you can get one, and run part 6 again. What does
#   `nvidia-smi` say now? What does your `pick_device` say? Then change back.
# - Look at [Colab's FAQ](https://research.google.com/colaboratory/faq.html). Which uses are not
#   allowed? Which of them surprises you?
# - Choose File → Download → Download .ipynb, and open that file in a plain text editor. What is a
#   notebook made of?

# %% [markdown]
# ## Hand in
#
# Run the next cell when you are done. It tells you what to do with your notebook.

# %%
# {{ hand_in }}

# %% [markdown]
# {{ links }}
