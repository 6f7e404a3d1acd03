# ---
# jupyter:
#   course:
#     summary: save your work, measure honestly, read more data than fits, build forms and widgets, and check what an assistant wrote
#     needs: "Lessons 01 to 04, or the same knowledge: Colab, NumPy arrays, training with Keras. Also generators and functions that raise errors: the warm-up has them."
#     hardware: a CPU is enough; all training together takes well under a minute
#     previous: 05-tensorboard
#     next: null
#     evidence: {q2: [saved, checkpoint, history, checkpoints/]}
#     goals:
#       look up what a function does and what it assumes, without leaving the notebook: [q1]
#       save checkpoints while a network learns, and go on from one after a disconnect: [q2, quiz1]
#       measure a computation on CPU and GPU so that the numbers can be trusted: [q3, quiz2]
#       read data in batches when there are more than the memory holds: [q4]
#       build a form, and read one with code: [q5]
#       prepare a drawing of yours so that a network can judge it: [q6]
#       "check what an assistant wrote: find the fault, mend it, and write the test that shows it": [q7]
#       live with disconnects and limits, within Colab's rules: [quiz3]
#     topics:
#       "`!`, `%`, `?` and `??`, `%timeit`, completion, snippets, the command palette, `git clone`": [1, q1]
#       "Checkpoints: best only, on Drive, going on after a disconnect; PyTorch's `state_dict`": [2, q2, quiz1]
#       "CPU against GPU: warmed up, median of several; when there is no GPU": [3, q3, quiz2]
#       "Data larger than memory: `tf.data`, generators, batches; seeing how much memory is used": [4, q4]
#       Disconnects, quotas, Colab's terms, and what to do instead: [5, quiz3]
#       Forms, and hiding code: [6, q5]
#       "Widgets: grid, tab bar, ipywidgets; a digit drawn by hand": [7, q6]
#       "What an assistant wrote: finding the fault, mending it, testing; `google.colab.ai`, and what leaves the machine": [8, q7]
#       "A local runtime: its commands, and what you trust by allowing it": [9]
#       "Optional fun: Settings, Miscellaneous": [9]
#     variants:
#       q2:
#         my_checkpoint: {text: "digits_??????", common: digits}
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
# name: 06-tips
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
# # Working like someone who does this every day
#
# {{ badge }}
#
# You can train a network now. This lesson is about everything around it: how to find out what a
# function can do, how to lose nothing when the machine goes away, how to measure speed without
# fooling yourself, and what to do when the data do not fit into memory. You draw a digit with your
# own hand, and your own network tells you what it sees. At the end you check code that an assistant
# wrote.
#
# **In this lesson you will**
#
# {{ goals }}
#
# {{ facts }}
#
# **Before you change anything: choose File → Save a copy in Drive.** What you type is then kept.
# Without a copy it is gone when the tab closes.
#
# The pictures are MNIST, collected by Yann LeCun, Corinna Cortes and Christopher Burges, under the
# licence [CC BY-SA 3.0](https://creativecommons.org/licenses/by-sa/3.0/).

# %% [markdown]
# ## How this lesson works
#
# Each part asks you three things. **Predict**: say aloud, or write down, what you think will
# happen. **Run** the cell. **Explain** the difference. A wrong guess costs nothing, and you will
# remember the answer better.
#
# An answer cell holds three dots, `...`. Put your own code in their place. Nothing breaks while
# the dots are there, so you may skip a question and come back. The parts do not need one another:
# after the cells up to part 1 you can begin with any of them.
#
# Under each question stands a check, such as `grader.check("q1")`. It tells you at once about the
# usual slips. **What a passing check means:** your answer has the right form and avoids the slips
# that we know. It is not the final mark. A few more tests run when your work is graded, with
# other examples. If your answer does what the task says, and not only what the check looks at,
# you have nothing to fear from them.
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
# Now the libraries, and the digits of lesson 04. (The first time you see a download bar; the file
# has 11 MB.)

# %%
import os
from pathlib import Path

import keras
import matplotlib.pyplot as plt
import numpy as np

keras.utils.set_random_seed(6)
(train_images, train_labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
print("pictures to learn from:", train_images.shape)


# %%
# @title Helpers: a small network, and figures with descriptions { display-mode: "form" }
import base64
import html
import io

from IPython.display import HTML, display


def small_network():
    """Return a compiled network: 784 pixels between 0 and 1 in, ten probabilities out."""
    network = keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    network.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.006),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return network


def flat(images):
    """Return pictures as rows of 784 numbers between 0 and 1."""
    return images.reshape(len(images), -1).astype("float32") / 255


def picture_of(figure, description):
    """Return a Matplotlib figure as HTML that carries `description` as alternative text."""
    content = io.BytesIO()
    figure.savefig(content, format="png", dpi=80, bbox_inches="tight")
    plt.close(figure)
    data = base64.b64encode(content.getvalue()).decode()
    return f'<img alt="{html.escape(description)}" src="data:image/png;base64,{data}">'


def show_picture(figure, description):
    """Display a Matplotlib figure as an image that carries `description` as alternative text."""
    display(HTML(picture_of(figure, description)))


# %%
# {{ keeping }}

# %% [markdown]
# ## 1. Small tools, many times a day ({{ minutes }})
#
# A notebook understands more than Python. You met two of these signs in lesson 01.
#
# | type this | to |
# |---|---|
# | `!ls -lh` | run a command of the shell |
# | `%timeit f(x)` | measure how long a short line takes |
# | `%%time` as the first line of a cell | measure the whole cell, once |
# | `np.linspace?` | read the help of a function |
# | `np.linspace??` | read its source code, if it is written in Python |
# | `np.lin` and then Tab | let the notebook finish the name |
# | `%lsmagic` | list all commands that begin with `%` |
#
# And without typing:
#
# - **The command palette** finds every command of the menus by name. In Colab: Tools → Command
#   palette, or Ctrl+Shift+P (on a Mac ⌘+Shift+P). Type "clear", or "split", and look. *At home:* the
#   same keys in VS Code, Ctrl+Shift+C in JupyterLab.
# - **Code snippets** are ready pieces of code: Insert → Code snippets in Colab. Search for "camera"
#   or "drive", and insert what you find.
# - **Shortcuts:** Tools → Keyboard shortcuts shows them all.
#
# Let us measure. Here are the same numbers twice, as a list and as an array.

# %%
as_list = list(range(100_000))
as_array = np.arange(100_000)

# %% [markdown]
# **Predict.** Which sum is faster, and by how much? `-n 20 -r 3` means: 20 times in a row, and that
# three times over. Without these two, `%timeit` chooses for itself.

# %%
# %timeit -n 20 -r 3 sum(as_list)
# %timeit -n 20 -r 3 as_array.sum()

# %% [markdown]
# **Explain.** Microseconds (µs) are millionths of a second, milliseconds (ms) are thousandths. The
# array wins by a large factor, because its loop runs outside of Python. And note that `%timeit`
# runs the line many times: never time a line in that way that changes something.
#
# ### What does this function assume?
#
# Every function with settings has **defaults**: values that it takes when you say nothing. Many
# surprises come from a default that nobody looked up. The quickest way is `?`. In Colab the help
# opens beside the notebook or below the cell.

# %%
# np.linspace?

# %% [markdown]
# Python can read the same facts with code, by `inspect` from its own library. The next cell prints
# the parameters of `round`, as they stand in its definition.

# %%
import inspect

for name, about in inspect.signature(round).parameters.items():
    print("name:", name, "    as defined:", about)


# %%
# @title Helper: `look_up` finds a function by its full name { display-mode: "form" }
def look_up(name):
    """Return the function or class of a full name such as "numpy.linspace" or "sorted"."""
    import builtins
    import importlib

    if not isinstance(name, str):
        return name  # it is the function already
    first, *rest = name.split(".")
    found = importlib.import_module(first) if rest else getattr(builtins, first)
    for part in rest:
        found = getattr(found, part)
    return found


# %%
print(look_up("numpy.linspace"))
print(look_up("sorted"))

# %% [raw]
# # BEGIN QUESTION
# name: q1

# %% [markdown]
# ### Question 1: what is the default?
#
# Write the function `default_of(function, parameter)`. It takes the full name of a function and the
# name of one of its parameters, both as texts, and **returns** the default of that parameter: the
# value itself, not its name. The first line below turns the name into the function, so go on from
# there.
#
# Raise a `ValueError` if the function has no such parameter, and also if the parameter has no
# default, so that one must always give it. (`None` is a default like any other.)
#
# **What it should look like:** `default_of("numpy.linspace", "num")` returns `50`, and
# `default_of("numpy.linspace", "start")` raises a `ValueError`.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# The loop above went through `inspect.signature(…).parameters`. That behaves like a dictionary: you
# can ask it with `in`, and look up a name with square brackets.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# What you find there knows more than one thing. Take `about` from the loop above, type `about.` and
# press Tab. One of the names in the list is what you need.
#
# <details><summary>Still stuck? Hint 3</summary>
#
# Where there is no default, that thing is a special mark: `inspect.Parameter.empty`. Compare with
# `is`, and `raise ValueError("…")` if it is that mark.
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION


# %%
def default_of(function, parameter):
    function = look_up(function)
    # BEGIN SOLUTION
    known = inspect.signature(function).parameters
    if parameter not in known:
        raise ValueError(f"There is no parameter called {parameter}.")
    default = known[parameter].default
    if default is inspect.Parameter.empty:
        raise ValueError(f"{parameter} has no default: it must always be given.")
    return default
    # END SOLUTION


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_a_default_is_given_back_as_a_value(default_of):
    """A default is given back as a value."""
    problem = ""
    if not callable(default_of):
        problem = "default_of is not a function. Begin with: def default_of(function, parameter):"
    else:
        for function, parameter, wanted in (
            ("numpy.linspace", "num", 50),
            ("keras.Model.fit", "epochs", 1),
        ):
            asked = f"default_of({function!r}, {parameter!r})"
            given = None
            try:
                given = default_of(function, parameter)
            except AssertionError as error:
                problem = f"{asked} gives back something else than a value: {error} Take the "
                problem += "default out of what the signature says about the parameter."
                break
            except Exception as error:
                problem = f"{asked} stops with this error: {type(error).__name__}: {error}"
                break
            if given is None or given is Ellipsis:
                problem = f"{asked} gives nothing back yet. Put your code in place of the three "
                problem += "dots, and let it end in return."
            elif isinstance(given, str):
                problem = f"{asked} gives the text {given!r}. Give back the value itself, which "
                problem += f"is {wanted}, and not how it is written."
            elif not isinstance(given, int) or given != wanted:
                problem = f"{asked} gives {given!r}, and {wanted} is the default."
            if problem:
                break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_a_parameter_that_does_not_exist_is_refused(default_of):
    """A parameter that does not exist is refused."""
    asked = "default_of('numpy.linspace', 'colour')"
    problem = f"linspace has no parameter colour, so {asked} should raise a ValueError, "
    if not callable(default_of):
        problem = "default_of is not a function. Begin with: def default_of(function, parameter):"
    else:
        try:
            given = default_of("numpy.linspace", "colour")
            if isinstance(given, ValueError):
                problem += "but it returns one. Write raise in place of return."
            elif given is None or given is Ellipsis:
                problem += "but it gives nothing back and goes on as if all were well."
            else:
                problem += f"but it gives back {given!r}."
        except ValueError:
            problem = ""
        except AssertionError as error:
            problem += f"but it gives something back: {error}"
        except Exception as error:
            problem += f"and it raises a {type(error).__name__} instead. Ask with `in` first."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_every_kind_of_function_and_default_is_understood(default_of):
    """Every kind of function and default is understood.

    Tried with other functions and classes, and with defaults of other kinds.
    """
    problem = ""
    if not callable(default_of):
        problem = "default_of is not a function. Begin with: def default_of(function, parameter):"
    else:
        for function, parameter, wanted in (
            ("sorted", "reverse", False),
            ("statistics.quantiles", "method", "exclusive"),
            ("keras.layers.Dense", "use_bias", True),
            ("json.dumps", "indent", None),
        ):
            asked = f"default_of({function!r}, {parameter!r})"
            given = None
            try:
                given = default_of(function, parameter)
            except AssertionError as error:
                problem = f"{asked} gives back something else than a value: {error}"
                break
            except ValueError:
                problem = f"{asked} raises a ValueError, but there is a default: {wanted!r}."
                if wanted is None:
                    problem += " None is a default like any other; what stands for a missing "
                    problem += "one is inspect.Parameter.empty."
                break
            except Exception as error:
                problem = f"{asked} stops with this error: {type(error).__name__}: {error}"
                break
            if isinstance(given, (str, bool, type(None))) and given == wanted:
                continue
            problem = f"{asked} gives {given!r}, and {wanted!r} is the default."
            break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_a_parameter_without_a_default_is_refused(default_of):
    """A parameter without a default is refused."""
    problem = ""
    if not callable(default_of):
        problem = "default_of is not a function. Begin with: def default_of(function, parameter):"
    else:
        for function, parameter in (
            ("numpy.linspace", "stop"),
            ("keras.layers.Dense", "units"),
            ("sorted", "iterable"),
        ):
            asked = f"default_of({function!r}, {parameter!r})"
            problem = f"The parameter {parameter} of {function} has no default, so {asked} "
            problem += "should raise a ValueError. Compare with inspect.Parameter.empty."
            try:
                default_of(function, parameter)
                break
            except ValueError:
                problem = ""
            except AssertionError as error:
                problem += f" What comes back now is no value: {error}"
                break
            except Exception as error:
                problem += f" A {type(error).__name__} comes instead."
                break
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ### Other people's code
#
# Much of what you want exists already, on GitHub. `git clone` copies a whole project to your
# machine, with one line in a cell. `--depth 1` leaves out its history. The words after `||` are only
# printed when the copy did not work.
#
# **Predict.** The project below is a small one of the Colab team itself. Which files might be in a
# project that is called *backend-info*?

# %%
# !git clone --quiet --depth 1 https://github.com/googlecolab/backend-info || echo "Not copied: it is here already, or there is no network. Go on."

# %%
copied = Path("backend-info")
print(sorted(path.name for path in copied.iterdir()) if copied.is_dir() else "nothing copied")

# %% [markdown]
# **Explain.** Lists of everything that Colab's machines have installed, kept up to date. Before you
# **run** code that you cloned, look at it: it can do all that you can do, also read your Drive if
# that is mounted.

# %% [markdown]
# ## 2. Checkpoints: lose nothing ({{ minutes }})
#
# The machine can go away at any moment: twelve hours are over, the laptop sleeps, the network
# fails. Then everything that your network has learned is gone, unless you saved it **while** it
# learned. Such a saved state is a **checkpoint**.
#
# ### Saving and loading by hand
#
# Keras puts a whole model into one file that ends in `.keras`: layers, weights, and also the state
# of the optimizer, so that training can go on as if nothing had happened. Texts from before 2023
# save to `.h5`; that format is the old one.

# %% tags=["otter_ignore"]
practice = small_network()
practice.fit(flat(train_images[:1000]), train_labels[:1000], verbose=2)  # one epoch
practice.save("practice.keras")
print("size:", os.path.getsize("practice.keras") // 1024, "KB")

# %% [markdown]
# **Predict.** We load the file under another name. Do both networks give the same probabilities for
# a picture, or does the loaded one begin with new random numbers?

# %% tags=["otter_ignore"]
from_file = keras.models.load_model("practice.keras")
same = np.allclose(
    practice.predict(flat(test_images[:5]), verbose=0),
    from_file.predict(flat(test_images[:5]), verbose=0),
)
print("the same probabilities:", same)

# %% [markdown]
# **Explain.** They are the same: loading brings the weights back. A network that you build anew has
# the same layers and has forgotten everything.
#
# In **PyTorch**, the other large library, you will meet this instead (only to read, not to run):
#
# ```python
# torch.save(net.state_dict(), "practice.pt")  # the weights alone, as a dictionary
#
# net = SmallNetwork()  # the layers come from your own code
# net.load_state_dict(torch.load("practice.pt", weights_only=True))
# ```
#
# A `state_dict` holds numbers and no layers. To go on training, one saves the optimizer's
# `state_dict` and the number of the epoch as well. `weights_only=True` matters: without it, a file
# from a stranger could run code on your machine. (It is the default since PyTorch 2.6. The same
# danger is in every pickle, see lesson 03.)
#
# ### Saving while it learns
#
# `fit` takes a list of **callbacks**: helpers that it calls after each epoch. You used one in
# lesson 05. `keras.callbacks.ModelCheckpoint` is the one that saves. It wants to know
#
# - where to: a path, in which `{epoch:02d}` stands for the number of the epoch, with two digits;
# - `save_best_only=True`: save only if the network is better than in all epochs before;
# - `monitor`: what "better" is about. You have looked up such defaults before: it is `"val_loss"`,
#   the loss on validation data.
#
# ### Where to
#
# A checkpoint on the lent machine dies with that machine. In Colab, keep it **on Drive**. Tick the
# box and run the cell, if you want to do that now; Colab then asks for your permission. Without it,
# and at home, the checkpoints go into a folder beside the notebook.

# %%
use_drive = False  # @param {type:"boolean"}


# %%
# @title Choose the folder for checkpoints { display-mode: "form" }
def checkpoint_folder(on_drive):
    """Return an existing folder: on Drive where that is wanted and possible, else here."""
    place = Path("checkpoints")
    if on_drive and (drive := mount_drive()):
        place = Path(drive, "deep-learning-on-colab", "checkpoints")
    place.mkdir(parents=True, exist_ok=True)
    return place


def epoch_of(path):
    """Return the number after the last dash of a checkpoint's name; -1 where there is none."""
    number = Path(path).name.removesuffix(".keras").rpartition("-")[2]
    return int(number) if number.isdecimal() else -1


def names_in(place):
    """Return the names of all files in a folder, in the order of their epochs."""
    return [path.name for path in sorted(place.iterdir(), key=lambda path: (epoch_of(path), path))]


def newest(place):
    """Return the path of the checkpoint with the largest number, or None without any."""
    found = [name for name in names_in(place) if name.endswith(".keras")]
    return str(place / found[-1]) if found else None


def throw_away_old(place):
    """Delete the checkpoints of an earlier run, which would hide the mistakes of this one."""
    for path in place.iterdir():
        if path.name.endswith((".keras", ".h5")):
            path.unlink()


folder = checkpoint_folder(use_drive)
print("Checkpoints go to", folder)

# %% [markdown]
# ### A run in which the best is not the last
#
# To see a checkpoint do its work, we let a network overfit: it gets only 1,000 pictures, and 12
# epochs to learn them by heart. Another 1,000 pictures are for validation.

# %%
x_learn, y_learn = flat(train_images[:1000]), train_labels[:1000]
x_check, y_check = flat(train_images[1000:2000]), train_labels[1000:2000]
print(x_learn.shape, x_check.shape)

# %% [markdown]
# The next cell shows how the files of your checkpoints are called in question 2. Your fellow students
# may have another name.

# %%
# {{ my_values q2 }}

# %% [raw]
# # BEGIN QUESTION
# name: q2

# %% [markdown]
# ### Question 2: save the best, and go on from there
#
# This question has two answer cells. In the first one, make a `ModelCheckpoint` under the name
# `saver` that saves **only the best**, going by the validation loss, to
# `folder / "digits-{epoch:02d}.keras"`, with the name in `my_checkpoint` in place of `digits`. Then
# train `model` on `x_learn` and `y_learn` for **12 epochs** in batches of 32, with
# `(x_check, y_check)` as validation data and with your callback, and keep what `fit` gives back as
# `history`. Leave the other lines as they are: the first throws old checkpoints away, the last two
# look at what is in the folder.
#
# **What it should look like:** after a few seconds, `saved` lists some names but not twelve, and
# `checkpoint` is the last of them, such as `checkpoints/digits-03.keras`.
#
# **Predict** before you run: in which epoch will the network be at its best?

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# `keras.callbacks.ModelCheckpoint?` shows what it can be given. You need the path and one setting.
# Write the path as it stands in the task, with no `f` in front of the quotes: Keras puts the
# number in, not Python.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# A callback that `fit` does not know of does nothing. `fit` has a setting `callbacks`, which takes a
# list: square brackets, also around a single one.
#
# <details><summary>Still stuck? Hint 3</summary>
#
# The other settings of `fit` have the names that you know from lesson 04: `epochs`, `batch_size`,
# `validation_data`. With `verbose=2` you see one line for each epoch.
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION

# %%
throw_away_old(folder)
model = small_network()
saver = ...
history = ...
# BEGIN SOLUTION NO PROMPT
name = my_checkpoint + "-{epoch:02d}.keras"
saver = keras.callbacks.ModelCheckpoint(folder / name, save_best_only=True)
settings = dict(epochs=12, batch_size=32, validation_data=(x_check, y_check), verbose=2)
history = model.fit(x_learn, y_learn, callbacks=[saver], **settings)
# END SOLUTION
saved = names_in(folder)
checkpoint = newest(folder)

# %% [raw]
# # END SOLUTION

# %% [markdown]
# ### And the rest?
#
# A checkpoint holds the network and nothing else. The history would be lost, and with it the curve
# that you will draw below. So the next cell, which you know from lessons 04 and 05, keeps all of it
# together: it copies the folder `checkpoints`, and writes `saved`, `checkpoint` and `history` beside
# it. They go into a folder `kept` on the machine, or to your Drive, if you tick `on_drive`. (Are your
# checkpoints on Drive already, by `use_drive`? Then the cell says that `checkpoints/` is not there.
# All is well: they are safe.)
#
# What you keep can be handed in, too. Then these very checkpoints are graded. Without them, the
# training is done again while grading, which is fine as well.
#
# **When you come back** on a new machine: run the cells from the top, but leave out this training.
# Choose `resume` here, and run this cell instead.
#
# **What you will see:** a line for each of the four, and the folder.

# %%
# {{ keep }}
keep_or_resume("checkpoints/", "saved", "checkpoint", "history")

# %% [markdown]
# ### Which epochs were saved?
#
# Look at what happened. The line falls while the network learns what digits look like, and rises
# when it begins to learn these 1,000 pictures by heart.


# %%
# @title Draw the validation loss, and mark the epochs that were saved { display-mode: "form" }
def show_saved(given, names):
    """Draw the validation loss of a History with a mark for each saved epoch."""
    losses = getattr(given, "history", {}).get("val_loss") if given is not ... else None
    if not losses:
        print("Nothing to draw yet. Answer the first part of question 2, then run this again.")
        return
    marked = [epoch_of(name) for name in names if 0 < epoch_of(name) <= len(losses)]
    figure, place = plt.subplots(figsize=(6, 3.5))
    place.plot(range(1, len(losses) + 1), losses, color="#0072b2", label="validation loss")
    place.plot(marked, [losses[epoch - 1] for epoch in marked], "o", color="#d55e00", label="saved")
    place.set_xlabel("epoch")
    place.set_ylabel("loss on 1,000 new pictures")
    place.set_xticks(range(1, len(losses) + 1))
    place.legend()
    lowest = int(np.argmin(losses)) + 1
    show_picture(figure, f"Validation loss by epoch, lowest in epoch {lowest}. Saved: {marked}.")


show_saved(history, saved)

# %% [markdown]
# **Explain.** Without the checkpoint you would have the network of the last epoch. With it you have
# the best one, and if the machine had gone away in epoch 10, you would still have it.

# %% [markdown]
# ### The morning after
#
# The machine is gone, the file is on Drive. To go on, you need three things: the model, how many
# epochs are **done**, and the data. The number of epochs stands in the file's name. And `fit` can be
# told to count on from there: with `initial_epoch=6, epochs=10` it trains the epochs 7, 8, 9 and 10.
# Your curves then go on where they stopped, instead of beginning at 1 again.
#
# **Second task.** Write the function `resume(path, x, y, epochs)`. It loads the model that was saved
# at `path`, trains it on with `x` and `y` until `epochs` epochs are done **in all**, and returns
# what `fit` gives back. The number after the last dash in the file's name says how many epochs are
# done already. `path` may be a text or a `Path`. If nothing is left to do, then nothing is trained,
# and `fit` gives back an empty history by itself.
#
# **What it should look like:** `resume("my-run-06.keras", x, y, 10).epoch` is `[6, 7, 8, 9]`. (Keras
# counts from 0 here.)

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Three steps: find the number, load, train. Never build a new network in here.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# `Path("a/my-run-06.keras").stem` is `"my-run-06"`. And `"x-y-z".split("-")` is
# `["x", "y", "z"]`, of which you want the last. `int("06")` is 6.
#
# <details><summary>Still stuck? Hint 3</summary>
#
# Loading stands at the beginning of this part. A loaded model is compiled already. Give `fit` both
# `initial_epoch` and `epochs`, and put `return` in front.
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION


# %%
def resume(path, x, y, epochs):
    # BEGIN SOLUTION
    done = int(Path(path).stem.split("-")[-1])
    trained = keras.models.load_model(path)
    return trained.fit(x, y, initial_epoch=done, epochs=epochs, verbose=2)
    # END SOLUTION


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_a_checkpoint_was_saved_while_the_network_learned(
    checkpoint, saved, history, my_checkpoint
):
    """A checkpoint was saved while the network learned."""
    import re
    from pathlib import Path

    problem = ""
    names = [name for name in saved if isinstance(name, str)] if isinstance(saved, list) else []
    recorded = getattr(history, "history", None)
    if history is None or history is Ellipsis:
        problem = "history is still `...`. Make the callback, then keep what model.fit gives back."
    elif not isinstance(recorded, dict):
        problem = f"history is a {type(history).__name__}. Keep the whole thing that model.fit "
        problem += "gives back."
    elif not names and "val_loss" not in recorded:
        problem = "The folder is empty, and there are no validation data. Give fit both: "
        problem += "validation_data, and your callback in the list callbacks."
    elif not names:
        problem = "The network learned, but no checkpoint was ever saved: the folder is empty. Did "
        problem += "you give fit your callback, in a list? callbacks=[saver]"
    elif "val_loss" not in recorded:
        problem = "There are no validation data, so nobody could tell which epoch was the best. "
        problem += "Give fit validation_data=(x_check, y_check)."
    elif not any(name.endswith(".keras") for name in names):
        problem = f"The folder holds {names[0]}, and no file that ends in .keras. Save the whole "
        problem += "model, under the name of the task, and not its weights alone."
    elif any("{" in name or "epoch" in name for name in names):
        problem = f"A checkpoint is called {names[0]}. Write the name just as in the task, "
        problem += "with no f before the quotes, so that Keras puts the number in."
    elif not any(re.search("-[0-9]+[.]keras$", name) for name in names):
        problem = f"The checkpoint is called {names[-1]}, so nobody can tell after which epoch it "
        problem += "was saved. Put {epoch:02d} into the name, as in the task."
    elif not any(name.startswith(my_checkpoint) for name in names):
        problem = f"The checkpoint is called {names[-1]}. Its name should begin with "
        problem += f"{my_checkpoint}, the text in my_checkpoint."
    elif not isinstance(checkpoint, (str, Path)):
        problem = "checkpoint names no file. Leave the last lines of the cell as they were."
    elif not Path(checkpoint).is_file():
        problem = f"checkpoint is {checkpoint}, and there is no such file. Leave the last lines of "
        problem += "the cell as they were, and run the cell again."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_twelve_epochs_and_only_the_best_was_saved(saved, history):
    """Of twelve epochs only the best were saved."""
    import re

    problem = ""
    names = [name for name in saved if isinstance(name, str)] if isinstance(saved, list) else []
    found = [re.search("-([0-9]+)[.]keras$", name) for name in names]
    epochs = sorted(int(match.group(1)) for match in found if match)
    recorded = getattr(history, "history", None)
    losses = recorded.get("val_loss") if isinstance(recorded, dict) else None
    if history is None or history is Ellipsis:
        problem = "history is still `...`. Make the callback, then keep what model.fit gives back."
    elif not isinstance(losses, list) or not losses:
        problem = "history has no val_loss. Give fit validation_data=(x_check, y_check)."
    elif len(losses) != 12:
        problem = f"history records {len(losses)} epochs, and 12 are asked for."
    elif not epochs:
        problem = "There is no checkpoint with the number of its epoch in its name."
    else:
        best = [n + 1 for n in range(12) if losses[n] < min(losses[:n] + [float("inf")])]
        if epochs == list(range(1, 13)) and best != epochs:
            problem = "Every epoch was saved, also those that were worse than one before. Set "
            problem += "save_best_only=True."
        elif epochs != best:
            problem = f"The epochs {epochs} were saved. Going by val_loss, a new best came in the "
            problem += f"epochs {best}. Let the callback watch val_loss, its default, and train "
            problem += "once, with a fresh model: run the whole cell again."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 1
"""  # END TEST CONFIG


def test_resume_goes_on_from_the_saved_epoch(resume):
    """resume goes on from the saved epoch."""
    from pathlib import Path

    import keras
    import numpy as np

    problem = ""
    given = None
    begun = None
    wanted = 0.0
    name = "a-saved-run-02.keras"
    asked = "With 2 epochs done and 5 asked for, "
    if not callable(resume):
        problem = "resume is not a function. Begin with: def resume(path, x, y, epochs):"
    else:
        x = np.random.default_rng(1).random((40, 3)).astype("float32")
        y = np.arange(40) % 2
        weights = np.array([[3.0, -3.0]] * 3), np.array([1.0, -1.0])
        layer = keras.layers.Dense(2, activation="softmax")
        network = keras.Sequential([keras.Input((3,)), layer])
        layer.set_weights(weights)
        optimizer = keras.optimizers.SGD(learning_rate=0.0)
        network.compile(optimizer=optimizer, loss="sparse_categorical_crossentropy")
        sums = x @ weights[0] + weights[1]
        wanted = float(np.mean(np.log(np.exp(sums).sum(axis=1)) - sums[np.arange(40), y]))
        try:
            network.save(name)
            given = resume(name, x, y, 5)
        except AssertionError:
            raise
        except Exception as error:
            problem = f"resume stops with this error: {type(error).__name__}: {error}"
        finally:
            Path(name).unlink(missing_ok=True)
    epochs = getattr(given, "epoch", None)
    recorded = getattr(given, "history", None)
    if problem:
        pass
    elif given is None or given is Ellipsis:
        problem = "resume gives nothing back yet. Put your code in place of the three dots, and "
        problem += "return what fit gives back."
    elif not isinstance(epochs, list) or not isinstance(recorded, dict):
        problem = f"resume gives back a {type(given).__name__}. Return what fit gives back."
    elif epochs == [0, 1, 2, 3, 4]:
        problem = asked + "your function trains 5 epochs, from the first one on. Give fit the "
        problem += "epochs that are done as initial_epoch."
    elif epochs == [0, 1, 2]:
        problem = asked + "your function trains 3, which is right, but counts them from the "
        problem += "beginning again. Give fit initial_epoch=2 and epochs=5."
    elif len(epochs) > 3:
        problem = asked + f"your function trains {len(epochs)} more. epochs says how many are done "
        problem += "in all, at the end."
    elif epochs != [2, 3, 4]:
        problem = asked + f"the history should hold the epochs [2, 3, 4], and yours has {epochs}."
    else:
        begun = recorded.get("loss", [None])[0]
        if not isinstance(begun, float) or not abs(begun - wanted) <= 0.01:
            problem = "Your function trains, but not the network that was saved: it begins with "
            problem += "another loss. Load the model from path, and build or change nothing."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_the_newest_checkpoint_holds_the_best_network(checkpoint, history):
    """The newest checkpoint holds the best network.

    Measures the saved network, and compares with the best epoch of the training.
    """
    from pathlib import Path

    import keras
    import numpy as np

    problem = ""
    recorded = getattr(history, "history", None)
    losses = recorded.get("val_loss") if isinstance(recorded, dict) else None
    if not isinstance(losses, list) or not losses:
        problem = "history has no val_loss. Train with validation data first."
    elif not isinstance(checkpoint, (str, Path)) or not Path(checkpoint).is_file():
        problem = "There is no checkpoint to look into."
    else:
        images, labels = keras.datasets.mnist.load_data()[0]
        pictures = images[1000:2000].reshape(1000, 784).astype("float32") / 255
        loss = None
        try:
            network = keras.models.load_model(checkpoint)
            shares = np.asarray(network(pictures, training=False))
            of_truth = shares[np.arange(1000), labels[1000:2000]]
            loss = float(-np.mean(np.log(np.maximum(of_truth, 0.0000001))))
        except Exception as error:
            problem = f"The checkpoint cannot be loaded and used: {type(error).__name__}."
        if loss is not None and not loss <= 1.5:
            problem = f"The saved network has a loss of {loss:.2f} on the validation pictures: it "
            problem += "has not learned. Save while fit runs, by a callback."
        elif loss is not None and not abs(loss - min(losses)) <= 0.005:
            problem = f"The newest checkpoint has a loss of {loss:.3f} on the validation pictures, "
            problem += f"and the best epoch had {min(losses):.3f}. Set save_best_only=True, and "
            problem += "let the callback watch val_loss."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_resume_reads_the_epoch_from_any_such_name(resume):
    """resume reads the epoch from any such name.

    Tried with names that hold other numbers as well, and with a path that is no text.
    """
    from pathlib import Path

    import keras
    import numpy as np

    problem = ""
    if not callable(resume):
        problem = "resume is not a function. Begin with: def resume(path, x, y, epochs):"
    else:
        x = np.random.default_rng(2).random((30, 4)).astype("float32")
        y = np.arange(30) % 3
        for name, path_of, epochs, wanted in (
            ("run2-try-7-epoch-011.keras", str, 13, [11, 12]),
            ("net-9.keras", Path, 10, [9]),
        ):
            given = None
            weights = np.array([[2.0, -2.0, 0.0]] * 4), np.zeros(3)
            layer = keras.layers.Dense(3, activation="softmax")
            network = keras.Sequential([keras.Input((4,)), layer])
            layer.set_weights(weights)
            optimizer = keras.optimizers.SGD(learning_rate=0.0)
            network.compile(optimizer=optimizer, loss="sparse_categorical_crossentropy")
            sums = x @ weights[0]
            loss = float(np.mean(np.log(np.exp(sums).sum(axis=1)) - sums[np.arange(30), y]))
            try:
                network.save(name)
                given = resume(path_of(name), x, y, epochs)
            except AssertionError:
                raise
            except Exception as error:
                problem = f"For the path {name}, given as a {path_of(name).__class__.__name__}, "
                problem += f"resume stops with this error: {type(error).__name__}: {error}"
            finally:
                Path(name).unlink(missing_ok=True)
            recorded = getattr(given, "history", None)
            if problem:
                break
            if getattr(given, "epoch", None) != wanted:
                problem = f"For the path {name} and {epochs} epochs in all, the history should "
                problem += f"hold the epochs {wanted}. The number that counts is the one after the "
                problem += "last dash."
            elif not abs(recorded.get("loss", [-1.0])[0] - loss) <= 0.01:
                problem = f"For the path {name}, another network than the saved one was trained."
            if problem:
                break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_resume_trains_nothing_when_nothing_is_left(resume):
    """resume trains nothing when nothing is left.

    Tried with a run that is finished already.
    """
    from pathlib import Path

    import keras
    import numpy as np

    problem = ""
    if not callable(resume):
        problem = "resume is not a function. Begin with: def resume(path, x, y, epochs):"
    else:
        given = None
        name = "a-finished-run-06.keras"
        network = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2, activation="softmax")])
        network.compile(optimizer="sgd", loss="sparse_categorical_crossentropy")
        try:
            network.save(name)
            given = resume(name, np.zeros((8, 2), dtype="float32"), np.arange(8) % 2, 6)
        except AssertionError:
            raise
        except Exception as error:
            problem = "With 6 epochs done and 6 asked for, resume stops with this error: "
            problem += f"{type(error).__name__}: {error}"
        finally:
            Path(name).unlink(missing_ok=True)
        if not problem and getattr(given, "epoch", None) != []:
            problem = "With 6 epochs done and 6 asked for, nothing is left to train, and the "
            problem += "history that comes back should be empty. fit does so by itself when it "
            problem += "is given initial_epoch and epochs."
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION


# %% tags=["otter_ignore"]
# @title Go on from your own checkpoint: up to 8 epochs, now with 2,000 pictures { display-mode: "form" }
def go_on(function, path):
    """Show what the student's `resume` does with the newest checkpoint."""
    if path is None:
        print("There is no checkpoint yet. Answer the first part of question 2.")
        return
    try:
        given = function(path, flat(train_images[:2000]), train_labels[:2000], 8)
    except Exception as error:  # whatever a function under construction may do
        print(f"resume stops with this error: {type(error).__name__}: {error}")
        return
    done = getattr(given, "epoch", None)
    if done is None:
        print("resume gives no history back yet. Answer question 2, then run this cell again.")
    else:
        print(
            "From", path, "on, these epochs were trained (counted from 1):", [n + 1 for n in done]
        )


go_on(resume, checkpoint)

# %% [markdown]
# **Explain.** If your best epoch was already the 8th or a later one, the list is empty, and that is
# right. For long runs Keras also has `keras.callbacks.BackupAndRestore`, which does all of this by
# itself: it saves after each epoch and goes on when `fit` is called again. What you wrote by hand
# you now understand.

# %% [markdown]
# ## 3. How fast is it, really? ({{ minutes }})
#
# "The GPU is fifty times faster" is easily said, and easily measured wrong. The job that Colab's
# own introduction to GPUs used for years is a good one to measure. It takes 100 random pictures of
# 100 by 100 pixels in 3 colours, and slides 32 **filters** over each: small windows of 7 by 7 pixels
# in 3 colours. Everywhere, a filter is multiplied with what lies below it, and the products are
# added up. That is a **convolution**, and it takes nearly five thousand million multiplications here.
#
# The helper does this job once, on the device whose name you give, and returns the seconds that it
# took. Two details make it honest. The pictures lie ready on the device before the clock starts. And
# it waits for the result: a GPU works in the background, so without waiting you would measure
# nothing but the giving of the order.


# %%
# @title Helper: do the job once and return the seconds { display-mode: "form" }
import time

import tensorflow as tf

random_pictures = tf.random.normal((100, 100, 100, 3), seed=6)
random_filters = tf.random.normal((7, 7, 3, 32), seed=7)


def convolve(device):
    """Slide 32 filters over 100 pictures on "CPU" or "GPU"; return the seconds it took."""
    with tf.device(f"/{device}:0"):
        pictures, filters = tf.identity(random_pictures), tf.identity(random_filters)
        begin = time.perf_counter()
        result = tf.nn.conv2d(pictures, filters, strides=1, padding="SAME")
        float(tf.reduce_sum(result))  # a number that we need now: so it waits
        return time.perf_counter() - begin


has_gpu = bool(tf.config.list_physical_devices("GPU"))
print("Is there a GPU?", "yes" if has_gpu else "no, so we measure the CPU")

# %% [markdown]
# **Predict.** We do the same job five times, on the CPU. Will it take equally long each time? If not,
# which of the five is the odd one?

# %%
trial = [convolve("CPU") for _ in range(5)]
print([round(seconds, 3) for seconds in trial])

# %%
# @title Draw the five times { display-mode: "form" }
figure, place = plt.subplots(figsize=(6, 2.8))
place.bar(range(1, 6), trial, color=["#d55e00"] + ["#0072b2"] * 4)
place.set_xlabel("run (the first one in orange)")
place.set_ylabel("seconds")
show_picture(figure, f"Seconds for each of five runs: {[round(seconds, 3) for seconds in trial]}.")

# %% [markdown]
# **Explain.** Mostly it is the first one. In it, memory is fetched and the fastest way to compute is
# looked for; on a GPU, which also has to be woken up, it can take many times as long as the
# others. This is called the **warm-up**, and it does not belong into a measurement. (If your first
# bar is not higher: the helper cell has run before, or TensorFlow was warm already.)
#
# The others differ, too, because the machine does other things as well. One slow run would spoil
# the mean. The **median** does not care: it is the middle one, when all are put in order of size.
# So an honest measurement is: *warm up, measure several times, take the median.*

# %% [raw]
# # BEGIN QUESTION
# name: q3

# %% [markdown]
# ### Question 3: an honest comparison
#
# This question has two answer cells. First, measure. Make a dictionary `benchmark` with the two
# keys `"CPU"` and `"GPU"`. For a device that you measured, the value is again a dictionary, with
#
# - `"first"`: the seconds of the first run, the warm-up,
# - `"runs"`: a list of the seconds of at least five further runs,
# - `"median"`: the median of `"runs"`.
#
# Always measure the CPU. If there is no GPU (`has_gpu` is `False`), the value of `"GPU"` is `None`.
# Write it so that it also works on a machine with a GPU.
#
# **What it should look like:** about
# `{"CPU": {"first": 0.61, "runs": [0.31, 0.3, 0.32, 0.3, 0.33], "median": 0.31}, "GPU": None}`.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# You do the same for both devices, so write a function for it, with the name of the device as its
# parameter. It calls `convolve` once, keeps that number apart, and then calls it several times.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# You have seen a list of five runs in one line above. For the median there are `statistics.median`
# and `np.median`.
#
# <details><summary>Still stuck? Hint 3</summary>
#
# `a if condition else b` is `a` where the condition holds, and else `b`. It fits for the value of
# `"GPU"`.
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION

# %%
benchmark = ...


# BEGIN SOLUTION NO PROMPT
def measure(device):
    first = convolve(device)
    runs = [convolve(device) for run in range(5)]
    return {"first": first, "runs": runs, "median": np.median(runs)}


benchmark = {"CPU": measure("CPU"), "GPU": measure("GPU") if has_gpu else None}
# END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [markdown]
# Second, compare. Write the function `speedup(benchmark)`. It takes such a dictionary, and returns
# how many times as fast as the CPU the GPU is, going by the medians. Where there is no GPU, it
# returns `None`. Do not round.
#
# **What it should look like:** with a median of 0.3 seconds on the CPU and 0.02 seconds on the GPU,
# the speedup is 15.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Fifteen times as fast: how do you get 15 out of 0.3 and 0.02? Which of them is divided by which?
#
# <details><summary>Still stuck? Hint 2</summary>
#
# Ask first whether `benchmark["GPU"] is None`, and return early. And use the parameter, so that the
# function works for everybody's numbers.
#
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION


# %%
def speedup(benchmark):
    # BEGIN SOLUTION
    if benchmark["GPU"] is None:
        return None
    return benchmark["CPU"]["median"] / benchmark["GPU"]["median"]
    # END SOLUTION


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_the_warm_up_is_kept_apart_from_five_runs(benchmark, has_gpu):
    """The warm-up is kept apart from five runs."""
    problem = ""
    if benchmark is None or benchmark is Ellipsis:
        problem = "benchmark is still `...`. Put a dictionary there, run the cell, and check again."
    elif not isinstance(benchmark, dict):
        kind = type(benchmark).__name__
        problem = f"benchmark is a {kind}. A dictionary with the keys CPU and GPU is asked for."
    elif "CPU" not in benchmark or "GPU" not in benchmark:
        problem = "benchmark needs both keys, CPU and GPU. Without a GPU, the value of GPU is None."
    elif benchmark["CPU"] is None:
        problem = "The CPU is there on every machine: measure it."
    elif has_gpu is False and benchmark["GPU"] is not None:
        problem = (
            "benchmark has times of a GPU, and this machine has none. Where has_gpu is False, "
        )
        problem += "let the value of GPU be None."
    elif has_gpu is True and benchmark["GPU"] is None:
        problem = "This machine has a GPU, and benchmark has no times of it. Measure it, too."
    else:
        for device in ("CPU", "GPU"):
            part = benchmark[device]
            if device == "GPU" and part is None:
                continue
            if not isinstance(part, dict):
                problem = f"The value of {device} in benchmark is a {type(part).__name__}. Make it "
                problem += "a dictionary with the keys first, runs and median."
                break
            first = part.get("first")
            try:
                runs = [float(seconds) for seconds in part.get("runs")]
            except (TypeError, ValueError):
                runs = None
            if "first" not in part:
                problem = (
                    f"The {device} was measured without a warm-up: there is no key first. The "
                )
                problem += "first run is slower than the others, so keep it apart from them."
            elif not isinstance(first, (int, float)) or isinstance(first, bool):
                problem = f"first of {device} is a {type(first).__name__}. Keep the seconds of the "
                problem += "first run there, as a number."
            elif runs is None or isinstance(part.get("runs"), (str, dict)):
                problem = f"runs of {device} is not a list of seconds."
            elif len(runs) < 5:
                problem = f"runs of {device} holds {len(runs)} times. Measure at least five."
            elif float(first) in runs:
                problem = (
                    f"The warm-up of {device} is also among its runs. The first run is slower "
                )
                problem += "than the others: call convolve once for it, and then again for runs."
            elif not all(0 < seconds < 600 for seconds in [float(first)] + runs):
                problem = (
                    f"The times of {device} should be seconds above 0, as convolve gives them."
                )
            elif len(set(runs)) == 1:
                problem = (
                    f"The runs of {device} all took exactly the same time. That never happens: "
                )
                problem += "call convolve anew for each, and type nothing in."
            if problem:
                break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_the_median_is_that_of_the_runs(benchmark):
    """The median is that of the runs."""
    import statistics

    problem = ""
    if not isinstance(benchmark, dict) or not isinstance(benchmark.get("CPU"), dict):
        problem = "benchmark has no measurement of the CPU yet, so there is no median to look at."
    else:
        for device in ("CPU", "GPU"):
            part = benchmark.get(device)
            if device == "GPU" and not isinstance(part, dict):
                continue
            try:
                runs = [float(seconds) for seconds in part.get("runs")]
                given = float(part.get("median"))
                first = float(part.get("first", 0))
            except (TypeError, ValueError):
                problem = f"For {device} there should be seconds under runs, and their median."
                break
            if not runs:
                problem = f"runs of {device} is empty."
                break
            wanted = statistics.median(runs)
            near = 0.001 * wanted + 0.00051
            exact = 0.000001 * wanted
            if abs(given - wanted) <= exact:
                continue
            if abs(given - statistics.mean(runs)) <= exact:
                problem = f"median of {device} is the mean of the runs. One slow run spoils the "
                problem += "mean; take the middle one instead, as statistics.median does."
            elif abs(given - statistics.median([first] + runs)) <= exact:
                problem = f"median of {device} counts the warm-up as well. Leave it out."
            elif abs(given - min(runs)) <= exact:
                problem = f"median of {device} is the fastest run. Take the middle one."
            elif not abs(given - wanted) <= near:
                problem = f"median of {device} is {given}, and the median of its runs is {wanted}."
            if problem:
                break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_speedup_compares_the_medians(speedup):
    """speedup compares the medians."""
    problem = ""
    given = None
    if not callable(speedup):
        problem = "speedup is not a function. Begin with: def speedup(benchmark):"
    else:
        cpu = {"first": 0.9, "runs": [0.3, 0.3, 0.31, 0.3, 0.49], "median": 0.3}
        gpu = {"first": 2.0, "runs": [0.02, 0.021, 0.02, 0.019, 0.02], "median": 0.02}
        try:
            given = speedup({"CPU": cpu, "GPU": gpu})
        except AssertionError:
            raise
        except Exception as error:
            problem = f"speedup stops with this error: {type(error).__name__}: {error}"
    if problem:
        pass
    elif given is None or given is Ellipsis:
        problem = "speedup gives nothing back for a machine with a GPU. Put your code in place of "
        problem += "the three dots, and let it end in return."
    else:
        try:
            number = float(given)
        except (TypeError, ValueError):
            number = -1.0
        if isinstance(given, str) or number == -1.0:
            problem = f"speedup gives back a {type(given).__name__}, and a number is asked for."
        elif abs(number - 0.02 / 0.3) < 0.001:
            problem = (
                "You divide the time of the GPU by that of the CPU. Turn it round: a GPU that "
            )
            problem += "needs less time has a speedup above 1."
        elif abs(number - 0.28) < 0.001:
            problem = "You subtract. How many times as fast: that is a division."
        elif abs(number - 17) < 0.01:
            problem = "You compare the means. Compare the medians, which are there already."
        elif not abs(number - 15) <= 0.01:
            problem = "With a median of 0.3 seconds on the CPU and 0.02 on the GPU, the speedup is "
            problem += f"15, and yours is {given}. Use the dictionary that the function is given."
    for wanted in ("another number", None):
        if problem:
            break
        try:
            other = speedup({"CPU": gpu, "GPU": cpu if wanted else None})
        except AssertionError:
            raise
        except Exception as error:
            problem = f"speedup stops with this error: {type(error).__name__}: {error}."
            if not wanted:
                problem += " Where the value of GPU is None, it should return None."
        else:
            if wanted and other == given:
                problem = f"speedup gives {given} for one machine, and the same for another whose "
                problem += "GPU is slower than its CPU. Use the dictionary that it is given."
            elif not wanted and other is not None:
                problem = "Where the value of GPU is None, there is no GPU, and speedup should "
                problem += f"return None. Yours returns {other!r}."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_speedup_holds_for_other_machines(speedup):
    """speedup holds for other machines.

    Tried with measurements of other machines, one of them with a slow GPU.
    """
    problem = ""
    given = None
    if not callable(speedup):
        problem = "speedup is not a function. Begin with: def speedup(benchmark):"
    else:
        for cpu, gpu, wanted in ((0.9, 0.4, 2.25), (0.01, 0.08, 0.125)):
            other = {"CPU": {"first": 3.0, "runs": [cpu] * 4 + [9.0], "median": cpu}}
            other["GPU"] = {"first": 7.0, "runs": [gpu] * 4 + [8.0], "median": gpu}
            try:
                given = speedup(other)
            except AssertionError:
                raise
            except Exception as error:
                problem = f"speedup stops with this error: {type(error).__name__}: {error}."
                break
            try:
                number = float(given)
            except (TypeError, ValueError):
                number = -1.0
            if not abs(number - wanted) <= 0.001:
                problem = f"With a median of {cpu} seconds on the CPU and {gpu} on the GPU, the "
                problem += f"speedup is {wanted}, and yours is {given!r}. Do not round, and use "
                problem += "the dictionary that the function is given."
                break
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ### No GPU today?
#
# Then nothing is lost. Write and test with little data on the CPU, and keep the long run for later.
# Make the network or the pictures smaller. And hand over as much as you can at once: also on the
# CPU, every single call costs time before the first sum is done. The next cell shows that with tiny
# pictures of 10 by 10 pixels. It compares one call for all 100 with 100 calls for one each.
#
# **Predict.** The same sums in both cases. How many times as long will the 100 calls take?


# %%
# @title One call against a hundred { display-mode: "form" }
def seconds_for(pieces):
    """Return the seconds for 100 tiny pictures that are handed over in so many pieces."""
    parts = tf.split(random_pictures[:, :10, :10], pieces)
    begin = time.perf_counter()
    for part in parts:
        float(tf.reduce_sum(tf.nn.conv2d(part, random_filters, strides=1, padding="SAME")))
    return time.perf_counter() - begin


for pieces in (1, 100):
    seconds_for(pieces)  # the warm-up
    middle = np.median([seconds_for(pieces) for _ in range(9)])
    print(f"{pieces:3} calls: {1000 * middle:6.1f} milliseconds")

# %% [markdown]
# **Explain.** Most of the time of the 100 calls goes into giving orders, not into sums. That is one
# reason why networks learn in batches. It does not hold without end: with very large pieces the
# processor's own fast memory is too small, and a call for less can be faster. No rule replaces
# measuring.

# %% [markdown]
# **A good place to stop.** Nothing below needs what is above.
# When you come back, run the cells from the top, and go on here.

# %% [markdown]
# ## 4. More data than memory ({{ minutes }})
#
# The memory of the machine, its **RAM**, holds everything that your variables hold. If it overflows,
# the session ends without a warning, and Colab says that it *crashed after using all available RAM*.
# In Colab a small display at the top right shows how full it is. Code can ask, too:

# %%
import psutil

memory = psutil.virtual_memory()
print(f"memory in all: {memory.total / 1024**3:.1f} GB")
print(f"still free:    {memory.available / 1024**3:.1f} GB")
print(f"train_images:  {train_images.nbytes / 1024**3:.3f} GB, as", train_images.dtype)

# %% [markdown]
# **Predict.** An array counts its own bytes: `nbytes`. `uint8` needs one byte for each number,
# `float32` four, `float64` eight. How much would the training pictures take as `float64`? And a
# million colour photographs of 224 by 224 pixels as `float32`?

# %%
print(f"MNIST as float64:     {60_000 * 28 * 28 * 8 / 1024**3:6.2f} GB")
print(f"a million photos: {1_000_000 * 224 * 224 * 3 * 4 / 1024**3:10.2f} GB")

# %% [markdown]
# **Explain.** A free machine has about 12 GB, so the photographs will never fit, and they need not.
# Training looks at one batch at a time. So it is enough to have **one batch** in memory, and to
# fetch the next one from disk when it is needed.
#
# Texts from 2020 tell you to crash the session on purpose, because Colab would then offer a machine
# with more memory. That offer is long gone. Today you get more memory with Colab's paid plans, and
# mostly you do not need it: batches are the answer.
#
# ### A function that waits: the generator
#
# A function with `yield` in place of `return` is a **generator**. It hands out one value, waits until
# somebody wants the next one, and then goes on right there.


# %%
def countdown(start):
    while start > 0:
        print("   (counting)")
        yield start
        start = start - 1


# %% [markdown]
# **Predict.** In which order will the lines be printed: first all "(counting)", or by turns?

# %%
for number in countdown(3):
    print(number)

# %% [markdown]
# **Explain.** By turns. The generator makes nothing in advance. This is just what we want for files:
# read some, hand them out, and read the next ones only when they are asked for.
#
# The next cell saves 250 digits, each in a file of its own, as a stand-in for the million photos.


# %%
# @title Save 250 digits as 250 files, and helpers that watch `batches` { display-mode: "form" }
import shutil
import tempfile


def save_digits(place, count):
    """Save pictures as place/000.npy and so on; return the paths as texts, in order."""
    Path(place).mkdir(exist_ok=True)
    paths = [f"{place}/{number:03}.npy" for number in range(count)]
    for path, image in zip(paths, train_images[:count], strict=True):
        np.save(path, image)
    return paths


def walk_through(paths, size):
    """Ask `batches` for all it has, and return what came as a dictionary.

    "gave": what `batches` returned; "kinds": of what kinds the pieces in it were; "arrays": these
    as arrays; "all_at_once": whether it had read files before they were needed (None where there
    are too few of them to tell).
    """
    given = batches(paths, size)
    found = {"gave": type(given).__name__, "kinds": [], "arrays": [], "all_at_once": None}
    if given is None or given is ... or isinstance(given, (int, float)):
        return found
    for batch in given:
        found["kinds"].append(type(batch).__name__)
        try:
            found["arrays"].append(np.asarray(batch))
        except ValueError:  # pieces of several shapes
            found["arrays"].append(np.array(["pieces that do not fit together"]))
        if len(found["arrays"]) > len(paths) + 1:  # it would go on for ever
            break
    if isinstance(size, int) and 1 <= size and 2 * size < len(paths):
        found["all_at_once"] = was_read_ahead(paths, size)
    return found


def was_read_ahead(paths, size):
    """Take one batch from copies of the files, delete those further on, and see if it notices."""
    with tempfile.TemporaryDirectory() as place:
        copies = [f"{place}/{number}.npy" for number in range(len(paths))]
        for path, copy in zip(paths, copies, strict=True):
            shutil.copyfile(path, copy)
        walk = iter(batches(copies, size))
        next(walk, None)
        for copy in copies[2 * size :]:
            os.remove(copy)
        try:
            for _ in range(len(paths)):
                next(walk)
        except StopIteration:
            return True
        except Exception:  # a file that it wanted to read is gone, so it had not read it before
            return False
    return True


digit_files = save_digits("digits", 250)
print(digit_files[:3], "…", digit_files[-1])

# %%
print("one file holds an array of shape", np.load(digit_files[0]).shape)

# %% [raw]
# # BEGIN QUESTION
# name: q4

# %% [markdown]
# ### Question 4: batches from files
#
# Write the generator `batches(paths, size)`. `paths` is a list of names of `.npy` files that each
# hold one array, all of the same shape. It **yields** one array after another. The first holds the
# content of the first `size` files, stacked in their order; the next one holds the next `size`, and
# so on. The last batch may be smaller: no file is left out. Read a file only when its batch is
# wanted, so that there is never more than one batch in memory.
#
# If `size` is less than 1, raise a `ValueError`.
#
# **What it should look like:** for 250 digits and a size of 64, four arrays of the shapes
# (64, 28, 28), (64, 28, 28), (64, 28, 28) and (58, 28, 28).

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# First find the places where a batch begins: 0, 64, 128, 192. `range` can take steps.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# A slice such as `letters[3:6]` gives three letters. At the end of a list a slice simply gets
# shorter, so you need no special case for the last batch.
#
# <details><summary>Still stuck? Hint 3</summary>
#
# Inside the loop: load the few files of this slice into a list, make one array of it with
# `np.stack`, and `yield` it. In the loop, not after it.
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION


# %%
def batches(paths, size):
    # BEGIN SOLUTION
    if size < 1:
        raise ValueError("A batch holds at least one picture.")
    for begin in range(0, len(paths), size):
        yield np.stack([np.load(path) for path in paths[begin : begin + size]])
    # END SOLUTION


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_ten_files_come_in_batches_of_four_four_and_two(walk_through):
    """Ten files come in batches of four, four and two."""
    from pathlib import Path
    import shutil

    import numpy as np

    problem = ""
    found = None
    place = Path("files-of-the-check")
    if not callable(walk_through):
        problem = "walk_through is missing. Run the cell with the 250 digits, above the question."
    else:
        content = np.arange(60).reshape(10, 3, 2)
        paths = [str(place / f"{number}.npy") for number in range(10)]
        try:
            place.mkdir(exist_ok=True)
            for path, array in zip(paths, content):
                np.save(path, array)
            found = walk_through(paths, 4)
        except AssertionError:
            raise
        except Exception as error:
            problem = f"batches stops with this error: {type(error).__name__}: {error}"
        finally:
            shutil.rmtree(place, ignore_errors=True)
    if not isinstance(found, dict) or not {"gave", "arrays", "all_at_once"} <= set(found):
        found = None
    arrays = found["arrays"] if found else []
    shapes = [np.shape(array) for array in arrays]
    sizes = [shape[0] if shape else 0 for shape in shapes]
    if problem:
        pass
    elif not found:
        problem = "walk_through was changed. Run the cell with the 250 digits again."
    elif found["gave"] in ("NoneType", "ellipsis"):
        problem = "batches gives nothing back yet. Put your code in place of the three dots, with "
        problem += "yield. (print only shows a value, it does not hand it out.)"
    elif not arrays:
        problem = "batches yields nothing for ten files."
    elif any(np.asarray(array).dtype.kind not in "biuf" for array in arrays):
        problem = "What batches yields is not made of numbers. Did you hand out the names of the "
        problem += "files? Load each with np.load, and stack the arrays."
    elif {"list", "tuple"} & set(found.get("kinds", [])) and sizes == [4, 4, 2]:
        problem = "Each batch is a list of arrays, and one array is asked for. Stack the arrays of "
        problem += "the list before you yield: np.stack."
    elif sizes == [4, 4]:
        problem = (
            "The last two of the ten files are missing. The last batch may be smaller, but no "
        )
        problem += "file is left out."
    elif len(arrays) == 4:
        problem = "For ten files and a size of 4 you make 4 batches. size says how many files are "
        problem += "in a batch, not how many batches there are."
    elif len(arrays) == 10:
        problem = "Every file comes alone. Collect `size` of them, and then yield."
    elif len(arrays) == 1:
        problem = "All ten files come in one batch. Stack only `size` of them, and yield inside "
        problem += "the loop."
    elif sizes == [4, 8, 10]:
        problem = "Each batch holds those before as well. Begin with an empty list for each batch."
    elif sizes != [4, 4, 2]:
        problem = "For ten files and a size of 4, batches of 4, 4 and 2 are asked for, and yours "
        problem += f"have {sizes}."
    elif shapes[0] != (4, 3, 2):
        problem = "The files hold arrays of shape (3, 2), so the first batch has the shape "
        problem += f"(4, 3, 2), and yours has {shapes[0]}. Stack along a new first axis: np.stack."
    elif not all(np.array_equal(a, content[4 * n : 4 * n + 4]) for n, a in enumerate(arrays)):
        problem = "The batches have the right shapes, and not the content of the files in their "
        problem += "order. Is anything sorted, shuffled or divided?"
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_files_are_read_when_their_batch_is_wanted(walk_through):
    """Files are read when their batch is wanted, and no earlier."""
    from pathlib import Path
    import shutil

    import numpy as np

    problem = ""
    found = None
    place = Path("more-files-of-the-check")
    if not callable(walk_through):
        problem = "walk_through is missing. Run the cell with the 250 digits, above the question."
    else:
        paths = [str(place / f"{number}.npy") for number in range(9)]
        try:
            place.mkdir(exist_ok=True)
            for number, path in enumerate(paths):
                np.save(path, np.full(2, number))
            found = walk_through(paths, 2)
        except AssertionError:
            raise
        except Exception as error:
            problem = f"batches stops with this error: {type(error).__name__}: {error}"
        finally:
            shutil.rmtree(place, ignore_errors=True)
    if not isinstance(found, dict) or not {"gave", "arrays", "all_at_once"} <= set(found):
        found = None
    if problem:
        pass
    elif not found:
        problem = "walk_through was changed. Run the cell with the 250 digits again."
    elif len(found["arrays"]) < 2:
        problem = "batches does not yield several batches yet, so there is nothing to watch."
    elif any(np.asarray(array).dtype.kind not in "biuf" for array in found["arrays"]):
        problem = "What batches yields is not made of numbers, so no file was read at all."
    elif found["all_at_once"] is not False:
        problem = "All files were read before the first batch came out, so they are all in memory "
        problem += "at once"
        kind = found["gave"]
        if kind in ("list", "tuple", "ndarray"):
            problem += f": batches gives back a {kind} of everything."
        else:
            problem += "."
        problem += " Load the files of one batch, yield it, and only then load the next ones."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_other_sizes_and_shapes_are_no_trouble(walk_through):
    """Other sizes and shapes are no trouble.

    Tried with arrays of other shapes, with other sizes of a batch, and with no file at all.
    """
    from pathlib import Path
    import shutil

    import numpy as np

    problem = ""
    if not callable(walk_through):
        problem = "walk_through is missing. Run the cell with the 250 digits, above the question."
    else:
        for amount, size, shape in ((6, 3, (28, 28)), (5, 1, (4,)), (3, 8, (2, 2)), (0, 2, (1,))):
            place = Path(f"files-{amount}-by-{size}")
            content = np.random.default_rng(amount).integers(0, 255, (amount,) + shape)
            order = list(range(amount))[::-1]
            wanted = [min(size, amount - begin) for begin in range(0, amount, size)]
            found = None
            try:
                place.mkdir(exist_ok=True)
                for number in order:
                    np.save(place / f"{number}.npy", content[number])
                found = walk_through([str(place / f"{number}.npy") for number in order], size)
            except AssertionError:
                raise
            except Exception as error:
                problem = f"For {amount} files and a size of {size}, batches stops with this "
                problem += f"error: {type(error).__name__}: {error}"
            finally:
                shutil.rmtree(place, ignore_errors=True)
            arrays = found.get("arrays", []) if isinstance(found, dict) else []
            sizes = [len(array) if np.ndim(array) else 0 for array in arrays]
            if problem:
                break
            if sizes != wanted:
                problem = f"For {amount} files and a size of {size}, batches of {wanted} are asked "
                problem += f"for, and yours have {sizes}."
            elif not all(
                np.array_equal(array, content[order][size * n : size * n + size])
                for n, array in enumerate(arrays)
            ):
                problem = (
                    f"For {amount} files and a size of {size}, the content is not that of the "
                )
                problem += "files in the order of paths."
            if problem:
                break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_a_size_below_one_is_refused(walk_through):
    """A size below one is refused, and a size of one is not."""
    from pathlib import Path
    import shutil

    import numpy as np

    problem = ""
    place = Path("a-file-of-the-check")
    if not callable(walk_through):
        problem = "walk_through is missing. Run the cell with the 250 digits, above the question."
    else:
        for size in (0, -3):
            path = str(place / f"for{size}.npy")
            problem = f"A size of {size} makes no sense, so batches should raise a ValueError, "
            try:
                place.mkdir(exist_ok=True)
                np.save(path, np.zeros(3))
                found = walk_through([path], size)
                if isinstance(found, dict) and found.get("arrays"):
                    problem += "but it yields something."
                else:
                    problem += "but it goes on as if all were well."
                break
            except ValueError:
                problem = ""
            except AssertionError:
                raise
            except Exception as error:
                problem += f"and it raises a {type(error).__name__} instead."
                break
            finally:
                shutil.rmtree(place, ignore_errors=True)
        if not problem:
            path = str(place / "for1.npy")
            try:
                place.mkdir(exist_ok=True)
                np.save(path, np.zeros(3))
                found = walk_through([path], 1)
                if not isinstance(found, dict) or len(found.get("arrays", [])) != 1:
                    problem = "For one file and a size of 1, one batch with one array in it is due."
            except AssertionError:
                raise
            except Exception as error:
                problem = "For one file and a size of 1, which is fine, batches stops with this "
                problem += f"error: {type(error).__name__}: {error}"
            finally:
                shutil.rmtree(place, ignore_errors=True)
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION


# %%
# @title Walk through the 250 digits in batches of 64 { display-mode: "form" }
def show_walk(paths, size):
    """Print the shape of each batch that the student's `batches` yields."""
    try:
        found = walk_through(paths, size)
    except Exception as error:  # whatever a function under construction may do
        print(f"batches stops with this error: {type(error).__name__}: {error}")
        return
    if not found["arrays"]:
        print("batches yields nothing yet. Answer question 4, then run this cell again.")
    for array in found["arrays"][:6]:
        print("a batch of shape", array.shape)


show_walk(digit_files, 64)

# %% [markdown]
# ### The same in TensorFlow: `tf.data`
#
# Reading files batch by batch is so common that TensorFlow has a library for it. A
# `tf.data.Dataset` is a chain of steps. Nothing happens until somebody asks it for a batch, just as
# with your generator. And with `prefetch` it reads the next batch while the network is still busy
# with this one.

# %%
import tensorflow as tf


def read(path):
    return tf.numpy_function(np.load, [path], tf.uint8)


dataset = tf.data.Dataset.from_tensor_slices(digit_files).map(read).batch(64).prefetch(1)

# %%
for batch in dataset:
    print("a batch of shape", batch.shape)

# %% [markdown]
# **Explain.** The same four batches. You can hand a dataset of pairs (pictures, labels) straight to
# `model.fit`. A generator of pairs works there as well.

# %% [markdown]
# ## 5. Disconnects, limits and rules ({{ minutes }})
#
# Sooner or later Colab says *You cannot currently connect to a GPU due to usage limits*, or the
# session is gone after a coffee. It helps to know why.
#
# **Why there are limits.** The machines cost money, and free ones are meant for people who work with
# a notebook at that moment. Who has used much lately gets less, so that others get some. How much is
# left for you changes from day to day, and Colab publishes no numbers.
#
# **What is against the rules.** Colab's
# [FAQ](https://research.google.com/colaboratory/faq.html), and the terms that it leads to, say what
# can cost you the session, or the access altogether. Older tutorials recommend some of it. Before you
# unfold an answer, decide for yourself: allowed, or not?
#
# <details><summary>A piece of JavaScript in the browser's console that clicks "Connect" every
# minute, so that Colab thinks you are there.</summary>
#
# **Not allowed.** It pretends that somebody is working, in order to get round a limit, and it takes a
# machine from somebody who is really there. *Instead:* save checkpoints, as in part 2, and let the
# session end. Going on costs you a minute.
#
# </details>
#
# <details><summary>Google's own program `colab`, which keeps a machine from falling idle without an
# open tab, and opens a shell on it by `colab ssh`.</summary>
#
# **Allowed:** Google made it for that. It keeps the machine while it runs on your computer, and
# `colab stop` gives the machine back. What it does not change: nobody promises you a GPU, and sessions
# end. A tunnel for SSH or a remote desktop that you build yourself is another thing: the FAQ forbids
# these on free machines.
#
# </details>
#
# <details><summary>A second Google account, because the first one has used up its GPU
# time.</summary>
#
# **Not allowed.** The FAQ names it: several accounts to get round limits. *Instead:* write and test on
# a CPU, make the run smaller, wait a day, or look at Kaggle, which has a free GPU quota of its own.
#
# </details>
#
# <details><summary>Digging for crypto coins, cracking passwords, sharing files, connecting to remote
# proxies, running a web service that has nothing to do with the notebook.</summary>
#
# **Not allowed.** The FAQ has the list, and says which lines of it hold for free machines alone.
#
# </details>
#
# <details><summary>A network that puts somebody's face into a film.</summary>
#
# **Not allowed.** Such films are called deepfakes, and making them in Colab has been on the list since
# 2022. Face swaps hurt real people.
#
# </details>
#
# <details><summary>Training for five hours while you have lunch and a walk.</summary>
#
# **Allowed, but nobody promises** that the machine is still there when you come back: a free one ends
# when it is idle for long, and after 12 hours in any case. *So:* checkpoints on Drive. If it has to
# be reliable, pay for Colab Pro or for compute units, or use your own machine.
#
# </details>
#
# <details><summary>Paying for Colab Pro, so that the limits are wider.</summary>
#
# **Allowed, of course.** You pay for *compute units*, and a machine uses them up while it is yours,
# faster ones more quickly. For them you get wider limits, stronger GPUs, and machines with more memory.
# The dearer plan, Pro+, also lets a notebook run on for up to 24 hours after you have closed the page.
# **What it does not change:** no certain GPU is promised, the machine is still wiped, and when the units
# are used up, you are treated like everybody else. So the same habits help: checkpoints, smaller
# runs, and disconnecting when you are done.
#
# </details>
#
# <details><summary>Closing the session as soon as the training is over.</summary>
#
# **Allowed, and wise.** Runtime → Disconnect and delete runtime. A GPU that stands idle counts as
# used. Who gives back early runs into the limits less often.
#
# </details>

# %% [markdown]
# ## 6. Forms ({{ minutes }})
#
# Some people who will run your notebook do not want to read code. For them there are **forms**. In
# Colab a comment turns a line into an input field: `# @param`, and after it what kind of field it is.
# Whoever changes the field changes the line. Insert → Add a form field writes such lines for you.
#
# | at the end of the line | gives |
# |---|---|
# | `# @param {type:"string"}` | a text |
# | `# @param ["small", "large"]` | a choice from a list |
# | `# @param ["small", "large"] {allow-input: true}` | a choice, or a text of one's own |
# | `# @param {type:"slider", min:1, max:20, step:1}` | a slider |
# | `# @param {type:"boolean"}` | a checkbox |
#
# `# @title My form` in the first line gives the form a title, and with
# `# @title My form { display-mode: "form" }` the code is hidden until somebody asks for it. You have
# seen that many times in this course. `# @markdown` adds words between the fields.
#
# **Predict.** Look at the next cell. Which of the five fields will be a checkbox? Change two of them
# with the mouse, run the cell, and look at the code. (*At home* these are plain comments: JupyterLab
# and VS Code show no form, and you change the values in the code. The notebook runs all the same.)

# %%
# @markdown Settings of a training run
run_name = "first try"  # @param {type:"string"}
optimizer_name = "adam"  # @param ["adam", "sgd", "rmsprop"]
data_set = "digits"  # @param ["digits", "fashion"] {allow-input: true}
number_of_epochs = 5  # @param {type:"slider", min:1, max:20, step:1}
shuffled = True  # @param {type:"boolean"}

# %%
print(run_name, "·", optimizer_name, "·", data_set, "·", number_of_epochs, "·", shuffled)

# %% [markdown]
# **Explain.** A form is nothing but Python with comments, so code can read it. That is useful: a
# program can list the settings of a hundred notebooks without opening one of them. The cell below
# keeps a form as a text.

# %%
form_cell = """
# @title Train a network
# @markdown Choose, then run.
run_name = "first try"  # @param {type:"string"}
optimizer_name = "adam"  # @param ["adam", "sgd", "rmsprop"]
number_of_epochs = 5  # @param {type:"slider", min:1, max:20, step:1}
shuffled = True  #@param {type:"boolean"}
seed = 6
print("Ready to train")
"""

# %% [markdown]
# One tool that you need: `ast.literal_eval` turns a text that looks like a Python value into that
# value. In contrast to `eval` it never **runs** anything: for a text that is code, it raises a
# `ValueError`. So it is safe for a text that came from somebody else.

# %%
import ast

print(ast.literal_eval("[1, 'two', 3.0]")[1])
try:
    ast.literal_eval("print('I was run!')")
except ValueError:
    print("That was code and no value, so it was not run.")

# %% [raw]
# # BEGIN QUESTION
# name: q5

# %% [markdown]
# ### Question 5: read a form
#
# Write the function `parse_form(source)`. It takes the text of a form cell and returns a dictionary
# with one entry for each **parameter**. A parameter is a line of the form
# `name = value  # @param …`; Colab also takes `#@param`, without the space. All other lines are left
# out. The key is the name, and the value is again a dictionary, with
#
# - `"default"`: the value at the left, as a **Python value** (a number, a text, `True`, …),
# - `"options"`: the list of choices in the square brackets, or an empty list where there are none.
#
# The form may come from a stranger, so never run it. Where the value at the left is code and no plain
# value, a `ValueError` must come out of your function. (`ast.literal_eval` raises it for you.)
#
# **What it should look like:** `parse_form(form_cell)` has four entries. One of them is
# `"optimizer_name": {"default": "adam", "options": ["adam", "sgd", "rmsprop"]}`.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Go through `source.splitlines()`. Make the two spellings one: replace `"#@param"` by `"# @param"`.
# Then skip every line without it.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# `partition` cuts a text at the **first** place where something stands, and gives three pieces:
# `"a=b=c".partition("=")` is `("a", "=", "b=c")`. Cut first at `"# @param"`, and then the left piece
# at `"="`. `strip()` takes away spaces.
#
# <details><summary>Still stuck? Hint 3</summary>
#
# The options are in the right piece, from the first `[` to the last `]`. The methods `find` and
# `rfind` of a text tell you where these are. What you cut out is a Python list, written as a text.
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION


# %%
def parse_form(source):
    # BEGIN SOLUTION
    form = {}
    for line in source.replace("#@param", "# @param").splitlines():
        code, mark, settings = line.partition("# @param")
        name, equals, value = code.partition("=")
        if not mark or not equals:
            continue
        options = []
        if "[" in settings:
            options = ast.literal_eval(settings[settings.find("[") : settings.rfind("]") + 1])
        form[name.strip()] = {"default": ast.literal_eval(value.strip()), "options": options}
    return form
    # END SOLUTION


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_each_parameter_is_found_with_its_default(parse_form):
    """Each parameter is found with its default."""
    lines = ["# @title A form", "# @markdown Choose.", "import os"]
    lines += ["size = 64  # @param {type:'integer'}"]
    lines += ["colour = 'red'  # @param ['red', 'blue']", "rate = 0.5 #@param {type:'number'}"]
    lines += ["verbose = False  # @param {type:'boolean'}", "seed = 6", "print(size)"]
    wanted = {"size": 64, "colour": "red", "rate": 0.5, "verbose": False}
    problem = ""
    given = None
    if not callable(parse_form):
        problem = "parse_form is not a function. Begin with: def parse_form(source):"
    else:
        try:
            given = parse_form("\n".join(lines))
        except AssertionError:
            raise
        except Exception as error:
            problem = f"parse_form stops with this error: {type(error).__name__}: {error}"
    if problem:
        pass
    elif given is None or given is Ellipsis:
        problem = (
            "parse_form gives nothing back yet. Put your code in place of the three dots, and "
        )
        problem += "let it end in return."
    elif not isinstance(given, dict):
        problem = f"parse_form gives back a {type(given).__name__}, and a dictionary is asked for."
    else:
        missing = [name for name in wanted if name not in given]
        more = [name for name in given if name not in wanted]
        if missing == ["rate"]:
            problem = "The parameter rate is missing. Its line has #@param without the space, and "
            problem += "that counts as well."
        elif len(missing) == 3:
            problem = "Only one of the four parameters came out. Does return stand inside the loop?"
        elif missing:
            problem = f"The parameter {missing[0]} is missing. Every line with @param has one."
        elif "seed" in more:
            problem = "seed is no parameter: its line has no @param. Leave such lines out."
        elif more:
            problem = f"There is an entry {more[0]!r}, and the form has no such parameter. A name "
            problem += "has no spaces around it."
        for name, value in wanted.items():
            entry = given.get(name)
            if problem:
                break
            if not isinstance(entry, dict):
                problem = f"The entry of {name} is {entry!r}. It should be a dictionary with the "
                problem += "keys default and options."
                break
            if "default" not in entry:
                problem = f"The entry of {name} has no key default."
                break
            found = entry["default"]
            if isinstance(found, str) and not isinstance(value, str):
                problem = f"The default of {name} is the text {found!r}. Turn it into "
                problem += "a Python value with ast.literal_eval."
            elif isinstance(found, str) and found.strip() == repr(value):
                problem = f"The default of {name} still has its quotes. ast.literal_eval turns it "
                problem += "into a Python value, and takes them away."
            elif type(found) is not type(value) or found != value:
                problem = f"The default of {name} is {value!r}, and yours is {found!r}."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_choices_are_kept_as_a_list(parse_form):
    """Choices are kept as a list."""
    lines = ["size = 'small'  # @param ['small', 'large', 'huge']"]
    lines += ["place = 'here'  # @param ['here', 'there'] {allow-input: true}"]
    lines += ["epochs = 3  # @param {type:'slider', min:1, max:9, step:1}"]
    wanted = {"size": ["small", "large", "huge"], "place": ["here", "there"], "epochs": []}
    problem = ""
    given = None
    if not callable(parse_form):
        problem = "parse_form is not a function. Begin with: def parse_form(source):"
    else:
        try:
            given = parse_form("\n".join(lines))
        except AssertionError:
            raise
        except Exception as error:
            problem = f"parse_form stops with this error: {type(error).__name__}: {error}"
    if problem:
        pass
    elif given is None or given is Ellipsis:
        problem = "parse_form gives nothing back yet. Let it end in return."
    elif not isinstance(given, dict):
        problem = f"parse_form gives back a {type(given).__name__}, and a dictionary is asked for."
    else:
        for name, options in wanted.items():
            entry = given.get(name)
            if not isinstance(entry, dict) or "options" not in entry:
                problem = f"The choices of {name} are lost: its entry has no key options."
                break
            found = entry["options"]
            if isinstance(found, tuple):
                found = list(found)
            if isinstance(found, str):
                problem = f"The options of {name} are a text: {found!r}. Turn it into a list with "
                problem += "ast.literal_eval."
            elif found is not None and not isinstance(found, list):
                problem = (
                    f"The options of {name} are a {type(found).__name__}, and a list is asked "
                )
                problem += "for."
            elif options and not found:
                problem = (
                    f"The choices of {name} are lost. They stand in the square brackets after "
                )
                problem += "@param"
                problem += ", also when something follows them." if name == "place" else "."
            elif not options and (found is None or found):
                problem = f"{name} has no choices, so its options are an empty list, and yours are "
                problem += f"{found!r}."
            elif repr(found) != repr(options):
                problem = f"The options of {name} are {options}, and yours are {found!r}."
            if problem:
                break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_other_forms_are_understood_as_well(parse_form):
    """Other forms are understood as well.

    Tried with lines that are written in other ways, and with lines that are no form.
    """
    problem = ""
    if not callable(parse_form):
        problem = "parse_form is not a function. Begin with: def parse_form(source):"
    else:
        for line, name, default, options in (
            ('line_colour = "#d55e00"  # @param {type:"string"}', "line_colour", "#d55e00", []),
            ("search='a=b'  #@param {type:'string'}", "search", "a=b", []),
            ("batch = 32 # @param [16, 32, 64] {type:'raw'}", "batch", 32, [16, 32, 64]),
            ("shift = -0.5  # @param {type:'number'}", "shift", -0.5, []),
            ("pair = 'a, b'  # @param ['a, b', 'c']", "pair", "a, b", ["a, b", "c"]),
            ("limit = None  # @param {type:'raw'}", "limit", None, []),
            ("seed = 6", "", None, []),
        ):
            wanted = {name: {"default": default, "options": options}} if name else {}
            given = None
            try:
                given = parse_form(line)
            except AssertionError:
                raise
            except Exception as error:
                problem = f"For the line {line} parse_form stops with this error: "
                problem += f"{type(error).__name__}: {error}"
                break
            right = isinstance(given, dict) and list(given) == list(wanted)
            entry = given.get(name) if isinstance(given, dict) else None
            if right and name:
                value = entry.get("default") if isinstance(entry, dict) else Ellipsis
                choices = entry.get("options", []) if isinstance(entry, dict) else Ellipsis
                right = type(value) is type(default) and value == default
                right = right and isinstance(choices, (list, tuple))
                right = right and repr(list(choices)) == repr(options)
            if not right:
                problem = (
                    f"For the line {line} parse_form gives {given!r}, and {wanted!r} is right."
                )
                break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_a_form_is_read_and_never_run(parse_form):
    """A form is read and never run.

    Tried with lines whose value is code.
    """
    problem = ""
    if not callable(parse_form):
        problem = "parse_form is not a function. Begin with: def parse_form(source):"
    else:
        for line in (
            "total = sum([3, 4])  # @param {type:'number'}",
            "where = __import__('os').getcwd()  # @param {type:'string'}",
        ):
            problem = f"In the line {line} the value is code, so a ValueError is due, "
            try:
                given = parse_form(line)
            except ValueError:
                problem = ""
                continue
            except AssertionError:
                raise
            except Exception as error:
                problem += (
                    f"and a {type(error).__name__} comes. Let ast.literal_eval read the value."
                )
                break
            entries = list(given.values()) if isinstance(given, dict) else []
            if entries and isinstance(entries[0], dict) and entries[0].get("default") == 7:
                problem += "but your function ran it, and found 7. eval runs whatever a stranger "
                problem += "wrote. Use ast.literal_eval."
            else:
                problem += f"and your function returns {given!r}. Let ast.literal_eval read the "
                problem += "value, and do not catch its error."
            break
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION


# %%
# @title What does your function find in the form above? { display-mode: "form" }
def show_form(function, source):
    """Print what the student's function finds, or why it finds nothing."""
    try:
        found = function(source)
    except Exception as error:  # whatever a function under construction may do
        print(f"parse_form stops with this error: {type(error).__name__}: {error}")
        return
    if not isinstance(found, dict) or not found:
        print("parse_form finds nothing yet. Answer question 5, then run this cell again.")
        return
    for name, entry in found.items():
        print(name, "→", entry)


show_form(parse_form, form_cell)

# %% [markdown]
# ## 7. Widgets, and a digit by your own hand ({{ minutes }})
#
# A **widget** is something on the page that you can click, drag or draw on, and that talks to your
# Python. There are two families.
#
# - Colab has its own `google.colab.widgets`: a **grid** and a **tab bar**, to arrange what cells show.
# - `ipywidgets` is the library that Jupyter uses everywhere: sliders, buttons, texts, tabs. Colab
#   knows it as well.
#
# The next cell shows three digits side by side, in Colab with its grid, elsewhere as a table. The cell
# after it shows them on three tabs: with Colab's tab bar in Colab, with `ipywidgets` elsewhere, and
# one below the other where neither is there. **Predict.** What stays on the page
# when you close the notebook and open it tomorrow, without running anything?


# %%
# @title Show digits in a grid { display-mode: "form" }
def show_in_grid(pages):
    """Show the HTML texts of the dictionary `pages` side by side, their keys above them."""
    if front_end() == "colab":
        from google.colab import widgets

        grid = widgets.Grid(2, len(pages), header_row=True)
        for column, (title, page) in enumerate(pages.items()):
            with grid.output_to(0, column):
                display(HTML(title))
            with grid.output_to(1, column):
                display(HTML(page))
        return
    titles = "".join(f"<th>{title}</th>" for title in pages)
    cells = "".join(f"<td>{page}</td>" for page in pages.values())
    display(HTML(f"<table><tr>{titles}</tr><tr>{cells}</tr></table>"))


def digit(number):
    """Return one training picture as HTML."""
    figure, place = plt.subplots(figsize=(2, 2))
    place.imshow(train_images[number], cmap="gray_r")
    place.set_axis_off()
    return picture_of(figure, f"A handwritten {train_labels[number]}.")


three_digits = {f"picture {number}": digit(number) for number in range(3)}
show_in_grid(three_digits)


# %%
# @title Show digits on tabs { display-mode: "form" }
def show_on_tabs(pages):
    """Show each HTML text of the dictionary `pages` on a tab of its own, named by its key."""
    if front_end() == "colab":
        from google.colab import widgets

        bar = widgets.TabBar(list(pages))
        for title, page in pages.items():
            with bar.output_to(title, select=title == next(iter(pages))):
                display(HTML(page))
        return
    try:
        import ipywidgets
    except ImportError:
        for title, page in pages.items():
            print(title)
            display(HTML(page))
        return
    tabs = ipywidgets.Tab(children=[ipywidgets.HTML(page) for page in pages.values()])
    for number, title in enumerate(pages):
        tabs.set_title(number, title)
    display(tabs)


show_on_tabs(three_digits)

# %% [markdown]
# **Explain.** Pictures stay, because they are part of the saved notebook. But a slider or a button
# is dead without its Python: run the cell again, and it lives. So never hide a **result** in a widget
# when somebody else is to read your notebook.
#
# ### A network that knows digits
#
# Now something to play with: you draw a digit, and a network says what it sees. For that it should be
# good. The next cell takes your checkpoint from part 2, if there is one, and trains that network
# on with 20,000 pictures, which takes some seconds.


# %% tags=["otter_ignore"]
# @title A fresh start: your network, trained on more digits { display-mode: "form" }
def network_to_go_on_with(path):
    """Return the network of a checkpoint if it fits 784 pixels and ten digits, else a new one."""
    if isinstance(path, (str, Path)) and Path(path).is_file():
        try:
            network = keras.models.load_model(path)
        except Exception:  # not a model that Keras can read
            network = None
        shapes = getattr(network, "input_shape", None), getattr(network, "output_shape", None)
        if shapes == ((None, 784), (None, 10)) and network.compiled:
            print("This is your network from part 2, and it learns a little more.")
            return network
    print("There is no checkpoint of part 2, so this is a new network.")
    return small_network()


judge = network_to_go_on_with(globals().get("checkpoint"))
judge.fit(flat(train_images[:20000]), train_labels[:20000], epochs=3, batch_size=128, verbose=2)
judge_accuracy = judge.evaluate(flat(test_images), test_labels, verbose=0)[1]
print(f"It names {judge_accuracy:.1%} of the test pictures.")

# %% [markdown]
# ### From a drawing to an MNIST picture
#
# A network only knows pictures like those it learned from. MNIST's digits were all prepared in the
# same way: the digit was scaled to fit a box of 20 by 20 pixels, and then moved so that its **centre
# of mass** is in the middle of 28 by 28 pixels. Centre of mass means: the average place of the ink.
#
# We use a drawn example first. The helper below cuts the ink out of a drawing, scales it to 20 by 20
# pixels, and puts it into the **upper left corner**. Moving it to the middle is left to you.


# %%
# @title Helpers: a drawn example, and scaling as MNIST does it { display-mode: "form" }
from PIL import Image, ImageDraw


def drawn_example():
    """Return a seven, drawn with a thick pen: 28 rows of 28 numbers from 0 (paper) to 255 (ink)."""
    paper = Image.new("L", (280, 280), 0)
    pen = ImageDraw.Draw(paper)
    strokes = [(110, 60), (220, 60), (160, 230)]
    pen.line(strokes, fill=255, width=20, joint="curve")
    for x, y in strokes:
        pen.ellipse((x - 10, y - 10, x + 10, y + 10), fill=255)
    return np.asarray(paper.resize((28, 28), Image.Resampling.BOX))


def cut_and_scaled(drawing):
    """Return the ink of a drawing, 20 pixels long, in the corner of 28 by 28 pixels."""
    paper = np.zeros((28, 28), dtype="float32")
    ink = np.argwhere(drawing > 20)
    if len(ink) == 0:
        return paper
    (top, left), (bottom, right) = ink.min(axis=0), ink.max(axis=0) + 1
    piece = Image.fromarray(np.asarray(drawing[top:bottom, left:right], dtype="uint8"))
    factor = 20 / max(piece.size)
    size = [max(1, round(side * factor)) for side in piece.size]
    piece = np.asarray(piece.resize(size, Image.Resampling.BILINEAR))
    paper[: piece.shape[0], : piece.shape[1]] = piece
    return paper


example = drawn_example()
corner = cut_and_scaled(example)
print("the drawing:", example.shape, "  cut and scaled:", corner.shape)

# %%
# @title Look at the two { display-mode: "form" }
figure, places = plt.subplots(1, 2, figsize=(5, 2.7))
for place, picture, title in zip(
    places, (example, corner), ("drawn", "cut and scaled"), strict=True
):
    place.imshow(picture, cmap="gray_r")
    place.set_title(title)
    place.set_xticks([0, 14, 27])
    place.set_yticks([0, 14, 27])
show_picture(
    figure, "Left: a seven, drawn a little right of the middle. Right: it fills the corner."
)

# %% [raw]
# # BEGIN QUESTION
# name: q6

# %% [markdown]
# ### Question 6: into the middle
#
# Write the function `centred(picture)`. It takes an array of 28 by 28 numbers, 0 for paper and more
# for ink, and returns an array of the same shape with the same ink, **moved by whole pixels** so that
# its centre of mass comes to row 14, column 14, as near as whole pixels allow. The ink never lies so
# that any of it would leave the picture. A picture without ink comes back as it is.
#
# The centre of mass of the rows is the sum of (row × ink) over all pixels, divided by the sum of all
# ink. For the columns it is the same.
#
# **What it should look like:** a single dot of ink at row 3, column 20 comes to row 14, column 14.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# How much ink is in each row? `picture.sum(axis=1)` gives 28 numbers. Multiply them with
# `np.arange(28)`, add up, and divide by all the ink. For the columns use the other axis.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# The way to go is 14 minus that centre, rounded to a whole number: `int(round(…))`.
#
# <details><summary>Still stuck? Hint 3</summary>
#
# `np.roll(table, 2, axis=0)` moves everything two rows down, and with `axis=1` two columns to the
# right. Negative numbers move the other way. And before you divide: is there any ink?
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION


# %%
def centred(picture):
    # BEGIN SOLUTION
    ink = np.asarray(picture, dtype="float64")
    if ink.sum() == 0:
        return picture
    row = (ink.sum(axis=1) * np.arange(28)).sum() / ink.sum()
    column = (ink.sum(axis=0) * np.arange(28)).sum() / ink.sum()
    return np.roll(picture, (int(round(14 - row)), int(round(14 - column))), axis=(0, 1))
    # END SOLUTION


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_a_dot_of_ink_comes_to_the_middle(centred):
    """A dot of ink comes to the middle."""
    import numpy as np

    problem = ""
    given = None
    if not callable(centred):
        problem = "centred is not a function. Begin with: def centred(picture):"
    else:
        for row, column in ((3, 20), (14, 5), (22, 14)):
            picture = np.zeros((28, 28), dtype="float32")
            picture[row, column] = 200.0
            try:
                given = centred(picture)
            except AssertionError:
                raise
            except Exception as error:
                problem = f"centred stops with this error: {type(error).__name__}: {error}"
                break
            if given is None or given is Ellipsis:
                problem = "centred gives nothing back yet. Put your code in place of the three "
                problem += "dots, and let it end in return."
                break
            try:
                moved = np.asarray(given).astype(float)
            except (TypeError, ValueError):
                moved = np.zeros(0)
            if moved.shape != (28, 28):
                problem = f"centred gives back something of shape {moved.shape}, and a picture of "
                problem += "28 by 28 numbers is asked for."
                break
            places = np.argwhere(moved > 0).tolist()
            dot = f"A dot at row {row}, column {column} "
            if not places:
                problem = dot + "is lost. Move it, and keep its ink."
            elif len(places) > 1:
                problem = dot + f"becomes {len(places)} dots. Move the picture by whole pixels."
            elif places[0] == [row, column]:
                problem = (
                    dot + "stays where it was. Move it, and return the moved picture: np.roll "
                )
                problem += "gives back a new one and leaves the old one alone."
            elif places[0] == [(2 * row - 14) % 28, (2 * column - 14) % 28]:
                problem = dot + "moves the wrong way. The way to go is 14 minus the centre."
            elif places[0] == [(row + 14 - column) % 28, (column + 14 - row) % 28]:
                problem = dot + f"comes to {places[0]}. Rows and columns are swapped: the sums "
                problem += "along axis 1 are those of the rows, and np.roll moves rows with axis 0."
            elif not all(abs(place - 14) <= 1 for place in places[0]):
                problem = (
                    dot + f"comes to row {places[0][0]}, column {places[0][1]}, and it should "
                )
                problem += "come to row 14, column 14."
            if problem:
                break
    # The centre lies at row 10.25, column 17.75: 3.75 to go down, and as much to the left. Then both
    # are exchanged.
    for turned in (False, True):
        if problem:
            break
        picture = np.zeros((28, 28), dtype="float32")
        picture[10, 18], picture[11, 17] = 150.0, 50.0
        picture = picture.T.copy() if turned else picture
        try:
            moved = np.asarray(centred(picture)).astype(float)
            places = np.argwhere(moved.T > 0 if turned else moved > 0).tolist()
        except AssertionError:
            raise
        except Exception as error:
            problem = (
                f"For two dots, centred stops with this error: {type(error).__name__}: {error}"
            )
            break
        where = "row 10, column 18", "row 11, column 17", "4 rows down and 4 columns to the left"
        if turned:
            where = "row 18, column 10", "row 17, column 11", "4 rows up and 4 columns to the right"
        # Who takes 13.5 for the middle of 28 goes half a pixel less, in either direction.
        if places not in ([[14, 14], [15, 13]], [[13, 14], [14, 13]]):
            problem = (
                f"With three quarters of the ink at {where[0]}, and a quarter at {where[1]}, the "
            )
            problem += f"picture should go {where[2]}. Yours does not"
            if places == [[13, 15], [14, 14]]:
                problem += ": it goes 3, because int cuts off. round takes the nearest"
            problem += "."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_a_picture_without_ink_comes_back(centred):
    """A picture without ink comes back."""
    import numpy as np

    problem = ""
    given = None
    if not callable(centred):
        problem = "centred is not a function. Begin with: def centred(picture):"
    else:
        try:
            given = centred(np.zeros((28, 28), dtype="float32"))
        except AssertionError:
            raise
        except Exception as error:
            problem = f"For a picture without ink, centred stops with a {type(error).__name__}: "
            problem += f"{error}. Look whether there is ink before you divide by it."
        if not problem and (given is None or given is Ellipsis):
            problem = "For a picture without ink, centred gives nothing back. Return the picture."
        if not problem:
            try:
                picture = np.asarray(given).astype(float)
            except (TypeError, ValueError):
                picture = np.zeros(0)
            if picture.shape != (28, 28) or not (picture == 0).all():
                problem = "A picture without ink should come back as it is: 28 by 28 zeros."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_ink_counts_by_its_mass_and_keeps_its_form(centred):
    """Ink counts by its mass and keeps its form.

    Tried with pictures that have more ink on one side.
    """
    import numpy as np

    problem = ""
    if not callable(centred):
        problem = "centred is not a function. Begin with: def centred(picture):"
    else:
        for seed in (1, 2, 3):
            random = np.random.default_rng(seed)
            picture = np.zeros((28, 28), dtype="uint8" if seed == 1 else "float32")
            piece = random.integers(1, 60, (20, 12))
            piece[:6] *= 4
            left = (0, 3, 8)[seed - 1]
            picture[:20, left : left + 12] = piece
            before = picture.astype(float)
            rows, columns = np.indices((28, 28))
            down = 14 - (rows * before).sum() / before.sum()
            right = 14 - (columns * before).sum() / before.sum()
            given = None
            try:
                given = centred(picture)
            except AssertionError:
                raise
            except Exception as error:
                problem = (
                    f"For another picture, centred stops with a {type(error).__name__}: {error}"
                )
                break
            try:
                moved = np.asarray(given).astype(float)
            except (TypeError, ValueError):
                moved = np.zeros(0)
            fits = {}
            for a in range(-8, 20):
                for b in range(-8, 20):
                    if np.array_equal(np.roll(before, (a, b), axis=(0, 1)), moved):
                        fits = {"down": a, "right": b}
            if moved.shape != (28, 28) or not fits:
                problem = "What comes back is not the same ink, moved by whole pixels. Change no "
                problem += "number of the picture, and let its type be as it is."
            elif not (
                -1.01 <= fits["down"] - down <= 0.51 and -1.01 <= fits["right"] - right <= 0.51
            ):
                problem = (
                    "For a picture with more ink at the top, the centre of mass does not come "
                )
                problem += "to row 14, column 14. Every pixel counts as much as it has ink; the "
                problem += "middle of the box around the ink is another place."
                if seed == 1:
                    problem += " (And sums of uint8 can overflow: turn them into float first.)"
            if problem:
                break
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ### What does your network see?
#
# Now all parts come together. The next cell takes the drawn seven, cuts and scales it, moves it with
# your `centred`, and asks the network for its ten probabilities.
#
# **Predict.** If you have not answered question 6, the seven stays in the corner. What will the
# network say then?


# %% tags=["otter_ignore"]
# @title Judge the drawn example { display-mode: "form" }
def prepared(drawing):
    """Return 28 by 28 numbers between 0 and 1, scaled, and moved by the student's `centred`."""
    picture = cut_and_scaled(np.asarray(drawing))
    try:
        moved = np.asarray(centred(picture), dtype="float32")
    except Exception:  # a function under construction
        moved = np.zeros(0)
    return (moved if moved.shape == (28, 28) else picture) / 255


def probabilities_of(pixels):
    """Return ten probabilities for 784 numbers from 0 (paper) to 255 (ink), row by row."""
    drawing = np.clip(np.asarray(pixels, dtype="float64"), 0, 255).reshape(28, 28)
    picture = prepared(drawing).reshape(1, 784)
    return [float(share) for share in judge.predict(picture, verbose=0)[0]]


def show_verdict(drawing):
    """Draw what the network gets to see, and a bar for each of its ten probabilities."""
    shares = probabilities_of(np.asarray(drawing).ravel())
    best = int(np.argmax(shares))
    figure, (left, right) = plt.subplots(1, 2, figsize=(7, 2.8), width_ratios=[1, 1.6])
    left.imshow(prepared(drawing), cmap="gray_r", vmin=0, vmax=1)
    left.set_title("what the network sees")
    left.set_axis_off()
    right.bar(range(10), shares, color=["#d55e00" if n == best else "#0072b2" for n in range(10)])
    right.set_xticks(range(10))
    right.set_ylim(0, 1)
    right.set_xlabel("digit")
    right.set_ylabel("probability")
    show_picture(figure, f"The network says {best}, with a probability of {shares[best]:.0%}.")
    print(f"The network says {best}, with a probability of {shares[best]:.0%}.")


show_verdict(example)

# %% [markdown]
# **Explain.** In the corner, the seven falls on pixels where the network never saw much ink, so it
# guesses, and often with great confidence. In the middle it is an easy one. A network is only as good
# as its data are like those it learned from.
#
# ### Draw one yourself
#
# Run the next cell and draw with the mouse, a finger or a pen. In Colab the drawing travels to Python
# through `google.colab.output`, at home through a widget of `ipywidgets`. Python gets 784 numbers, and
# sends back ten bars. If neither works where you are, the cell says so, and the drawn example above is
# what there is.


# %% tags=["otter_ignore"]
# @title Draw a digit { display-mode: "form" }
import json
import secrets

CANVAS = """
<div id="NAME" style="font-family: sans-serif; max-width: 320px">
  <p>Draw one digit, large, then press <b>Judge</b>.</p>
  <canvas width="280" height="280" role="img" aria-label="A field of 280 by 280 pixels to draw on"
    style="border: 2px solid #555; background: white; touch-action: none; cursor: crosshair">
  </canvas>
  <p><button type="button" class="judge">Judge</button>
  <button type="button" class="wipe">Wipe</button></p>
  <div class="answer" role="status" aria-live="polite"></div>
</div>
<script>
(() => {
  const root = document.getElementById("NAME");
  const canvas = root.querySelector("canvas");
  const answer = root.querySelector(".answer");
  const pen = canvas.getContext("2d", {willReadFrequently: true});
  let asked = 0;

  function wipe() {
    pen.fillStyle = "white";
    pen.fillRect(0, 0, 280, 280);
    pen.lineWidth = 20;
    pen.lineCap = pen.lineJoin = "round";
    answer.textContent = "";
  }

  function place(event) {
    const box = canvas.getBoundingClientRect();
    const edge = canvas.clientLeft;
    return [event.clientX - box.left - edge, event.clientY - box.top - edge];
  }

  canvas.addEventListener("pointerdown", event => {
    canvas.setPointerCapture(event.pointerId);
    const [x, y] = place(event);
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(x + 0.1, y);  // a dot, should the pen not move
    pen.stroke();
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", event => {
    if (event.buttons) {
      pen.lineTo(...place(event));
      pen.stroke();
    }
  });

  // 784 numbers, row by row: how dark each block of 10 by 10 pixels is, from 0 to 255.
  function pixels() {
    const colours = pen.getImageData(0, 0, 280, 280).data;
    const sums = new Array(784).fill(0);
    for (let y = 0; y < 280; y++) {
      for (let x = 0; x < 280; x++) {
        sums[Math.floor(y / 10) * 28 + Math.floor(x / 10)] += 255 - colours[4 * (280 * y + x)];
      }
    }
    return sums.map(sum => Math.round(sum / 100));
  }

  async function judge() {
    const numbers = pixels();
    asked += 1;
    if (Math.max(...numbers) === 0) {
      answer.textContent = "The field is still empty.";
      return;
    }
    answer.textContent = "…";
    if (window.google && google.colab && google.colab.kernel) {
      try {
        const reply = await google.colab.kernel.invokeFunction("NAME", [numbers], {});
        answer.innerHTML = reply.data["application/json"].bars;
      } catch (problem) {
        answer.textContent = "Python did not answer. Is another cell running? (" + problem + ")";
      }
      return;
    }
    const bridge = document.querySelector(".NAME textarea");
    if (!bridge) {
      answer.textContent = "This page cannot reach Python. Look at the drawn example above.";
      return;
    }
    bridge.value = JSON.stringify({asked: asked, pixels: numbers});
    bridge.dispatchEvent(new Event("input", {bubbles: true}));
    bridge.dispatchEvent(new Event("change", {bubbles: true}));
    answer.textContent = "";
  }

  root.querySelector(".judge").addEventListener("click", judge);
  root.querySelector(".wipe").addEventListener("click", wipe);
  wipe();
})();
</script>
"""


def canvas_page(name):
    """Return HTML with a field to draw on; `name` is that of the callback and of the widget."""
    return CANVAS.replace("NAME", name)


def bars(pixels):
    """Return HTML with ten bars: the probabilities for 784 numbers."""
    shares = probabilities_of(pixels)
    best = int(np.argmax(shares))
    rows = [f"<p>The network says <b>{best}</b>.</p>"]
    for digit, share in enumerate(shares):
        colour = "#d55e00" if digit == best else "#0072b2"
        rows.append(
            f'<div style="display: flex; align-items: center; gap: 6px"><b>{digit}</b>'
            f'<span style="background: {colour}; height: 12px; width: {200 * share:.0f}px"></span>'
            f"{share:.1%}</div>"
        )
    return "".join(rows)


def show_canvas():
    """Show the field, joined to Python in the way that this place allows."""
    name, shown_by = f"try_a_digit_{secrets.token_hex(4)}", front_end()
    if shown_by == "colab-silent":
        print("Drawing needs a page, and none answers here: look at the drawn example above.")
        return
    if shown_by == "colab":
        from google.colab import output
        from IPython.display import JSON

        output.register_callback(name, lambda pixels: JSON({"bars": bars(pixels)}))
        display(HTML(canvas_page(name)))
        return
    try:
        import ipywidgets
    except ImportError:
        print("Drawing needs Colab or the library ipywidgets: `%pip install ipywidgets`. Until")
        print("then, the drawn example above shows the same.")
        return
    bridge, verdict = ipywidgets.Textarea(), ipywidgets.HTML()
    bridge.add_class(name)
    bridge.layout.display = "none"

    def judge_drawing(change):
        verdict.value = bars(json.loads(change["new"])["pixels"])

    bridge.observe(judge_drawing, names="value")
    display(HTML(canvas_page(name)))
    display(ipywidgets.VBox([bridge, verdict]))


show_canvas()

# %% [markdown]
# **Explain.** Try to fool it. Draw a 7 with and without a bar, a very small 3, a 0 that is not
# closed, a letter. The ten probabilities always add up to 1, also for a letter: the network has no
# way to say "that is no digit".

# %% [markdown]
# ## 8. Check what the assistant wrote ({{ minutes }})
#
# **A good place to stop.** This part stands for itself, and it is a long one. Take it on another day
# if you like.
#
# An assistant writes code in seconds. It has read millions of programs, old and wrong ones among them,
# and writes what such programs usually look like. So its code **looks** right. Whether it **is** right,
# nobody has tried. That is left to you: find the fault, say what is wrong, mend it, and write a
# **test** that shows it. If you use an assistant, this is the skill that you need most.
#
# ### What a test is
#
# A test is a function that looks at another function. It calls it with numbers for which you know the
# answer, and says with `assert` what has to be true. If that is true, nothing happens. If not, Python
# stops with an `AssertionError`, and the words behind the comma say what is wrong.


# %%
def doubled(numbers):
    return [2 * number for number in numbers]


def test_doubled(candidate):
    given = candidate([1, 5])
    assert given == [2, 10], "the numbers are not doubled"


test_doubled(doubled)
print("doubled passes")

# %% [markdown]
# The test takes the function that it looks at as its argument, `candidate`. So one test can look at
# several versions.
#
# **Predict.** `sorted` is a function that takes a list, too. What does the test say to it? (The cell
# catches the error, so that the notebook goes on.)

# %%
try:
    test_doubled(sorted)
    print("sorted passes")
except AssertionError as error:
    print("sorted fails:", error)

# %% [markdown]
# **Explain.** `sorted([1, 5])` is `[1, 5]`, so the assertion is false, and its words come out. Small
# numbers that you can double in your head make the best tests. But not all do: with `[0, 0]` the test
# would pass on `sorted` as well. **A good test passes on every right version and fails on every wrong
# one.**

# %% [raw]
# # BEGIN HELPERS


# %%
def two_arrays(given, what):
    """Take the two parts of what a function gives back."""
    import numpy as np

    assert isinstance(given, (tuple, list)), what
    assert len(given) == 2, what
    return [np.asarray(part) for part in given]


# %%
def hold_to(given, wanted, name, far_off):
    """Compare the numbers of a set, with a little room."""
    import numpy as np

    assert given.shape == wanted.shape, f"The {name} set has another shape now."
    assert float(np.abs(given - wanted).max()) < 0.001, far_off


# %% [raw]
# # END HELPERS

# %% [raw]
# # BEGIN QUESTION
# name: q7
# kind: test-writing
# writes:
#   test_standardised: standardised
#   test_digits_of: digits_of
#   test_predicted: predicted
#   test_scaled: scaled
#   test_shuffled: shuffled
#   test_quality: quality

# %% [markdown]
# ### Question 7: six pieces, six tests
#
# Here are six pieces as an assistant wrote them, each with what it had been asked for. **Each has one
# fault.** For each of them:
#
# 1. **Find** the fault. Call the piece with small numbers, and compare with what was asked for.
# 2. **Mend** it: write the function anew, under its name without `draft_`.
# 3. **Test** it: write the test below. It is given a function, `candidate`, and has to fail on the
#    piece and to pass on every right version.
# 4. **Explain**: put behind the comma of `assert`, in three words or more, what is wrong.
#
# **What it should look like:** `test_scaled(draft_scaled)` stops with your words, and
# `test_scaled(scaled)` does nothing. The pieces do not need one another, and each is worth one point.
# The check stands below the last one; run it after each piece, and read what it says about that piece.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Choose numbers with which the right answer and the wrong one differ. Two or three are often enough:
# `np.array([0.0, 255.0])`. Write them down; do not draw them by chance.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# In the test, call `candidate`, and not the piece or your own function by their names. Else it always
# looks at the same one.
#
# <details><summary>Still stuck? Hint 3</summary>
#
# Arrays are compared number by number: `assert (given == wanted).all(), "…"`. Decimal numbers that
# were computed are compared with a little room: `assert abs(given - 0.5) < 0.001, "…"`. Keep out of
# the test what nobody asked for, such as a type.
#
# </details>
# </details>
# </details>

# %% [markdown]
# ### Question 7, piece 1: mean 0
#
# *"Shift and scale a training set and a test set by the same two numbers, so that the training set has
# mean 0 and standard deviation 1. Nothing may be learned from the test set."*


# %%
def draft_standardised(train, test):
    everything = np.concatenate([train, test])
    return (
        (train - everything.mean()) / everything.std(),
        (test - everything.mean()) / everything.std(),
    )


# %% [raw]
# # BEGIN SOLUTION


# %%
def standardised(train, test):
    # BEGIN SOLUTION
    mean, spread = train.mean(), train.std()
    return (train - mean) / spread, (test - mean) / spread
    # END SOLUTION


def test_standardised(candidate):
    # BEGIN SOLUTION
    train, _ = candidate(np.array([1.0, 3.0]), np.array([100.0, 300.0]))
    assert abs(train.mean()) < 0.001, "numbers of the test set leak into the training set"
    # END SOLUTION


# %% [raw]
# # END SOLUTION

# %% [markdown]
# ### Question 7, piece 2: the likeliest digit
#
# *"`probabilities` has a row for each picture, with ten numbers. Give back the likeliest digit of each
# picture, as an array."*


# %%
def draft_digits_of(probabilities):
    return probabilities.argmax(axis=0)


# %% [raw]
# # BEGIN SOLUTION


# %%
def digits_of(probabilities):
    # BEGIN SOLUTION
    return probabilities.argmax(axis=1)
    # END SOLUTION


def test_digits_of(candidate):
    # BEGIN SOLUTION
    given = candidate(np.array([[0.1, 0.2, 0.7], [0.6, 0.3, 0.1]]))
    assert list(given) == [2, 0], "it looks down the columns: one digit is due for each row"
    # END SOLUTION


# %% [raw]
# # END SOLUTION

# %% [markdown]
# ### Question 7, piece 3: what the network sees
#
# *"Give back the digit that a trained Keras network sees in each of some pictures, as an array."* In
# the test, `small_network()` makes a network, and `flat(test_images[:3])` three pictures for it.


# %%
def draft_predicted(model, images):
    return model.predict_classes(images)


# %% [raw]
# # BEGIN SOLUTION


# %%
def predicted(model, images):
    # BEGIN SOLUTION
    return model.predict(images, verbose=0).argmax(axis=1)
    # END SOLUTION


def test_predicted(candidate):
    # BEGIN SOLUTION
    given = candidate(small_network(), flat(test_images[:3]))
    assert given.shape == (3,), "there is not one digit for each picture"
    # END SOLUTION


# %% [raw]
# # END SOLUTION

# %% [markdown]
# ### Question 7, piece 4: from 0 to 1
#
# *"Turn the pixels of both sets from whole numbers up to 255 into decimal numbers up to 1."*


# %%
def draft_scaled(train, test):
    train = train.astype("float32") / 255
    test = test.astype("float32")
    return train, test


# %% [raw]
# # BEGIN SOLUTION


# %%
def scaled(train, test):
    # BEGIN SOLUTION
    return train.astype("float32") / 255, test.astype("float32") / 255
    # END SOLUTION


def test_scaled(candidate):
    # BEGIN SOLUTION
    _, test = candidate(np.array([0, 255]), np.array([51, 255]))
    assert test.max() <= 1, "the test set is not scaled"
    # END SOLUTION


# %% [raw]
# # END SOLUTION

# %% [markdown]
# ### Question 7, piece 5: a new order
#
# *"Bring pictures and labels into a new order by chance. Each picture keeps its label."*


# %%
def draft_shuffled(images, labels):
    random = np.random.default_rng()
    images = images[random.permutation(len(images))]
    labels = labels[random.permutation(len(labels))]
    return images, labels


# %% [raw]
# # BEGIN SOLUTION


# %%
def shuffled(images, labels):
    # BEGIN SOLUTION
    order = np.random.default_rng().permutation(len(images))
    return images[order], labels[order]
    # END SOLUTION


def test_shuffled(candidate):
    # BEGIN SOLUTION
    images, labels = candidate(np.arange(100), np.arange(100))
    assert (images == labels).all(), "pictures have lost their labels"
    # END SOLUTION


# %% [raw]
# # END SOLUTION

# %% [markdown]
# ### Question 7, piece 6: how good is it?
#
# *"Rare digits shall count as much as frequent ones: for each class in `truth`, take the share of its
# members that `predicted` names right, and give back the mean of these shares."*


# %%
def draft_quality(truth, predicted):
    return (truth == predicted).mean()


# %% [raw]
# # BEGIN SOLUTION


# %%
def quality(truth, predicted):
    # BEGIN SOLUTION
    shares = [(predicted[truth == one] == one).mean() for one in np.unique(truth)]
    return np.mean(shares)
    # END SOLUTION


def test_quality(candidate):
    # BEGIN SOLUTION
    given = candidate(np.array([0, 0, 0, 1]), np.array([0, 0, 0, 0]))
    assert abs(given - 0.5) < 0.001, "the rare class hardly counts"
    # END SOLUTION


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
version: right
test: test_standardised
"""  # END TEST CONFIG


def standardised(train, test):
    shifted = [part - train.mean() for part in (train, test)]
    spread = float((shifted[0] ** 2).mean()) ** 0.5
    return shifted[0] / spread, shifted[1] / spread


# %%
""" # BEGIN TEST CONFIG
version: faulty
test: test_standardised
points: 0.5
hidden: false
says: Give it a test set with quite other numbers than the training set has. What has to be true of the training set afterwards?
"""  # END TEST CONFIG
import numpy as np


def standardised(train, test):
    everything = np.concatenate([train, test])
    return (
        (train - everything.mean()) / everything.std(),
        (test - everything.mean()) / everything.std(),
    )


# %%
""" # BEGIN TEST CONFIG
version: faulty
test: test_standardised
points: 0.25
hidden: true
says: The mean comes from both sets here, added up by hand.
"""  # END TEST CONFIG


def standardised(train, test):
    mean = (train.sum() + test.sum()) / (len(train) + len(test))
    spread = (((train - mean) ** 2).sum() / len(train)) ** 0.5
    return (train - mean) / spread, (test - mean) / spread


# %%
""" # BEGIN TEST CONFIG
points: 0.25
hidden: true
"""  # END TEST CONFIG


def test_the_mended_standardised_learns_from_the_training_set_alone(standardised):
    """The mended standardised learns from the training set alone.

    Tried with a test set whose numbers are quite other ones.
    """
    import numpy as np

    assert callable(standardised), "standardised is not a function yet."
    train, test = np.array([[2.0, 4.0], [6.0, 8.0]]), np.array([[50.0, 5.0]])
    given = two_arrays(standardised(train, test), "standardised gives back both sets.")
    wanted = [(part - 5) / np.sqrt(5) for part in (train, test)]
    for name, is_now, should in zip(("training", "test"), given, wanted):
        far_off = f"The {name} set is not shifted and scaled by the training set's numbers."
        hold_to(is_now, should, name, far_off)


# %%
""" # BEGIN TEST CONFIG
version: right
test: test_digits_of
"""  # END TEST CONFIG
import numpy as np


def digits_of(probabilities):
    return np.array([np.flatnonzero(row == row.max())[0] for row in probabilities])


# %%
""" # BEGIN TEST CONFIG
version: faulty
test: test_digits_of
points: 0.5
hidden: false
says: Give it two rows of three numbers, and compare with the two digits that are due.
"""  # END TEST CONFIG


def digits_of(probabilities):
    return probabilities.argmax(axis=0)


# %%
""" # BEGIN TEST CONFIG
version: faulty
test: test_digits_of
points: 0.25
hidden: true
says: This one turns rows and columns round before it looks.
"""  # END TEST CONFIG
import numpy as np


def digits_of(probabilities):
    return np.argmax(probabilities.T, axis=1)


# %%
""" # BEGIN TEST CONFIG
points: 0.25
hidden: true
"""  # END TEST CONFIG


def test_the_mended_digits_of_goes_by_rows(digits_of):
    """The mended digits_of goes by rows.

    Tried with other probabilities.
    """
    import numpy as np

    assert callable(digits_of), "digits_of is not a function yet."
    given = np.asarray(digits_of(np.eye(10)[[3, 1, 4, 1]] / 2 + 0.05))
    assert given.tolist() == [3, 1, 4, 1], "digits_of does not give one digit for each row."


# %%
""" # BEGIN TEST CONFIG
version: right
test: test_predicted
"""  # END TEST CONFIG
import numpy as np


def predicted(model, images):
    return np.argmax(model.predict(images, verbose=0), axis=-1)


# %%
""" # BEGIN TEST CONFIG
version: faulty
test: test_predicted
points: 0.5
hidden: false
says: It calls something that Keras no longer has. A test that calls candidate with a real network cannot miss that.
"""  # END TEST CONFIG


def predicted(model, images):
    return model.predict_classes(images)


# %%
""" # BEGIN TEST CONFIG
version: faulty
test: test_predicted
points: 0.25
hidden: true
says: predict_proba is gone as well.
"""  # END TEST CONFIG


def predicted(model, images):
    return model.predict_proba(images).argmax(axis=1)


# %%
""" # BEGIN TEST CONFIG
points: 0.25
hidden: true
"""  # END TEST CONFIG


def test_the_mended_predicted_names_a_digit_for_each_picture(predicted):
    """The mended predicted names a digit for each picture.

    Tried with another network, of which the answers are known.
    """
    import keras
    import numpy as np

    assert callable(predicted), "predicted is not a function yet."
    layer = keras.layers.Dense(4, activation="softmax")
    network = keras.Sequential([keras.Input((4,)), layer])
    layer.set_weights([5.0 * np.eye(4), np.zeros(4)])
    given = np.asarray(predicted(network, np.eye(4, dtype="float32")[[2, 0, 3]]))
    assert given.tolist() == [2, 0, 3], (
        "predicted does not give the likeliest class of each picture."
    )


# %%
""" # BEGIN TEST CONFIG
version: right
test: test_scaled
"""  # END TEST CONFIG


def scaled(train, test):
    return tuple(part / 255.0 for part in (train, test))


# %%
""" # BEGIN TEST CONFIG
version: faulty
test: test_scaled
points: 0.5
hidden: false
says: Look at both of the sets that come back, and give it a test set with pixels above 1.
"""  # END TEST CONFIG


def scaled(train, test):
    train = train.astype("float32") / 255
    test = test.astype("float32")
    return train, test


# %%
""" # BEGIN TEST CONFIG
version: faulty
test: test_scaled
points: 0.25
hidden: true
says: This one gives back the test set as it was.
"""  # END TEST CONFIG


def scaled(train, test):
    return train / 255.0, test


# %%
""" # BEGIN TEST CONFIG
points: 0.25
hidden: true
"""  # END TEST CONFIG


def test_the_mended_scaled_divides_both_sets(scaled):
    """The mended scaled divides both sets.

    Tried with whole numbers, as pictures have them.
    """
    import numpy as np

    assert callable(scaled), "scaled is not a function yet."
    given = scaled(np.array([[0, 51], [255, 102]], "uint8"), np.array([[153, 255]], "uint8"))
    given = two_arrays(given, "scaled gives back both sets.")
    wanted = [np.array([[0, 0.2], [1, 0.4]]), np.array([[0.6, 1]])]
    for name, is_now, should in zip(("training", "test"), given, wanted):
        hold_to(is_now, should, name, f"The {name} set does not lie between 0 and 1 as it should.")


# %%
""" # BEGIN TEST CONFIG
version: right
test: test_shuffled
"""  # END TEST CONFIG
import numpy as np


def shuffled(images, labels):
    order = np.arange(len(images))
    np.random.default_rng().shuffle(order)
    return np.take(images, order, axis=0), np.take(labels, order, axis=0)


# %%
""" # BEGIN TEST CONFIG
version: faulty
test: test_shuffled
points: 0.5
hidden: false
says: Give each picture a label by which you know it again, such as the same number, and look at the pairs that come back.
"""  # END TEST CONFIG
import numpy as np


def shuffled(images, labels):
    random = np.random.default_rng()
    images = images[random.permutation(len(images))]
    labels = labels[random.permutation(len(labels))]
    return images, labels


# %%
""" # BEGIN TEST CONFIG
version: faulty
test: test_shuffled
points: 0.25
hidden: true
says: This one brings the pictures alone into a new order.
"""  # END TEST CONFIG
import numpy as np


def shuffled(images, labels):
    return np.random.default_rng().permutation(images), labels


# %%
""" # BEGIN TEST CONFIG
points: 0.25
hidden: true
"""  # END TEST CONFIG


def test_the_mended_shuffled_keeps_pairs_and_loses_nothing(shuffled):
    """The mended shuffled keeps pairs and loses nothing.

    Tried with pictures that are marked, so that each pair can be told.
    """
    import numpy as np

    assert callable(shuffled), "shuffled is not a function yet."
    labels = np.arange(200)
    given = shuffled(np.stack([labels, labels], axis=1), labels)
    images, order = two_arrays(given, "shuffled gives back pictures and labels.")
    assert images.shape == (200, 2), "Some pictures are lost, or have another shape."
    assert sorted(order.tolist()) == labels.tolist(), "Some labels are lost, or come twice."
    assert (images[:, 0] == order).all(), "Pictures have lost their labels."
    assert order.tolist() != labels.tolist(), "The order is the old one."


# %%
""" # BEGIN TEST CONFIG
version: right
test: test_quality
"""  # END TEST CONFIG


def quality(truth, predicted):
    classes = sorted(set(truth.tolist()))
    shares = []
    for one in classes:
        members = [p for t, p in zip(truth.tolist(), predicted.tolist()) if t == one]
        shares.append(members.count(one) / len(members))
    return sum(shares) / len(shares)


# %%
""" # BEGIN TEST CONFIG
version: faulty
test: test_quality
points: 0.5
hidden: false
says: Give it many members of one class and few of another, and let all of the few be named wrong.
"""  # END TEST CONFIG


def quality(truth, predicted):
    return (truth == predicted).mean()


# %%
""" # BEGIN TEST CONFIG
version: faulty
test: test_quality
points: 0.25
hidden: true
says: Here the shares are weighted by how frequent their classes are.
"""  # END TEST CONFIG
import numpy as np


def quality(truth, predicted):
    classes, sizes = np.unique(truth, return_counts=True)
    shares = [(predicted[truth == one] == one).mean() for one in classes]
    return np.average(shares, weights=sizes)


# %%
""" # BEGIN TEST CONFIG
points: 0.25
hidden: true
"""  # END TEST CONFIG


def test_the_mended_quality_lets_rare_classes_count(quality):
    """The mended quality lets rare classes count.

    Tried with several classes, some of them rare.
    """
    import numpy as np

    assert callable(quality), "quality is not a function yet."
    truth = np.array([7, 7, 7, 7, 2, 2, 9])
    guess = np.array([7, 7, 7, 2, 2, 9, 7])
    given = quality(truth, guess)
    assert isinstance(given, (int, float, np.number)), "quality gives back no number."
    wanted = (0.75 + 0.5 + 0.0) / 3
    assert abs(float(given) - wanted) < 0.001, (
        f"For three classes quality gives {float(given):.3f}, and {wanted:.3f} is right."
    )


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# **Explain.** None of the six faults stops the lesson's notebook with an error, except one. The others
# print a number that looks fine, and that number is wrong. That is why one asks for a test before one
# believes.
#
# ### An extra: ask a language model from a cell
#
# Nothing here is graded. In Colab's page, `google.colab.ai` asks one of Google's language models. It
# needs no key of yours. **What leaves the machine** is the whole text that you hand over, to Google's
# servers, under your account. If you paste a table or code into it, that goes along. So never hand over
# names, marks or pictures of other people, or keys.
#
# **What you will see:** first what would be sent. It is sent only if you tick the box.

# %% tags=["otter_ignore"]
send = False  # @param {type:"boolean"}
prompt = "Write a function that scales pixels to 0 to 1."  # @param {type:"string"}


# %% tags=["otter_ignore"]
# @title Show what would leave the machine, and ask if the box is ticked { display-mode: "form" }
def ask_colab(prompt, really):
    """Print the text that is sent, and, where it really is to be sent, the answer."""
    print("This text leaves the machine:" if really else "This text would leave the machine:")
    print(f"  {prompt}")
    if not really:
        print("Nothing was sent. Tick the box and run both cells, if you want to send it.")
        return
    if front_end() != "colab":
        print("Nothing was sent: google.colab.ai answers in Colab's own page alone.")
        return
    try:
        from google.colab import ai

        print(ai.generate_text(prompt))
    except Exception as error:  # not every account has it, and every day has its limit
        print(f"No answer came ({type(error).__name__}). Colab may not offer this to your account.")


ask_colab(prompt, send)

# %% [markdown]
# If an answer came: which of the six faults could it have, and which test of yours would show it?

# %% [markdown]
# ## 9. Your own machine behind Colab's page, and some fun ({{ minutes }})
#
# Colab's page can also use **your own computer**: at the top right, the small arrow beside *Connect*
# → *Connect to a local runtime*. You start Jupyter at home, copy the address with its secret token
# into Colab, and from then on every cell runs on your machine, with your GPU, your files and no limit
# of time.
#
# You start it in a terminal at home, in one of two ways. With
# [Docker](https://docs.docker.com/get-docker/), you get a container with all of Colab's libraries, as a
# large download:
#
# ```text
# docker run -p 127.0.0.1:9000:8080 us-docker.pkg.dev/colab-images/public/runtime
# ```
#
# With an NVIDIA card and NVIDIA's container toolkit, put `--gpus=all` behind `run`. Without Docker, Jupyter
# itself does it, with the libraries that you have. It has to be told that Colab's page may speak to it:
#
# ```text
# pip install notebook
# jupyter notebook --ServerApp.allow_origin='https://colab.research.google.com' \
#   --port=8888 --ServerApp.port_retries=0 --ServerApp.allow_credentials=True --no-browser
# ```
#
# Both print an address with a token, such as `http://127.0.0.1:9000/?token=…`. Paste it into the
# window that *Connect to a local runtime* opens. Ctrl+C in the terminal ends it all.
#
# Think before you do that. **Whoever's code you run there can do all that you can do**: read your
# photos, delete your files, look for passwords. On Colab's machines a bad notebook can spoil only a
# borrowed computer and whatever you mounted. So:
#
# - open only notebooks that you trust, and read their code first, also the hidden cells;
# - never share the address with the token: it is a key to your computer;
# - end Jupyter when you are done. Colab has a ready container for Docker, which keeps the notebook
#   away from your files, and that is the better way.
#
# And since you have worked through six lessons: open **Tools → Settings → Miscellaneous**. There you
# can let a corgi, a kitty or a crab walk along the top of the page, and raise the *power level*, so
# that sparks fly while you type. It does not make you faster. It does make you smile.

# %% [markdown]
# ## Recap
#
# - `?` and `inspect` tell what a function assumes. Look, before a default surprises you.
# - A checkpoint with `save_best_only=True`, on Drive, turns a lost session into a lost minute. Going
#   on means: load, and count on from the epoch that is done.
# - An honest measurement warms up, measures several times, and takes the median.
# - What does not fit into memory comes in batches, and each is read when it is wanted.
# - Limits are there to share machines. Getting round them is against the rules; smaller runs and
#   checkpoints are not.
# - A form is Python with comments. Read what comes from others, and do not run it with `eval`.
# - A network judges what looks like its training data. Prepare yours in the same way.
# - Code that looks right may be wrong. A test with small numbers passes on every right version, and
#   fails on the wrong ones.
#
# ## Three questions to take along
#
# <details><summary>1. Your session ended in epoch 30 of 50, and the newest checkpoint is called
# `net-24.keras`, although a checkpoint was due after every epoch. What happened, and what is lost if
# you go on from it?</summary>
#
# With `save_best_only=True` nothing was saved after epoch 24, because none of the later epochs was
# better. You go on from epoch 24, so six epochs are lost, and none of them had been an improvement.
# Perhaps it is time to stop anyway.
#
# </details>
#
# <details><summary>2. A friend measured one run on the GPU, 1.8 seconds, and one on the CPU, 0.9
# seconds, and says: "The GPU is half as fast." What do you ask?</summary>
#
# Whether the GPU was warmed up, how often each was measured, and whether the clock waited for the
# result. The first run on a GPU takes much longer than all others. After a warm-up, the median of
# several runs may say the opposite.
#
# </details>
#
# <details><summary>3. Someone offers you a script that keeps Colab awake overnight, and somebody
# else the tip to crash the session in order to get more memory. What do you do instead?</summary>
#
# The script is against Colab's rules, and the tip stopped working years ago. Save checkpoints on Drive
# and let the session end; read data in batches; and if a long run has to be reliable, pay for a machine
# or use your own.
#
# </details>
#
# ## Go further
#
# - Let `resume` save checkpoints as well: give it the folder, and hand `fit` a `ModelCheckpoint`. Then
#   a run can be interrupted twice.
# - Look up `keras.callbacks.BackupAndRestore`, and interrupt a training run with the ■ button. What
#   does the second call of `fit` do?
# - If you can get a GPU, run part 3 again. Then halve the pictures' size and measure once more. From
#   which size on is the GPU worth it?
# - Draw twenty digits of your own and save them. How many does the network name? Train it on ten of
#   them, and test with the other ten.

# %% [markdown]
# ## Hand in
#
# Run the next cell when you are done. It tells you what to do with your notebook.

# %%
# {{ hand_in }}

# %% [markdown]
# {{ links }}
