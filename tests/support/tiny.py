"""A course of one tiny lesson, and two more questions for it."""

from __future__ import annotations

from pathlib import Path

TINY = """\
# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [raw]
# # ASSIGNMENT CONFIG
# name: 01-tiny
# init_cell: false
# export_cell: false
# tests:
#   files: true
#   ok_format: false

# %% [markdown]
# # Tiny
#
# {{ badge }}
#
# EXTRA

# %%
# {{ setup }}

# %% [raw]
# # BEGIN QUESTION
# name: q1

# %% [markdown]
# Give the answer to everything.

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
    assert isinstance(answer, int), "answer is still missing"

# %%
# HIDDEN
def test_it_is_the_number_of_the_sage(answer):
    assert answer == 40 + 2, "another number"

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %%
# {{ hand_in }}

# %% [markdown]
# {{ links }}
"""


def write(root: Path, source: str) -> None:
    path = root / "solutions" / "01-tiny" / "lesson.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source)


#: two more questions: a function, whose tests call it, and an answer in words
MORE = '''\
# %% [raw]
# # BEGIN QUESTION
# name: q2

# %% [markdown]
# Double it.

# %% [raw]
# # BEGIN SOLUTION

# %%
def double(number):
    """Give it twice."""
    return number + number  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
def test_it_doubles(double):
    assert double and double(3) == 6, "three is not doubled"

# %%
# HIDDEN
def test_it_doubles_texts(double):
    assert double and double("ab") == "abab", "texts are not doubled"

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q2_why
# manual: true
# points: 2

# %% [markdown]
# Why? One point for a reason, one for an example.

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# Because addition is all that there is, as 1 + 1 shows.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

'''
