"""A question in which the student writes a test."""

from __future__ import annotations

QUESTION = '''\
# %% [raw]
# # BEGIN QUESTION
# name: tested
# kind: test-writing
# writes: {test_mean: mean}

# %% [markdown]
# ### Question 5: test it
#
# Mend the mean, and test it. **What it should look like:** `test_mean(mean)` says nothing.

# %% [raw]
# # BEGIN SOLUTION

# %%
def mean(numbers):
    # BEGIN SOLUTION
    return sum(numbers) / len(numbers)
    # END SOLUTION


def test_mean(candidate):
    # BEGIN SOLUTION
    assert candidate([1, 2]) == 1.5, "the mean is rounded down"
    # END SOLUTION


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
version: faulty
points: 2
hidden: false
says: Try numbers whose mean is no whole number.
"""  # END TEST CONFIG


def mean(numbers):
    return sum(numbers) // len(numbers)


# %%
""" # BEGIN TEST CONFIG
version: right
"""  # END TEST CONFIG


def mean(numbers):
    total = 0.0
    for number in numbers:
        total += number
    return total / len(numbers)


# %%
""" # BEGIN TEST CONFIG
version: faulty
points: 1
hidden: true
says: This one forgets the last number.
"""  # END TEST CONFIG
import math


def mean(numbers):
    return math.fsum(numbers[:-1]) / len(numbers)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

'''
