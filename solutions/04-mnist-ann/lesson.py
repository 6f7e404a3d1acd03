# ---
# jupyter:
#   course:
#     summary: load and prepare images, build, train and measure a network, and read its mistakes
#     needs: "Python basics: variables, lists, dictionaries, functions, and slices (the warm-up has those). A little NumPy helps."
#     hardware: a CPU is enough; training takes well under two minutes
#     previous: 03-data-import
#     next: 05-tensorboard
#     evidence: {q5: [model, history], q6: [better_model]}
#     goals:
#       load 70,000 small pictures and look at them: [q1]
#       turn pictures and labels into numbers that a network can use: [q2, q3, q3_why, quiz3]
#       build a network with two hidden layers and count what it has to learn: [q4, quiz1]
#       say how a network learns, and what a learning rate that is too large does: [q4b]
#       train it, and read what it prints while it learns: [q5, quiz2]
#       make it a little better by the validation pictures, and open the test set once: [q6, q6_why, quiz2]
#       find the pictures that it gets wrong, and see why: [q7]
#     topics:
#       A neuron, a layer, an activation; what deep means: [1, quiz1]
#       "Loading MNIST: shapes and labels": [2, q1]
#       Looking at nine images in a grid: [2, q1]
#       Flattening, float32, dividing by 255: [3, q2]
#       One-hot labels, and how ten binary values make sense: [4, q3, q3_why, quiz3]
#       Building and compiling the model; `summary()`; counting parameters: [5, q4]
#       "Training, validation and test data: what each of them is for": [4, 8, q5, q6, quiz2]
#       "How a network learns: loss, slope, step, learning rate, batch, epoch": [6, q4b]
#       Training with validation data; progress; overfitting: [7, q5, quiz2]
#       "Evaluating: how accurate, is it satisfying, what would improve it": [8, q6, q6_why]
#       Right and wrong predictions by `argmax`; the confusion matrix: [9, q7]
#     variants:
#       q1:
#         my_pictures:
#           {whole: [0, 9999], count: 9, distinct: true, common: [0, 1, 2, 3, 4, 5, 6, 7, 8]}
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
# name: 04-mnist-ann
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
# # Your first neural network
#
# {{ badge }}
#
# You will teach a computer to read handwritten digits. At the end your network looks at pictures
# it has never seen and names the right digit about 98 times out of 100.
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
# that we know. It is not the final mark. A few more tests run when your work is graded, and they
# look at more of the data. If your answer does what the task says, and not only what the check
# looks at, you have nothing to fear from them.
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
# Now the libraries. [Keras](https://keras.io) builds and trains networks, NumPy holds the
# numbers, Matplotlib draws. Nothing is printed when this works.

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np

# %% [markdown]
# A network starts with random numbers. The next line fixes the luck of the draw, so that you get
# much the same results each time you run the notebook from the top.

# %%
keras.utils.set_random_seed(4)

# %%
# @title Helper: show a figure with a description for screen readers { display-mode: "form" }
import base64
import html
import io

from IPython.display import HTML, display


def show_picture(figure, description):
    """Display a Matplotlib figure as an image that carries `description` as alternative text."""
    picture = io.BytesIO()
    figure.subplots_adjust(left=0.1, bottom=0.15, right=0.98, top=0.94)
    figure.savefig(picture, format="png", dpi=80)
    plt.close(figure)
    data = base64.b64encode(picture.getvalue()).decode()
    display(HTML(f'<img alt="{html.escape(description)}" src="data:image/png;base64,{data}">'))


# %%
# {{ keeping }}

# %% [markdown]
# ## 1. What a network is ({{ minutes }})
#
# A **neuron** is a small sum. It takes some numbers, multiplies each by a **weight**, adds them
# up, and adds one more number, the **bias**. Then it passes the sum through an **activation**, a
# simple function that bends the result. The one we use most is **ReLU**: it keeps a positive
# number and turns a negative one into 0. The next cell draws it.


# %%
# @title Draw ReLU { display-mode: "form" }
def draw_relu():
    """Draw what ReLU makes of a sum."""
    figure, place = plt.subplots(figsize=(8, 3.4))
    place.axhline(0, color="#999999", linewidth=1)
    place.plot([-3, 0, 3], [0, 0, 3], color="#0072b2", linewidth=2.5)
    place.set(xlabel="the sum", ylabel="what ReLU makes of it")
    show_picture(figure, "ReLU: flat at 0 for every negative sum, and the sum itself above 0.")


draw_relu()

# %% [markdown]
# A **layer** is a row of neurons that all look at the same inputs. Our network has
#
# - an input of 784 numbers, one for each pixel of a picture,
# - a **hidden layer** of 512 neurons,
# - a second hidden layer of 512 neurons, which looks at the results of the first,
# - an **output layer** of 10 neurons, one for each digit.
#
# Layers between input and output are called hidden because nobody outside sees their numbers.
# *Deep* learning means no more than this: several hidden layers, one after the other.
#
# **Predict.** The next cell draws a small version with 4 → 5 → 5 → 3 units. Each unit is joined
# to every unit of the next layer. How many lines will there be?

# %%
# @title Draw the network { display-mode: "form" }
import graphviz


def draw_network(sizes, names):
    """Return a drawing of fully joined layers: `sizes` units each, captions from `names`."""
    colours = ["#d7e8fa", "#fdeacb", "#fdeacb", "#d8f0d8"]
    drawing = graphviz.Digraph(graph_attr={"rankdir": "LR", "splines": "line", "ranksep": "1.4"})
    drawing.attr("node", shape="circle", style="filled", label="", width="0.3")
    drawing.attr("edge", arrowhead="none", color="#9a9a9a")
    for layer, (size, name) in enumerate(zip(sizes, names, strict=True)):
        with drawing.subgraph(name=f"cluster_{layer}") as column:
            column.attr(label=name, color="white", fontname="Helvetica")
            for unit in range(size):
                column.node(f"{layer}.{unit}", fillcolor=colours[layer])
    for layer in range(len(sizes) - 1):
        for left in range(sizes[layer]):
            for right in range(sizes[layer + 1]):
                drawing.edge(f"{layer}.{left}", f"{layer + 1}.{right}")
    return drawing


def show_network():
    """Draw 4 → 5 → 5 → 3 units, or say what is missing."""
    captions = ["784 pixels", "512 hidden", "512 hidden", "10 digits"]
    try:
        svg = draw_network([4, 5, 5, 3], captions).pipe(format="svg", encoding="utf-8")
    except (graphviz.ExecutableNotFound, graphviz.CalledProcessError):
        print("No drawing here: the program `dot` is missing. Colab has it. At home, install")
        print("Graphviz from graphviz.org. You can go on without the picture.")
        return
    description = (
        "Four columns of circles. Every circle is joined by a line to every circle of the next "
        "column: pixels, first hidden layer, second hidden layer, digits."
    )
    display(HTML(f'<div role="img" aria-label="{description}">{svg[svg.index("<svg") :]}</div>'))


show_network()

# %% [markdown]
# **Explain.** 4 × 5 lines, then 5 × 5, then 5 × 3: that is 60. Each line is one weight. The real
# network has the same shape with more units, and so far more lines. You will count them soon.

# %% [markdown]
# ## 2. Meet the data ({{ minutes }})
#
# The next cell loads MNIST. The first time you see a download bar; the file has 11 MB. What comes
# back is two pairs: pictures and labels to **train** with, and pictures and labels to **test** with. The network never learns from the test pair. It
# is kept to see, at the very end, how well the network does with pictures that are new to it.

# %%
(train_images, train_labels), (test_images, test_labels) = keras.datasets.mnist.load_data()

# %% [markdown]
# **Predict.** There are 70,000 pictures, and one in seven is for testing. A picture is a square
# of 28 by 28 pixels. Which *shape* (the sizes along each axis) do the four arrays have?
#
# Run the next cell to see one picture and one label, and think again.

# %%
print("one picture has the shape", train_images[0].shape)
print("its label is", train_labels[0])

# %%
# A pixel is a whole number from 0 (background) to 255 (full ink). Here is a strip of it.
print(train_images[0][5:10, 10:20])

# %% [markdown]
# The pictures are numbered from 0 on, so `train_images[0]` is the first one. The next cell shows the
# numbers of nine pictures that you will look at in question 1. Your fellow students may have other
# numbers.

# %%
# {{ my_values q1 }}

# %% [raw]
# # BEGIN QUESTION
# name: q1

# %% [markdown]
# ### Question 1: meet the data
#
# This question has two answer cells. In the first one, write down the shapes: make a dictionary
# `shapes` with the four keys `"train_images"`, `"train_labels"`, `"test_images"` and
# `"test_labels"`. Each value is the shape of that array. Let the arrays tell you their shapes
# instead of typing numbers.
#
# **What it should look like:** `shapes["test_labels"]` is `(10000,)`. (Some older texts
# print 1,000 test pictures. That is a misprint: there are 10,000.)

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Every NumPy array knows its own size along each axis. Look at how the cell above printed the
# shape of one picture.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# A dictionary looks like `{"one key": one_value, "another key": another_value}`. You need four
# such pairs, and each value is an array's name followed by `.shape`.
#
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION

# %%
shapes = ...
# BEGIN SOLUTION NO PROMPT
shapes = {
    "train_images": train_images.shape,
    "train_labels": train_labels.shape,
    "test_images": test_images.shape,
    "test_labels": test_labels.shape,
}
# END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [markdown]
# In the second answer cell, look at the pictures. Make a Matplotlib figure `fig` with 3 rows and
# 3 columns that shows nine training images: those whose numbers stand in `my_pictures`, row by row,
# in the order of that list. Above each picture, as its title, stands its label.
#
# **What it should look like:** nine white digits on black (or black on white), and above each of
# them the digit that you see. If `my_pictures` begins with 0, the first title is 5.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# `plt.subplots` gives back two things: a figure, and an array of places to draw in, which are
# called axes. Ask it for 3 rows and 3 columns, and keep both things.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# Say you called the array of places `places`. Then `places.flat` walks through all nine. Inside a
# loop, each place can do `.imshow(a_picture, cmap="gray")` and `.set_title(some_text)`.
#
# <details><summary>Still stuck? Hint 3</summary>
#
# `zip` lets a loop walk through two things side by side: with
# `for number, place in zip(my_pictures, places.flat):` you have a number and a place in each pass.
# `train_images[number]` and `train_labels[number]` belong together.
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION

# %%
fig = ...
# BEGIN SOLUTION NO PROMPT
fig, axes = plt.subplots(3, 3, figsize=(6, 6))
for number, ax in zip(my_pictures, axes.flat, strict=True):
    ax.imshow(train_images[number], cmap="gray")
    ax.set_title(f"{train_labels[number]}")
    ax.axis("off")
# END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 1
"""  # END TEST CONFIG


def test_shapes_names_the_size_of_all_four_arrays(shapes):
    """shapes names the size of all four arrays."""
    import keras

    train, test = keras.datasets.mnist.load_data()
    wanted = {
        "train_images": train[0].shape,
        "train_labels": train[1].shape,
        "test_images": test[0].shape,
        "test_labels": test[1].shape,
    }
    problem = ""
    if shapes is None or shapes is Ellipsis:
        problem = "shapes is still `...`. Put a dictionary there, run the cell, and check again."
    elif not isinstance(shapes, dict):
        kind = type(shapes).__name__
        problem = f"shapes is a {kind}, and a dictionary is asked for: four keys, four shapes."
    else:
        for name, truth in wanted.items():
            if name not in shapes:
                problem = f"shapes has no key {name} yet. It needs one for each of the four arrays."
                break
            try:
                given = tuple(int(size) for size in shapes[name])
            except (TypeError, ValueError):
                given = None
            if given is None and shapes[name] is Ellipsis:
                problem = f"The value of {name} in shapes is still `...`."
            elif given is None:
                problem = f"The value of {name} in shapes is not a shape. Use the .shape of {name}."
            elif given != truth and given[:1] == (1000,):
                problem = f"{name} has 10,000 entries. The 1,000 of older texts is a misprint."
            elif given != truth:
                problem = f"shapes says that {name} has the shape {given}. Ask the array itself: "
                problem += f"print {name}.shape and compare."
            if problem:
                break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_figure_shows_nine_pictures_in_3_rows_and_3_columns(fig):
    """The figure shows nine pictures in 3 rows and 3 columns."""
    from matplotlib.figure import Figure

    problem = ""
    if fig is None or fig is Ellipsis:
        problem = "fig is still `...`. Make a figure with plt.subplots, and check again."
    elif not isinstance(fig, Figure):
        kind = type(fig).__name__
        problem = f"fig is a {kind}, not a figure. plt.subplots gives back two things, a figure "
        problem += "and its places to draw in: put a name for each on the left, with a comma."
    else:
        frames = [frame for frame in fig.axes if len(frame.images) > 0]
        if len(frames) != 9:
            problem = f"fig shows {len(frames)} pictures, and nine are asked for. Draw one picture "
            problem += "with imshow in each place of a 3 by 3 grid."
        else:
            boxes = [frame.get_position() for frame in frames]
            lefts = sorted(box.x0 + box.x1 for box in boxes)
            lows = sorted(box.y0 + box.y1 for box in boxes)
            columns = 1 + sum(lefts[i + 1] - lefts[i] > 0.1 for i in range(8))
            rows = 1 + sum(lows[i + 1] - lows[i] > 0.1 for i in range(8))
            if rows != 3 or columns != 3:
                problem = f"The nine pictures stand in {rows} rows and {columns} columns. Ask "
                problem += "plt.subplots for 3 rows and 3 columns."
            # A colour bar beside a picture is narrower than the picture.
            most = max(box.width for box in boxes)
            others = [frame for frame in fig.axes if frame not in frames]
            empty = [one for one in others if one.get_position().width > most / 2]
            if not problem and empty:
                problem = f"Beside the nine pictures fig has {len(empty)} empty places. Ask "
                problem += "plt.subplots for 3 rows and 3 columns, and for no more."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_pictures_are_those_in_my_pictures(fig, my_pictures):
    """The pictures are those in my_pictures, row by row."""
    import keras
    import numpy as np
    from matplotlib.figure import Figure

    problem = ""
    if fig is None or fig is Ellipsis:
        problem = "fig is still `...`. Make a figure with plt.subplots, and check again."
    elif not isinstance(fig, Figure):
        problem = f"fig is a {type(fig).__name__}, not a figure, so there are no pictures to see."
    else:
        train, test = keras.datasets.mnist.load_data()
        wanted = train[0][my_pictures].astype(float)
        wanted = wanted / wanted.max(axis=(1, 2), keepdims=True)
        others = test[0][my_pictures].astype(float)
        others = others / others.max(axis=(1, 2), keepdims=True)
        first = train[0][:9].astype(float)
        first = first / first.max(axis=(1, 2), keepdims=True)
        found = set()
        order = []
        from_test, turned, from_start, unknown = 0, 0, 0, 0
        frames = [frame for frame in fig.axes if len(frame.images) > 0]
        boxes = {id(frame): frame.get_position() for frame in frames}
        # Places in one row have heights that differ in the last decimal.
        frames.sort(key=lambda frame: -round(boxes[id(frame)].y0 + boxes[id(frame)].y1, 3))
        rows = [frames[start : start + 3] for start in range(0, len(frames), 3)]
        frames = [f for row in rows for f in sorted(row, key=lambda one: boxes[id(one)].x0)]
        for frame in frames:
            shown = np.squeeze(np.asarray(frame.images[0].get_array(), dtype=float))
            if shown.ndim == 3:
                shown = shown[:, :, 0]
            if shown.shape == (784,) or shown.shape != (28, 28):
                unknown += 1
                continue
            shown = shown - shown.min()
            shown = shown / max(shown.max(), 1e-9)
            near = [
                i
                for i in range(9)
                if min(np.abs(wanted[i] - shown).max(), np.abs(1 - wanted[i] - shown).max()) < 0.03
            ]
            if near:
                found.add(near[0])
                order.append(near[0])
            elif any(np.abs(picture - shown).max() < 0.03 for picture in others):
                from_test += 1
            elif any(np.abs(picture.T - shown).max() < 0.03 for picture in wanted):
                turned += 1
            elif any(np.abs(picture - shown).max() < 0.03 for picture in first):
                from_start += 1
            else:
                unknown += 1
        if not frames:
            problem = "There is no picture in fig yet. Draw each one with imshow."
        elif from_test:
            problem = "fig shows pictures of the test set. Take them from train_images."
        elif turned:
            problem = "The pictures lie on their side. Show each of train_images unturned."
        elif from_start:
            problem = "fig shows the first training images. Show those whose numbers stand in "
            problem += "my_pictures: train_images[number], for each number in that list."
        elif unknown:
            problem = f"{unknown} of the pictures in fig are none of your nine. Show "
            problem += "train_images[number] for each number in my_pictures, 28 by 28 pixels each."
        elif len(found) < 9:
            problem = f"fig shows only {len(found)} of the nine pictures in my_pictures; some come "
            problem += "more than once or are missing. Does the number change in your loop?"
        elif order == [0, 3, 6, 1, 4, 7, 2, 5, 8]:
            problem = "The nine pictures go down the columns. Row by row is asked for: the second "
            problem += "picture stands to the right of the first."
        elif len(order) == 9 and order != sorted(order):
            problem = (
                "The nine pictures are not in the order of my_pictures, row by row. The first "
            )
            problem += "stands at the top left, the second to the right of it, the last at the "
            problem += "bottom right."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_each_picture_has_a_digit_as_its_title(fig):
    """Each picture has a digit as its title."""
    import re

    from matplotlib.figure import Figure

    problem = ""
    if fig is None or fig is Ellipsis:
        problem = "fig is still `...`. Make a figure with plt.subplots, and check again."
    elif not isinstance(fig, Figure):
        problem = f"fig is a {type(fig).__name__}, not a figure, so there are no titles to read."
    else:
        frames = [frame for frame in fig.axes if len(frame.images) > 0]
        bare = 0
        for frame in frames:
            title = " ".join(frame.get_title(loc=side) for side in ("left", "center", "right"))
            if not re.search("[0-9]", title):
                bare += 1
        if not frames:
            problem = "There is no picture in fig yet, so no title either."
        elif bare:
            problem = f"{bare} of the pictures in fig have no digit above them. Give each its "
            problem += "label as a title, with set_title."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_each_title_is_the_label_of_the_picture_below_it(fig, my_pictures):
    """Each title is the label of the picture below it.

    Compares the title of each picture with its label.
    """
    import re

    import keras
    import numpy as np
    from matplotlib.figure import Figure

    problem = ""
    if fig is None or fig is Ellipsis:
        problem = "fig is still `...`. Make a figure with plt.subplots, and check again."
    elif not isinstance(fig, Figure):
        problem = f"fig is a {type(fig).__name__}, not a figure, so there are no titles to read."
    else:
        train, test = keras.datasets.mnist.load_data()
        known = np.concatenate([train[0][my_pictures], test[0][my_pictures], train[0][:9]])
        known = known / known.max(axis=(1, 2), keepdims=True)
        labels = [*train[1][my_pictures], *test[1][my_pictures], *train[1][:9]]
        frames = [frame for frame in fig.axes if len(frame.images) > 0]
        if not frames:
            problem = "There is no picture in fig yet, so no title either."
        for place, frame in enumerate(frames):
            shown = np.squeeze(np.asarray(frame.images[0].get_array(), dtype=float))
            if shown.ndim == 3:
                shown = shown[:, :, 0]
            number = min(place, 8)
            if shown.shape == (28, 28):
                shown = shown - shown.min()
                shown = shown / max(shown.max(), 1e-9)
                for i in range(len(known)):
                    views = [known[i], 1 - known[i], known[i].T]
                    if min(np.abs(view - shown).max() for view in views) < 0.03:
                        number = i
            title = " ".join(frame.get_title(loc=side) for side in ("left", "center", "right"))
            numbers = [int(text) for text in re.findall("[0-9]+", title)]
            if not title.strip():
                problem = f"A picture of a {labels[number]} has no title. Give it its label."
                break
            if labels[number] not in numbers or len(numbers) > 2:
                problem = f"A picture of a {labels[number]} has another title: {title.strip()}. "
                problem += "A picture and its label have the same number: use it for both."
                break
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## 3. Pixels become numbers between 0 and 1 ({{ minutes }})
#
# Our network wants each picture as one row of numbers. So the 28 rows of pixels are laid end to
# end: 28 × 28 = 784 numbers. This is called **flattening**. Here it is with a picture of 2 by 3.

# %%
tiny_picture = np.array([[1, 2, 3], [4, 5, 6]])
print("shape before:", tiny_picture.shape)
print("one row:     ", tiny_picture.ravel())

# %% [markdown]
# The numbers should also be small. Weights start out small, and steps of learning are small;
# inputs up to 255 would make the sums jump about. So we want every pixel **between 0 and 1**.
#
# Pixels are stored as `uint8`: whole numbers from 0 to 255 that use little memory. Such numbers
# cannot hold a fraction, and they start again at 0 after 255.
#
# **Predict.** What does 250 + 10 give in `uint8`?

# %%
print(np.array([250], dtype="uint8") + np.array([10], dtype="uint8"))

# %% [markdown]
# **Explain.** 260 does not fit, so the count starts again at 0 and stops at 4. That is why we
# change the type first: `float32` holds fractions, and it is what networks calculate with.

# %% [raw]
# # BEGIN HELPERS


# %%
def why_no_array(name, value, lists=True):
    """Why a value cannot be taken for an array, in a sentence; or nothing."""
    if callable(value) and not hasattr(value, "shape"):
        return f"{name} is a function that was not called. Put parentheses behind its name."
    if isinstance(value, (str, bytes)):
        return f"{name} is not an array, but text. Keep the numbers, without str(…) around them."
    if isinstance(value, (list, tuple)) and not lists:
        return (
            f"{name} is a list, which has no shape. A network takes an array: leave out list(…), "
            "or put np.array(…) around it."
        )
    return ""


# %% [raw]
# # END HELPERS

# %% [raw]
# # BEGIN QUESTION
# name: q2

# %% [markdown]
# ### Question 2: flatten and scale
#
# Make `X_train` from `train_images` and `X_test` from `test_images`. Each picture becomes one row
# of 784 numbers, the type is `float32` (`float64` works as well, and takes twice the memory), and
# each pixel is divided by 255. Do the same to both: the network must meet test pictures in the form
# that it learned with. Leave `train_images` and `test_images` as they are.
#
# **What it should look like:** `X_train.shape` is `(60000, 784)`, `X_test.shape` is
# `(10000, 784)`, the smallest value is 0.0 and the largest 1.0.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Three steps, one after the other: `reshape` changes the shape, `astype` changes the type, and
# `/` divides every number in the array at once.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# In `reshape`, one size may be -1: "work it out yourself". For the tiny picture above,
# `tiny_picture.reshape(3, -1)` has 3 rows. You want 784 columns, and as many rows as pictures.
#
# <details><summary>Still stuck? Hint 3</summary>
#
# Steps can be chained with dots: `some_array.reshape(…).astype("float32") / a_number`.
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION

# %%
X_train = train_images.reshape(60000, 784).astype("float32") / 255  # SOLUTION
X_test = test_images.reshape(10000, 784).astype("float32") / 255  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 1
"""  # END TEST CONFIG


def test_each_picture_is_one_row_of_784_numbers(X_train, X_test):
    """Each picture is one row of 784 numbers."""
    import numpy as np

    problem = ""
    for name, value, rows in (("X_train", X_train, 60000), ("X_test", X_test, 10000)):
        if value is None or value is Ellipsis:
            problem = f"{name} is still `...`. Write your answer there, run the cell, check again."
            break
        problem = why_no_array(name, value, lists=False)
        if problem:
            break
        try:
            shape = np.asarray(value).shape
        except (TypeError, ValueError):
            shape = None
        if shape is None:
            problem = f"{name} is not an array: its rows have different lengths."
        elif shape == (784, rows):
            problem = (
                f"{name} has 784 rows, but each picture should be a row. Start from the images "
            )
            problem += f"again, and reshape them to ({rows}, 784), without transposing."
        elif shape == (rows, 28, 28):
            problem = f"{name} still holds squares of 28 by 28. Use reshape, so that each picture "
            problem += "becomes one row of 784 numbers."
        elif shape != (rows, 784):
            problem = f"{name} has the shape {shape}, and ({rows}, 784) is asked for: one row for "
            problem += "each picture, one column for each pixel."
        if problem:
            break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 1
"""  # END TEST CONFIG


def test_pixels_lie_between_0_and_1(X_train, X_test):
    """The pixels lie between 0 and 1."""
    import keras
    import numpy as np

    problem = ""
    train, test = keras.datasets.mnist.load_data()
    for name, value, most in (
        ("X_train", X_train, train[0].max()),
        ("X_test", X_test, test[0].max()),
    ):
        if value is None or value is Ellipsis:
            problem = f"{name} is still `...`. Write your answer there, run the cell, check again."
            break
        try:
            given = np.asarray(value)
        except (TypeError, ValueError):
            given = np.asarray("no numbers")
        if given.dtype.kind not in "biuf" or given.size == 0:
            problem = f"{name} is not an array of numbers. Start from the images, and reshape them."
            break
        top, bottom = (float(given.max()), float(given.min()))
        if given.dtype.kind != "f" and top > 1:
            problem = f"{name} holds whole numbers up to {int(top)}; divide by 255 so that it lies "
            problem += "between 0 and 1."
        elif given.dtype.kind != "f" or np.isin(given.reshape(-1)[:78400], (0, 1)).all():
            problem = f"{name} holds only the whole numbers 0 and 1, so all greys are lost. Change "
            problem += "the type to float32 before you divide, and divide with one slash."
        elif given.dtype.itemsize < 4:
            problem = f"{name} has the type {given.dtype}. Use float32: it is finer, and what "
            problem += "networks calculate with."
        elif bottom < 0:
            problem = f"{name} holds numbers below 0. Only divide by 255, and subtract nothing."
        elif top > 1.01:
            problem = f"{name} reaches {top:.0f}; divide by 255 so that it lies between 0 and 1."
        elif top < 0.02:
            problem = f"{name} reaches only {top:.4f}: it was divided by 255 twice. Did the cell "
            problem += "run twice? Start again from the images, and divide once."
        elif abs(top - most / 256) < 0.0005:
            problem = f"{name} reaches only {top:.3f}. White is 255, not 256: divide by 255."
        elif not abs(top - most / 255) < 0.001:
            problem = f"{name} reaches {top:.3f}, and 1 is asked for. Divide the images by 255."
        if problem:
            break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_pixels_of_the_first_picture_are_in_order(X_train):
    """The pixels of the first picture are in order."""
    import keras
    import numpy as np

    problem = ""
    if X_train is None or X_train is Ellipsis:
        problem = "X_train is still `...`. Write your answer there, run the cell, and check again."
    else:
        image = keras.datasets.mnist.load_data()[0][0][0].astype(float)
        image = image / image.max()
        try:
            given = np.asarray(X_train)
        except (TypeError, ValueError):
            given = np.zeros(0)
        if given.size < 784 or given.dtype.kind not in "biuf":
            problem = "X_train is not an array of all the pixels. Start from train_images."
        else:
            first = given.reshape(-1)[:784].astype(float)
            if given.ndim == 2 and given.shape[0] == 784 and given.shape[1] != 784:
                column = given[:, 0].astype(float)
                if np.count_nonzero((column > 0) != (image.ravel() > 0)) < 10:
                    first = column
            first = first / max(first.max(), 1e-9)
            if np.abs(first - image.ravel()).max() < 0.03:
                problem = ""
            elif np.abs(first - image.T.ravel()).max() < 0.03:
                problem = "The pixels of X_train run column by column: the pictures were turned on "
                problem += "their side. Reshape train_images itself, without transposing it."
            elif given.dtype.kind != "f" and np.isin(first, (0, 1)).all():
                problem = "The first picture in X_train has lost its greys: only 0 and 1 are left."
            else:
                problem = "The first row of X_train is not the first picture: its pixels are "
                problem += "scrambled. Reshape train_images itself, without transposing it."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_every_row_is_its_own_picture(X_train, X_test):
    """Every row is its own picture.

    Compares rows all over the arrays with the pictures of the same number.
    """
    import keras
    import numpy as np

    problem = ""
    train, test = keras.datasets.mnist.load_data()
    for name, value, images in (("X_train", X_train, train[0]), ("X_test", X_test, test[0])):
        if value is None or value is Ellipsis:
            problem = f"{name} is still `...`. Write your answer there, run the cell, check again."
            break
        try:
            given = np.asarray(value)
        except (TypeError, ValueError):
            given = np.zeros(0)
        if given.size != images.size or given.dtype.kind not in "biuf":
            problem = f"{name} does not hold {len(images)} pictures of 784 pixels."
            break
        rows = given.reshape(len(images), 784)[::97].astype(float)
        wanted = images.reshape(len(images), 784)[::97].astype(float)
        wanted = wanted / wanted.max()
        views = [rows]
        if given.shape == (784, len(images)):
            views.append(given.T[::97].astype(float))
        good = False
        for view in views:
            if np.abs(view / max(view.max(), 1e-9) - wanted).max() < 0.01:
                good = True
        turned = images[::97].transpose(0, 2, 1).reshape(-1, 784).astype(float)
        if not good and np.abs(rows / max(rows.max(), 1e-9) - turned / turned.max()).max() < 0.01:
            problem = (
                f"The pixels of {name} run column by column: the pictures were turned on their "
            )
            problem += "side. Reshape the images themselves, without transposing them."
        elif not good:
            problem = (
                f"Some rows of {name} are not the picture with the same number: the pixels or "
            )
            problem += "the rows are in another order, or greys are lost. Reshape the images, make "
            problem += "them float32, divide by 255, and do nothing else."
        if problem:
            break
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## 4. Labels become ten numbers ({{ minutes }})
#
# A label is a digit, say 5. But a 5 is not "more" than a 3: the digits are only names for ten
# classes. So each label becomes ten numbers. All are 0 except one, and that one is a 1. It stands
# in the place of the digit, counted from 0. This is called **one-hot**.
#
# **Predict.** Here are three weather reports and the classes sun (0), rain (1), snow (2).
# Which table will come out?

# %%
weather = np.array([2, 0, 1])
print(np.eye(3)[weather])

# %% [markdown]
# **Explain.** `np.eye(3)` is a square table with ones on its diagonal. Picking its rows by number
# gives each report its own row: snow has its 1 in the last place.

# %% [raw]
# # BEGIN QUESTION
# name: q3

# %% [markdown]
# ### Question 3: one-hot labels
#
# Make `Y_train` from `train_labels` and `Y_test` from `test_labels`: one row for each label, ten
# columns, one-hot. You may use what you just saw, or the function that Keras has for it. Leave
# `train_labels` and `test_labels` as they are.
#
# **What it should look like:** `Y_train.shape` is `(60000, 10)` and `Y_test.shape` is
# `(10000, 10)`. The first training label is 5, so `Y_train[0]` has its 1 in the sixth place.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# How many classes are there? Count the digits from 0 to 9, and mind that 0 is one of them.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# In Keras the function is `keras.utils.to_categorical`. It takes the labels, and as a second
# value the number of classes. Write one line for training and one for testing.
#
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION

# %%
Y_train = keras.utils.to_categorical(train_labels, 10)  # SOLUTION
Y_test = keras.utils.to_categorical(test_labels, 10)  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_each_label_has_ten_values(Y_train, Y_test):
    """Each label has ten values."""
    import numpy as np

    problem = ""
    for name, value, rows in (("Y_train", Y_train, 60000), ("Y_test", Y_test, 10000)):
        if value is None or value is Ellipsis:
            problem = f"{name} is still `...`. Write your answer there, run the cell, check again."
            break
        problem = why_no_array(name, value, lists=False)
        if problem:
            break
        try:
            shape = np.asarray(value).shape
        except (TypeError, ValueError):
            shape = ()
        labels = name.replace("Y", "").replace("_", "") + "_labels"
        if len(shape) == 1:
            problem = f"{name} holds one number for each label, so it is not one-hot yet. Each "
            problem += "label becomes a row of ten numbers."
        elif len(shape) == 2 and shape[1] in (9, 11):
            problem = f"{name} has {shape[1]} columns. There are ten digits, 0 to 9, so ask for "
            problem += "10 classes."
        elif name == "Y_test" and shape == (60000, 10):
            problem = "Y_test has 60,000 rows, so it was made from the training labels. Make it "
            problem += "from test_labels."
        elif shape != (rows, 10):
            problem = f"{name} has the shape {shape}, and ({rows}, 10) is asked for: one row for "
            problem += f"each of {labels}, one column for each digit."
        if problem:
            break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_each_row_holds_a_single_1(Y_train, Y_test):
    """Each row holds a single 1."""
    import numpy as np

    problem = ""
    for name, value in (("Y_train", Y_train), ("Y_test", Y_test)):
        if value is None or value is Ellipsis:
            problem = f"{name} is still `...`. Write your answer there, run the cell, check again."
            break
        try:
            given = np.asarray(value).astype(float)
        except (TypeError, ValueError):
            given = np.zeros(0)
        if given.ndim != 2:
            problem = f"{name} has no rows of ten numbers yet, so it is not one-hot: each label "
            problem += "becomes a row with a single 1."
        elif not np.isin(given, (0, 1)).all():
            problem = (
                f"{name} holds other numbers than 0 and 1. One-hot rows have one 1, the rest 0."
            )
        elif (given.sum(axis=1) == 0).any():
            problem = f"Some rows of {name} hold no 1 at all: is there a column for every digit "
            problem += "from 0 to 9?"
        elif (given.sum(axis=1) > 1).any():
            problem = f"Some rows of {name} hold more than one 1. Each label is one digit only."
        if problem:
            break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_each_training_row_marks_its_own_label(Y_train):
    """Each training row marks its own label.

    Compares each row with the training label of the same number.
    """
    import keras
    import numpy as np

    labels = keras.datasets.mnist.load_data()[0][1]
    problem = ""
    if Y_train is None or Y_train is Ellipsis:
        problem = "Y_train is still `...`. Write your answer there, run the cell, and check again."
    else:
        try:
            given = np.asarray(Y_train).astype(float)
        except (TypeError, ValueError):
            given = np.zeros(0)
        if given.ndim != 2 or len(given) != len(labels):
            problem = "Y_train does not have one row of ten numbers for each training label."
        else:
            marked = given.argmax(axis=1)
            wrong = np.flatnonzero(marked != labels)
            if len(wrong) > 0:
                row = wrong[0]
                problem = f"Row {row} of Y_train has its 1 in column {marked[row]}, but the label "
                problem += f"is {labels[row]}. Count the columns from 0, and keep the order."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_each_test_row_marks_its_own_label(Y_test):
    """Each test row marks its own label.

    Compares each row with the test label of the same number.
    """
    import keras
    import numpy as np

    train, test = keras.datasets.mnist.load_data()
    labels = test[1]
    problem = ""
    if Y_test is None or Y_test is Ellipsis:
        problem = "Y_test is still `...`. Write your answer there, run the cell, and check again."
    else:
        try:
            given = np.asarray(Y_test).astype(float)
        except (TypeError, ValueError):
            given = np.zeros(0)
        marked = given.argmax(axis=1) if given.ndim == 2 and given.size else np.zeros(0)
        if len(marked) >= 1000 and (marked[:1000] == train[1][:1000]).all():
            problem = "Y_test holds the training labels. Make it from test_labels."
        elif len(marked) != len(labels):
            problem = "Y_test does not have one row of ten numbers for each test label."
        else:
            wrong = np.flatnonzero(marked != labels)
            if len(wrong) > 0:
                row = wrong[0]
                problem = f"Row {row} of Y_test has its 1 in column {marked[row]}, but the label "
                problem += f"is {labels[row]}. Count the columns from 0, and keep the order."
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q3_why
# manual: true
# points: 1

# %% [markdown]
# ### Question 3, in words
#
# Look at your two arrays. Which dimensions do they have, and do they fit the data? And how do the
# ten values of a row, all of them 0 or 1, say which digit it is? Two or three sentences in your
# own words, with one example row.
#
# **What earns the point** (a person reads this):
#
# - half a point for naming both shapes and saying what rows and columns stand for,
# - half a point for explaining that the place of the single 1 names the digit, with an example.
#
# Style and spelling do not count.

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# `Y_train` is 60,000 by 10 and `Y_test` 10,000 by 10: a row for each picture and a column for
# each digit from 0 to 9. In each row a single 1 stands in the column of the right digit, and the
# other nine values are 0. The label 5 becomes 0 0 0 0 0 1 0 0 0 0, because counting from 0 the 1
# is in place 5. So no digit counts as larger than another.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ### A fresh start, and a part set apart
#
# The next cell prepares the data once more, and puts them into `ready`, so that a slip above cannot
# spoil what follows. It also splits the training pictures in two. From here on there are three parts:
#
# | part | pictures | what it is for |
# |---|---|---|
# | `ready.X_train`, `ready.Y_train` | 50,000 | the network learns from them |
# | `ready.X_val`, `ready.Y_val` | 10,000 | **validation**: see how it is going, and choose |
# | `ready.X_test`, `ready.Y_test` | 10,000 | opened once, when nothing is left to choose |
#
# Why not choose by the test pictures? Try ten networks, and keep the one that does best on them. Some
# of its lead is luck with these 10,000 pictures, and with new ones the luck is gone. So your number
# promises too much. A number is honest if its pictures had no say, neither in learning nor in
# choosing. For that the test pictures stay sealed until question 6.
#
# (Many older texts validate with the test pictures. That is why their last number is often a little
# better than what comes of it later.)
#
# (What you have done by hand can be a part of the network, too: Keras has the layers `Rescaling`,
# `Flatten` and `CategoryEncoding` for it.)

# %%
# @title Make `ready`: the same data once more, in three parts { display-mode: "form" }
from types import SimpleNamespace


def prepare():
    """Return MNIST as flat pictures between 0 and 1 and one-hot labels, in three parts."""
    digits = np.arange(10)
    learn, judge = keras.datasets.mnist.load_data()
    pictures = np.multiply(learn[0].reshape(-1, 784), 1 / 255, dtype="float32")
    labels = np.equal.outer(learn[1], digits).astype("float32")
    return SimpleNamespace(
        X_train=pictures[:50000],
        Y_train=labels[:50000],
        X_val=pictures[50000:],
        Y_val=labels[50000:],
        X_test=np.multiply(judge[0].reshape(-1, 784), 1 / 255, dtype="float32"),
        Y_test=np.equal.outer(judge[1], digits).astype("float32"),
    )


ready = prepare()
for part, values in vars(ready).items():
    print(f"ready.{part:8} shape {str(values.shape):13} type {values.dtype}")

# %% [markdown]
# ## 5. Build the network ({{ minutes }})
#
# Here is the network, layer by layer.
#
# | layer | what it does |
# |---|---|
# | input | takes 784 numbers |
# | dense, 512 units, ReLU | first hidden layer |
# | dropout, 0.2 | sets a fifth of the numbers to 0, at random, while training |
# | dense, 512 units, ReLU | second hidden layer |
# | dropout, 0.2 | the same again |
# | dense, 10 units, softmax | ten probabilities that add up to 1 |
#
# *Dense* means that each unit is joined to every unit before it, as in the drawing.
#
# **Dropout** makes learning a little harder on purpose. A unit can never rely on one single
# neighbour, so the network does not learn the training pictures by heart. After training it
# drops nothing.
#
# **Softmax** turns any ten numbers into ten positive numbers that add up to 1, so that we can
# read them as probabilities. Three numbers are enough to see it.
#
# **Predict.** Which of the three gets the largest share, and will any of them be negative?

# %%
three_numbers = np.array([2.0, 1.0, -1.0])
print(np.asarray(keras.ops.softmax(three_numbers)))


# %%
# @title Draw the three numbers and their shares { display-mode: "form" }
def draw_softmax(numbers):
    """Draw numbers, and beside them what softmax makes of them."""
    shares = np.asarray(keras.ops.softmax(numbers))
    figure, places = plt.subplots(1, 2, figsize=(8, 3.4))
    for place, values, title in zip(
        places, (numbers, shares), ("before", "after softmax"), strict=True
    ):
        place.axhline(0, color="#999999", linewidth=1)
        place.bar(range(len(values)), values, color="#0072b2")
        place.set(xlabel=title, xticks=range(len(values)))
    told = ", ".join(f"{number:g} becomes {share:.2f}" for number, share in zip(numbers, shares))
    show_picture(figure, f"Softmax: {told}. The order stays, and the shares add up to 1.")


draw_softmax(three_numbers)

# %% [markdown]
# Before it can learn, a network is **compiled**. That means choosing three things:
#
# - the **loss**, a number that says how wrong the network is. For one-hot labels it is
#   *categorical cross-entropy*. It is large when the right digit gets a small probability;
# - the **optimizer**, the rule that changes the weights so that the loss shrinks. We take *Adam*;
# - the **metrics**, further numbers to report. We want the *accuracy*: the share of pictures named
#   correctly.
#
# **Predict.** The next cell draws the loss for one picture, by the probability that the network gives
# to the right digit. Where is it 0, and where does it grow without end?


# %%
# @title Draw the loss { display-mode: "form" }
def draw_loss():
    """Draw categorical cross-entropy by the probability of the right digit."""
    chances = np.linspace(0.005, 1, 200)
    figure, place = plt.subplots(figsize=(8, 3.4))
    place.plot(chances, -np.log(chances), color="#0072b2", linewidth=2.5)
    place.set(xlabel="probability of the right digit", ylabel="loss")
    told = "0 if the probability is 1, 0.7 if it is a half, and steeply up towards 0."
    show_picture(figure, f"The loss by the probability of the right digit: {told}")


draw_loss()

# %% [markdown]
# **Explain.** Who is sure and right loses nothing. Who is sure and wrong loses most: being wrong costs
# more, the surer one was.
#
# **Predict the number of parameters.** A dense layer has one weight for each pair of an input and
# a unit, and one bias for each unit. Dropout has none. How many numbers will the network learn?
# Write the three sums on paper. You can check them in a moment.

# %% [raw]
# # BEGIN QUESTION
# name: q4

# %% [markdown]
# ### Question 4: build and compile the model
#
# Make `model`: the network of the table, compiled with categorical cross-entropy as its loss,
# Adam as its optimizer, and accuracy among its metrics. Tell it the size of its input, so that it
# can make its weights at once. (You may also begin with 28 by 28 pictures and a `Flatten` layer.
# Then give it pictures of that shape later: `ready.X_train.reshape(-1, 28, 28)`.)
#
# **What it should look like:** the cell prints nothing. `model.summary()` lists three dense layers
# and two dropout layers.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# `keras.Sequential` takes a list of layers and puts one behind the other. The first thing in the
# list says what comes in: `keras.Input` with a `shape`, which is written as a tuple.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# A hidden layer of 30 units with ReLU is `keras.layers.Dense(30, activation="relu")`. A dropout
# of one half is `keras.layers.Dropout(0.5)`. The last layer has one unit for each digit, and
# another activation.
#
# <details><summary>Still stuck? Hint 3</summary>
#
# Compiling comes after building, in a line of its own: `model.compile(…)`. It knows the three
# things by the names `loss`, `optimizer` and `metrics`. The names of the choices are text:
# `"categorical_crossentropy"`, `"adam"`, and a list with `"accuracy"` in it.
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION

# %%
model = ...
# BEGIN SOLUTION NO PROMPT
model = keras.Sequential(
    [
        keras.Input(shape=(784,)),
        keras.layers.Dense(512, activation="relu"),
        keras.layers.Dropout(0.2),
        keras.layers.Dense(512, activation="relu"),
        keras.layers.Dropout(0.2),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
# END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 1
"""  # END TEST CONFIG


def test_two_hidden_layers_of_512_units(model):
    """There are two hidden layers of 512 units."""
    import keras
    import numpy as np

    problem = ""
    if model is None or model is Ellipsis or getattr(model, "name", "") == "lessons_small_network":
        problem = "model is still `...`. Build the network of the table, then check again."
    elif not isinstance(model, keras.Model):
        problem = f"model is a {type(model).__name__}, not a Keras model. Build it with "
        problem += "keras.Sequential, and compile it in a line of its own."
    else:
        output = None
        for form in ((784,), (28, 28), (28, 28, 1)):
            try:
                output = np.asarray(model(np.zeros((2,) + form, dtype="float32"), training=False))
                break
            except Exception:
                continue
        kernels = [tuple(weight.shape) for weight in model.weights if len(weight.shape) == 2]
        width = 10 if output is None else output.shape[-1]
        hidden = [shape[1] for shape in kernels if shape[1] != width]
        parameters = sum(int(np.prod(weight.shape)) for weight in model.weights)
        if output is None:
            problem = "model does not take pictures of 784 numbers. Begin with an input of the "
            problem += "shape (784,)."
        elif output.shape != (2, 10) and any(shape[0] == 28 for shape in kernels):
            problem = "model reads the 28 rows of a picture one by one. Put a Flatten layer before "
            problem += "the first dense layer, or begin with an input of the shape (784,)."
        elif len(hidden) == 0:
            problem = "model has no hidden layer. The table has two, with 512 units each."
        elif len(hidden) == 1:
            problem = f"model has one hidden layer, of {hidden[0]} units. The table has two, with "
            problem += "512 units each."
        elif sorted(hidden) != [512, 512]:
            problem = f"The hidden layers of model have {hidden} units. The table has two, with "
            problem += "512 units each."
        elif output.shape == (2, 10) and parameters != 669706:
            problem = f"model has {parameters:,} parameters, and 669,706 are asked for. Is there a "
            problem += "layer too many, or a bias missing?"
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_hidden_layers_use_relu(model):
    """The hidden layers use ReLU."""
    import keras
    import numpy as np

    problem = ""
    if model is None or model is Ellipsis or getattr(model, "name", "") == "lessons_small_network":
        problem = "model is still `...`. Build the network of the table, then check again."
    elif not isinstance(model, keras.Model):
        problem = f"model is a {type(model).__name__}, not a Keras model."
    else:
        pictures = np.random.default_rng(4).random((20, 784)).astype("float32")
        output = None
        for form in ((784,), (28, 28), (28, 28, 1)):
            try:
                output = np.asarray(model(pictures.reshape((-1,) + form), training=False))
                break
            except Exception:
                continue
        steps = []
        for weight in model.weights:
            values = np.asarray(weight)
            if values.ndim == 2:
                steps.append([values, 0.0])
            elif values.ndim == 1 and steps and len(values) == steps[-1][0].shape[1]:
                steps[-1][1] = values
        steps.sort(key=lambda step: (step[0].shape[0] != 784, step[0].shape[1] == 10))
        bends = {
            "relu": lambda sums: np.maximum(sums, 0),
            "no activation": lambda sums: sums,
            "sigmoid": lambda sums: 1 / (1 + np.exp(-sums)),
            "tanh": np.tanh,
        }
        found = "another activation"
        try:
            for bend_name, bend in bends.items():
                numbers = pictures
                for kernel, bias in steps[:-1]:
                    numbers = bend(numbers @ kernel + bias)
                sums = numbers @ steps[-1][0] + steps[-1][1]
                shares = np.exp(sums - sums.max(axis=-1, keepdims=True))
                shares = shares / shares.sum(axis=-1, keepdims=True)
                for end in (shares, 1 / (1 + np.exp(-sums)), sums, np.maximum(sums, 0)):
                    if found == "another activation" and np.allclose(
                        end, output, rtol=0.01, atol=0.001
                    ):
                        found = bend_name
        except (IndexError, TypeError, ValueError):
            found = "another activation"
        if output is None:
            problem = "model does not take pictures of 784 numbers, so its layers cannot be tried."
        elif len(steps) > 0 and output.shape != (20, steps[-1][0].shape[1]):
            problem = (
                "model does not treat a picture as one row of 784 numbers, so its hidden layers "
            )
            problem += "cannot be tried. Put its shape right first."
        elif len(steps) < 2:
            problem = "model has no hidden layer yet, so there is none with ReLU."
        elif found != "relu":
            problem = f"Tried on numbers, the hidden layers of model act like {found}. Give both "
            problem += "of them ReLU, written as relu in small letters, and put each layer once."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_model_ends_in_ten_probabilities(model):
    """The model ends in ten probabilities."""
    import keras
    import numpy as np

    problem = ""
    if model is None or model is Ellipsis or getattr(model, "name", "") == "lessons_small_network":
        problem = "model is still `...`. Build the network of the table, then check again."
    elif not isinstance(model, keras.Model):
        problem = f"model is a {type(model).__name__}, not a Keras model."
    else:
        pictures = np.random.default_rng(5).random((20, 784)).astype("float32")
        output = None
        for form in ((784,), (28, 28), (28, 28, 1)):
            try:
                output = np.asarray(model(pictures.reshape((-1,) + form), training=False))
                break
            except Exception:
                continue
        if output is None:
            problem = "model does not take pictures of 784 numbers, so it gives no probabilities."
        elif output.shape != (20, 10):
            problem = (
                f"model gives {output.shape[-1]} numbers in an array of shape {output.shape}. "
            )
            problem += "For 20 pictures it should be (20, 10): one number for each digit."
        elif output.min() < 0:
            problem = "model gives negative numbers, so they are no probabilities: the last layer "
            problem += "has no activation. Give it softmax."
        elif not np.abs(output.sum(axis=1) - 1).max() <= 0.001:
            total = output.sum(axis=1)[0]
            problem = f"The ten numbers for a picture add up to {total:.2f}, not to 1. The last "
            problem += "layer needs softmax; sigmoid or ReLU look at each number alone."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_dropout_leaves_out_a_fifth(model):
    """Dropout leaves out a fifth."""
    import keras

    problem = ""
    if model is None or model is Ellipsis or getattr(model, "name", "") == "lessons_small_network":
        problem = "model is still `...`. Build the network of the table, then check again."
    elif not isinstance(model, keras.Model):
        problem = f"model is a {type(model).__name__}, not a Keras model."
    else:
        rates = []
        waiting = list(model.layers)
        while waiting:
            layer = waiting.pop(0)
            waiting = list(getattr(layer, "layers", [])) + waiting
            if isinstance(layer, keras.layers.Dropout):
                rates.append(round(float(layer.rate), 4))
        if not rates:
            problem = "model has no dropout. Put a Dropout layer after each hidden layer."
        elif 0.8 in rates:
            problem = "Dropout 0.8 drops four fifths of the numbers. The rate is the share that is "
            problem += "dropped, not the share that is kept: use 0.2."
        elif rates != [0.2] * len(rates):
            problem = f"The dropout layers of model have the rates {rates}. Use 0.2 for both."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_loss_is_categorical_crossentropy(model):
    """The loss is categorical crossentropy."""
    import keras

    problem = ""
    if model is None or model is Ellipsis or getattr(model, "name", "") == "lessons_small_network":
        problem = "model is still `...`. Build the network of the table, then check again."
    elif not isinstance(model, keras.Model):
        problem = f"model is a {type(model).__name__}, not a Keras model."
    else:
        loss = getattr(model, "loss", None)
        if isinstance(loss, dict):
            loss = list(loss.values())[0] if loss else None
        if isinstance(loss, (list, tuple)):
            loss = loss[0] if loss else None
        if isinstance(loss, str):
            try:
                loss = keras.losses.get(loss)
            except ValueError:
                loss = None
        name = str(getattr(loss, "__name__", getattr(loss, "name", loss)))
        plain = name.lower().replace("_", "")
        settings = {}
        if isinstance(loss, keras.losses.Loss):
            settings = loss.get_config()
            plain = type(loss).__name__.lower() + plain
        if loss is None:
            problem = "model has no loss yet. Compile it with loss, optimizer and metrics."
        elif "sparse" in plain:
            problem = "The sparse loss is for labels that are single numbers. Ours are one-hot: "
            problem += "use categorical_crossentropy."
        elif "binary" in plain:
            problem = "Binary cross-entropy treats the ten digits as ten separate yes-or-no "
            problem += "questions. Use categorical_crossentropy."
        elif "meansquared" in plain or plain == "mse":
            problem = "Mean squared error is made for quantities. For classes with softmax, use "
            problem += "categorical_crossentropy: it learns faster here."
        elif "categoricalcrossentropy" not in plain:
            problem = f"The loss of model is {name}. Use categorical_crossentropy."
        elif settings.get("from_logits"):
            problem = "The loss expects raw sums, but softmax already made probabilities of them. "
            problem += "Leave from_logits out."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_optimizer_is_adam_and_accuracy_is_reported(model):
    """The optimizer is Adam, and accuracy is reported."""
    import keras

    problem = ""
    if model is None or model is Ellipsis or getattr(model, "name", "") == "lessons_small_network":
        problem = "model is still `...`. Build the network of the table, then check again."
    elif not isinstance(model, keras.Model):
        problem = f"model is a {type(model).__name__}, not a Keras model."
    else:
        optimizer = getattr(model, "optimizer", None)
        if isinstance(optimizer, str):
            optimizer = keras.optimizers.get(optimizer)
        settings = model.get_compile_config() or {}
        metrics = str(settings.get("metrics")) + str(settings.get("weighted_metrics"))
        metrics = metrics.lower()
        if optimizer is None:
            problem = "model is not compiled yet. Compile it with loss, optimizer and metrics."
        elif not isinstance(optimizer, keras.optimizers.Adam):
            problem = f"The optimizer of model is {type(optimizer).__name__}. Use Adam."
        elif "acc" not in metrics:
            problem = "model does not report the accuracy. Give compile a list of metrics with "
            problem += "accuracy in it."
        elif "sparse" in metrics or "binary" in metrics:
            problem = "That kind of accuracy does not fit one-hot labels of ten classes. The plain "
            problem += "word accuracy lets Keras choose the right kind."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_a_dropout_follows_each_hidden_layer(model):
    """A dropout follows each hidden layer.

    Walks through the layers of the model in their order.
    """
    import keras
    import numpy as np

    problem = ""
    if model is None or model is Ellipsis or getattr(model, "name", "") == "lessons_small_network":
        problem = "model is still `...`. Build the network of the table, then check again."
    elif not isinstance(model, keras.Model):
        problem = f"model is a {type(model).__name__}, not a Keras model."
    else:
        layers = []
        for form in ((784,), (28, 28), (28, 28, 1)):
            try:
                model(np.zeros((2,) + form, dtype="float32"), training=False)
                entrance = keras.Input(shape=form)
                plan = keras.Model(entrance, model.call(entrance)).get_config()
                by_name = {layer["name"]: layer for layer in plan["layers"]}
                place = plan["output_layers"]
                while isinstance(place[0], list):
                    place = place[0]
                walked = []
                while by_name[place[0]]["inbound_nodes"]:
                    layer = by_name[place[0]]
                    walked.insert(0, layer["class_name"])
                    node = layer["inbound_nodes"][place[1]]
                    came_from = list(node["args"]) + list(node["kwargs"].values())
                    place = came_from[0]["config"]["keras_history"]
                if set(walked) & {"Sequential", "Functional"} or "Dense" not in walked:
                    break
                layers = walked
                break
            except Exception:
                continue
        if not layers:
            waiting = list(model.layers)
            while waiting:
                layer = waiting.pop(0)
                inner = list(getattr(layer, "layers", []))
                waiting = inner + waiting
                if not inner:
                    layers.append(type(layer).__name__)
        order = [name for name in layers if name in ("Dense", "Dropout")]
        hidden = order.count("Dense") - 1
        if hidden < 1:
            problem = "model has no hidden layer yet that a dropout could follow."
        elif order.count("Dropout") < hidden:
            drops = order.count("Dropout")
            problem = (
                f"Dropout layers in model: {drops}. Hidden layers: {hidden}. Each hidden layer "
            )
            problem += "is followed by a dropout of its own."
        elif order != ["Dense", "Dropout"] * hidden + ["Dense"]:
            problem = "The layers of model are not in the order of the table: a dropout stands "
            problem += "right after each hidden layer, and none before the first or at the end."
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION


# %%
# @title A fresh start: with no model to train, take a small one { display-mode: "form" }
def small_network(hidden=256):
    """Return a compiled network with at most one hidden layer: less than the table asks for."""
    entrance = keras.Input((784,), name="pixels")
    inside = keras.layers.Dense(hidden, "relu")(entrance) if hidden else entrance
    exit_ = keras.layers.Dense(10, "softmax")(inside)
    network = keras.Model(entrance, exit_, name="lessons_small_network")
    network.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return network


def can_learn_digits(network):
    """Say whether a network can be trained on `ready` as it stands."""
    if not isinstance(network, keras.Model) or not network.compiled:
        return False
    for form in ((784,), (28, 28), (28, 28, 1)):
        pictures, labels = ready.X_train[:2].reshape((-1, *form)), ready.Y_train[:2]
        try:
            output = network(pictures, training=False)
            network.compute_loss(pictures, labels, output)
            network.compute_metrics(pictures, labels, output)
            network.reset_metrics()
        except Exception:  # another input shape, or a loss or metric that does not fit
            continue
        return True
    return False


if can_learn_digits(globals().get("model")):
    print("Your model can be trained. Go on.")
else:
    model = small_network()
    print(
        "There is no model of yours yet that can be trained. Here is a smaller one to go on with."
    )

# %% [markdown]
# Now look at the summary. The right column counts the parameters. Does the sum at the bottom
# agree with your guess?

# %%
model.summary()

# %% [markdown]
# **Explain.** For the network of the table: 784 × 512 + 512 = 401,920 for the first hidden layer,
# 512 × 512 + 512 = 262,656 for the second, 512 × 10 + 10 = 5,130 for the output. Together that
# is **669,706**. More than half of it sits in the first layer. (If you see 203,530, this is the
# lesson's smaller network. Question 4 is still waiting for you.)

# %% [markdown]
# **A good place to stop.** You are about halfway, and the second half can wait for another day. Nothing
# above takes long: when you come back, run the cells from the top, and go on here.

# %% [markdown]
# ## 6. How a network learns ({{ minutes }})
#
# The weights of a new network are random. How do they become good ones? One idea is enough: **find
# out which way is downhill, and take a step.** You will now see it with a network of a single weight.
#
# Its task: from the ink in the upper half of a picture, say how much ink there is in the lower half.
# It multiplies the one number by its weight `w`. The loss is the mean of the squared differences
# between what it says and what is there. (For a number that is to be guessed, this is the usual loss.)

# %%
# The ink of each training picture: 1 stands for 50 pixels full of it.
upper = ready.X_train[:, :392].sum(axis=1) / 50
lower = ready.X_train[:, 392:].sum(axis=1) / 50


def loss_at(w, some=slice(None)):
    """Return the mean squared difference, over all pictures or only some."""
    return float(np.mean((w * upper[some] - lower[some]) ** 2))


print("one picture: upper", upper[0].round(2), "lower", lower[0].round(2))
print("the loss with w = 0:", round(loss_at(0), 3))

# %% [markdown]
# **A landscape.** Each `w` has its loss. So you can draw the loss as a line in a landscape, with `w`
# from left to right. To learn is to walk to the lowest point.
#
# **Predict.** Where is it? If both halves had the same ink in every picture, `w = 1` would be perfect.


# %%
# @title Draw the landscape { display-mode: "form" }
def draw_landscape():
    """Draw the loss for many values of the one weight."""
    values = np.linspace(-1, 3, 41)
    losses = [loss_at(w) for w in values]
    best = values[int(np.argmin(losses))]
    figure, place = plt.subplots(figsize=(8, 3.4))
    place.plot(values, losses, color="#0072b2")
    place.plot(best, min(losses), "o", color="#d55e00")
    place.set(xlabel="weight w", ylabel="loss")
    told = f"The loss by the weight: a valley, lowest at w = {best:.1f}, higher on both sides."
    show_picture(figure, told)


draw_landscape()

# %% [markdown]
# **The slope.** With 669,706 weights nobody can draw the landscape. But a network need not see it. It
# needs the **slope** where it stands: by how much the loss grows for each 1 that `w` grows. Below zero
# means that the loss falls to the right.
#
# **Predict.** Will the slope at 0 be above or below zero? And at 2?


# %%
def slope_at(w, some=slice(None)):
    """Return the slope of the loss at w."""
    return float(np.mean(2 * upper[some] * (w * upper[some] - lower[some])))


for w in (0, 1, 2):
    nearby = (loss_at(w + 0.001) - loss_at(w - 0.001)) / 0.002
    print(f"w = {w}: slope {slope_at(w):6.3f}, measured with two points nearby {nearby:6.3f}")

# %% [markdown]
# **Explain.** The two columns agree: a slope is nothing else than the difference between two points
# close by. Keras has a fast way to get the slopes of all weights at once. It is called
# *backpropagation*.
#
# **A step.** Go against the slope: `w = w - rate * slope`. The number `rate` is the **learning
# rate**. It says how far to go.
#
# **Predict.** The rate stays the same in the next cell. Do the steps get shorter?

# %%
w = -0.5
for step in range(1, 6):
    w = w - 0.2 * slope_at(w)
    print(f"after step {step}: w = {w:.3f}, loss {loss_at(w):.4f}")

# %% [markdown]
# **Explain.** They do, because the valley gets flatter towards its lowest point.
#
# **The learning rate.** Run the next cell and move the slider. You see twelve steps, from the
# same place. Find a rate with which they crawl, one that gets there in a few steps, one that
# jumps to and fro across the valley, and one that climbs out of it. (Where no slider can be shown, you
# get a table of five rates.)


# %%
# @title Try learning rates { display-mode: "form" }
import time

VALLEY = """
<div id="NAME" style="max-width: 560px; font-family: sans-serif">
  <label>learning rate <input type="range" min="0.01" max="1.1" step="0.01" value="0.05"
    style="width: 60%; vertical-align: middle"> <b class="rate"></b></label>
  <svg viewBox="0 0 560 260" role="img" aria-label="The valley of the loss, with twelve steps"
    style="width: 100%; height: auto">
    <line x1="40" y1="225" x2="550" y2="225" stroke="currentColor"></line>
    <g class="marks" fill="currentColor" font-size="13" text-anchor="middle"></g>
    <text x="295" y="256" fill="currentColor" font-size="13" text-anchor="middle">weight w</text>
    <text x="14" y="120" fill="currentColor" font-size="13" text-anchor="middle"
      transform="rotate(-90 14 120)">loss</text>
    <path class="curve" fill="none" stroke="#3d8fd1" stroke-width="2.5"></path>
    <path class="steps" fill="none" stroke="#e0782f" stroke-width="1.5"></path>
    <g class="dots" fill="#e0782f"></g>
  </svg>
  <div class="told" role="status" aria-live="polite"></div>
</div>
<script>
(() => {
  const root = document.getElementById("NAME"), [a, b, c] = NUMBERS, start = -0.5;
  const find = name => root.querySelector(name), slider = find("input");
  const loss = w => a * w * w - 2 * b * w + c, best = b / a, high = 1.1 * loss(start);
  const x = w => 295 + (w - best) * 150, y = value => 225 - 215 * value / high;
  const onPage = w => x(w) > 40 && x(w) < 550 && loss(w) < high;
  const line = ws => ws.map((w, i) => (i ? "L" : "M") + x(w) + " " + y(loss(w))).join("");
  for (let w = -0; w <= 2; w += 1) {
    find(".marks").insertAdjacentHTML("beforeend",
      `<text x="${x(w)}" y="241">${w}</text>`);
  }
  const all = [...Array(201).keys()].map(i => best - 1.7 + i * 0.017).filter(onPage);
  find(".curve").setAttribute("d", line(all));
  function draw() {
    const rate = Number(slider.value), walk = [start];
    for (let i = 0; i < 12; i++) {
      const w = walk[walk.length - 1];
      walk.push(w - rate * (2 * a * w - 2 * b));
    }
    const end = walk[12], seen = walk.filter(onPage), left = walk.findIndex(w => !onPage(w));
    find(".rate").textContent = rate.toFixed(2);
    find(".steps").setAttribute("d", line(left < 0 ? walk : walk.slice(0, left)));
    find(".dots").innerHTML = (left < 0 ? walk : walk.slice(0, left)).map(
      w => `<circle cx="${x(w)}" cy="${y(loss(w))}" r="4"></circle>`).join("");
    find(".told").textContent = `After twelve steps: w = ${end.toFixed(3)}, loss ` +
      `${loss(end).toFixed(4)}, at first ${loss(start).toFixed(4)}.` +
      (left < 0 ? "" : ` Step ${left} leaves the picture.`);
  }
  slider.addEventListener("input", draw);
  draw();
})();
</script>
"""


def walk_on(rate, steps=12):
    """Return the weight after some steps from -0.5."""
    w = -0.5
    for number in range(steps):
        w = w - rate * slope_at(w)
    return w


def show_rates():
    """Show a slider for the learning rate; as text, a table of five rates."""
    ends = {rate: walk_on(rate) for rate in (0.01, 0.1, 0.4, 0.9, 1.1)}
    table = "\n".join(
        f"rate {rate:4}: after twelve steps w = {w:8.3f}, loss {loss_at(w):10.4f}"
        for rate, w in ends.items()
    )
    if front_end() == "colab-silent":
        print(table)
        return
    numbers = [np.mean(upper**2), np.mean(upper * lower), np.mean(lower**2)]
    page = VALLEY.replace("NUMBERS", str([float(number) for number in numbers]))
    name = f"valley_{time.time_ns()}"
    display({"text/html": page.replace("NAME", name), "text/plain": table}, raw=True)


show_rates()

# %% [markdown]
# **Explain.** A slope is true for the spot where you stand. A long step trusts it for too long: it
# lands on the other side of the valley. If it lands *higher* than it began, the slope there is steeper,
# the next step is longer still, and the loss grows without end. With a large network you see the same
# thing: a loss that jumps up and down, or one that becomes `nan`.
#
# **A batch.** For each slope above, all 50,000 pictures were looked at. **Predict:** does a batch of
# 128 pictures say much the same?

# %%
for number in range(4):
    batch = slice(128 * number, 128 * (number + 1))
    print(f"slope at 0, by batch {number}: {slope_at(0, batch):.3f}")
print(f"slope at 0, by all pictures: {slope_at(0):.3f}")

# %% [markdown]
# **Explain.** Each batch is a little wrong, and costs 391 times less. So networks take 391 cheap
# steps in place of one exact one. All batches once make an **epoch**. The next cell draws one.


# %%
# @title Draw an epoch { display-mode: "form" }
def draw_epoch(rate=0.15):
    """Draw the weight after each batch of one epoch."""
    w, walked = -0.5, []
    for first in range(0, len(upper), 128):
        w = w - rate * slope_at(w, slice(first, first + 128))
        walked.append(w)
    figure, place = plt.subplots(figsize=(8, 3.4))
    place.plot(walked, color="#0072b2", linewidth=1)
    place.set(xlabel="batch", ylabel="weight w")
    told = f"The weight by the batch: it rises fast at first, then trembles around {w:.1f}."
    show_picture(figure, told)


draw_epoch()

# %% [markdown]
# **Explain.** It goes straight to the lowest point, and then trembles around it, because each batch
# pulls elsewhere. Smaller steps tremble less. You will use that in question 6.
#
# A large network does just this, with a slope for each of its weights. Adam also makes the steps of
# each weight longer or shorter, by the slopes that it has seen so far. Its learning rate is 0.001 if
# you say nothing.

# %% [raw]
# # BEGIN QUESTION
# name: q4b

# %% [markdown]
# ### Question 4b: read a walk, take a walk
#
# Here is a valley with round numbers: the loss is (w − 3)², and its slope at `w` is 2 · (w − 3). Run the
# next cell. It shows four walks in it. All begin at 6.

# %%
# @title Four walks, A to D { display-mode: "form" }
WALKS = {
    "A": [6.0, 0.3, 5.43, 0.81, 4.97, 1.23, 4.59, 1.57, 4.29, 1.84, 4.05],
    "B": [6.0, 5.88, 5.76, 5.65, 5.55, 5.45, 5.35, 5.25, 5.16, 5.08, 4.99],
    "C": [6.0, -0.3, 6.63, -0.99, 7.39, -1.83, 8.31, -2.85, 9.43, -4.07, 10.78],
    "D": [6.0, 4.2, 3.48, 3.19, 3.08, 3.03, 3.01, 3.0, 3.0, 3.0, 3.0],
}


def draw_walks():
    """Draw the weight by the step for four walks."""
    looks = {
        "A": "jumps from one side of 3 to the other, each time a little closer to it",
        "B": "comes down slowly from one side and is still at 5 after ten steps",
        "C": "jumps from one side of 3 to the other, each time further away from it",
        "D": "comes down fast from one side and stays at 3 from about the sixth step on",
    }
    figure, places = plt.subplots(1, 4, figsize=(11, 3.4), sharey=True)
    for place, (name, walked) in zip(places, WALKS.items(), strict=True):
        place.axhline(3, color="#999999", linewidth=1)
        place.plot(walked, "o-", color="#0072b2", markersize=3)
        place.set(xlabel=f"step of walk {name}", xticks=range(0, 11, 5))
    places[0].set_ylabel("weight w")
    told = "; ".join(f"{name} {look}" for name, look in looks.items())
    show_picture(figure, f"The weight by the step, in four walks that begin at 6: {told}.")


draw_walks()

# %% [markdown]
# The walks have the learning rates 0.02, 0.3, 0.95 and 1.05, in another order. This question has two
# answer cells. In the first, make a dictionary `rate_of` that says which walk has which rate. Its keys
# are `"A"`, `"B"`, `"C"` and `"D"`.
#
# **What it should look like:** four different numbers. You need not calculate for all of them.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# How long is the first step of a walk? The slope at 6 is 6, and the step is the rate times that.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# With a rate of 0.5 the first step would be 3 long, and so end right at 3. Which walks go further
# than that, and which of them ends up further away from 3 than it began?
#
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION

# %%
rate_of = ...
# BEGIN SOLUTION NO PROMPT
rate_of = {"A": 0.95, "B": 0.02, "C": 1.05, "D": 0.3}
# END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [markdown]
# In the second answer cell, write the function `walk(start, rate, steps)`. It walks in the same valley,
# and returns a list of the weights: first `start`, then the weight after each step.
#
# **What it should look like:** `walk(6, 0.25, 2)` returns `[6, 4.5, 3.75]`.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Begin with a list that holds the start alone. In each round of a loop, work out the slope at the
# last weight of the list.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# The slope changes with the weight, so it is worked out inside the loop. The new weight is the last one
# minus the rate times the slope. `append` puts it at the end of the list.
#
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION


# %%
def walk(start, rate, steps):
    # BEGIN SOLUTION
    weights = [start]
    for _ in range(steps):
        w = weights[-1]
        slope = 2 * (w - 3)
        weights.append(w - rate * slope)
    return weights
    # END SOLUTION


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 1
"""  # END TEST CONFIG


def test_each_walk_has_its_rate(rate_of):
    """Each walk has its rate."""
    begins = {"A": 0.3, "B": 5.88, "C": -0.3, "D": 4.2}
    problem = ""
    if rate_of is None or rate_of is Ellipsis:
        problem = "rate_of is still `...`. Put a dictionary there, run the cell, and check again."
    elif not isinstance(rate_of, dict):
        problem = (
            f"rate_of is a {type(rate_of).__name__}, and a dictionary is asked for: four keys, "
        )
        problem += "four rates."
    elif any(name not in rate_of for name in begins):
        missing = [name for name in begins if name not in rate_of]
        problem = f"rate_of has no key {missing[0]} yet. It needs one for each of the four walks, "
        problem += "as text."
    else:
        given = {}
        for name in begins:
            try:
                given[name] = round(float(rate_of[name]), 6)
            except (TypeError, ValueError):
                problem = (
                    f"The value of {name} in rate_of is no number. Write one of the four rates."
                )
                break
        if not problem and sorted(given.values()) != [0.02, 0.3, 0.95, 1.05]:
            problem = "The values of rate_of are not the rates 0.02, 0.3, 0.95 and 1.05, each of "
            problem += "them once."
        if not problem:
            # The slope at 6 is 6: so long is the first step with a rate of 1.
            for name, second in begins.items():
                if not abs(6 - 6 * given[name] - second) <= 0.001:
                    went = 6 * given[name]
                    problem = f"With a rate of {given[name]:g}, the first step from 6 would be "
                    problem += f"{went:.2f} long, because the slope there is 6. Walk {name} shows "
                    problem += "another first step."
                    break
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_a_walk_has_its_start_and_each_step(walk):
    """A walk has its start and each step."""
    problem = ""
    if walk is None or walk is Ellipsis or not callable(walk):
        problem = "walk is not a function. Begin with: def walk(start, rate, steps):"
    else:
        try:
            given = walk(6, 0.25, 2)
        except AssertionError:
            raise
        except Exception as error:
            given = None
            problem = f"walk(6, 0.25, 2) stops with a {type(error).__name__}: {error}"
        if not problem and (given is None or given is Ellipsis):
            problem = "walk gives nothing back yet. Return the list at its end, below the loop."
        elif not problem:
            try:
                weights = [float(one) for one in given]
            except (TypeError, ValueError):
                weights = None
            if weights is None:
                problem = (
                    f"walk gives back a {type(given).__name__}, not a list of numbers. Collect "
                )
                problem += "the weights in a list, and return it."
            elif len(weights) == 2 and weights[0] == 6:
                problem = "walk(6, 0.25, 2) gives back two weights. Is return inside the loop, so "
                problem += "that it ends too early? The start and two steps make three."
            elif len(weights) == 2:
                problem = (
                    "walk(6, 0.25, 2) gives back two weights: the start is missing. Begin with "
                )
                problem += "a list that holds it."
            elif len(weights) != 3:
                problem = f"walk(6, 0.25, 2) gives back {len(weights)} numbers. The start and two "
                problem += "steps make three."
            elif weights[0] != 6:
                problem = f"walk(6, 0.25, 2) begins with {weights[0]:g}, and not with the start, 6."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_each_step_goes_against_the_slope(walk):
    """Each step goes against the slope, by the rate times the slope."""
    problem = ""
    given = None
    if walk is None or walk is Ellipsis or not callable(walk):
        problem = "walk is not a function. Begin with: def walk(start, rate, steps):"
    else:
        try:
            given = walk(6, 0.25, 2)
        except AssertionError:
            raise
        except Exception as error:
            problem = f"walk(6, 0.25, 2) stops with a {type(error).__name__}: {error}"
        try:
            weights = [round(float(one), 6) for one in given]
        except (TypeError, ValueError):
            weights = []
        if not problem and not weights:
            problem = "walk gives no list of weights back yet, so no step can be seen."
        elif not problem and weights[-2:] != [4.5, 3.75]:
            first = weights[1] if len(weights) > 2 else weights[-1]
            if first == 7.5:
                problem = "Your walk goes uphill: after 6 comes 7.5. Subtract where you add."
            elif weights[-2:] == [4.5, 3.0]:
                problem = "The second step is as long as the first. The slope changes with the "
                problem += "weight: work it out anew in each round of the loop."
            elif first == 5.25:
                problem = (
                    "After 6 comes 5.25: that is half the step. The slope is 2 · (w − 3), and "
                )
                problem += "not w − 3."
            elif first == 0.0:
                problem = "After 6 comes 0: that is the whole slope. Multiply it by the rate first."
            elif first == 3.0:
                problem = "After 6 comes 3: the slope at 6 is 2 · (6 − 3), and not 2 · 6."
            else:
                told = ", ".join(f"{one:g}" for one in weights[:20])
                problem = (
                    f"walk(6, 0.25, 2) gives [{told}], and [6, 4.5, 3.75] is right: the new weight "
                )
                problem += "is the last one minus the rate times the slope at the last one."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_walks_from_anywhere_with_any_rate(walk):
    """Walks begin anywhere and have any rate.

    Tried with other starts, with a rate that is too large, and with no step at all.
    """
    problem = ""
    if walk is None or walk is Ellipsis or not callable(walk):
        problem = "walk is not a function. Begin with: def walk(start, rate, steps):"
    else:
        for start, rate, steps in ((-1.0, 0.4, 4), (5.0, 1.5, 6), (2.0, 1.0, 3), (8.0, 0.1, 0)):
            wanted = [start]
            for _ in range(steps):
                wanted.append(wanted[-1] - rate * 2 * (wanted[-1] - 3))
            try:
                given = walk(start, rate, steps)
            except AssertionError:
                raise
            except Exception as error:
                problem = f"walk({start:g}, {rate:g}, {steps}) stops with a "
                problem += f"{type(error).__name__}: {error}"
                break
            try:
                weights = [float(one) for one in given]
            except (TypeError, ValueError):
                weights = []
            fits = len(weights) == len(wanted) and all(
                abs(one - other) <= 1e-6 * max(1, other, -other)
                for one, other in zip(weights, wanted, strict=True)
            )
            if not fits:
                shown = ", ".join(f"{one:g}" for one in weights[:5]) or "no weights"
                problem = f"walk({start:g}, {rate:g}, {steps}) gives {shown}. Expected: "
                problem += ", ".join(f"{one:g}" for one in wanted[:5]) + "."
                break
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# **Explain.** With a rate of exactly 1, the walk from 6 goes 6, 0, 6, 0, for ever. Below that it gets
# there in the end, above that it never does. Where this border lies depends on how steep the valley is,
# and nobody tells a network beforehand. So one tries rates, and looks at the curves.

# %% [markdown]
# ## 7. Train it ({{ minutes }})
#
# Training shows the network 128 pictures at a time, a **batch**, and after each batch Adam nudges
# all weights a little. When all 50,000 pictures have been shown once, one **epoch** is over. That
# makes 391 batches for each epoch.
#
# While it trains, you see one line an epoch with four numbers: `loss` and `accuracy` on the
# training pictures, and `val_loss` and `val_accuracy` on the validation pictures, which it does not
# learn from. Five epochs take about half a minute on two CPU cores.
#
# **Predict.** A guesser is right one time in ten. What will `val_accuracy` be after the first
# epoch? And will it go up every time?

# %% [raw]
# # BEGIN QUESTION
# name: q5

# %% [markdown]
# ### Question 5: train
#
# Train `model` for `number_of_epoch` epochs on `ready.X_train` and `ready.Y_train` in batches of
# 128, with `ready.X_val` and `ready.Y_val` as validation data, and keep what `fit` gives back as
# `history`. On the validation pictures your trained model must reach an accuracy of at least 0.97.
# Never train on them: then nothing new would be left to choose by. And leave the test pictures
# sealed. (Running the cell again goes on training the same model. For a clean start, build the model
# again first.)
#
# **What it should look like:** five lines of progress; `val_accuracy` ends near 0.98.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# The method is `model.fit`. First come the pictures, then the labels, and then settings by name.
# Put `history =` in front, to keep what it returns.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# The settings are called `batch_size`, `epochs` and `validation_data`. The last one takes a pair
# in round brackets: validation pictures and validation labels.
#
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION

# %%
number_of_epoch = 5
history = ...
# BEGIN SOLUTION NO PROMPT
settings = dict(batch_size=128, epochs=number_of_epoch, verbose=2)
settings["validation_data"] = (ready.X_val, ready.Y_val)
history = model.fit(ready.X_train, ready.Y_train, **settings)
# END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_history_records_five_epochs_with_validation(history):
    """history records five epochs with validation."""
    problem = ""
    if history is None or history is Ellipsis:
        problem = "history is still `...`. Keep what model.fit gives back under this name."
    elif not isinstance(getattr(history, "history", None), dict):
        problem = f"history is a {type(history).__name__}. Keep the whole thing that model.fit "
        problem += "gives back, and not a part of it."
    else:
        epochs = len(history.history.get("loss", []))
        if epochs < 5:
            problem = f"history records {epochs} epochs. Train for number_of_epoch, which is 5."
        elif not any(name.startswith("val_") for name in history.history):
            problem = "history has no validation numbers. Give fit the pair ready.X_val and "
            problem += "ready.Y_val as validation_data."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 1
"""  # END TEST CONFIG


def test_trained_model_names_97_of_100_validation_digits(model):
    """The trained model names 97 of 100 validation digits."""
    import keras
    import numpy as np

    problem = ""
    if model is None or model is Ellipsis:
        problem = "There is no model. Run the cells of part 5, then train."
    elif not isinstance(model, keras.Model):
        problem = f"model is a {type(model).__name__}, not a Keras model. Build it again in part 5."
    else:
        images, labels = keras.datasets.mnist.load_data()[0]
        pictures, labels = np.divide(images[50000:], 255, dtype="float32"), labels[50000:]
        output = None
        declared = getattr(model, "input_shape", None)
        forms = [(784,), (28, 28), (28, 28, 1)]
        if isinstance(declared, tuple) and tuple(declared[1:]) in forms:
            forms = [tuple(declared[1:])]
        for form in forms:
            try:
                shaped = pictures.reshape((-1,) + form)
                output = np.asarray(model.predict(shaped, batch_size=2000, verbose=0))
                break
            except Exception:
                continue
        if output is None or output.shape != (len(labels), 10):
            problem = "model does not turn pictures of 784 numbers into ten probabilities."
        else:
            accuracy = float(np.mean(output.argmax(axis=1) == labels))
            ready_made = getattr(model, "name", "") == "lessons_small_network"
            whose = "The lesson's smaller network" if ready_made else "model"
            if accuracy < 0.3:
                problem = f"{whose} has not learned yet: with the validation pictures it is hardly "
                problem += "better than guessing. Run fit, with each picture beside its own label."
            elif accuracy < 0.97:
                problem = (
                    f"{whose} is right for {accuracy:.1%} of the validation pictures, and 97% "
                )
                problem += "are asked for. Train all five epochs on all of ready.X_train."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_model_learned_from_the_training_pictures(history, model):
    """The model learned from the training pictures."""
    import keras
    import numpy as np

    problem = ""
    if history is None or history is Ellipsis:
        problem = "history is still `...`. Keep what model.fit gives back under this name."
    elif not isinstance(getattr(history, "history", None), dict):
        problem = f"history is a {type(history).__name__}, not what model.fit gives back."
    elif not isinstance(model, keras.Model):
        problem = "There is no Keras model. Run the cells of part 5, then train."
    else:
        train, test = keras.datasets.mnist.load_data()
        shares = []
        declared = getattr(model, "input_shape", None)
        forms = [(784,), (28, 28), (28, 28, 1)]
        if isinstance(declared, tuple) and tuple(declared[1:]) in forms:
            forms = [tuple(declared[1:])]
        # Every seventh: two groups of writers alternate in MNIST, and an even step takes just one.
        parts = (
            (train[0][:50000:7], train[1][:50000:7]),
            (train[0][50000:], train[1][50000:]),
            test,
        )
        for images, labels in parts:
            for form in forms:
                try:
                    shaped = np.divide(images, 255, dtype="float32").reshape((-1,) + form)
                    output = np.asarray(model.predict(shaped, batch_size=2000, verbose=0))
                    shares.append(float(np.mean(output.argmax(axis=1) == labels)))
                    break
                except Exception:
                    continue
        steps = (getattr(history, "params", None) or {}).get("steps")
        again = (
            "Train on ready.X_train and ready.Y_train, and build the model again first, so that "
        )
        again += "it forgets."
        if len(shares) < 3:
            problem = "model does not turn pictures of 784 numbers into ten probabilities."
        elif shares[2] - shares[0] > 0.01:
            problem = "model learned from the test pictures: it knows them better than the "
            problem += f"training ones. {again}"
        elif shares[1] - shares[0] > 0.01:
            problem = "model learned from the validation pictures: it knows them better than the "
            problem += f"training ones. {again}"
        elif steps == 469:
            problem = (
                "Each epoch had 469 batches: that is all 60,000 pictures, those for validation "
            )
            problem += f"as well. {again}"
        elif steps == 547:
            problem = f"model learned from training and test pictures together. {again}"
        elif isinstance(steps, int) and steps < 391:
            problem = f"Each epoch had {steps} batches. All 50,000 pictures of ready.X_train in "
            problem += "batches of 128 make 391."
        elif isinstance(steps, int) and steps > 391:
            problem = f"Each epoch had {steps} batches. The 50,000 pictures of ready.X_train in "
            problem += "batches of 128 make 391: is batch_size 128?"
        elif shares[0] < 0.3:
            problem = "model does not know the training pictures: it was not trained, or built "
            problem += "again after training."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_validation_was_done_with_the_part_set_apart(history, model):
    """Validation was done with the part that was set apart for it."""
    import keras
    import numpy as np

    problem = ""
    if history is None or history is Ellipsis:
        problem = "history is still `...`. Keep what model.fit gives back under this name."
    elif not isinstance(getattr(history, "history", None), dict):
        problem = f"history is a {type(history).__name__}, not what model.fit gives back."
    elif not isinstance(model, keras.Model):
        problem = "There is no Keras model. Run the cells of part 5, then train."
    else:
        train, test = keras.datasets.mnist.load_data()
        measured = []
        declared = getattr(model, "input_shape", None)
        forms = [(784,), (28, 28), (28, 28, 1)]
        if isinstance(declared, tuple) and tuple(declared[1:]) in forms:
            forms = [tuple(declared[1:])]
        parts = ((train[0][50000:], train[1][50000:]), test, (train[0][:10000], train[1][:10000]))
        for images, labels in parts:
            for form in forms:
                try:
                    shaped = np.divide(images, 255, dtype="float32").reshape((-1,) + form)
                    output = np.asarray(model.predict(shaped, batch_size=2000, verbose=0))
                    measured.append(float(np.mean(output.argmax(axis=1) == labels)))
                    break
                except Exception:
                    continue
        recorded = []
        for name, values in history.history.items():
            if name.startswith("val_") and "acc" in name:
                recorded = [float(value) for value in values]
        fits = [any(abs(one - value) <= 0.0005 for value in recorded) for one in measured]
        last = [bool(recorded) and abs(one - recorded[-1]) <= 0.0005 for one in measured]
        steps = (getattr(history, "params", None) or {}).get("steps")
        if len(measured) < 3:
            problem = "model does not turn pictures of 784 numbers into ten probabilities."
        elif not recorded:
            problem = "history has no validation accuracy. Give fit the pair ready.X_val and "
            problem += "ready.Y_val as validation_data."
        elif last[1] and not last[0]:
            problem = "You validated with the test pictures, as older texts do. Leave them sealed "
            problem += "until question 6, and validate with ready.X_val and ready.Y_val."
        elif last[2] and not last[0]:
            problem = "You validated with pictures that the network learns from. Validate with "
            problem += "ready.X_val and ready.Y_val, which it has never met."
        elif isinstance(steps, int) and 100 < steps < 391:
            problem = (
                f"Each epoch had {steps} batches, and not 391: some pictures were taken away from "
            )
            problem += "training. Leave validation_split out, and validate with ready.X_val and "
            problem += "ready.Y_val."
        elif not fits[0]:
            problem = f"history ends with a validation accuracy of {recorded[-1]:.4f}, but on the "
            problem += f"validation pictures the model has {measured[0]:.4f}. Validate with "
            problem += "ready.X_val and ready.Y_val, and keep the history of the last training."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_model_does_as_well_on_pictures_that_had_no_say(model):
    """The model does as well on pictures that had no say.

    Measures the model on the test pictures, which should be new to it.
    """
    import keras
    import numpy as np

    problem = ""
    if model is None or model is Ellipsis:
        problem = "There is no model. Run the cells of part 5, then train."
    elif not isinstance(model, keras.Model):
        problem = f"model is a {type(model).__name__}, not a Keras model. Build it again in part 5."
    else:
        train, test = keras.datasets.mnist.load_data()
        shares = []
        declared = getattr(model, "input_shape", None)
        forms = [(784,), (28, 28), (28, 28, 1)]
        if isinstance(declared, tuple) and tuple(declared[1:]) in forms:
            forms = [tuple(declared[1:])]
        for images, labels in ((train[0][50000:], train[1][50000:]), test):
            for form in forms:
                try:
                    shaped = np.divide(images, 255, dtype="float32").reshape((-1,) + form)
                    output = np.asarray(model.predict(shaped, batch_size=2000, verbose=0))
                    shares.append(float(np.mean(output.argmax(axis=1) == labels)))
                    break
                except Exception:
                    continue
        if len(shares) < 2:
            problem = "model does not turn pictures of 784 numbers into ten probabilities."
        elif shares[1] < 0.96:
            problem = (
                f"On pictures that are new to it, model is right for {shares[1]:.1%}. Train all "
            )
            problem += "five epochs, on ready.X_train and ready.Y_train."
        elif shares[1] - shares[0] > 0.01:
            problem = "model learned from the test pictures, so none are left that are new to it. "
            problem += "Train on ready.X_train and ready.Y_train."
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION


# %%
# @title Draw the learning curves { display-mode: "form" }
def show_curves(record):
    """Draw loss and accuracy by epoch for training and validation."""
    numbers = getattr(record, "history", None)
    if not isinstance(numbers, dict) or not numbers.get("loss"):
        print("No curves yet: `history` is still empty. Answer question 5, then run this again.")
        return
    picture, places = plt.subplots(1, 2, figsize=(10, 3.5))
    for place, kind in zip(places, ("loss", "accuracy"), strict=True):
        for name, label in ((kind, "training"), (f"val_{kind}", "validation")):
            if name in numbers:
                place.plot(range(1, len(numbers[name]) + 1), numbers[name], "o-", label=label)
        place.set_xlabel("epoch")
        place.set_ylabel(kind)
        place.xaxis.get_major_locator().set_params(integer=True)
        if place.lines:
            place.legend()
    show_picture(picture, "Loss and accuracy by epoch, for training and for validation data.")


show_curves(globals().get("history"))

# %% [markdown]
# **Explain.** The training loss falls all the way. The validation loss falls, too, and then
# stays where it is or creeps up. From there on the network learns details of the training
# pictures that do not help with new ones. That is **overfitting**. The gap between the two curves
# is its sign.
#
# Did you notice that validation is *better* than training in the first epoch? Dropout is at work
# only while training. Besides, the training numbers are a mean over the whole epoch, and the
# validation numbers are taken at its end.

# %% [markdown]
# ### Keep it
#
# This training took half a minute. Others take a night, and in Colab the machine may go away before
# the morning. So save what took long. The next cell does it for `model` and for `history`. They go
# into a folder `kept` on the machine, or to your Drive, if you tick `on_drive`. That is the one to
# choose in Colab.
#
# What you keep can be handed in, too. Then the network that is graded is the very one that you
# trained here. Without it, the training is done again while grading, which is fine as well.
#
# **When you come back** on a new machine: run the cells from the top, but leave out the training of
# question 5. Choose `resume` here, and run this cell instead. Your model is there again in a second,
# with all that it has learned.
#
# **What you will see:** a line for each of the two, and the folder.

# %%
# {{ keep }}
keep_or_resume("model", "history")

# %% [markdown]
# ## 8. How good is it? ({{ minutes }})
#
# `evaluate` measures the loss and the accuracy of a model on data that you choose. It changes
# nothing in the model. Like `fit`, it takes the pictures in batches. Nothing is learned here, so
# the size of a batch does not matter for the numbers. With `batch_size=1000` you only wait less.
#
# **Predict.** On the validation pictures, which line of the training output must it agree with?
#
# Now you make a second network, and choose between the two. The order matters: first choose, by the
# validation pictures; then open the test set, once, with the one that you have chosen.

# %% [raw]
# # BEGIN QUESTION
# name: q6

# %% [markdown]
# ### Question 6: improve, then measure once
#
# This question has two answer cells. In the first, make a `better_model`: another Keras model,
# trained on the training pictures only, that beats `model` on the **validation** pictures, or has at
# least 0.98 there. Leave `model` itself untouched. You are free to choose how. One cheap way: let a
# copy of `model` go on learning for three more epochs with smaller steps (a learning rate of
# 0.0001).
#
# **What it should look like:** `better_model.evaluate(ready.X_val, ready.Y_val)` prints an accuracy
# a little above that of `model`, say 0.984 after 0.979. One more correct picture in 10,000 is enough.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# `better_model = model` makes no copy. It is a second name for the same model, and training one
# trains the other. `keras.models.clone_model` makes a new model with the same layers.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# A clone starts with new random weights. Hand the learned ones over: `set_weights` takes what
# `get_weights` gives.
#
# <details><summary>Still stuck? Hint 3</summary>
#
# A clone is not compiled. Compile it as in question 4, but with an optimizer object,
# `keras.optimizers.Adam(learning_rate=…)`, in place of the word. Then fit as in question 5.
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION

# %%
better_model = ...
# BEGIN SOLUTION NO PROMPT
better_model = keras.models.clone_model(model)
better_model.set_weights(model.get_weights())
careful = keras.optimizers.Adam(learning_rate=1e-4)
better_model.compile(loss="categorical_crossentropy", optimizer=careful, metrics=["accuracy"])
better_model.fit(ready.X_train, ready.Y_train, batch_size=128, epochs=3, verbose=2)
# END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [markdown]
# Is your second network done, and do you want to try nothing more? Then open the test set. In the
# second answer cell, let `score` be what `evaluate` gives on the test pictures and labels for the
# **one** of your two networks that is better on the validation pictures. (Without a `better_model`,
# that is `model`.) Do not type a number in: the check measures the network itself and compares.
#
# **What it should look like:** a list of two numbers, the loss (less than 0.1) and the accuracy
# (near 0.98). It is the number that you may tell others.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Evaluate both networks on `ready.X_val` and `ready.Y_val` first, in a cell of your own. With
# `verbose=0` no progress bar is printed.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# If the check says that the numbers differ, the network may have been trained on after you
# evaluated. Run this cell again.
#
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION

# %%
score = ...
# BEGIN SOLUTION NO PROMPT
known = [
    network.evaluate(ready.X_val, ready.Y_val, batch_size=1000, verbose=0)[1]
    for network in (model, better_model)
]
chosen = better_model if known[1] > known[0] else model
score = chosen.evaluate(ready.X_test, ready.Y_test, batch_size=1000, verbose=0)
# END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_score_is_measured_on_the_test_pictures(score, model, better_model):
    """score is measured on the test pictures."""
    import keras
    import numpy as np

    problem = ""
    claimed = None
    if score is None or score is Ellipsis:
        problem = "score is still `...`. Let evaluate measure it, and check again."
    else:
        value = score
        if isinstance(value, dict):
            named = [value[name] for name in value if "acc" in str(name)]
            value = named[0] if named else None
        try:
            numbers = np.asarray(value).astype(float).ravel()
        except (TypeError, ValueError):
            numbers = np.zeros(0)
        if len(numbers) == 1:
            claimed = float(numbers[0])
        elif len(numbers) > 1:
            claimed = float(numbers[1])
        else:
            problem = "score holds no accuracy. Keep what evaluate gives back: the loss and the "
            problem += "accuracy. (Was the network compiled with the metric accuracy?)"
    if not problem and not isinstance(model, keras.Model):
        problem = "There is no Keras model to compare score with. Run the cells of part 5."
    elif not problem:
        train, test = keras.datasets.mnist.load_data()
        parts = ((train[0][50000:], train[1][50000:]), test)
        measured = {}
        for name, network in (("model", model), ("better_model", better_model)):
            shares = []
            declared = getattr(network, "input_shape", None)
            forms = [(784,), (28, 28), (28, 28, 1)]
            if isinstance(declared, tuple) and tuple(declared[1:]) in forms:
                forms = [tuple(declared[1:])]
            for images, labels in parts if isinstance(network, keras.Model) else ():
                for form in forms:
                    try:
                        shaped = np.divide(images, 255, dtype="float32").reshape((-1,) + form)
                        output = np.asarray(network.predict(shaped, batch_size=2000, verbose=0))
                    except Exception:
                        continue
                    if output.shape == (len(labels), 10):
                        shares.append(float(np.mean(output.argmax(axis=1) == labels)))
                        break
            if len(shares) == 2:
                measured[name] = shares
        on_test = [shares[1] for shares in measured.values()]
        if not measured:
            problem = "model does not turn pictures of 784 numbers into ten probabilities."
        elif any(abs(claimed / 100 - share) < 0.0003 for share in on_test):
            problem = f"score says {claimed:.2f}, which is in percent. Keep what evaluate gives "
            problem += "back, a share between 0 and 1."
        elif not any(abs(claimed - share) < 0.0003 for share in on_test):
            told = " and ".join(f"{name} {shares[1]:.4f}" for name, shares in measured.items())
            if any(abs(claimed - shares[0]) < 0.0001 for shares in measured.values()):
                problem = (
                    f"score says {claimed:.4f}, which is measured on the validation pictures. "
                )
                problem += "Those have helped you to choose. Evaluate on ready.X_test."
            else:
                problem = f"score says {claimed:.4f}, but on the test pictures {told} is measured. "
                problem += (
                    "Use evaluate with ready.X_test and ready.Y_test, and again if you trained "
                )
                problem += "in between. Do not type the number in."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_the_network_was_chosen_by_validation(score, model, better_model):
    """The network was chosen by the validation pictures."""
    import keras
    import numpy as np

    problem = ""
    claimed = None
    if score is None or score is Ellipsis:
        problem = "score is still `...`. Let evaluate measure it, and check again."
    else:
        value = score
        if isinstance(value, dict):
            named = [value[name] for name in value if "acc" in str(name)]
            value = named[0] if named else None
        try:
            numbers = np.asarray(value).astype(float).ravel()
        except (TypeError, ValueError):
            numbers = np.zeros(0)
        if len(numbers) == 1:
            claimed = float(numbers[0])
        elif len(numbers) > 1:
            claimed = float(numbers[1])
        else:
            problem = "score holds no accuracy. Keep what evaluate gives back: the loss and the "
            problem += "accuracy. (Was the network compiled with the metric accuracy?)"
    if not problem and not isinstance(model, keras.Model):
        problem = "There is no Keras model to compare score with. Run the cells of part 5."
    elif not problem:
        train, test = keras.datasets.mnist.load_data()
        parts = ((train[0][50000:], train[1][50000:]), test)
        measured = {}
        for name, network in (("model", model), ("better_model", better_model)):
            shares = []
            declared = getattr(network, "input_shape", None)
            forms = [(784,), (28, 28), (28, 28, 1)]
            if isinstance(declared, tuple) and tuple(declared[1:]) in forms:
                forms = [tuple(declared[1:])]
            for images, labels in parts if isinstance(network, keras.Model) else ():
                for form in forms:
                    try:
                        shaped = np.divide(images, 255, dtype="float32").reshape((-1,) + form)
                        output = np.asarray(network.predict(shaped, batch_size=2000, verbose=0))
                    except Exception:
                        continue
                    if output.shape == (len(labels), 10):
                        shares.append(float(np.mean(output.argmax(axis=1) == labels)))
                        break
            if len(shares) == 2:
                measured[name] = shares
        gap = 0.0
        if len(measured) == 2:
            gap = measured["better_model"][0] - measured["model"][0]
        best, other = ("better_model", "model") if gap > 0 else ("model", "better_model")
        if not measured:
            problem = "model does not turn pictures of 784 numbers into ten probabilities."
        elif len(measured) == 1:
            [[name, shares]] = measured.items()
            if not abs(claimed - shares[1]) < 0.0003:
                problem = f"score says {claimed:.4f}, and {shares[1]:.4f} is measured for {name}. "
                problem += f"Let {name}.evaluate measure it on ready.X_test and ready.Y_test."
        # Two pictures in 10,000 may change sides from machine to machine.
        elif not abs(gap) <= 0.0002 and not abs(claimed - measured[best][1]) < 0.0003:
            if abs(claimed - measured[other][1]) < 0.0003:
                problem = f"score is that of {other}. On the validation pictures {best} is better, "
                problem += f"with {measured[best][0]:.4f} against {measured[other][0]:.4f}: choose "
                problem += "by them, and evaluate that one on the test pictures."
            else:
                problem = f"score says {claimed:.4f}. On the validation pictures {best} is the "
                problem += f"better one, and on the test pictures it has {measured[best][1]:.4f}."
        elif not any(abs(claimed - shares[1]) < 0.0003 for shares in measured.values()):
            problem = (
                f"score says {claimed:.4f}, which neither of your two networks has on the test "
            )
            problem += "pictures. Let evaluate measure it."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 1
"""  # END TEST CONFIG


def test_better_model_is_better_on_the_validation_pictures(better_model, model):
    """better_model is better on the validation pictures."""
    import keras
    import numpy as np

    problem = ""
    if better_model is None or better_model is Ellipsis:
        problem = "better_model is still `...`. Train a second model, and check again."
    elif not isinstance(better_model, keras.Model):
        problem = f"better_model is a {type(better_model).__name__}, not a Keras model. What fit "
        problem += "gives back is the history; keep the model itself under this name."
    else:
        images, labels = keras.datasets.mnist.load_data()[0]
        pictures, labels = np.divide(images[50000:], 255, dtype="float32"), labels[50000:]
        shares = []
        outputs = []
        for network in (better_model, model):
            share = 0.0
            if isinstance(network, keras.Model):
                declared = getattr(network, "input_shape", None)
                forms = [(784,), (28, 28), (28, 28, 1)]
                if isinstance(declared, tuple) and tuple(declared[1:]) in forms:
                    forms = [tuple(declared[1:])]
                for form in forms:
                    try:
                        shaped = pictures.reshape((-1,) + form)
                        output = np.asarray(network.predict(shaped, batch_size=2000, verbose=0))
                        if output.shape == (len(labels), 10):
                            share = float(np.mean(output.argmax(axis=1) == labels))
                            outputs.append(output)
                            break
                    except Exception:
                        continue
            shares.append(share)
        if len(outputs) == 2 and np.allclose(outputs[0], outputs[1], rtol=0, atol=1e-5):
            problem = "better_model says the same as model about every picture: it is the same "
            problem += "network, or a copy that was not trained. (better_model = model makes no "
            problem += "copy: both names mean one model.)"
        elif shares[0] < 0.97:
            problem = f"better_model is right for {shares[0]:.2%} of the validation pictures. It "
            problem += "needs at least 97%: train it longer, or start from the weights that model "
            problem += "learned."
        elif shares[0] < 0.98 and shares[0] <= shares[1]:
            problem = f"On the validation pictures better_model has {shares[0]:.2%} and model "
            problem += f"{shares[1]:.2%}, so it is not better yet. Try three more epochs with a "
            problem += "smaller learning rate."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_better_model_learned_from_the_training_pictures(better_model):
    """better_model learned from the training pictures alone.

    Compares how good the model is on training, validation and test pictures.
    """
    import keras
    import numpy as np

    problem = ""
    if better_model is None or better_model is Ellipsis:
        problem = "better_model is still `...`. Train a second model, and check again."
    elif not isinstance(better_model, keras.Model):
        problem = f"better_model is a {type(better_model).__name__}, not a Keras model."
    else:
        train, test = keras.datasets.mnist.load_data()
        shares = []
        declared = getattr(better_model, "input_shape", None)
        forms = [(784,), (28, 28), (28, 28, 1)]
        if isinstance(declared, tuple) and tuple(declared[1:]) in forms:
            forms = [tuple(declared[1:])]
        # MNIST's first labels. The stand-in's last pictures are made of the first ones' originals,
        # so that there every network knows the validation pictures better than the test ones.
        is_mnist = train[1][:5].tolist() == [5, 0, 4, 1, 9]
        # Every seventh: two groups of writers alternate in MNIST, and an even step takes just one.
        parts = (
            (train[0][:50000:7], train[1][:50000:7]),
            (train[0][50000:], train[1][50000:]),
            test,
        )
        for images, labels in parts:
            for form in forms:
                try:
                    shaped = np.divide(images, 255, dtype="float32").reshape((-1,) + form)
                    output = np.asarray(better_model.predict(shaped, batch_size=2000, verbose=0))
                    shares.append(float(np.mean(output.argmax(axis=1) == labels)))
                    break
                except Exception:
                    continue
        if len(shares) < 3:
            problem = "better_model does not turn pictures of 784 numbers into ten probabilities."
        elif shares[2] > 0.9 and shares[2] - shares[0] > 0.004:
            problem = f"better_model names {shares[2]:.2%} of the test pictures and "
            problem += f"{shares[0]:.2%} of the training ones: it learned from the test pictures. "
            problem += "Train it on ready.X_train and ready.Y_train only."
        elif shares[1] > 0.9 and (
            shares[1] - shares[0] > 0.006
            or (is_mnist and shares[1] - shares[2] > 0.008 and shares[1] > shares[0] - 0.002)
        ):
            problem = f"better_model names {shares[1]:.2%} of the validation pictures, but "
            problem += (
                f"{shares[2]:.2%} of the test ones: it learned from the validation pictures. "
            )
            problem += "Train it on ready.X_train and ready.Y_train only."
        elif shares[0] < 0.9:
            problem = f"better_model names {shares[0]:.0%} of the training pictures: it has not "
            problem += "learned from them. Train it on ready.X_train and ready.Y_train."
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %%
print("score:", globals().get("score"))

# %% [markdown]
# This training is worth keeping, too. The next line puts `better_model` beside the other two. (Did
# you choose `resume` up there, because you have come back? Then it brings `better_model` back, and
# you leave out the training above.) **What you will see:** one line, and the folder.

# %%
keep_or_resume("better_model")

# %% [raw]
# # BEGIN QUESTION
# name: q6_why
# manual: true
# points: 2

# %% [markdown]
# ### Question 6, in words
#
# How accurate is your network, and is that satisfying? What did you try to improve it, what came of
# it, and what else could help? Why was the test set opened only once? Five to seven sentences.
#
# **What earns the two points** (a person reads this):
#
# - half a point for the validation accuracy of both networks, and the test accuracy of the one that
#   you chose,
# - half a point for a judgement with a reason, for example a task for which this is enough or is
#   not,
# - half a point for what you tried and what it changed, and one more idea, and why it might work,
# - half a point for why the test set had no say in your choice.
#
# An attempt that failed counts as much as one that worked.

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# My first network names about 98.0 % of the validation digits, and the second one 98.4 %: three more
# epochs with a learning rate ten times smaller. The weights were already good, and small steps
# settle them. So I chose the second one. On the test pictures, which I opened then, it has about
# 98.3 %. For a first network that is good; for reading the amounts on cheques it is not, because one
# amount in fifteen with four digits would hold a mistake. A convolutional network should do better,
# because it knows which pixels are neighbours. I opened the test set once, because whoever chooses
# by it picks some luck along with it, and then its number promises too much for new digits.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## 9. What does it get right, and what wrong? ({{ minutes }})
#
# The number is known, so you may look at the test pictures themselves. Whoever wants to go on
# improving looks at the mistakes among the validation pictures instead.
#
# For each picture the network gives ten probabilities. The next cell collects them for all test
# pictures in `probabilities`, a table with 10,000 rows and 10 columns. They come from your trained
# model. If there is none, a very small network of the lesson steps in, so that you can go on. The
# cell also makes `test_labels` afresh: one plain digit for each test picture.


# %%
# @title Make `probabilities` and `test_labels` for the test pictures { display-mode: "form" }
def probabilities_of(network):
    """Return the network's 10,000 by 10 probabilities, or None if it has not learned digits."""
    if not isinstance(network, keras.Model):
        return None
    for form in ((784,), (28, 28), (28, 28, 1)):
        try:
            pictures = ready.X_test.reshape((-1, *form))
            portions = (pictures[start : start + 2000] for start in range(0, 10000, 2000))
            answer = np.concatenate([network(part, training=False) for part in portions])
        except Exception:  # another input shape, or a model that can't be used at all
            continue
        if answer.shape == (10000, 10):
            right = (answer.argmax(-1) == ready.Y_test.argmax(-1)).mean()
            return answer if right > 0.9 else None
    return None


def quick_probabilities():
    """Train a network without hidden layers for a moment, and return its probabilities."""
    quick = small_network(hidden=0)
    quick.fit(ready.X_train[:30000], ready.Y_train[:30000], batch_size=64, verbose=0)
    return quick.predict(ready.X_test, batch_size=1000, verbose=0)


test_labels = ready.Y_test.argmax(axis=1)
probabilities = probabilities_of(globals().get("model"))
if probabilities is None:
    probabilities = quick_probabilities()
    print("These come from a very small network of the lesson, right nine times out of ten.")
else:
    print("These come from your own model.")

# %% [markdown]
# **Predict.** Look at one row. Which digit does the network see in the first test picture?

# %%
print(np.round(probabilities[0], 3))

# %% [markdown]
# **Explain.** The largest value stands in the column of the digit that the network names. NumPy
# finds its place with `argmax`. For a table you also say along which axis to look. Here the rows
# are three people, and the columns their points in four games.

# %%
points = np.array([[3, 9, 1, 4], [8, 2, 2, 5], [1, 1, 6, 2]])
print("one answer for each row:   ", np.argmax(points, axis=1))
print("one answer for each column:", np.argmax(points, axis=0))

# %% [markdown]
# Older tutorials call `model.predict_classes` here. Keras no longer has it; `predict` and
# `argmax` together do the same.

# %% [raw]
# # BEGIN QUESTION
# name: q7

# %% [markdown]
# ### Question 7: right and wrong
#
# This question has two answer cells. In the first, make three arrays: `predicted_classes`, the
# digit that the network names for each test picture; `correct_predictions`, the numbers (places,
# counted from 0) of the pictures that it names correctly; and `incorrect_predictions`, the numbers
# of those that it gets wrong. Start from `probabilities`, and compare with `test_labels`.
#
# **What it should look like:** `predicted_classes` has the shape `(10000,)`. The other two have
# 10,000 entries between them.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# You want one digit for each picture, so one answer for each row of `probabilities`.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# Comparing two arrays with `==` gives `True` or `False` for each place. `test_labels` holds plain
# digits, as `predicted_classes` does. `ready.Y_test` is one-hot and would not fit.
#
# <details><summary>Still stuck? Hint 3</summary>
#
# `np.flatnonzero` takes an array of `True` and `False` and gives the places of `True`. For the
# wrong ones, compare with `!=`.
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION

# %%
predicted_classes = probabilities.argmax(axis=1)  # SOLUTION
correct_predictions = np.flatnonzero(predicted_classes == test_labels)  # SOLUTION
incorrect_predictions = np.flatnonzero(predicted_classes != test_labels)  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [markdown]
# In the second answer cell, make the **confusion matrix** `confusion`: an array of 10 by 10 counts
# whose rows are the true digits and whose columns are the predicted ones. The entry in row 4 and
# column 9 says how many fours were taken for nines.
#
# **What it should look like:** all entries add up to 10,000. By far the largest stand on the
# diagonal, where true and predicted digit agree.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# You can start with a table of zeros, walk through true and predicted digits together, and add 1
# in the right place each time.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# `zip(a, b)` walks through two arrays together, and `table[row, column] += 1` counts one up. Which
# of the two digits is the row?
#
# <details><summary>Still stuck? Hint 3</summary>
#
# There are functions for it, too: `confusion_matrix` in `sklearn.metrics` takes the true digits
# first, then the predicted ones.
#
# </details>
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION

# %%
confusion = ...
# BEGIN SOLUTION NO PROMPT
confusion = np.zeros((10, 10), dtype=int)
np.add.at(confusion, (test_labels, predicted_classes), 1)
# END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_predicted_classes_has_one_digit_for_each_picture(predicted_classes, probabilities):
    """predicted_classes has one digit for each picture."""
    import numpy as np

    problem = why_no_array("predicted_classes", predicted_classes)
    if predicted_classes is None or predicted_classes is Ellipsis:
        problem = "predicted_classes is still `...`. Start from probabilities, and check again."
    elif not problem:
        try:
            given = np.asarray(predicted_classes).astype(float)
        except (TypeError, ValueError):
            raise AssertionError("predicted_classes is not an array of numbers.") from None
        if given.shape == (10,):
            problem = "predicted_classes has 10 entries, one for each column. That is argmax over "
            problem += "the wrong axis: you want one digit for each row, so use axis=1."
        elif given.shape == (10000, 10):
            problem = "predicted_classes still has ten numbers for each picture. Use argmax to get "
            problem += "the place of the largest."
        elif given.shape == ():
            problem = (
                "predicted_classes is a single number. Tell argmax the axis, so that it looks "
            )
            problem += "at each row by itself."
        elif given.size != 10000:
            problem = f"predicted_classes has the shape {given.shape}, and (10000,) is asked for."
        elif not np.isin(given, range(10)).all():
            problem = "predicted_classes holds other numbers than the digits 0 to 9. You want the "
            problem += "place of the largest value (argmax), not the value itself (max)."
        elif getattr(probabilities, "shape", None) == (10000, 10):
            likely = int(np.asarray(probabilities)[0].argmax())
            if given.ravel()[0] != likely:
                problem = (
                    f"In row 0 of probabilities, the largest number stands in column {likely}, "
                )
                problem += (
                    f"but predicted_classes[0] is {given.ravel()[0]:.0f}. Name the column of "
                )
                problem += "the largest number in each row."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_every_picture_is_either_correct_or_incorrect(correct_predictions, incorrect_predictions):
    """Every picture is either correct or incorrect."""
    import numpy as np

    problem = ""
    both = []
    pairs = (
        ("correct_predictions", correct_predictions),
        ("incorrect_predictions", incorrect_predictions),
    )
    for name, value in pairs:
        if value is None or value is Ellipsis:
            problem = f"{name} is still `...`. Compare with test_labels, and check again."
            break
        problem = why_no_array(name, value)
        if problem:
            break
        try:
            given = np.asarray(value)
            numbers = given.astype(float).ravel()
        except (TypeError, ValueError):
            given = np.zeros(0)
            numbers = np.zeros(0)
        if given.dtype.kind == "b":
            problem = f"{name} holds True and False. np.flatnonzero turns that into the places."
        elif given.shape == ():
            problem = f"{name} is a single number. Keep the places themselves, not how many."
        elif not np.isin(numbers, range(10000)).all():
            problem = f"{name} must hold whole numbers from 0 to 9999: places in the test set."
        elif len(set(numbers.tolist())) < len(numbers):
            problem = f"{name} names some pictures more than once. Did you compare with one-hot "
            problem += "labels? Compare with test_labels, which holds one digit for each picture."
        if problem:
            break
        both.append(set(numbers.tolist()))
    if not problem and both[0] & both[1]:
        problem = "Some pictures are in correct_predictions and in incorrect_predictions. Did you "
        problem += "compare with one-hot labels? Use test_labels, once with == and once with !=."
    elif not problem and len(both[0]) + len(both[1]) != 10000:
        total = len(both[0]) + len(both[1])
        problem = f"The two arrays have {total} entries between them, not 10,000. Did you compare "
        problem += "with one-hot labels? Compare predicted_classes with test_labels."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
"""  # END TEST CONFIG


def test_confusion_counts_all_pictures_with_true_digits_as_rows(confusion):
    """confusion counts all pictures, with true digits as rows."""
    import keras
    import numpy as np

    problem = why_no_array("confusion", confusion)
    if confusion is None or confusion is Ellipsis:
        problem = "confusion is still `...`. Count true against predicted digits, and check again."
    elif not problem:
        labels = keras.datasets.mnist.load_data()[1][1]
        amounts = np.bincount(labels, minlength=10)
        try:
            given = np.asarray(confusion).astype(float)
        except (TypeError, ValueError):
            raise AssertionError("confusion is not an array of numbers.") from None
        if given.shape != (10, 10):
            problem = f"confusion has the shape {given.shape}, and (10, 10) is asked for: a row "
            problem += "and a column for each digit."
        elif not (given != 0).any():
            problem = "confusion holds only zeros. Add 1 for each test picture, in its place."
        elif given.max() <= 1:
            problem = (
                "confusion holds shares. Keep the counts: whole numbers that add up to 10,000."
            )
        elif given.sum() != 10000:
            problem = (
                f"The entries of confusion add up to {given.sum():.0f}. There are 10,000 test "
            )
            problem += "pictures, and each is counted once."
        elif not (given.sum(axis=1) == amounts).all() and (given.sum(axis=0) == amounts).all():
            problem = "confusion lies on its side: its columns are the true digits. Swap the two, "
            problem += "so that rows are the true digits and columns the predicted ones."
        elif not (given.sum(axis=1) == amounts).all():
            problem = "The rows of confusion do not add up to the number of zeros, ones, twos and "
            problem += "so on in test_labels. The true digit chooses the row."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_predicted_classes_are_the_most_probable_digits(predicted_classes, probabilities):
    """predicted_classes are the most probable digits.

    Compares each digit with the largest probability of its row.
    """
    import numpy as np

    problem = ""
    if predicted_classes is None or predicted_classes is Ellipsis:
        problem = "predicted_classes is still `...`. Start from probabilities, and check again."
    elif getattr(probabilities, "shape", None) != (10000, 10):
        problem = "probabilities is gone or was changed. Run the cell that makes it again."
    else:
        wanted = np.asarray(probabilities).argmax(axis=1)
        try:
            given = np.asarray(predicted_classes).astype(float).ravel()
        except (TypeError, ValueError):
            given = np.zeros(0)
        if given.shape != wanted.shape:
            problem = "predicted_classes does not have one digit for each of the 10,000 rows: take "
            problem += "the place of the largest value in each row of probabilities."
        else:
            wrong = np.flatnonzero(given != wanted)
            if len(wrong) > 0:
                row = wrong[0]
                problem = (
                    f"In row {row} of probabilities, {wanted[row]} is the most probable digit, "
                )
                problem += f"but predicted_classes[{row}] is {given[row]:.0f}."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_correct_and_incorrect_name_the_right_pictures(
    correct_predictions, incorrect_predictions, probabilities, predicted_classes
):
    """correct_predictions and incorrect_predictions name the right pictures.

    Compares each prediction with the label of the picture.
    """
    import keras
    import numpy as np

    labels = keras.datasets.mnist.load_data()[1][1]
    problem = ""
    guesses = []
    for value in (predicted_classes, probabilities):
        if value is None or value is Ellipsis:
            continue
        try:
            given = np.asarray(value).astype(float)
        except (TypeError, ValueError):
            continue
        if given.shape == (10000, 10):
            guesses.append(given.argmax(axis=1))
        elif given.size == 10000:
            guesses.append(given.ravel())
    pairs = (
        ("correct_predictions", correct_predictions, True),
        ("incorrect_predictions", incorrect_predictions, False),
    )
    if not guesses:
        problem = "There is nothing to compare with. Run the cell that makes probabilities again."
    for name, value, hit in pairs:
        if value is None or value is Ellipsis:
            problem = f"{name} is still `...`. Compare with test_labels, and check again."
        if problem:
            break
        try:
            given = np.asarray(value).astype(float).ravel()
        except (TypeError, ValueError):
            given = np.zeros(0)
        fits = any(
            np.array_equal(np.sort(given), np.flatnonzero((guess == labels) == hit))
            for guess in guesses
        )
        swapped = any(
            np.array_equal(np.sort(given), np.flatnonzero((guess == labels) != hit))
            for guess in guesses
        )
        if swapped and not fits:
            problem = f"{name} holds the pictures of the other kind. Swap correct and incorrect."
        elif not fits:
            problem = f"{name} does not name the right pictures. Compare predicted_classes with "
            problem += "test_labels (not with one-hot labels), and take the places."
    assert not problem, problem


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
"""  # END TEST CONFIG


def test_confusion_counts_each_pair_of_digits(confusion, probabilities, predicted_classes):
    """confusion counts each pair of digits.

    Counts each pair of a true and a predicted digit, and compares.
    """
    import keras
    import numpy as np

    labels = keras.datasets.mnist.load_data()[1][1].astype(int)
    problem = ""
    tables = []
    for value in (predicted_classes, probabilities):
        if value is None or value is Ellipsis:
            continue
        try:
            given = np.asarray(value).astype(float)
        except (TypeError, ValueError):
            continue
        if given.shape == (10000, 10):
            given = given.argmax(axis=1)
        if given.size == 10000 and np.isin(given, range(10)).all():
            pairs = labels * 10 + given.ravel().astype(int)
            tables.append(np.bincount(pairs, minlength=100).reshape(10, 10))
    if confusion is None or confusion is Ellipsis:
        problem = "confusion is still `...`. Count true against predicted digits, and check again."
    elif not tables:
        problem = "There is nothing to compare with. Run the cell that makes probabilities again."
    else:
        try:
            given = np.asarray(confusion).astype(float)
        except (TypeError, ValueError):
            given = np.zeros(0)
        if given.shape == (10, 10) and 0 < given.max() <= 1:
            given = np.round(given * np.bincount(labels, minlength=10)[:, None])
        if not any(
            np.array_equal(given, table) or np.array_equal(given.T, table) for table in tables
        ):
            problem = (
                "The counts in confusion are not those of true digit against predicted digit. "
            )
            problem += "Add 1 for each test picture, in the row of its label and in the column of "
            problem += "its predicted class."
    assert not problem, problem


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION


# %%
# @title Show nine right ones, nine wrong ones, and the confusion matrix { display-mode: "form" }
def places_in(value):
    """Return `value` as test-picture numbers, or None if it holds anything else."""
    try:
        numbers = np.asarray(value).astype(float).ravel()
    except (TypeError, ValueError):
        return None
    if numbers.size == 0 or not np.isin(numbers, np.arange(10000)).all():
        return None
    return numbers.astype(int)


def show_nine(value, kind):
    """Show the first nine pictures of `value`, with the true digit and what the network said."""
    chosen = places_in(value)
    if chosen is None:
        print(f"No {kind} pictures to show yet. Answer question 7, then run this cell again.")
        return
    said = np.asarray(probabilities).argmax(-1)
    truth = ready.Y_test.argmax(-1)
    # One pair of axes for all: nine would take four times as long.
    picture, place = plt.subplots(figsize=(5.5, 5.8))
    place.set_title(f"{kind} predictions")
    place.set_axis_off()
    for spot, number in enumerate(chosen[:9]):
        left, top = 36 * (spot % 3), 36 * (spot // 3)
        pixels = ready.X_test[number].reshape(28, 28)
        frame = (left, left + 28, top + 28, top)
        place.imshow(pixels, cmap="gray_r", extent=frame, interpolation="nearest")
        text = f"is {truth[number]}, said {said[number]}"
        place.text(left + 14, top - 2, text, ha="center", fontsize=10)
    place.set(xlim=(-2, 102), ylim=(102, -10))
    told = ", ".join(f"{truth[number]} named {said[number]}" for number in chosen[:9])
    show_picture(picture, f"Nine test pictures with {kind} predictions: {told}.")


def show_confusion(value):
    """Show a 10 by 10 table of counts as a picture with its numbers."""
    try:
        table = np.asarray(value).astype(float)
    except (TypeError, ValueError):
        table = np.zeros(0)
    if table.shape != (10, 10) or not np.isfinite(table).all():
        print("No confusion matrix to show yet. Answer question 7, then run this cell again.")
        return
    picture, place = plt.subplots(figsize=(6, 6))
    place.imshow(np.log1p(np.abs(table)), cmap="Blues")
    for row in range(10):
        for column in range(10):
            colour = "white" if row == column else "black"
            text = f"{table[row, column]:g}"
            place.text(column, row, text, ha="center", va="center", color=colour, fontsize=8)
    place.set_xticks(range(10))
    place.set_yticks(range(10))
    place.set_xlabel("predicted digit")
    place.set_ylabel("true digit")
    mixed = table - np.diag(np.diag(table))
    row, column = np.unravel_index(mixed.argmax(), mixed.shape)
    show_picture(
        picture,
        f"Confusion matrix. Off the diagonal the largest entry is {mixed[row, column]:g}: "
        f"true digit {row}, predicted digit {column}.",
    )


show_nine(globals().get("correct_predictions"), "correct")
show_nine(globals().get("incorrect_predictions"), "incorrect")
show_confusion(globals().get("confusion"))

# %% [markdown]
# **Explain.** Look at the wrong ones. Would you have been sure? Many are hard for people, too.
# Then look for the largest number off the diagonal. Which two digits does the network mix up most
# often? Fours and nines, or threes and fives, are good candidates: they share most of their ink.

# %% [markdown]
# ## Recap
#
# - A dense layer is many weighted sums, and an activation bends them. Several hidden layers make
#   a network deep.
# - Pictures became rows of 784 numbers between 0 and 1, labels became one-hot rows of ten.
# - You built 784 → 512 → 512 → 10 with 669,706 parameters, compiled it, and trained it in batches.
# - A network learns by steps against the slope of its loss. The learning rate says how long they are;
#   if it is too large, the loss grows.
# - Training accuracy flatters. You choose by validation pictures, and tell others the accuracy on
#   test pictures, which had no say in any choice.
# - `argmax` turns probabilities into a decision, and the confusion matrix shows which decisions
#   go wrong.
#
# ## Three questions to take along
#
# <details><summary>1. What makes a network deep, and why does each hidden layer need an
# activation?</summary>
#
# Deep means several hidden layers between input and output. Without an activation in between, two
# dense layers one after the other are just one weighted sum again, so nothing would be gained.
#
# </details>
#
# <details><summary>2. A friend's network has 99.9 % on the training pictures and 96 % on the
# validation pictures. What is going on, what would you try, and by which pictures would you see
# whether it helps?</summary>
#
# It overfits: it has learned the training pictures by heart. More dropout, fewer units, fewer
# epochs or more training pictures could help. The validation pictures say whether it does. The
# test pictures come last, and once: tried again and again, they would become validation pictures.
#
# </details>
#
# <details><summary>3. Why do we train with one-hot labels, but compare with plain labels at the
# end?</summary>
#
# The loss compares ten probabilities with ten target values, so labels need ten values. At the end
# `argmax` has made one digit out of the ten probabilities, and that is compared with one digit.
#
# </details>
#
# ## Go further
#
# - Set `number_of_epoch` to 20 and train again. It is quick on a GPU (Runtime → Change runtime
#   type). Where does the validation loss turn? Is the last epoch the best one?
# - Leave out both dropout layers. What happens to the gap between the curves?
# - Halve the 512 units, and halve them again. How small can the network get and still reach 97 %?
# - Replace the dense start by `keras.layers.Conv2D`, which knows that pixels have neighbours.
#   With little effort it passes 99 %.

# %% [markdown]
# ## Hand in
#
# Run the next cell when you are done. It tells you what to do with your notebook.

# %%
# {{ hand_in }}

# %% [markdown]
# {{ links }}
