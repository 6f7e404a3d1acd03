# ---
# jupyter:
#   course:
#     summary: read a table, and pick the rows and columns that answer a question
#     needs: "Python basics: variables, functions, lists."
#     hardware: any computer is enough
#     previous: null
#     next: null
#     goals:
#       pick the rows of a table that fulfil a condition: [q1]
#       write a function that counts in any table of the same kind: [q2]
#     topics:
#       Rows and columns: [1, q1]
#       Counting: [2, q2]
#     brings: [data/trees.csv]
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [raw]
# # ASSIGNMENT CONFIG
# name: 01-tables
# init_cell: false
# export_cell: false
# check_all_cell: false
# run_tests: false
# files: [data]
# tests:
#   files: true
#   ok_format: false
# show_question_points: true
# generate:
#   show_stdout: false

# %% [markdown]
# # Trees in a table
#
# {{ badge }}
#
# A town keeps a table of its trees: a line for each tree, with its kind, its height and the street in
# which it stands. Here you ask that table two questions.
#
# **In this lesson you will**
#
# {{ goals }}
#
# {{ facts }}
#
# **Before you change anything in Colab: choose File → Save a copy in Drive.**

# %%
# {{ setup }}

# %% [markdown]
# ## 1. Rows and columns ({{ minutes }})
#
# A table has rows and columns. Each column has a name. **Predict:** how many columns does the table
# of trees have? Then run the cell.

# %%
import pandas as pd

trees = pd.read_csv("data/trees.csv")
trees.head()

# %% [markdown]
# A condition in square brackets picks rows: `trees[trees.street == "Mill Lane"]` has the trees of one
# street, and all of their columns.

# %%
trees[trees.street == "Mill Lane"]

# %% [raw]
# # BEGIN QUESTION
# name: q1

# %% [markdown]
# ### Question 1: the tall ones
#
# Put the trees that are **higher than 20 metres** into `tall`, with all of their columns.
#
# **What it should look like:** a table with the same four columns and fewer rows.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# The condition is about the column `height`.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# Write the condition between the brackets: `trees[trees.height > …]`.
#
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION

# %%
tall = trees[trees["height"] > 20]  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 1
"""  # END TEST CONFIG


def test_tall_is_a_table(tall):
    """tall is a table with all four columns."""
    import pandas as pd

    assert isinstance(tall, pd.DataFrame), "tall is no table yet. Write trees[…], with a condition."
    assert list(tall.columns) == ["number", "kind", "height", "street"], (
        "tall lacks some columns. Keep all of them: trees[…] with one condition does."
    )
    assert len(tall) != 6, "tall has trees of exactly 20 metres. Higher than is >, without =."


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_the_right_trees_are_tall(tall):
    """The right trees are tall.

    Looks at which trees are in the table, one by one.
    """
    numbers = None if tall is None else sorted(tall["number"])
    assert numbers == [3, 4, 8, 9], "tall holds other trees than those above 20 metres."


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## 2. Counting ({{ minutes }})
#
# The length of a table is the number of its rows. So whoever picks rows can count.

# %%
len(trees), len(trees[trees.kind == "oak"])

# %% [raw]
# # BEGIN QUESTION
# name: q2

# %% [markdown]
# ### Question 2: how many of a kind?
#
# Write the function `how_many(table, kind)`. It returns how many rows of `table` are of that `kind`.
# Let it work for each table that has a column `kind`.
#
# **What it should look like:** `how_many(trees, "oak")` returns `4`.

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Pick the rows first, as in the cell above, and then count them.
#
# <details><summary>Still stuck? Hint 2</summary>
#
# Use the names that the function takes: `table` in place of `trees`.
#
# </details>
# </details>

# %% [raw]
# # BEGIN SOLUTION


# %%
def how_many(table, kind):
    # BEGIN SOLUTION
    rows = table[table["kind"] == kind]
    return len(rows)
    # END SOLUTION


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 1
"""  # END TEST CONFIG


def test_it_counts_oaks(how_many, trees):
    """It counts the oaks."""
    given = how_many(trees, "oak")
    assert given is not None, "how_many gives nothing back yet. Begin its last line with return."
    assert given == 4, f'how_many(trees, "oak") gives {given}, and there are 4 oaks.'


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
"""  # END TEST CONFIG


def test_it_counts_in_another_table(how_many):
    """It counts in another table.

    Tried with a table of one's own in place of the lesson's.
    """
    import pandas as pd

    table = pd.DataFrame({"kind": ["elm", "ash", "elm"]})
    given = how_many(table, "elm")
    assert given == 2, f"In a table with two elms, how_many finds {given}. Does it look at trees?"


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Recap
#
# - A condition in square brackets picks rows.
# - The length of a table is the number of its rows.
#
# ## Three questions to take along
#
# <details><summary>1. What does a table with no rows have?</summary>Its columns, and a length of
# 0.</details>
#
# <details><summary>2. What does a condition give by itself?</summary>True or False for each
# row.</details>
#
# <details><summary>3. Does picking rows change the table?</summary>No: it gives a new one.</details>
#
# ## Go further
#
# - Which street has the most trees?

# %% [markdown]
# ## Hand in
#
# Run the next cell. It checks all answers once more, and says how to hand in.

# %%
# {{ hand_in }}

# %% [markdown]
# {{ links }}
