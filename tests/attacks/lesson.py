# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [raw]
# # ASSIGNMENT CONFIG
# name: 01-target
# init_cell: false
# export_cell: false
# tests:
#   files: true
#   ok_format: false

# %% [markdown]
# # Target
#
# {{ badge }}
#
# One question per kind of answer, each with a check that students see and one that is hidden. Every
# hidden check holds the words that no student may ever read.

# %%
# {{ setup }}

# %% [raw]
# # BEGIN QUESTION
# name: q1
# points: 2

# %% [markdown]
# Give the answer to everything, as a whole number.

# %% [raw]
# # BEGIN SOLUTION

# %%
answer = 6 * 7 + len([])  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %%
def test_it_is_a_number(answer):
    assert isinstance(answer, int), f"answer is not a whole number but {answer!r}"


# %%
# HIDDEN
def test_it_is_the_number_of_the_sage(answer):
    assert answer == 40 + 2, "not the number_of_the_sage"


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q2
# points: 2

# %% [markdown]
# Give a share between 0 and 1.

# %% [raw]
# # BEGIN SOLUTION

# %%
share = 3 / 8  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %%
def test_it_is_a_share(share):
    assert isinstance(share, float), "share is not a float"
    assert 0 <= share <= 1, "share is not between 0 and 1"


# %%
# HIDDEN
def test_it_is_the_share_by_the_number_of_the_sage(share):
    assert abs(share - 0.375) < 1e-9, "not the share by the number_of_the_sage"


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q3
# points: 2

# %% [markdown]
# Find a word of five letters that reads the same from both sides.

# %% [raw]
# # BEGIN SOLUTION

# %%
word = "leve" + "l"  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %%
def test_there_is_a_word(word):
    assert word is not None, "word is missing"
    assert word != ..., "word is still to be found"
    assert word != "hello", "word hello does not read the same from both sides"


# %%
# HIDDEN
def test_it_reads_the_same_as_the_number_of_the_sage(word):
    assert isinstance(word, str), "no text, says the number_of_the_sage"
    assert len(word) == 5, "not as long as the number_of_the_sage"
    assert word == word[::-1], "not as even as the number_of_the_sage"


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q4
# points: 2

# %% [markdown]
# Make a table of 3 rows and 4 columns that counts from 0.

# %% [raw]
# # BEGIN SOLUTION

# %%
import numpy as np

table = np.arange(3 * 4).reshape(3, 4)  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %%
def test_it_has_three_rows(table):
    assert len(table) == 3, f"table has {len(table)} rows"


# %%
# HIDDEN
def test_it_counts_to_the_number_of_the_sage(table):
    assert table.shape == (3, 4), "not as wide as the number_of_the_sage"
    assert [int(n) for n in table.ravel()] == list(range(12)), "no number_of_the_sage"


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q5
# points: 2

# %% [markdown]
# Make a data frame of three cities and the people in them.

# %% [raw]
# # BEGIN SOLUTION

# %%
import pandas as pd

# BEGIN SOLUTION
frame = pd.DataFrame({"city": ["a", "b", "c"], "people": [10, 20, 30]})
# END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %%
def test_it_has_two_columns(frame):
    assert list(frame.columns) == ["city", "people"], "frame needs the columns city and people"


# %%
# HIDDEN
def test_its_people_sum_to_the_number_of_the_sage(frame):
    assert frame["people"].sum() == 60, "another number_of_the_sage"


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q6
# points: 2

# %% [markdown]
# Draw two pictures side by side, titled left and right.

# %% [raw]
# # BEGIN SOLUTION

# %%
import matplotlib.pyplot as plt

# BEGIN SOLUTION
fig, spots = plt.subplots(1, 2)
spots[0].set_title("left")
spots[1].set_title("right")
# END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %%
def test_there_are_two_pictures(fig):
    titles = [axes.get_title() for axes in fig.axes]
    assert len(titles) == 2, f"fig holds {len(titles)} pictures: {titles}"


# %%
# HIDDEN
def test_their_titles_are_those_of_the_number_of_the_sage(fig):
    titles = [axes.get_title() for axes in fig.axes]
    assert titles == ["left", "right"], "not the titles of the number_of_the_sage"


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q7
# points: 2

# %% [markdown]
# Build a network of two dense layers, from 3 numbers over 4 to 2, that ends in a softmax.

# %% [raw]
# # BEGIN SOLUTION

# %%
# BEGIN SOLUTION
import keras

model = keras.Sequential(
    [
        keras.Input((3,)),
        keras.layers.Dense(4, activation="relu"),
        keras.layers.Dense(2, activation="softmax"),
    ]
)
# END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %%
def test_it_has_two_dense_layers(model):
    kinds = [type(layer).__name__ for layer in model.layers if layer.weights]
    assert kinds == ["Dense", "Dense"], f"model has the layers {kinds}"


# %%
# HIDDEN
def test_it_is_as_large_as_the_number_of_the_sage(model):
    assert model.count_params() == 3 * 4 + 4 + 4 * 2 + 2, "not the number_of_the_sage"
    assert model.layers[-1].activation.__name__ == "softmax", "no softmax, number_of_the_sage"


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q8
# points: 2

# %% [markdown]
# Write a function that says a text aloud: in capitals, with an exclamation mark.

# %% [raw]
# # BEGIN SOLUTION


# %%
def shout(text):
    ...
    return text.upper() + "!"  # SOLUTION


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %%
def test_it_says_a_short_text_aloud(shout):
    assert shout("a") == "A!", "shout('a') should be 'A!'"


# %%
# HIDDEN
def test_it_says_any_text_aloud(shout):
    assert shout("the number_of_the_sage") == "THE NUMBER_OF_THE_SAGE!", "not loud enough"


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q9
# points: 2

# %% [markdown]
# Draw a network as a graph of three nodes with an edge from a to b and one from b to c.

# %% [raw]
# # BEGIN SOLUTION

# %%
import graphviz

# BEGIN SOLUTION
net = graphviz.Digraph()
net.edge("a", "b")
net.edge("b", "c")
# END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %%
def test_it_has_edges(net):
    assert "->" in net.source, "net has no edges"


# %%
# HIDDEN
def test_it_has_the_edges_of_the_number_of_the_sage(net):
    assert net.source.count("->") == 2, "not as many edges as the number_of_the_sage"


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q10
# points: 2

# %% [markdown]
# Write the losses 3, 2 and 1 to a log for TensorBoard, and give the name of its folder.

# %% [raw]
# # BEGIN SOLUTION

# %%
# BEGIN SOLUTION
from tensorboard.summary import Writer

log_dir = "logs"
writer = Writer(log_dir)
for step, loss in enumerate([3.0, 2.0, 1.0]):
    writer.add_scalar("loss", loss, step)
writer.close()
# END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %%
def test_there_is_a_log(log_dir):
    from pathlib import Path

    assert log_dir is not None, "log_dir is missing"
    assert list(Path(log_dir).glob("events.out.tfevents.*")), "there is no log in log_dir"


# %%
# HIDDEN
def test_it_holds_the_losses_of_the_number_of_the_sage(log_dir):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.util.tensor_util import make_ndarray

    log = EventAccumulator(str(log_dir)).Reload()
    assert "loss" in log.Tags()["tensors"], "no loss, says the number_of_the_sage"
    losses = [float(make_ndarray(event.tensor_proto)) for event in log.Tensors("loss")]
    assert losses == [3, 2, 1], "not the losses of the number_of_the_sage"


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %%
# {{ hand_in }}

# %% [markdown]
# {{ links }}
