"""A course whose lesson keeps every lint rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring.course import Course, find

HEADER = """\
# ---
# jupyter:
#   course:
#     summary: count to four
#     needs: Nothing at all.
#     hardware: a CPU is enough
#     previous: null
#     next: null
#     goals:
#       count to four: [q1, q2, q3, q4]
#     topics:
#       Counting: [1, q1]
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [raw]
# # ASSIGNMENT CONFIG
# name: 01-count
# init_cell: false
# export_cell: false
# tests:
#   files: true
#   ok_format: false

# %% [markdown]
# # Count
#
# {{ badge }}
#
# We count to four. **In this lesson you will**
#
# {{ goals }}
#
# {{ facts }}
#
# **Before you change anything: choose File → Save a copy in Drive.**

# %%
# {{ setup }}

# %% [markdown]
# ## 1. Count ({{ minutes }})
#
# Here you count. It is easy, and it is fun. See [all numbers](https://example.org/numbers).
"""


QUESTION = """
# %% [raw]
# # BEGIN QUESTION
# name: q{n}

# %% [markdown]
# ### Question {n}: the number {n}
#
# Put the number into `answer{n}`.
#
# **What it should look like:** a number.
#
# <details><summary>Hint 1</summary>
#
# Count.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# Use your fingers.
#
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION

# %%
answer{n} = {n} * 1 + len([])  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
def test_it_is_the_number(answer{n}):
    '''It is the number.'''
    assert answer{n} == {n}, "Count once more."

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION
"""


RUN = """
# %%
print("counting", {n})
"""


ENDING = """
# %% [markdown]
# ## Recap
#
# - You can count.
#
# ## Three questions to take along
#
# <details><summary>1. What comes first?</summary>One.</details>
#
# <details><summary>2. What comes then?</summary>Two.</details>
#
# <details><summary>3. What is left?</summary>Three and four.</details>
#
# ## Go further
#
# - Count to five.

# %% [markdown]
# ## Hand in
#
# Run the next cell.

# %%
# {{ hand_in }}

# %% [markdown]
# {{ links }}
"""


def _lesson(runs: int) -> str:
    questions = "".join(QUESTION.format(n=n) for n in range(1, 5))
    return HEADER + "".join(RUN.format(n=n) for n in range(runs)) + questions + ENDING


CLEAN = _lesson(57)
#: the same, too short by one rule: for what minutes say nothing of, built in a third of the time
BRIEF = _lesson(4)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return clean_course(tmp_path)


def clean_course(folder: Path, settings: str = "") -> Course:
    """A course without lessons, in an empty folder.

    Args:
        settings: further lines of its table in `pyproject.toml`.
    """
    (folder / "pyproject.toml").write_text(
        f'[tool.course]\nrepository = "me/mine"\nbranch = "main"\n{settings}'
    )
    return find(folder)


def write(course: Course, source: str) -> Path:
    path = course.solutions / "01-count" / "lesson.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(source.encode())
    return path
