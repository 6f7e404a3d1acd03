# ---
# jupyter:
#   course:
#     summary: log a training, read its curves in TensorBoard and in a table, compare runs, and stop in time
#     needs: "Lesson 04, or some experience with `compile` and `fit` in Keras. Also f-strings, functions that raise errors, and pandas tables: the warm-up and lesson 03 have them"
#     hardware: a CPU is enough; all training together takes less than a minute
#     previous: 04-mnist-ann
#     next: 06-tips
#     evidence: {q2: [log_dir, history, logs/], q4: [runs, best_run, logs/]}
#     goals:
#       give each training a folder of its own, named by time: [q1, quiz1]
#       let Keras write down what happens in each epoch, and find it on the disk: [q2]
#       read the written numbers back into a table: [q3]
#       "compare settings fairly: one difference at a time, judged by validation": [q4, quiz2]
#       open the dashboard and explain what its curves say: [q4_dashboard]
#       find the epoch where validation turns, and stop there: [q5, quiz3]
#     topics:
#       Why curves beat printed numbers; the extension, the callback, a log folder named by time, histograms: [1, 2, 3, q1]
#       Training with the callback; what is written to disk: [3, q2]
#       The dashboard in Colab and at home; scalars, graphs, histograms, distributions; a plain picture: [4, 5, q3]
#       "Comparing settings: two or more runs, one difference at a time": [6, q4, quiz2]
#       Early stopping, and the epoch where validation turns: [7, q5, quiz3]
#       A screenshot of the dashboard: [6, q4_dashboard]
#     variants:
#       q1:
#         my_prefix: {text: "??????_", common: ""}
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
# name: 05-tensorboard
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
# # Watching a model learn
#
# {{ badge }}
#
# While a network trains, it prints a lot of numbers. Hardly anybody can see from a column of
# numbers what is going on. From a curve everybody can. In this lesson you let Keras write the
# numbers to disk, look at them in **TensorBoard**, a dashboard made for this, and let them decide
# which of two networks is the better one, and when to stop.
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
# the dots are there, so you may skip a question and come back.
#
# Under each question stands a check, such as `grader.check("q1")`. It tells you at once about the
# usual slips. **What a passing check means:** your answer has the right form and avoids the slips
# that we know. It is not the final mark. When your work is graded, the whole notebook is run again
# from the top, and a few more tests look at other examples. If your answer does what the task
# says, and not only what the check looks at, you have nothing to fear from them.
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
# Then come five cells that get everything ready: libraries, two with helpers, data, and a network.
# **If you ever restart the notebook, run the setup cell and these five again.** After that you can
# go on with any of the sections.

# %%
from datetime import datetime
from pathlib import Path

import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

# %%
# @title Helpers of this lesson: drawing, and what a fresh start needs { display-mode: "form" }
import base64
import html
import io
import struct

from IPython.display import HTML, display

# A training of ours, written down: the network of this lesson, trained for 12 epochs.
RECORDED = {
    name: [float(number) for number in numbers.split()]
    for name, numbers in (
        (
            "loss",
            "0.6559 0.2331 0.1503 0.1057 0.0830 0.0528 0.0394 0.0286 0.0232 0.0217 0.0207 0.0181",
        ),
        (
            "accuracy",
            "0.8148 0.9295 0.9558 0.9688 0.9755 0.9848 0.9897 0.9928 0.9930 0.9943 0.9940 0.9952",
        ),
        (
            "val_loss",
            "0.3220 0.2578 0.2319 0.2237 0.2443 0.2648 0.2586 0.2765 0.2946 0.2796 0.2685 0.3774",
        ),
        (
            "val_accuracy",
            "0.9020 0.9175 0.9310 0.9360 0.9335 0.9275 0.9345 0.9320 0.9280 0.9380 0.9390 0.9145",
        ),
    )
}
COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"]


def show_picture(figure, description, file=None):
    """Display a Matplotlib figure with `description` as alternative text, and save it."""
    picture = io.BytesIO()
    figure.savefig(picture, format="png", dpi=90, bbox_inches="tight")
    plt.close(figure)
    if file is not None:
        Path(file).write_bytes(picture.getvalue())
    data = base64.b64encode(picture.getvalue()).decode()
    display(HTML(f'<img alt="{html.escape(description)}" src="data:image/png;base64,{data}">'))


def draw_curves(runs, file=None):
    """Draw loss and accuracy by epoch of one or more runs, given as {name: {column: values}}."""
    picture, places = plt.subplots(1, 2, figsize=(11, 4))
    told = []
    for (name, columns), colour in zip(runs.items(), COLOURS * len(runs), strict=False):
        before = f"{name}: " if len(runs) > 1 else ""
        for kind, place in zip(("loss", "accuracy"), places, strict=True):
            for column, words, line in (
                (kind, "training", "--"),
                (f"val_{kind}", "validation", "-"),
            ):
                values = list(columns.get(column, []))
                epochs = range(1, len(values) + 1)
                place.plot(epochs, values, line, color=colour, label=before + words)
        losses = [value for value in columns.get("val_loss", []) if np.isfinite(value)]
        if losses:
            low = min(losses)
            epoch = list(columns["val_loss"]).index(low) + 1
            places[0].plot(epoch, low, "o", color=colour, markersize=8)
            told.append(f"{before}the validation loss is lowest, {low:.3f}, in epoch {epoch}")
    for kind, place in zip(("loss", "accuracy"), places, strict=True):
        place.set_xlabel("epoch")
        place.set_ylabel(kind)
        place.xaxis.get_major_locator().set_params(integer=True)
        place.grid(alpha=0.3)
        if place.lines:
            place.legend(fontsize=9)
    places[0].set_title("loss (the dot marks the lowest validation loss)", fontsize=10)
    places[1].set_title("accuracy", fontsize=10)
    show_picture(picture, "Loss and accuracy by epoch. " + "; ".join(told) + ".", file)
    for sentence in told:
        print(sentence[:1].upper() + sentence[1:] + ".")


def read_records(folder):
    """Return {tag: {step: number}} of the event files in a folder, read byte by byte."""
    from tensorboard.compat.proto import event_pb2

    found = {}
    for file in sorted(Path(folder).glob("events.out.tfevents.*")):
        stream = io.BytesIO(file.read_bytes())
        # A record: its length, a check sum, the record itself, another check sum.
        while len(head := stream.read(12)) == 12:
            record = stream.read(struct.unpack("<Q4x", head)[0])
            stream.read(4)
            try:
                event = event_pb2.Event.FromString(record)
            except Exception:  # the file ends in the middle of a record
                break
            for entry in event.summary.value:
                packed = entry.tensor.tensor_content
                numbers = (
                    struct.unpack("<f", packed) if len(packed) == 4 else entry.tensor.float_val
                )
                if len(numbers) == 1:
                    found.setdefault(entry.tag, {})[event.step] = numbers[0]
    return found


def columns_of(folder):
    """Return {column: values in order of epochs} of a run's folder; empty where there is none."""
    columns = {}
    if isinstance(folder, (str, Path)):
        for part, before in (("train", ""), ("validation", "val_")):
            written = read_records(Path(folder) / part)
            for kind in ("loss", "accuracy"):
                steps = written.get("epoch_" + kind, {})
                columns[before + kind] = [steps[step] for step in sorted(steps)]
    return columns if any(columns.values()) else {}


def new_folder(root="logs"):
    """Return the path of a folder below `root` that is not there yet.

    It asks your `run_folder` for a name, with the time now. As long as there is none, or if that
    name is taken, it counts: run-1, run-2 and so on.
    """
    named = globals().get("run_folder")
    try:
        path = Path(named(root, datetime.now()))
    except Exception:  # question 1 is still open
        path = None
    if path is not None and Path(root) in path.parents and not path.exists():
        return str(path)
    number = 1
    while Path(root, f"run-{number}").exists():
        number += 1
    return str(Path(root, f"run-{number}"))


def example_folder():
    """Return the folder of your run; as long as there is none, write the recorded one to disk."""
    mine = globals().get("log_dir")
    if columns_of(mine).get("val_loss"):
        print("These are the logs of your own training:", mine)
        return str(mine)
    folder = Path("logs", "recorded")
    if not columns_of(folder):
        import tensorflow as tf

        for part, before in (("train", ""), ("validation", "val_")):
            writer = tf.summary.create_file_writer(str(folder / part))
            with writer.as_default():
                for kind in ("loss", "accuracy"):
                    for step, value in enumerate(RECORDED[before + kind]):
                        tf.summary.scalar(f"epoch_{kind}", value, step=step)
            writer.close()
    print("There are no logs of yours yet. Here are those of a training of ours:", folder)
    return str(folder)


# %%
# {{ keeping }}

# %% [markdown]
# Training is on a small part of MNIST: 6,000 pictures. That is quick, and it shows more clearly
# what can go wrong. Another 2,000 pictures of the training set are kept apart for **validation**:
# the network does not learn from them. They tell us during training how well it does with
# pictures that are new to it.
#
# As in lesson 04, the test set stays sealed until the very end. Whoever chooses between networks by
# their results on it has used it up, because the winner was picked for doing well on just these
# pictures. This lesson chooses a lot, so it matters all the more.
#
# The first time, you see a download bar: the file has 11 MB.

# %%
(all_images, all_labels), (test_images, test_labels) = keras.datasets.mnist.load_data()


def prepare(images, labels):
    """Return flat pictures between 0 and 1, and one-hot labels."""
    pictures = images.reshape(len(images), 784).astype("float32") / 255
    return pictures, keras.utils.to_categorical(labels, 10)


X_train, Y_train = prepare(all_images[:6000], all_labels[:6000])
X_val, Y_val = prepare(all_images[6000:8000], all_labels[6000:8000])
print("to learn from:   ", X_train.shape, Y_train.shape)
print("to validate with:", X_val.shape, Y_val.shape)


# %%
def build_model(units=128, dropout=0.0, learning_rate=0.003):
    """Return a compiled network with two hidden layers. It begins the same way each time."""
    keras.utils.set_random_seed(5)
    model = keras.Sequential(
        [
            keras.Input(shape=(784,)),
            keras.layers.Dense(units, activation="relu"),
            keras.layers.Dropout(dropout),
            keras.layers.Dense(units, activation="relu"),
            keras.layers.Dropout(dropout),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    optimizer = keras.optimizers.Adam(learning_rate=learning_rate)
    model.compile(loss="categorical_crossentropy", optimizer=optimizer, metrics=["accuracy"])
    return model


# %% [markdown]
# `build_model()` gives you the network of lesson 04, but smaller, without dropout, and with a
# learning rate three times as large: it takes larger steps. With `build_model(dropout=0.4)` and so
# on you change one setting and leave the others as they are. The seed inside fixes the luck of the
# draw, so that the same settings give the same curves again.

# %% [markdown]
# ## 1. Why curves beat numbers ({{ minutes }})
#
# The next cell prints what Keras printed while this network was trained for 12 epochs. We wrote it
# down for you.
#
# **Predict.** Read the numbers. Does the network get better all the time? If not, from which epoch
# on is it not worth going on? Give yourself half a minute, and write down an epoch.

# %%
for epoch in range(12):
    line = "  ".join(f"{name}: {values[epoch]:.4f}" for name, values in RECORDED.items())
    print(f"Epoch {epoch + 1:2}/12  {line}")

# %% [markdown]
# Now the same 48 numbers as curves.

# %%
draw_curves({"recorded": RECORDED})

# %% [markdown]
# **Explain.** The dashed curves belong to the training pictures. They get better and better: the
# network learns these 6,000 pictures by heart. The solid curves belong to the validation pictures.
# Their loss falls, reaches its lowest point at the dot, and then, with ups and downs, it **rises
# again**. From there on the network only learns what is peculiar to the training pictures. That is
# **overfitting**. How close was your guess?
#
# Look at the accuracy as well. From epoch 4 to epoch 11 it hardly moves, while the loss gets
# clearly worse. The accuracy counts only right and wrong. The loss also notices that the network
# has become sure of its mistakes. That is why we judge by the validation loss.
#
# So curves are worth having. You could draw them yourself each time. But after the tenth training
# you want to see all ten together, zoom in, and hide some. For that there is TensorBoard.

# %% [markdown]
# ## 2. A folder for each run ({{ minutes }})
#
# TensorBoard reads **logs**, which means files in which a program writes down what happens. One
# training is called a **run**, and each run gets a folder of its own. The folders of all runs lie
# together in one folder; we call it `logs`.
#
# ```
# logs
# ├── 2026-11-20_16-02-41        one run
# └── 2026-11-21_10-30-05        another run
# ```
#
# What if you use the same folder twice? Then both runs are in it, and TensorBoard takes them for
# one. The curve runs to the right, jumps back to the left, and starts again. Nobody can read that.
#
# So each run needs a name that was never used before. The time is such a name, if it is written
# well:
#
# - **the largest part first**: year, month, day, hour, minute, second. Then the order of the
#   alphabet is the order in time, and the newest run stands last in every list;
# - **two digits each**, with a zero in front: `09`, not `9`. To the alphabet, `9` comes after
#   `11`;
# - **no colon.** A name such as `10:30` is not allowed on Windows, and it is trouble elsewhere.
#
# Python's `strftime` turns a time into text. (The name is short for "string format time".) You
# tell it the form with a text in which codes stand for the parts.
#
# | code | part | code | part |
# |---|---|---|---|
# | `%Y` | year, four digits | `%H` | hour, 00 to 23 |
# | `%m` | month, 01 to 12 | `%M` | minute |
# | `%d` | day of the month | `%S` | second |
#
# **Predict.** What will the second line print? Mind small and capital letters.

# %%
tea_time = datetime(2026, 11, 21, 16, 5, 0)
print(tea_time)
print(tea_time.strftime("on day %d at %H h %M"))

# %% [markdown]
# The next cell shows a text with which the names of your folders begin, in question 1. Without a
# number of your own it is empty.

# %%
# {{ my_values q1 }}

# %% [raw]
# # BEGIN QUESTION
# name: q1

# %% [markdown]
# ### Question 1: a folder named by time
#
# Write the function `run_folder(root, when)`. `root` is the folder for all runs, given as text,
# for example `"logs"`. `when` is a `datetime`. The function **returns** the path of a folder
# right inside `root`. The folder's name is the text in `my_prefix`, if there is any in it, and right
# behind it the time in exactly this form: `2026-11-21_10-30-05`, which is year, month and day with
# hyphens, an underscore, and hours, minutes and seconds with hyphens. The path may be text or a
# `pathlib.Path`. The function makes no folder, only its name: Keras will make the folder.
#
# **What it should look like:** where `my_prefix` is empty,
# `run_folder("logs", datetime(2026, 11, 21, 10, 30, 5))` returns `logs/2026-11-21_10-30-05`.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Two steps: turn `when` into a text with `strftime`, then put it behind `root`. The codes are in
# the table above; every other sign in the form, such as a hyphen, stays what it is.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# A path is best joined by `Path`, which puts the slash where it belongs: `Path("a", "b")` is
# `a/b`.
#
# <details><summary>Still stuck? Hint 3</summary>
#
# `when` is handed to the function by whoever calls it. So do not ask for the time yourself with
# `datetime.now()`. A function that looks at the clock cannot be tried out.
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION


# %%
def run_folder(root, when):
    # BEGIN SOLUTION
    return Path(root, my_prefix + when.strftime("%Y-%m-%d_%H-%M-%S"))
    # END SOLUTION


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 1
"""  # END TEST CONFIG


def test_the_folder_lies_in_root_and_is_named_by_the_time(run_folder, my_prefix):
    """The folder lies in root and is named by the time."""
    from datetime import datetime
    from pathlib import Path, PurePath

    when = datetime(2019, 10, 23, 14, 30, 5)
    name = my_prefix + "2019-10-23_14-30-05"
    problem = ""
    given = None
    if not callable(run_folder):
        problem = "run_folder is not a function. Begin with: def run_folder(root, when):"
    else:
        try:
            given = run_folder("logs", when)
        except AssertionError:
            raise
        except Exception as error:
            problem = f"run_folder stops with this error: {type(error).__name__}: {error}. It is "
            problem += "called with a text and a datetime, as in the task."
    today = datetime.now().strftime("%Y-%m-%d")
    slips = {
        "2019-30-23_14-10-05": "Month and minute have changed places: %m is the month, %M the "
        "minute.",
        "2019-10-23_02-30-05": "It was two in the afternoon, and the name says 02. %H counts the "
        "hours up to 23.",
        "19-10-23_14-30-05": "The year should have four digits: %Y with a capital letter.",
        "2019-10-23 14-30-05": "There is a space in the name. Put an underscore there: a space in "
        "a path makes trouble in many commands.",
        "2019-10-23_14-30": "The seconds are missing. Two runs in one minute would share a folder.",
        "2019-10-23": "The time of the day is missing. All runs of a day would share a folder.",
    }
    if problem:
        pass
    elif given is None or given is Ellipsis:
        problem = "run_folder gives nothing back yet. Put your code in place of the three dots, "
        problem += "and let it end in return. (print only shows a text.)"
    elif not isinstance(given, (str, PurePath)):
        problem = f"run_folder gives back a {type(given).__name__}. A path is asked for: text, or "
        problem += "a pathlib.Path."
    else:
        text, path = str(given), Path(given)
        time = path.name.removeprefix(my_prefix)
        if ":" in text:
            problem = f"The name has colons in it: {text}. They are not allowed in names on "
            problem += "Windows. Use strftime, with hyphens between the parts of the time."
        elif text == name:
            problem = "The folder's name is right, but root is missing. Give back both: the "
            problem += "folder lies inside root."
        elif text == "logs" + name:
            problem = "There is no slash between root and the name. Path(root, name) puts it there."
        elif my_prefix and time == path.name:
            problem = f"The name is {path.name}, and it should begin with {my_prefix}, the text in "
            problem += "my_prefix."
        elif time in slips:
            problem = slips[time]
        elif time.startswith(("23-10-", "10-23-")):
            problem = f"The name is {path.name}. The year comes first, then the month, then the "
            problem += "day: only then is the order of the alphabet the order in time."
        elif text.replace("_", "-").find(today) >= 0:
            problem = "The name holds today's date, and the function was asked for another one. "
            problem += "Use when, and not datetime.now()."
        elif path != Path("logs", name):
            problem = f"For that time the path should be logs/{name}. Yours is {text}."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_the_alphabet_puts_the_names_in_order_of_time(run_folder, my_prefix):
    """The alphabet puts the names in order of time."""
    from datetime import datetime
    from pathlib import Path, PurePath

    times = [(2026, 9, 5, 8, 3, 7), (2026, 11, 21, 10, 30, 5), (2027, 1, 2, 0, 0, 0)]
    names = ["2026-09-05_08-03-07", "2026-11-21_10-30-05", "2027-01-02_00-00-00"]
    problem = ""
    found = []
    if not callable(run_folder):
        problem = "run_folder is not a function. Begin with: def run_folder(root, when):"
    else:
        try:
            found = [run_folder("logs", datetime(*time)) for time in times]
        except AssertionError:
            raise
        except Exception as error:
            problem = f"run_folder stops with this error: {type(error).__name__}: {error}."
    if not problem and not all(isinstance(one, (str, PurePath)) for one in found):
        problem = "run_folder does not give back a path yet."
    elif not problem:
        given = [Path(one).name.removeprefix(my_prefix) for one in found]
        if given[0] in ("2026-9-5_8-3-7", "2026-9-05_08-03-07", "2026-09-5_08-03-07"):
            problem = f"The name {given[0]} lacks zeros. Two digits for each part: strftime does "
            problem += "that by itself."
        elif len(set(given)) < 3:
            problem = f"Different times get the same name, {given[0]}. The name has to come from "
            problem += "when."
        elif sorted(given) != given:
            problem = f"In the order of the alphabet, {given[1]} does not stand where it belongs. "
            problem += "Begin with the year, and give each part two digits."
        elif given != names:
            right = next(one for one, other in zip(names, given, strict=True) if one != other)
            wrong = given[names.index(right)]
            problem = f"One name is {wrong}, and {right} is asked for."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_any_root_and_any_time_will_do(run_folder, my_prefix):
    """Any root and any time will do.

    Tried with other roots, and with other times of another year.
    """
    from datetime import datetime
    from pathlib import Path, PurePath

    asked = [
        ("my logs/mnist", datetime(1999, 12, 31, 23, 59, 59, 999999)),
        ("runs", datetime(2030, 2, 3, 0, 8, 9, 1)),
    ]
    wanted = [
        f"my logs/mnist/{my_prefix}1999-12-31_23-59-59",
        f"runs/{my_prefix}2030-02-03_00-08-09",
    ]
    problem = ""
    if not callable(run_folder):
        problem = "run_folder is not a function."
    for (root, when), right in zip(asked, wanted, strict=True):
        if problem:
            break
        try:
            given = run_folder(root, when)
        except AssertionError:
            raise
        except Exception as error:
            problem = f"run_folder stops with this error: {type(error).__name__}: {error}."
            break
        if not isinstance(given, (str, PurePath)):
            problem = "run_folder does not give back a path yet."
        elif "999999" in str(given) or str(given).endswith("-09-1"):
            problem = f"The name {Path(given).name} has fractions of a second. The form asked for "
            problem += "ends with the seconds."
        elif Path(given) != Path(right):
            problem = f"With the root {root} the function gives {given}, and {right} is right."
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# From now on `new_folder()`, one of the lesson's helpers, calls your `run_folder` with the time of
# this very moment. (While question 1 is open it simply counts.) Run the next cell twice, with some
# seconds in between.

# %%
print(new_folder())

# %% [markdown]
# ## 3. Write it down while training ({{ minutes }})
#
# How does Keras know that it should write logs? By a **callback**. You hand an object to `fit`,
# and Keras calls it back at certain moments: when the training begins, when a batch is done, when
# an epoch is done. What the object does then is its own business. There are callbacks that save
# the model, that stop early, that change the learning rate. The one that writes logs is
#
# ```python
# keras.callbacks.TensorBoard(log_dir=some_folder, histogram_freq=1)
# ```
#
# - `log_dir` is the folder of this run;
# - `histogram_freq=1` means: after every epoch, write down how the weights of each layer are
#   spread, as a **histogram**. With 2 it would be every second epoch. With 0, which is what you
#   get when you leave it out, there are no histograms.
#
# `fit` takes callbacks as a list: `callbacks=[…]`.

# %% [raw]
# # BEGIN HELPERS


# %%
def events_in(folder):
    """Read the events of a run's files one after another, as far as they can be read."""
    from pathlib import Path

    from tensorboard.compat.proto import event_pb2

    for file in sorted(Path(folder).glob("events.out.tfevents.*")):
        data, place = file.read_bytes(), 0
        while place + 12 <= len(data):
            end = place + 12 + int.from_bytes(data[place : place + 8], "little")
            try:
                event = event_pb2.Event.FromString(data[place + 12 : end])
            except Exception:
                break
            place = end + 4
            yield event


# %%
def numbers_in(folder):
    """Read the curves of a folder: each name with its pairs of epoch and number."""
    import struct

    found = {}
    for event in events_in(folder):
        for value in event.summary.value:
            number = list(value.tensor.float_val)
            if len(value.tensor.tensor_content) == 4:
                number = struct.unpack("<f", value.tensor.tensor_content)
            if number:
                found.setdefault(value.tag, []).append((event.step, number[0]))
    return found


# %%
def settings_in(folder):
    """Read how the network of a run was built, as far as its logs say that."""
    import json

    settings = {}
    rates = numbers_in(folder).get("epoch_learning_rate", [])
    if rates and rates[0][0] == 0:
        settings["the learning rate"] = float(f"{rates[0][1]:.2e}")
    for event in events_in(folder):
        for value in event.summary.value:
            if value.tag != "keras" or not value.tensor.string_val:
                continue
            try:
                plan = json.loads(value.tensor.string_val[0])
                layers = [
                    (layer["class_name"], layer["config"]) for layer in plan["config"]["layers"]
                ]
                dense = [config for kind, config in layers if kind == "Dense"]
                shares = {config["rate"] for kind, config in layers if kind == "Dropout"}
                settings["the units"] = [config["units"] for config in dense]
                settings["the activations"] = {str(config["activation"]) for config in dense}
                settings["the dropout"] = shares - {0.0, 0}
            except (ValueError, KeyError, TypeError, RecursionError):
                continue
    return settings


# %% [raw]
# # END HELPERS

# %% [raw]
# # BEGIN QUESTION
# name: q2

# %% [markdown]
# ### Question 2: train with the callback
#
# Let `log_dir` be a new folder below `logs`. `new_folder()` gives you one; call it **once**, and
# keep what it gives. Build a network with `build_model()`. Train it for **12 epochs** on `X_train`
# and `Y_train`, in batches of 128, with `X_val` and `Y_val` as validation data and with a
# TensorBoard callback that writes to `log_dir`, with histograms for every epoch. Keep what `fit`
# gives back as `history`.
#
# If you run the cell again, the folder must be a new one and the network must be built anew. The
# easiest way is to have all steps in this one cell.
#
# **What it should look like:** twelve lines or bars of progress, which takes some ten seconds.
# Afterwards there is a new folder in `logs`.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Four steps, in this order: the folder, the network, the callback, `fit`. Give the callback a name
# of its own, say `writer`.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# `fit` takes pictures and labels first, and then settings by name: `batch_size`, `epochs`,
# `validation_data` (a pair in round brackets), and `callbacks`, a list in square brackets, even if
# there is only one.
#
# <details><summary>Still stuck? Hint 3</summary>
#
# If the check says that there are no logs in `log_dir`: did you call `new_folder()` a second time
# for the callback? Then the callback writes elsewhere. Write `log_dir` there.
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION

# %%
log_dir = ...
history = ...
# BEGIN SOLUTION NO PROMPT
log_dir = new_folder()
model = build_model()
writer = keras.callbacks.TensorBoard(log_dir, histogram_freq=1)
settings = dict(batch_size=128, epochs=12, validation_data=(X_val, Y_val), verbose=2)
history = model.fit(X_train, Y_train, callbacks=[writer], **settings)
# END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_loss_and_accuracy_of_every_epoch_are_in_the_logs(log_dir):
    """Loss and accuracy of every epoch are in the logs."""
    from pathlib import Path, PurePath

    problem = ""
    if log_dir is None or log_dir is Ellipsis:
        problem = "log_dir is still `...`. Take a new folder, train with a TensorBoard callback "
        problem += "that writes there, and check again."
    elif not isinstance(log_dir, (str, PurePath)):
        problem = f"log_dir is a {type(log_dir).__name__}. Keep the path of the folder that you "
        problem += "gave to the callback."
    else:
        path, inside, train, validation, runs = Path(log_dir), False, {}, {}, []
        try:
            inside = path.resolve().is_relative_to(Path.cwd().resolve())
            train, validation = numbers_in(path / "train"), numbers_in(path / "validation")
            runs = sorted({file.parts[-3] for file in path.glob("*/train/events.out.*")})
        except (OSError, ValueError):
            inside = False
        tags = ("epoch_loss", "epoch_accuracy")
        counts = [
            len({step for step, _ in part.get(tag, [])})
            for part in (train, validation)
            for tag in tags
        ]
        if not inside:
            problem = f"log_dir is {str(log_dir)[:100]}, which does not lie where your notebook "
            problem += "works. Take a folder below logs; new_folder() gives you one."
        elif path.name in ("train", "validation") and numbers_in(path):
            problem = f"log_dir leads to the part {path.name} of a run. Keep the folder above it, "
            problem += "which you gave to the callback."
        elif not train and runs:
            problem = "log_dir is a folder of runs (" + ", ".join(runs[:3]) + "). Keep the folder "
            problem += "of the one run that you have trained now."
        elif not train and not validation:
            problem = f"There are no logs in {path}. Give this very path to the TensorBoard "
            problem += "callback, and the callback to fit. (If you call new_folder() twice, you "
            problem += "get two folders: keep one of them in log_dir, and use that.)"
        elif not counts[0]:
            problem = f"The logs in {path} hold no loss of any epoch. Was the training cut short? "
            problem += "Train again, with a new folder."
        elif not counts[2]:
            problem = "Only the training was written down, and no validation. Give fit the pair "
            problem += "X_val and Y_val as validation_data."
        elif not counts[1] or not counts[3]:
            problem = "The logs hold no accuracy. Take the network of build_model(), which "
            problem += "reports it."
        elif min(counts) < 12:
            problem = f"The logs hold {min(counts)} epochs, and 12 are asked for. Train for 12, "
            problem += "with a new folder."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_the_folder_lies_below_logs_and_holds_one_training_only(log_dir):
    """The folder lies below logs and holds one training only."""
    from pathlib import Path, PurePath

    problem = ""
    if log_dir is None or log_dir is Ellipsis:
        problem = "log_dir is still `...`. Take a new folder, train with a TensorBoard callback "
        problem += "that writes there, and check again."
    elif not isinstance(log_dir, (str, PurePath)):
        problem = f"log_dir is a {type(log_dir).__name__}. Keep the path of the folder."
    else:
        place, steps = (), []
        try:
            place = Path(log_dir).resolve().relative_to(Path.cwd().resolve()).parts
            losses = numbers_in(Path(log_dir, "train")).get("epoch_loss", [])
            steps = [step for step, _ in losses]
        except (OSError, ValueError):
            steps = []
        where = "/".join(place)
        often = max([steps.count(step) for step in steps[:100]], default=0)
        if not steps:
            problem = (
                f"There is no training in {str(log_dir)[:100]} yet. The other check says more."
            )
        elif place == ("logs",):
            problem = "Your logs lie right in logs, so the next training would be mixed with them. "
            problem += "Give each run a folder of its own below logs: new_folder() does that."
        elif place[:1] != ("logs",):
            problem = f"Your logs lie in {where}. The dashboard will look into the folder logs: "
            problem += "take a folder below that. new_folder() gives you one."
        elif often > 1:
            problem = f"{where} holds {often} trainings, one on top of the other: the "
            problem += "same epoch is there more than once. Take a new folder and train again."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_there_are_histograms_of_the_weights_for_every_epoch(log_dir):
    """There are histograms of the weights for every epoch."""
    from pathlib import Path, PurePath

    problem = ""
    if log_dir is None or log_dir is Ellipsis:
        problem = "log_dir is still `...`. Take a new folder, train with a TensorBoard callback "
        problem += "that writes there, and check again."
    elif not isinstance(log_dir, (str, PurePath)):
        problem = f"log_dir is a {type(log_dir).__name__}. Keep the path of the folder."
    else:
        epochs, spread = set(), set()
        try:
            for event in events_in(Path(log_dir, "train")):
                tags = [value.tag for value in event.summary.value]
                if "epoch_loss" in tags:
                    epochs.add(event.step)
                if any("histogram" in tag for tag in tags):
                    spread.add(event.step)
        except (OSError, ValueError):
            epochs = set()
        if not epochs:
            problem = (
                f"There is no training in {str(log_dir)[:100]} yet. The other check says more."
            )
        elif not spread:
            problem = "The logs hold no histograms. Give the TensorBoard callback "
            problem += "histogram_freq=1, and train again with a new folder."
        elif len(spread & epochs) < len(epochs):
            problem = f"There are histograms for {len(spread)} of {len(epochs)} epochs. "
            problem += "histogram_freq=1 writes them after every epoch."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_history_is_kept_and_the_batches_are_of_128_pictures(history):
    """history is kept, and the batches are of 128 pictures."""
    problem = ""
    record = getattr(history, "history", None)
    if history is None or history is Ellipsis:
        problem = "history is still `...`. Keep what fit gives back under this name."
    elif not isinstance(record, dict) or "loss" not in record:
        problem = f"history is a {type(history).__name__}. Keep the whole thing that fit gives "
        problem += "back, and not a part of it."
    else:
        steps = (getattr(history, "params", None) or {}).get("steps")
        if isinstance(steps, int) and 0 < steps != 47:
            problem = f"Each epoch had {steps} batches. There are 6,000 pictures, so batches of "
            problem += "128 make 47. Give fit batch_size=128, and train with a new folder."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_the_logs_are_those_of_the_training_in_history(history, log_dir):
    """The logs are those of the training in history.

    Compares the losses in history with those in the logs, epoch by epoch.
    """
    from pathlib import Path, PurePath

    problem = ""
    record = getattr(history, "history", None)
    if history is None or history is Ellipsis:
        problem = "history is still `...`. Keep what fit gives back under this name."
    elif not isinstance(record, dict) or "loss" not in record:
        problem = f"history is a {type(history).__name__}. Keep the whole thing that fit gives "
        problem += "back, and not a part of it."
    elif not isinstance(log_dir, (str, PurePath)):
        problem = "log_dir is not a folder's path yet."
    else:
        written = {}
        try:
            written = dict(numbers_in(Path(log_dir, "train")).get("epoch_loss", []))
        except (OSError, ValueError):
            written = {}
        told = [float(value) for value in record["loss"]]
        logged = [written[step] for step in sorted(written)]
        if not logged:
            problem = f"There is no training in {str(log_dir)[:100]} yet."
        elif len(told) != len(logged):
            problem = f"history knows of {len(told)} epochs, and the logs of {len(logged)}. Keep "
            problem += "the history of the training that wrote these logs."
        elif not all(abs(one - two) <= 0.001 for one, two in zip(told, logged, strict=True)):
            problem = "history and the logs hold different numbers, so they come from different "
            problem += "trainings. Run the whole cell once more, with a new folder."
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION


# %%
# @title A fresh start: take your logs, or ours if there are none yet { display-mode: "form" }
example_run = example_folder()

# %% [markdown]
# What is on the disk now? The next cell lists every file below the run's folder.
#
# **Predict.** One file for each epoch? One for all? And which will be larger: what was written
# about the training, or what was written about the validation?

# %%
for file in sorted(Path(example_run).rglob("*")):
    if file.is_file():
        size = file.stat().st_size / 1024
        print(f"{size:8.1f} KB  {file.parent.name}/{file.name}")

# %% [markdown]
# **Explain.** There is a folder `train` and a folder `validation`, and in each an **event file**
# (`tfevents`). An event file is a list: at this step, this number had this value. New lines are
# added at its end while the training goes on, so you can watch a training that is still running.
# The file in `train` is larger, because the histograms of all weights and a plan of the network
# are in it. (If these are the logs of our training, they hold the curves only.) The long name
# holds the time in seconds since 1970 and the name of the machine.
#
# The files stay when the notebook is restarted. In Colab they go with the machine, as everything
# there does.
#
# ### Keep them
#
# The next cell copies the folder `logs`, your `log_dir` and your `history` to a folder `kept`, or to
# your Drive, if you tick `on_drive`. In Colab only Drive outlives the machine.
#
# What you keep can be handed in, too. Then the run that is graded is the very one that you see here.
# Without it, the training is done again while grading, which is fine as well.
#
# **When you come back** on a new machine: run the cells from the top, but leave out the training of
# question 2. Choose `resume` here and run this cell instead.
#
# **What you will see:** a line for each of the three, and the folder.

# %%
# {{ keep }}
keep_or_resume("logs/", "log_dir", "history")

# %% [markdown]
# ## 4. The dashboard ({{ minutes }})
#
# TensorBoard is a program of its own. It reads all runs in a folder and shows them in the browser.
# In a notebook two magics do everything: the first loads the extension, the second starts the
# program and shows its page right here.
#
# **Predict.** Which of the numbers that Keras wrote would you want to see first?

# %%
# @title A fresh start: take your logs, or ours if there are none yet { display-mode: "form" }
example_run = example_folder()
if front_end() in ("colab-vscode", "colab-silent", "kaggle"):
    print(
        "The dashboard can be shown in Colab's own page, in JupyterLab and in VS Code with a kernel"
    )
    print("on your computer, not here. The picture below shows the same curves: go on with that.")

# %%
# %load_ext tensorboard
# %tensorboard --logdir logs

# %% [markdown]
# It takes some seconds until the page is there. Then look around.
#
# - **Time series** (and **Scalars**, which shows the same in an older form): the curves. Every
#   card is one number, such as `epoch_loss`. Training and validation count as two runs, `…/train`
#   and `…/validation`; switch them on and off at the left. **Smoothing**, at the right, flattens
#   the curves. Set it to 0 when you want to see what really happened.
# - **Graphs**: the plan of your network, layer by layer. Choose *Conceptual graph*.
# - **Histograms**: how the weights are spread, one slice for each epoch, the newest in front. At
#   the beginning they are random numbers; training pulls them apart. (Keras 3.13 writes the
#   weights of all layers under one name, `kernel`, so the slices of the three layers stand in one
#   card. Later versions keep them apart.)
# - **Distributions**: the same seen from above, as bands over the epochs. If such a band does not
#   move at all, nothing is being learned.
#
# TensorBoard counts epochs from 0, we count them from 1.
#
# New runs appear when you click on the round arrow at the top right. If you run the cell above
# again, you get the same dashboard once more, and not a second one.
#
# *At home*, in JupyterLab, the cell works the same way. If the frame stays empty (in VS Code it
# may), open `http://localhost:6006` in your browser. You can also do without the
# notebook: in a terminal, in the notebook's folder, type `tensorboard --logdir logs`, and open
# the address that it prints.
#
# <details><summary>It does not work: "No module named 'pkg_resources'"</summary>
#
# TensorBoard 2.20 needs a piece of the library `setuptools` that setuptools 82 no longer has.
# Colab has an older one, so there it works. At home, run `%pip install "setuptools<82"` in a
# cell, and then the cell with `%tensorboard` again. No restart is needed, because TensorBoard is
# a program of its own. A *warning* about pkg_resources, on the other hand, does no harm.
#
# </details>
#
# <details><summary>It does not work: the frame is empty, or says 403</summary>
#
# In Colab the page inside the page needs cookies that some browsers block, above all in private
# windows. Allow third-party cookies for Colab, or try another browser. Or do without: the next
# cell draws the same curves as a plain picture.
#
# </details>

# %% [markdown]
# Older texts tell you to put your logs on the web with TensorBoard.dev. That service was closed at
# the end of 2023. Share the picture, the notebook, or the folder.
#
# Another program for the same purpose is **Weights & Biases** (the library `wandb`). It keeps the
# curves, the settings and the machine's load of each run on a website, so that a group sees them at
# once, and they are still there when the machine is gone. For that you need an account and a key,
# which belongs in Colab's secrets, and your numbers lie with a company. With Keras you hand `fit`
# its callback `WandbMetricsLogger` in place of TensorBoard's. What you learn here about runs, curves and
# comparing holds for both.
#
# Now the same curves without a dashboard.

# %%
# @title Draw the curves of one run as a plain picture { display-mode: "form" }
draw_curves({Path(example_run).name: columns_of(example_run)})

# %% [markdown]
# **Explain.** Compare with the dashboard: the same numbers, the same shape. The dashboard can zoom
# and compare; the picture is still there tomorrow, when the machine is gone.

# %% [markdown]
# ## 5. The same numbers in a table ({{ minutes }})
#
# A dashboard is for eyes. Sooner or later you want to go on computing: which of forty runs was
# best? So you need the numbers back in Python. TensorBoard brings the reader along that it uses
# itself, the `EventAccumulator`: it collects all events of a folder and sorts them by **tag**,
# which is the name of a number.

# %%
# @title A fresh start: take your logs, or ours if there are none yet { display-mode: "form" }
example_run = example_folder()

# %%
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.util.tensor_util import make_ndarray

train_log = EventAccumulator(f"{example_run}/train")
train_log.Reload()
print(train_log.Tags()["tensors"])

# %% [markdown]
# Among these tags is `epoch_loss`. `train_log.Tensors("epoch_loss")` gives a list with one entry
# for each epoch. An entry has a `step` and a value, which is packed up and has to be unpacked
# with `make_ndarray`.
#
# **Predict.** The run has 12 epochs. How many entries will the list have?

# %%
entries = train_log.Tensors("epoch_loss")
print(len(entries), "entries, for the steps", [entry.step for entry in entries])
print("the first one is", make_ndarray(entries[0].tensor_proto).item())

# %% [markdown]
# **Explain.** Ten, and not twelve! To save memory, the reader keeps only ten entries of each tag,
# chosen at random, unless it is told otherwise. This has spoiled many a table. The setting
# `size_guidance={"tensors": 0}` means "keep everything". And note that the steps count from 0.
#
# The next cell puts this into a small function that you can use from now on.


# %%
def values_of(folder, tag):
    """Return {step: value} for one tag in one folder of event files; {} where there is none."""
    if not Path(folder).is_dir():
        return {}
    log = EventAccumulator(str(folder), size_guidance={"tensors": 0})
    log.Reload()
    if tag not in log.Tags()["tensors"]:
        return {}
    return {entry.step: make_ndarray(entry.tensor_proto).item() for entry in log.Tensors(tag)}


# %%
print(values_of(Path(example_run, "validation"), "epoch_loss"))

# %% [raw]
# # BEGIN QUESTION
# name: q3

# %% [markdown]
# ### Question 3: from event files to a table
#
# Write the function `curves(log_dir)`. It takes the folder of **one run** and returns a pandas
# `DataFrame` with one row for each epoch, in the order of the epochs, and these five columns:
#
# | column | what is in it |
# |---|---|
# | `epoch` | the number of the epoch, **counted from 1** |
# | `loss`, `accuracy` | the tags `epoch_loss` and `epoch_accuracy` of the folder `train` |
# | `val_loss`, `val_accuracy` | the same tags of the folder `validation` |
#
# It must work for runs of any length. If a run has no validation, its two columns are there all
# the same, filled with missing values (NaN). If there is no `epoch_loss` in `log_dir/train` at
# all, then this is not the folder of a run. Raise a `ValueError` in that case. You may use
# `values_of`.
#
# **What it should look like:** `curves(example_run)` shows a table with 12 rows, and in the first
# one `epoch` is 1.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Get four dictionaries first: two tags from each of two folders. `Path(log_dir, "train")` leads to
# the first folder.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# A dictionary becomes a column by `pd.Series(a_dictionary, dtype=float)`: its keys become the row
# labels. And `pd.DataFrame` takes a dictionary of such columns. It puts values with the same label
# into the same row and fills what is missing with NaN.
#
# <details><summary>Still stuck? Hint 3</summary>
#
# Now the labels are the steps, counted from 0. `table.sort_index()` puts the rows in order, and
# `table.insert(0, "name", values)` puts a new column in front. Which values make epochs out of the
# steps in `table.index`?
#
# (`table.reset_index()` also makes a column of the labels, with the name that `table.index.name` has.)
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION


# %%
def curves(log_dir):
    # BEGIN SOLUTION
    found = {}
    for folder, prefix in [("train", ""), ("validation", "val_")]:
        for name in ["loss", "accuracy"]:
            values = values_of(Path(log_dir, folder), f"epoch_{name}")
            found[prefix + name] = pd.Series(values, dtype=float)
    if found["loss"].empty:
        raise ValueError(f"{log_dir} is not the folder of a run.")
    table = pd.DataFrame(found).sort_index()
    table.insert(0, "epoch", table.index + 1)
    return table.reset_index(drop=True)
    # END SOLUTION


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 1.5
"""  # END TEST CONFIG


def test_a_run_of_four_epochs_becomes_a_table(curves):
    """A run of four epochs becomes a table."""
    import shutil
    import tempfile
    from pathlib import Path

    import pandas as pd
    from tensorboard.compat.proto import event_pb2, summary_pb2, tensor_pb2, tensor_shape_pb2
    from tensorboard.compat.tensorflow_stub.pywrap_tensorflow import masked_crc32c

    def write(folder, numbers):
        metadata = summary_pb2.SummaryMetadata(data_class=1)
        metadata.plugin_data.plugin_name = "scalars"
        events = [event_pb2.Event(wall_time=1.0, file_version="brain.Event:2")]
        for tag, values in numbers.items():
            for step, value in values.items():
                event = event_pb2.Event(wall_time=2.0 + step, step=step)
                shape = tensor_shape_pb2.TensorShapeProto()
                tensor = tensor_pb2.TensorProto(dtype=1, float_val=[value], tensor_shape=shape)
                event.summary.value.add(tag=tag, metadata=metadata, tensor=tensor)
                events.append(event)
        folder.mkdir(parents=True)
        with (folder / "events.out.tfevents.1700000000.check.1.0.v2").open("wb") as file:
            for event in events:
                data = event.SerializeToString()
                head = len(data).to_bytes(8, "little")
                file.write(head + masked_crc32c(head).to_bytes(4, "little"))
                file.write(data + masked_crc32c(data).to_bytes(4, "little"))

    wanted = {
        "loss": [0.75, 0.5, 0.25, 0.125],
        "accuracy": [0.5, 0.625, 0.75, 0.875],
        "val_loss": [0.8125, 0.5625, 0.5, 0.6875],
        "val_accuracy": [0.4375, 0.5625, 0.6875, 0.65625],
    }
    problem = ""
    table = None
    if not callable(curves):
        problem = "curves is not a function. Begin with: def curves(log_dir):"
    else:
        home = Path(Path(tempfile.mkdtemp(prefix="logs-of-the-check-", dir=".")).name)
        try:
            for part, before in (("train", ""), ("validation", "val_")):
                tags = {
                    "epoch_" + kind: dict(enumerate(wanted[before + kind]))
                    for kind in ("loss", "accuracy")
                }
                tags["epoch_learning_rate"] = dict.fromkeys(range(4), 0.001)
                write(home / "one-run" / part, tags)
            for way in (str, Path):
                problem = ""
                try:
                    table = curves(way(home / "one-run"))
                    break
                except AssertionError:
                    raise
                except Exception as error:
                    problem = f"curves stops with this error: {type(error).__name__}: {error}. It "
                    problem += "was called with the folder of a run of four epochs."
        finally:
            shutil.rmtree(home, ignore_errors=True)
    if problem:
        pass
    elif table is None or table is Ellipsis:
        problem = "curves gives nothing back yet. Put your code in place of the three dots, and "
        problem += "let it end in return."
    elif not isinstance(table, pd.DataFrame):
        problem = f"curves gives back a {type(table).__name__}, and a DataFrame is asked for."
    else:
        missing = [name for name in ("epoch", *wanted) if name not in table.columns]
        if missing == ["epoch"] and table.index.name == "epoch":
            problem = "epoch is the index of the table. Make it a column: table.reset_index()."
        elif missing:
            problem = f"The table lacks the column {missing[0]}. It needs five: epoch, loss, "
            problem += "accuracy, val_loss and val_accuracy."
        elif len(table) != 4:
            problem = f"For a run of 4 epochs the table has {len(table)} rows. One row for each "
            problem += "epoch is asked for, with training and validation side by side."
        else:
            try:
                epochs = [float(value) for value in table["epoch"]]
                given = {
                    name: [
                        float("nan") if pd.isna(value) else float(value) for value in table[name]
                    ]
                    for name in wanted
                }
            except (TypeError, ValueError):
                epochs, given = [], {}
            near = {
                name: all(abs(a - b) < 0.001 for a, b in zip(given[name], values, strict=True))
                for name, values in wanted.items()
                if given
            }
            if not given:
                problem = "Some cells of the table are no numbers. Unpack each value, as values_of "
                problem += "does."
            elif epochs == [0, 1, 2, 3]:
                problem = "The column epoch counts from 0. Steps do so; epochs are counted from 1. "
                problem += "Add 1."
            elif sorted(epochs) == [1, 2, 3, 4] and epochs != [1, 2, 3, 4]:
                problem = f"The rows come in the order {epochs}. Put them in the order of the "
                problem += "epochs, as numbers and not as text."
            elif epochs != [1, 2, 3, 4]:
                problem = f"The column epoch holds {epochs}, and 1 to 4 are asked for."
            elif not near["val_loss"] and given["val_loss"] == given["loss"]:
                problem = "val_loss holds the same numbers as loss. Read it from the folder "
                problem += "validation."
            elif not near["loss"] and all(abs(value - 0.001) < 0.0001 for value in given["loss"]):
                problem = "loss holds the learning rate. Take the tag epoch_loss."
            elif not all(near.values()):
                name = next(name for name in wanted if not near[name])
                problem = f"The column {name} holds {given[name]}, and in the event files stands "
                problem += f"{wanted[name]}. Which folder and which tag belong to it?"
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_a_folder_without_a_run_is_refused(curves):
    """A folder without a run is refused."""
    problem = ""
    if not callable(curves):
        problem = "curves is not a function. Begin with: def curves(log_dir):"
    else:
        try:
            table = curves("logs-of-the-check-which-are-not-there")
        except AssertionError:
            raise
        except ValueError:
            table = None
        except Exception as error:
            problem = "For a folder without a run, curves raises a "
            problem += f"{type(error).__name__}: {str(error)[:100]}. Notice it yourself, and raise "
            problem += "a ValueError."
        else:
            problem = "For a folder that is not there, curves raises nothing"
            if table is not None and table is not Ellipsis:
                problem += f" and gives back a {type(table).__name__}"
            problem += ". An empty table would be taken for a result: raise a ValueError if there "
            problem += "is no epoch_loss in the folder train."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_long_runs_and_runs_without_validation_are_read_in_full(curves):
    """Long runs and runs without validation are read in full.

    Tried with many more epochs, with more than one event file, and without validation.
    """
    import math
    import shutil
    import tempfile
    from pathlib import Path

    import pandas as pd
    from tensorboard.compat.proto import event_pb2, summary_pb2, tensor_pb2, tensor_shape_pb2
    from tensorboard.compat.tensorflow_stub.pywrap_tensorflow import masked_crc32c

    def write(folder, number, numbers):
        metadata = summary_pb2.SummaryMetadata(data_class=1)
        metadata.plugin_data.plugin_name = "scalars"
        events = [event_pb2.Event(wall_time=1.0 + number, file_version="brain.Event:2")]
        for tag, values in numbers.items():
            for step, value in values.items():
                event = event_pb2.Event(wall_time=2.0 + step, step=step)
                shape = tensor_shape_pb2.TensorShapeProto()
                tensor = tensor_pb2.TensorProto(dtype=1, float_val=[value], tensor_shape=shape)
                event.summary.value.add(tag=tag, metadata=metadata, tensor=tensor)
                events.append(event)
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"events.out.tfevents.170000000{number}.check.1.0.v2").open("wb") as file:
            for event in events:
                data = event.SerializeToString()
                head = len(data).to_bytes(8, "little")
                file.write(head + masked_crc32c(head).to_bytes(4, "little"))
                file.write(data + masked_crc32c(data).to_bytes(4, "little"))

    loss = {step: 2 / (step + 2) for step in range(25)}
    accuracy = {step: 1 - 1 / (step + 2) for step in range(25)}
    problem = ""
    table = None
    if not callable(curves):
        problem = "curves is not a function."
    else:
        home = Path(Path(tempfile.mkdtemp(prefix="logs-of-the-check-", dir=".")).name)
        try:
            # A run that was interrupted after 15 epochs and went on: two files, one run.
            for number, steps in enumerate((range(15), range(15, 25))):
                tags = {
                    "epoch_loss": {step: loss[step] for step in steps},
                    "epoch_accuracy": {step: accuracy[step] for step in steps},
                }
                write(home / "long-run" / "train", number, tags)
            for way in (str, Path):
                problem = ""
                try:
                    table = curves(way(home / "long-run"))
                    break
                except AssertionError:
                    raise
                except Exception as error:
                    problem = "For a run of 25 epochs without validation, curves stops with this "
                    problem += f"error: {type(error).__name__}: {str(error)[:200]}."
        finally:
            shutil.rmtree(home, ignore_errors=True)
    columns = ("epoch", "loss", "accuracy", "val_loss", "val_accuracy")
    if problem:
        pass
    elif not isinstance(table, pd.DataFrame):
        problem = "curves does not give back a DataFrame yet."
    elif [name for name in columns if name not in table.columns]:
        problem = "For a run without validation the table lacks a column. The columns val_loss and "
        problem += "val_accuracy are there all the same, filled with NaN."
    elif len(table) == 10:
        problem = "Of 25 epochs the table holds 10. EventAccumulator keeps ten values of a tag "
        problem += "unless you give it a size_guidance for tensors of 0."
    elif len(table) == 15:
        problem = "Of 25 epochs the table holds 15. A run may have several event files in a "
        problem += "folder: read all of them."
    elif len(table) != 25:
        problem = f"For a run of 25 epochs without validation the table has {len(table)} rows."
    else:
        try:
            cells = {
                name: [float("nan") if pd.isna(value) else float(value) for value in table[name]]
                for name in columns
            }
        except (TypeError, ValueError):
            cells = {}
        if not cells:
            problem = "Some cells of the table are no numbers. What is missing is NaN."
        elif cells["epoch"] != list(range(1, 26)):
            problem = (
                "For a run of 25 epochs the column epoch does not count from 1 to 25. Put the "
            )
            problem += "rows in order by number: as text, 10 comes before 2."
        elif not all(abs(one - loss[step]) <= 0.001 for step, one in enumerate(cells["loss"])):
            problem = "The column loss does not hold the numbers of epoch_loss, in their order."
        elif not all(
            abs(one - accuracy[step]) <= 0.001 for step, one in enumerate(cells["accuracy"])
        ):
            problem = "The column accuracy does not hold the numbers of epoch_accuracy, in order."
        elif not all(math.isnan(one) for one in cells["val_loss"] + cells["val_accuracy"]):
            problem = "The run has no validation, and yet the table has numbers there. Fill what "
            problem += "is missing with NaN."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_a_folder_of_several_runs_is_not_taken_for_a_run(curves):
    """A folder of several runs is not taken for a run.

    Tried with the folder that lies above two runs.
    """
    import shutil
    import tempfile
    from pathlib import Path

    from tensorboard.compat.proto import event_pb2, tensor_pb2, tensor_shape_pb2
    from tensorboard.compat.tensorflow_stub.pywrap_tensorflow import masked_crc32c

    problem = ""
    if not callable(curves):
        problem = "curves is not a function."
    else:
        home = Path(Path(tempfile.mkdtemp(prefix="logs-of-the-check-", dir=".")).name)
        try:
            for run in ("first", "second"):
                folder = home / "all-runs" / run / "train"
                folder.mkdir(parents=True)
                event = event_pb2.Event(wall_time=2.0, step=0)
                shape = tensor_shape_pb2.TensorShapeProto()
                tensor = tensor_pb2.TensorProto(dtype=1, float_val=[0.5], tensor_shape=shape)
                event.summary.value.add(tag="epoch_loss", tensor=tensor)
                data = event.SerializeToString()
                head = len(data).to_bytes(8, "little")
                (folder / "events.out.tfevents.1700000000.check.1.0.v2").write_bytes(
                    head
                    + masked_crc32c(head).to_bytes(4, "little")
                    + data
                    + masked_crc32c(data).to_bytes(4, "little")
                )
            try:
                table = curves(str(home / "all-runs"))
            except AssertionError:
                raise
            except ValueError:
                table = None
            except Exception as error:
                problem = "For a folder with two runs in it, curves raises a "
                problem += f"{type(error).__name__}, and a ValueError is asked for."
            else:
                problem = "For the folder above two runs, curves raises nothing"
                if table is not None and table is not Ellipsis:
                    problem += ", so it would mix them"
                problem += ". Look into log_dir/train only, and raise a ValueError if there is no "
                problem += "epoch_loss in it."
        finally:
            shutil.rmtree(home, ignore_errors=True)
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## 6. One difference at a time ({{ minutes }})
#
# Is dropout any good here? Are 32 units enough? Such questions are answered by training twice and
# comparing. There are two rules.
#
# 1. **One difference at a time.** If you change the units and the dropout together, and the result
#    is better, you don't know which of the two did it. Perhaps one helped and the other did harm.
# 2. **The validation decides.** On the training pictures the network that learns by heart always
#    wins. That is not what we want it for.
#
# **Predict.** You will compare the network from above with one that has dropout. Which one will
# have the lower loss on the training pictures? And which one on the validation pictures?

# %%
# @title A fresh start: take your logs, or ours if there are none yet { display-mode: "form" }
example_run = example_folder()

# %% [raw]
# # BEGIN QUESTION
# name: q4

# %% [markdown]
# ### Question 4: compare runs
#
# Make `runs`, a dictionary of **two or more** runs: each key is a short name that you choose, each
# value is the folder of that run. Take one run as the starting point. In every other run change
# **exactly one** setting of `build_model`, for example the dropout, the units or the learning
# rate. Train all of them with validation and with a TensorBoard callback. The run in
# `example_run` may be your starting point; then you need not train it again. (Its settings are
# those of `build_model()`, and it had batches of 128 and 12 epochs.)
#
# Then let `best_run` be the **name** of the best run: the one whose validation loss gets lowest,
# in whichever epoch.
#
# **What it should look like:** `runs` looks like `{"plain": "logs/…", "dropout": "logs/…"}`, and
# `best_run` is one of the names. With `new_folder("logs/dropout")` the name shows in the
# dashboard, too.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# What you did for question 2 you do again for each further run: a new folder, a new network with
# one other setting, a callback for the new folder, `fit`.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# For the best run, ask each run for the smallest value in its column `val_loss`, with your
# `curves` or with `values_of`. You may also read it off the picture below, but let Python compare
# if you can.
#
# <details><summary>Still stuck? Hint 3</summary>
#
# If `lowest` is a dictionary from name to smallest loss, then `min(lowest, key=lowest.get)` is the
# name with the smallest one.
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION

# %%
runs = ...
best_run = ...
# BEGIN SOLUTION NO PROMPT
runs = {"plain": example_run, "dropout": new_folder("logs/dropout")}
network = build_model(dropout=0.4)
writer = keras.callbacks.TensorBoard(runs["dropout"], histogram_freq=1)
settings = dict(batch_size=128, epochs=12, validation_data=(X_val, Y_val), verbose=2)
network.fit(X_train, Y_train, callbacks=[writer], **settings)
lowest = {name: curves(folder)["val_loss"].min() for name, folder in runs.items()}
best_run = min(lowest, key=lowest.get)
# END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 1
"""  # END TEST CONFIG


def test_two_or_more_runs_were_trained_with_validation(runs):
    """Two or more runs were trained with validation."""
    from pathlib import Path, PurePath

    def epochs_in(folder):
        return len({step for step, _ in numbers_in(folder).get("epoch_loss", [])})

    problem = ""
    if runs is None or runs is Ellipsis:
        problem = (
            "runs is still `...`. Train a second network with one other setting, and put both "
        )
        problem += "folders into a dictionary."
    elif not isinstance(runs, dict):
        problem = f"runs is a {type(runs).__name__}. Make it a dictionary: name to folder."
    elif len(runs) < 2:
        problem = f"runs names {len(runs)} run. To compare, there must be two at least."
    else:
        for name, folder in list(runs.items())[:50]:
            called = str(name)[:40]
            if folder is None or folder is Ellipsis:
                problem = f"The folder of {called} in runs is still `...`."
            elif not isinstance(folder, (str, PurePath)):
                problem = f"In runs, the value of {called} is a {type(folder).__name__}. It should "
                problem += "be the run's folder, which you gave to the callback."
            if problem:
                break
            path, inside, train, validation, below = Path(folder), False, 0, 0, []
            try:
                inside = path.resolve().is_relative_to(Path.cwd().resolve())
                train, validation = epochs_in(path / "train"), epochs_in(path / "validation")
                below = sorted(path.glob("*/train/events.out.*"))
            except (OSError, ValueError):
                inside = False
            if not inside:
                problem = f"The folder of {called}, {str(folder)[:80]}, does not lie where your "
                problem += "notebook works. Take a folder below logs."
            elif not train and below:
                problem = (
                    f"{path}, the folder of {called}, holds runs but is none itself. Name the "
                )
                problem += "folder of the one run."
            elif not train:
                problem = f"There is no run in {path}, the folder of {called}. Train with a "
                problem += "TensorBoard callback that writes to this very folder."
            elif not validation:
                problem = f"The run {called} has no validation, so it cannot be judged. Give fit "
                problem += "X_val and Y_val as validation_data."
            if problem:
                break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_each_run_is_a_training_of_its_own(runs):
    """Each run is a training of its own."""
    from pathlib import Path, PurePath

    problem = ""
    if not isinstance(runs, dict) or len(runs) < 2:
        problem = "runs is not a dictionary of two or more runs yet."
    else:
        seen = {}
        for name, folder in list(runs.items())[:50]:
            called = str(name)[:40]
            losses, place, settings = [], "", {}
            if isinstance(folder, (str, PurePath)):
                try:
                    place = str(Path(folder).resolve())
                    losses = numbers_in(Path(folder, "train")).get("epoch_loss", [])
                    settings = settings_in(Path(folder, "train"))
                except (OSError, ValueError):
                    losses = []
            steps = [step for step, _ in losses]
            if not losses:
                problem = f"There is no run in the folder of {called}."
            elif len(set(steps)) < len(steps):
                problem = f"The folder of {called} holds more than one training, one on top of the "
                problem += "other. Take a new folder for each, and train again."
            for other, (other_place, other_losses, other_settings) in seen.items():
                if problem:
                    break
                if place == other_place:
                    problem = f"{other} and {called} are the same folder, so it is the same run "
                    problem += "twice. Train a second time, with one other setting."
                elif losses == other_losses:
                    problem = f"{other} and {called} have the same curves to the last digit: it is "
                    problem += "the same training twice. Change one setting of build_model."
                elif "the units" in settings and settings == other_settings:
                    problem = (
                        f"{other} and {called} were built with the same settings, so there is "
                    )
                    problem += "nothing to compare. Give build_model one other setting."
            if problem:
                break
            seen[called] = (place, losses, settings)
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 1
"""  # END TEST CONFIG


def test_best_run_has_the_lowest_validation_loss(best_run, runs):
    """best_run has the lowest validation loss."""
    import math
    from pathlib import Path, PurePath

    def curve_in(folder, name):
        pairs = numbers_in(folder).get(name, [])
        return {step: number for step, number in pairs if math.isfinite(number)}

    problem = ""
    lowest, last, learned = {}, {}, {}
    if isinstance(runs, dict):
        for name, folder in list(runs.items())[:50]:
            if isinstance(folder, (str, PurePath)):
                try:
                    train = curve_in(Path(folder, "train"), "epoch_accuracy")
                    losses = curve_in(Path(folder, "validation"), "epoch_loss")
                except (OSError, ValueError):
                    continue
                if losses:
                    lowest[name], last[name] = min(losses.values()), losses[max(losses)]
                    learned[name] = max(train.values(), default=0.0)
    given = best_run
    if type(given).__module__ == "numpy" and getattr(given, "shape", None) == ():
        given = given.item()
    if best_run is None or best_run is Ellipsis:
        problem = "best_run is still `...`. Put the name of the best run there."
    elif len(lowest) < 2:
        problem = "There are no two runs with validation in runs yet, so there is none to choose."
    elif isinstance(given, PurePath) or (
        isinstance(given, str) and given in map(str, runs.values())
    ):
        problem = "best_run is a folder. Give the name, the key that stands for it in runs."
    elif not isinstance(given, (str, int, float, tuple)):
        problem = f"best_run is a {type(given).__name__}. Give the name of one of your runs."
    elif given not in runs and isinstance(given, float):
        problem = "best_run is a number. Give the name of the run that has it, the key in runs."
    elif given not in lowest:
        problem = f"best_run is {given!r}, and that is none of the names in runs: "
        problem += ", ".join(str(name) for name in lowest) + "."
    elif lowest[given] > min(lowest.values()) + 0.000001:
        best = min(lowest, key=lowest.get)
        problem = f"On the validation pictures {best} gets down to a loss of {lowest[best]:.4f}, "
        problem += f"and {given} only to {lowest[given]:.4f}. "
        if learned[given] == max(learned.values()):
            problem += "That it does best on the training pictures does not count: those it may "
            problem += "have learned by heart."
        elif last[given] == min(last.values()):
            problem += "Not the last epoch counts, but the lowest point of each curve."
        else:
            problem += "The lowest point of the solid curve decides."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_the_runs_differ_in_one_setting_at_a_time(runs):
    """The runs differ in one setting at a time.

    Reads from the logs how each run was built, and compares the runs.
    """
    from pathlib import Path, PurePath

    problem = ""
    if not isinstance(runs, dict) or len(runs) < 2:
        problem = "runs is not a dictionary of two or more runs yet."
    else:
        known = {}
        for name, folder in list(runs.items())[:50]:
            if isinstance(folder, (str, PurePath)):
                try:
                    if "epoch_loss" in numbers_in(Path(folder, "train")):
                        known[str(name)[:40]] = settings_in(Path(folder, "train"))
                except (OSError, ValueError):
                    continue
        if len(known) < 2:
            problem = "There are no two runs with a training in runs yet."
        else:
            choices = []
            for start in known:
                apart = {
                    name: [
                        key for key, value in known[start].items() if found.get(key, value) != value
                    ]
                    for name, found in known.items()
                }
                worst = max(apart, key=lambda name: len(apart[name]))
                choices.append((len(apart[worst]), start, worst, apart[worst]))
            number, start, worst, keys = min(choices, key=lambda choice: choice[0])
            if number > 1:
                several = " and ".join(sorted(keys))
                problem = f"{start} and {worst} differ in {several}. If one of them is better, "
                problem += "nobody knows why. Change one setting at a time."
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# Keep these runs as well, beside the first one. (Did you choose `resume` above, because you have come
# back? Then the next line brings them back, and you leave out the trainings of question 4.) **What
# you will see:** a line for each of the three, and the folder.

# %%
keep_or_resume("logs/", "runs", "best_run")


# %%
# @title Draw your runs together, and save the picture as `curves.png` { display-mode: "form" }
def show_runs(named):
    """Draw all runs of a dictionary in one picture, or the example alone."""
    found = {}
    if isinstance(named, dict):
        found = {str(name): columns_of(folder) for name, folder in named.items()}
        found = {name: columns for name, columns in found.items() if columns}
    if len(found) < 2:
        print("There are no two runs to compare yet. Answer question 4, then run this cell again.")
        return
    draw_curves(found, file="curves.png")


show_runs(globals().get("runs"))

# %% [markdown]
# **Explain.** If it was the dropout that you changed: the dashed curve lies higher now. The
# network has a harder time with the training pictures, because a part of its units is switched
# off each time. And the solid curve? It goes deeper, and it climbs later and less. Dropout does
# not make the network cleverer. It keeps it from learning by heart.
#
# One word of caution. Each network was trained once, and with another seed its curves would be
# slightly different ones. When two runs are close together, train each setting several times
# before you believe in a winner.

# %% [raw]
# # BEGIN QUESTION
# name: q4_dashboard
# manual: true
# points: 2

# %% [markdown]
# ### Question 4, seen in the dashboard
#
# Open the dashboard of section 4 once more, click on the round arrow, and switch on the curves of
# all your runs. Take a **screenshot** of it. (Windows: Windows+Shift+S. Mac: Shift+Command+4. On
# a Chromebook: Ctrl+Shift and the key with the windows.) Put the picture into the text cell
# below, and write three or four sentences about it.
#
# - *In Colab:* double-click on the cell, and click on the picture symbol above it (Insert image).
# - *In JupyterLab or VS Code:* double-click on the cell, and paste the picture with Ctrl+V.
#
# A picture that is put in like this becomes a part of the notebook. A file beside it would not
# come with your work. **Where no dashboard can be shown**, put in the picture `curves.png`, which
# the cell above has saved: that counts as well.
#
# **What earns the two points** (a person reads this):
#
# - one point for a picture, in the notebook, in which the curves of at least two runs can be told
#   apart,
# - half a point for saying which curve shows overfitting, from which epoch on, and how one sees it,
# - half a point for saying what the one difference between the runs changed.
#
# Sentences without a picture earn their halves all the same.

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# (Here stands a screenshot of the dashboard with the curves of two runs, *plain* and *dropout*.)
#
# In the run *plain* the training loss falls towards 0, but the validation loss is lowest in the
# fourth epoch and then rises. From there on the network overfits: the two curves of this run move
# away from each other. In the run *dropout* only the dropout was changed, from 0 to 0.4. Its
# training loss stays higher, and its validation loss goes lower and hardly rises. So *dropout* is
# the better run, though *plain* looks better on the training pictures.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## 7. When to stop ({{ minutes }})
#
# After the turn of the validation loss, training only does harm. So which epoch should we have
# stopped at? The next cell makes `table`, the curves of one run. It asks your function `curves`;
# as long as that is missing, it takes the recorded numbers of section 1.


# %%
# @title A fresh start: make `table`, the curves of one run { display-mode: "form" }
def make_table():
    """Return your `curves` of the example run, or the recorded numbers as a table."""
    five = ["epoch", "loss", "accuracy", "val_loss", "val_accuracy"]
    try:
        mine = globals()["curves"](example_folder())
        if list(mine[five].dropna()["epoch"]) == list(range(1, len(mine) + 1)):
            return mine[five]
    except Exception:  # question 3 is still open
        print("Your function curves does not work yet.")
    print("This is the table of the recorded training.")
    recorded = pd.DataFrame(RECORDED)
    recorded.insert(0, "epoch", range(1, len(recorded) + 1))
    return recorded


table = make_table()

# %%
print(table.round(4).to_string(index=False))

# %% [raw]
# # BEGIN QUESTION
# name: q5

# %% [markdown]
# ### Question 5: the epoch where validation turns
#
# Write the function `best_epoch(table)`. It takes a table such as `curves` returns, and returns
# **the epoch with the smallest validation loss**, as a whole number, as it stands in the column
# `epoch`. So it counts from 1.
#
# - If two epochs share the smallest value, the earlier one is meant: there one could have stopped.
# - Missing values (NaN) do not count.
# - The rows may stand in any order, and may have any labels.
# - If there is no validation loss at all, because all values are missing, raise a `ValueError`.
#
# **What it should look like:** `best_epoch(table)` is the epoch of the dot in the picture in
# section 4.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Two things are to be found: the smallest value in the column `val_loss`, and the epochs of the
# rows that have it. `min()` of a column passes over what is missing.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# A table can be filtered: `people[people["age"] == 30]` keeps the rows in which the age is 30. And
# `people[people["age"] == 30]["name"]` keeps one column of them.
#
# <details><summary>Still stuck? Hint 3</summary>
#
# `idxmin()` gives the *label* of a row. That is the epoch only by luck: mostly it is one less,
# since labels count from 0. If all values are missing, then `table["val_loss"].isna().all()` is
# `True`.
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION


# %%
def best_epoch(table):
    # BEGIN SOLUTION
    losses = table["val_loss"]
    if losses.isna().all():
        raise ValueError("There is no validation loss.")
    return int(table[losses == losses.min()]["epoch"].min())
    # END SOLUTION


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 1
"""  # END TEST CONFIG


def test_the_epoch_with_the_smallest_validation_loss_is_found(best_epoch):
    """The epoch with the smallest validation loss is found."""
    import pandas as pd

    table = pd.DataFrame(
        {
            "epoch": [1, 2, 3, 4, 5, 6],
            "loss": [0.9, 0.6, 0.4, 0.3, 0.2, 0.1],
            "accuracy": [0.7, 0.8, 0.85, 0.9, 0.95, 0.99],
            "val_loss": [0.8, 0.5, 0.45, 0.4, 0.55, 0.7],
            "val_accuracy": [0.75, 0.8, 0.84, 0.85, 0.87, 0.86],
        }
    )
    problem = ""
    given = None
    if not callable(best_epoch):
        problem = "best_epoch is not a function. Begin with: def best_epoch(table):"
    else:
        try:
            given = best_epoch(table)
        except AssertionError:
            raise
        except Exception as error:
            problem = f"best_epoch stops with this error: {type(error).__name__}: {error}. It was "
            problem += "called with a table of six epochs."
    if type(given).__module__ == "numpy" and getattr(given, "size", 0) == 1:
        given = given.item()
    if problem:
        pass
    elif given is None or given is Ellipsis:
        problem = (
            "best_epoch gives nothing back yet. Put your code in place of the three dots, and "
        )
        problem += "let it end in return."
    elif isinstance(given, (pd.Series, pd.DataFrame)):
        problem = f"best_epoch gives back a {type(given).__name__}. One number is asked for: take "
        problem += "it out of there, for example with min()."
    elif isinstance(given, bool) or not isinstance(given, (int, float)):
        problem = (
            f"best_epoch gives back a {type(given).__name__}, and a whole number is asked for."
        )
    elif given == 3:
        problem = (
            "best_epoch gives 3, and 4 is right: it is off by one. idxmin and argmin give the "
        )
        problem += "place of the row, counted from 0. Take what stands in the column epoch there."
    elif given == 5:
        problem = "best_epoch gives 5, where the validation accuracy is highest. The validation "
        problem += "loss decides, and it is smallest in epoch 4."
    elif given == 6:
        problem = "best_epoch gives 6, the last epoch. There the training loss is smallest. The "
        problem += "validation loss decides, and it is smallest in epoch 4."
    elif given == 1:
        problem = "best_epoch gives 1, where the validation loss is largest. The smallest is meant."
    elif given == 0.4:
        problem = "best_epoch gives the loss itself. The epoch in which it occurs is asked for."
    elif given != 4:
        problem = (
            f"best_epoch gives {given}, and 4 is right: there the validation loss is smallest."
        )
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_a_table_without_validation_is_refused(best_epoch):
    """A table without validation is refused."""
    import pandas as pd

    nothing = [float("nan")] * 3
    table = pd.DataFrame(
        {
            "epoch": [1, 2, 3],
            "loss": [0.9, 0.6, 0.4],
            "accuracy": [0.7, 0.8, 0.85],
            "val_loss": nothing,
            "val_accuracy": nothing,
        }
    )
    problem = ""
    if not callable(best_epoch):
        problem = "best_epoch is not a function. Begin with: def best_epoch(table):"
    else:
        try:
            given = best_epoch(table)
        except AssertionError:
            raise
        except ValueError:
            given = None
        except Exception as error:
            problem = "For a table in which all validation losses are missing, best_epoch raises a "
            problem += f"{type(error).__name__}. Notice it yourself, and raise a ValueError."
        else:
            problem = "For a table in which all validation losses are missing, best_epoch raises "
            problem += "nothing"
            if given is not None and given is not Ellipsis:
                problem += f" and gives back {str(given)[:50]}"
            problem += ". There is no best epoch then: raise a ValueError."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_rows_may_stand_in_any_order_and_values_may_be_missing(best_epoch):
    """Rows may stand in any order, and values may be missing.

    Tried with tables whose rows are in another order, or that have missing values.
    """
    import pandas as pd

    def told(order, losses, labels):
        table = pd.DataFrame({"epoch": order, "val_loss": losses}, index=labels)
        for name in ("loss", "accuracy", "val_accuracy"):
            table[name] = [0.5 + 0.01 * epoch for epoch in order]
        return table

    nan = float("nan")
    cases = [
        (told([7, 2, 5, 9], [0.4, 0.3, 0.2, 0.6], [0, 1, 2, 3]), 5, "with rows out of order"),
        (told([1, 2, 3, 4], [nan, 0.5, 0.3, 0.4], [0, 1, 2, 3]), 3, "with a missing value"),
        (told([1, 2, 3], [0.5, 0.3, 0.4], [10, 20, 30]), 2, "with row labels 10, 20, 30"),
        (
            told([1, 2, 3, 4], [0.6, 0.5, 0.4, nan], [1, 2, 3, 4]),
            3,
            "with a missing value at the end",
        ),
    ]
    problem = ""
    if not callable(best_epoch):
        problem = "best_epoch is not a function."
    else:
        for table, right, words in cases:
            try:
                given = best_epoch(table)
            except AssertionError:
                raise
            except Exception as error:
                problem = f"For a table {words}, best_epoch stops with {type(error).__name__}: "
                problem += f"{str(error)[:100]}."
                break
            if type(given).__module__ == "numpy" and getattr(given, "size", 0) == 1:
                given = given.item()
            if isinstance(given, bool) or not isinstance(given, (int, float)) or given != right:
                problem = (
                    f"For a table {words}, best_epoch gives {str(given)[:50]}, and {right} is "
                )
                problem += "right."
                break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_of_two_equal_epochs_the_earlier_one_counts(best_epoch):
    """Of two equal epochs the earlier one counts."""
    import pandas as pd

    problem = ""
    if not callable(best_epoch):
        problem = "best_epoch is not a function."
    for order, right in (([1, 2, 3, 4], 2), ([4, 3, 2, 1], 1)):
        if problem:
            break
        table = pd.DataFrame({"epoch": order, "val_loss": [0.5, 0.25, 0.3, 0.25]})
        for name in ("loss", "accuracy", "val_accuracy"):
            table[name] = 0.5
        try:
            given = best_epoch(table)
        except AssertionError:
            raise
        except Exception as error:
            problem = f"best_epoch stops with {type(error).__name__}: {str(error)[:100]}."
            break
        if type(given).__module__ == "numpy" and getattr(given, "size", 0) == 1:
            given = given.item()
        if isinstance(given, bool) or not isinstance(given, (int, float)) or given != right:
            problem = "Two epochs share the smallest validation loss, in rows with the epochs "
            problem += (
                f"{order}. The earlier one is {right}, and best_epoch gives {str(given)[:50]}."
            )
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ### Let Keras stop by itself
#
# You know the best epoch only afterwards. While the training runs, a rise may be the turn, or
# just a hiccup. So one waits a little. The callback `EarlyStopping` does that:
#
# - `monitor="val_loss"`: the number that it watches;
# - `patience=2`: so many epochs without a new lowest value are borne, then it stops;
# - `restore_best_weights=True`: at the end it gives the network the weights of the best epoch. If
#   you leave that out, you keep the weights of the *last* epoch, which are worse!
#
# Now `epochs` is only an upper limit, and may be generous.
#
# **Predict.** Look at `table`. In which epoch will the training stop, with a patience of 2?

# %%
patient = keras.callbacks.EarlyStopping(monitor="val_loss", patience=2, restore_best_weights=True)
stopped_model = build_model()
stopped = stopped_model.fit(
    X_train,
    Y_train,
    batch_size=128,
    epochs=40,
    validation_data=(X_val, Y_val),
    callbacks=[patient],
    verbose=2,
)

# %%
print("epochs trained:      ", len(stopped.history["loss"]))
print("best epoch:          ", patient.best_epoch + 1)
print("its validation loss: ", round(min(stopped.history["val_loss"]), 4))
print("that of the network: ", round(stopped_model.evaluate(X_val, Y_val, verbose=0)[0], 4))

# %% [markdown]
# **Explain.** It stopped two epochs after the best one, and the last two lines agree: the network
# has the weights of its best epoch. (If your prediction was one off: mind that a hiccup before
# the turn can start the waiting, too.) Instead of 40 epochs it took only a few. So stopping early
# saves time as well.
#
# The choice is made. Now, and only now, the test set is opened, once.

# %%
X_test, Y_test = prepare(test_images, test_labels)
loss, accuracy = stopped_model.evaluate(X_test, Y_test, verbose=0)
print(f"On 10,000 pictures that decided nothing: loss {loss:.3f}, accuracy {accuracy:.1%}")

# %% [markdown]
# That is less than in lesson 04. No wonder: this network has learned from a tenth of the pictures.
#
# ## Recap
#
# - Each run gets a folder of its own, named by time, the largest part first.
# - A callback is called by Keras at certain moments. The one for TensorBoard writes event files,
#   in a folder `train` and a folder `validation`.
# - `%tensorboard --logdir logs` shows all runs. Without a dashboard, read the event files and
#   draw.
# - Readers may leave out values: keep everything with `size_guidance`.
# - Compare with one difference at a time, and let the validation loss decide.
# - The validation loss turns where overfitting begins. `EarlyStopping` waits a little, stops, and
#   brings back the best weights.
#
# ## Three questions to take along
#
# <details><summary>1. In the dashboard a curve runs to epoch 12, jumps back to epoch 1 and runs to
# epoch 12 again. What has happened?</summary>
#
# Two runs were written into the same folder, perhaps because a cell was run twice. TensorBoard
# takes them for one. Delete the folder, and train again with a new one.
#
# </details>
#
# <details><summary>2. A friend compares two networks. One has 128 units and no dropout, the other
# 512 units and dropout. The second one has the lower training loss. "So dropout helps!" What do
# you say?</summary>
#
# Two settings were changed at once, so nobody knows which one did it. And the training loss does
# not tell; 512 units simply learn more by heart. Compare the validation loss, and change only the
# dropout.
#
# </details>
#
# <details><summary>3. Why should the test set not decide when to stop?</summary>
#
# What decides is no longer impartial. The epoch was picked because it does well on just these
# pictures, a part of which is luck. A number that should say how well the network does with new
# pictures must come from pictures that decided nothing.
#
# </details>
#
# ## Go further
#
# - Add a third and a fourth run: 32 units, or a learning rate ten times as large. What does a
#   curve look like when the learning rate is much too large?
# - Keep your logs: mount your Drive as in lesson 03, and give `new_folder` a folder there.
# - `keras.callbacks.ReduceLROnPlateau` makes the steps smaller when the validation loss no longer
#   falls. Watch `epoch_learning_rate` in the dashboard.
# - What does `make_ndarray` give for an entry of the tag `kernel/histogram`? Its columns are left
#   edge, right edge, and how many weights lie between. Draw it with `plt.bar`.
# - TensorBoard is not bound to Keras: PyTorch writes the same event files, with
#   `torch.utils.tensorboard.SummaryWriter`.

# %% [markdown]
# ## Hand in
#
# Run the next cell when you are done. It tells you what to do with your notebook.

# %%
# {{ hand_in }}

# %% [markdown]
# {{ links }}
