"""The light lesson: it imports TensorFlow, asks three questions, and trains nothing."""

NAME = "00-light"

LESSON = '''\
# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [raw]
# # ASSIGNMENT CONFIG
# name: 00-light
# init_cell: false
# export_cell: false
# check_all_cell: false
# run_tests: false
# tests:
#   files: true
#   ok_format: false

# %% [markdown]
# # From pixels to parameters
#
# {{ badge }}

# %%
# {{ setup }}

# %%
import numpy as np
import tensorflow as tf

pixels = np.arange(256, dtype="uint8").reshape(16, 16)

# %% [raw]
# # BEGIN QUESTION
# name: q1

# %% [markdown]
# Make `scaled` out of `pixels`: the same numbers between 0 and 1.

# %% [raw]
# # BEGIN SOLUTION

# %%
scaled = pixels.astype("float32") / 255  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 1
""" # END TEST CONFIG
def test_scaled_lies_between_0_and_1(scaled):
    import numpy as np

    values = np.asarray(scaled, dtype="float64")
    assert values.shape == (16, 16), f"scaled has the shape {values.shape}"
    assert values.min() >= 0, "scaled goes below 0"
    assert values.max() <= 1, "scaled goes above 1"

# %%
""" # BEGIN TEST CONFIG
hidden: true
points: 1
""" # END TEST CONFIG
def test_white_is_1(scaled):
    import numpy as np

    assert abs(np.asarray(scaled, dtype="float64").max() - 1) < 1e-6, "255 has to become 1"

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q2

# %% [markdown]
# Let TensorFlow compute `row_means`: the mean of each row of `pixels`, as a tensor.

# %% [raw]
# # BEGIN SOLUTION

# %%
row_means = tf.reduce_mean(tf.cast(pixels, tf.float32), axis=1)  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 1
""" # END TEST CONFIG
def test_each_row_has_its_mean(row_means):
    import numpy as np

    assert np.asarray(row_means).shape == (16,), "there are 16 rows"

# %%
""" # BEGIN TEST CONFIG
hidden: true
points: 1
""" # END TEST CONFIG
def test_means_are_right(row_means):
    import numpy as np

    assert np.allclose(np.asarray(row_means), 16 * np.arange(16) + 7.5), "not the means of the rows"

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q3

# %% [markdown]
# Write `parameters(units)`: how many numbers a network of dense layers learns, given the units of
# each layer, the inputs first.

# %% [raw]
# # BEGIN SOLUTION

# %%
# BEGIN SOLUTION NO PROMPT
def parameters(units):
    return sum((before + 1) * after for before, after in zip(units, units[1:]))
# END SOLUTION
""" # BEGIN PROMPT
parameters = ...
""" # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 1
""" # END TEST CONFIG
def test_a_single_layer(parameters):
    assert parameters([784, 10]) == 7850, "784 inputs and 10 units make 7850"

# %%
""" # BEGIN TEST CONFIG
hidden: true
points: 1
""" # END TEST CONFIG
def test_two_hidden_layers(parameters):
    assert parameters([784, 512, 512, 10]) == 669706, "each layer counts"

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %%
# {{ hand_in }}

# %% [markdown]
# {{ links }}
'''

#: name → typical answer, as `autograder.authoring.answers` reads them
ANSWERS = {
    "right": """\
# %% [markdown]
# ---
# what: "Everything right"
# base: solution
# ---
""",
    "slips": """\
# %% [markdown]
# ---
# what: "Divided by 256, means of columns, biases forgotten"
# base: blank
# marks: {q1: 1, q2: 1}
# ---

# %% q1
scaled = pixels / 256

# %% q2
row_means = tf.reduce_mean(tf.cast(pixels, tf.float32), axis=0)

# %% q3
def parameters(units):
    return sum(before * after for before, after in zip(units, units[1:]))
""",
    "blank": """\
# %% [markdown]
# ---
# what: "Nothing answered"
# base: blank
# ---
""",
}
