# ---
# jupyter:
#   course:
#     summary: read and write the little Python that a first course may have left out
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Warm up: a little Python
#
# {{ badge }}
#
# The lessons use a little Python that a first course may have left out: slices, `**`, f-strings, and
# functions that raise errors. Here you try each of them once, in ten to fifteen minutes; the last part is
# for later. **Nothing here is graded**, and nothing is
# handed in. If all four are old friends, go on to lesson 01.
#
# You need variables, lists, `if`, loops and functions. In Colab, first choose **File → Save a copy in
# Drive**, so that what you type is kept.
#
# To run a cell, click on it and press Shift+Enter. Put your own code in place of the three dots. Below
# each task a cell checks it, and under *One way to do it* you can look. Run the next cell first.

# %%
# @title Checks: run this cell first { display-mode: "form" }
def tell(problem):
    """Print what to try next, or that all is well."""
    print(problem or "That is right.")


def check_slices(first_three, last_two):
    """Check task 1."""
    if ... in (first_three, last_two):
        return tell("There are still three dots. Replace them, run the cell, and check again.")
    if first_three == [3, 1, 4, 1]:
        return tell("first_three has four numbers. A slice ends before the place behind the colon.")
    if first_three != [3, 1, 4]:
        return tell(f"first_three is {first_three}. The first three numbers are 3, 1, 4.")
    if last_two != [2, 6]:
        return tell(
            f"last_two is {last_two}. Count from the end: the place -2 is the last but one."
        )
    return tell("")


def check_power(side):
    """Check task 2."""
    if side is ...:
        return tell("There are still three dots. Replace them, run the cell, and check again.")
    if side == 56:
        return tell("side is 28 times 2. Two stars are needed: one multiplies.")
    return tell("" if side == 784 else f"side is {side}, and 28 times 28 is 784.")


def check_sentence(sentence):
    """Check task 3."""
    if sentence is ...:
        return tell("There are still three dots. Replace them, run the cell, and check again.")
    if "{" in str(sentence):
        return tell("The braces are still there. Put the letter f before the first quote.")
    if sentence == "loss after epoch 7: 0.12345678":
        return tell("Nearly: write :.3f behind the name loss, inside the braces.")
    if sentence != "loss after epoch 7: 0.123":
        return tell(f"It says: {sentence}. It should say: loss after epoch 7: 0.123")
    return tell("")


def check_half(half_of):
    """Check task 4."""
    try:
        given = half_of(7)
    except Exception as error:
        return tell(f"half_of(7) stops with a {type(error).__name__}. 7 is fine: give back 3.5.")
    if given is None or given is ...:
        return tell("half_of gives nothing back yet. Begin its last line with return.")
    if given != 3.5:
        return tell(f"half_of(7) gives {given}, and 3.5 is right.")
    try:
        given = half_of(-1)
    except ValueError as error:
        return tell("" if str(error) else "Say in the brackets of ValueError what is wrong.")
    except Exception as error:
        return tell(f"For -1 a {type(error).__name__} comes. Raise a ValueError.")
    return tell(f"half_of(-1) gives {given}. An amount below 0 is refused: raise a ValueError.")


def check_squares(squares):
    """Check the first task for later."""
    given = squares(4)
    if given is None or given is ...:
        return tell("squares gives nothing yet. Write yield in its loop.")
    if not hasattr(given, "__next__"):
        return tell(
            "squares gives all numbers at once. Write yield in place of return, in the loop."
        )
    return tell("" if list(given) == [0, 1, 4, 9] else "It should hand out 0, 1, 4 and 9.")


print("Ready.")

# %% [markdown]
# ## 1. Slices
#
# `numbers[2]` is one number of a list, counted from 0. `numbers[2:5]` is a piece of it: from place 2 up to,
# but not with, place 5. What you leave out means the beginning or the end. Places below 0 count from the
# end. A third number is the step.
#
# **Predict** what each line prints, then run it.

# %%
numbers = [3, 1, 4, 1, 5, 9, 2, 6]
print(numbers[2:5])
print(numbers[5:])
print(numbers[-1])
print(numbers[::2])

# %% [markdown]
# **Task 1.** Take two pieces of `numbers`: the first three numbers, and the last two.

# %%
first_three = ...
last_two = ...

# %%
check_slices(first_three, last_two)

# %% [markdown]
# <details><summary>One way to do it</summary>
#
# ```python
# first_three = numbers[:3]
# last_two = numbers[-2:]
# ```
#
# </details>

# %% [markdown]
# ## 2. Powers
#
# `2 ** 10` is 2 to the power of 10: ten twos, multiplied. The power of one half is the square root. `**`
# comes before `*` and `/`.

# %%
print(2**10)
print(9**0.5)

# %% [markdown]
# **Task 2.** With `**`, let `side` be 28 squared.

# %%
side = ...

# %%
check_power(side)

# %% [markdown]
# <details><summary>One way to do it</summary>
#
# ```python
# side = 28**2
# ```
#
# </details>

# %% [markdown]
# ## 3. f-strings
#
# With the letter `f` before the quotes, what stands in braces is worked out and put into the text. Behind
# a colon you can say how: `.2f` means two digits after the point, `.1%` a percentage.

# %%
share = 0.98765
print(f"right: {share:.1%}, and as a number {share:.2f}")
print(f"{3 + 4} is a sum")

# %% [markdown]
# **Task 3.** Make `sentence` of the two variables, so that it says `loss after epoch 7: 0.123`.

# %%
epoch = 7
loss = 0.12345678
sentence = ...

# %%
check_sentence(sentence)

# %% [markdown]
# <details><summary>One way to do it</summary>
#
# ```python
# epoch = 7
# loss = 0.12345678
# sentence = f"loss after epoch {epoch}: {loss:.3f}"
# ```
#
# </details>

# %% [markdown]
# ## 4. Functions that raise errors
#
# A function that gets something it cannot use should not guess. It **raises** an error, with a sentence that
# says what is wrong. Who calls it can catch the error with `try` and `except`.


# %%
def age_in(year, born):
    """Return the age of somebody in a year."""
    if year < born:
        raise ValueError(f"Nobody born in {born} has an age in {year}.")
    return year - born


print(age_in(2026, 1999))
try:
    print(age_in(1990, 1999))
except ValueError as error:
    print("refused:", error)

# %% [markdown]
# **Task 4.** Write `half_of(amount)`. It returns half of the amount. If the amount is below 0, it raises a
# `ValueError` that says why.


# %%
def half_of(amount):
    # Refuse an amount below 0, and return half of any other.
    ...


# %%
check_half(half_of)

# %% [markdown]
# <details><summary>One way to do it</summary>
#
# ```python
# def half_of(amount):
#     if amount < 0:
#         raise ValueError("An amount is never below 0.")
#     return amount / 2
# ```
#
# </details>

# %% [markdown]
# ## For later
#
# Lesson 03 reads tables with **pandas**, and lesson 06 hands out data with **generators**. Come back for
# these two before you get there.
#
# A table of pandas is called a data frame. A name in square brackets gives a column, and a comparison
# gives the rows for which it is true.

# %%
import pandas as pd

trees = pd.DataFrame({"kind": ["oak", "birch", "oak"], "metres": [21.0, 9.5, 18.0]})
print(trees["metres"].mean())
print(trees[trees["kind"] == "oak"])

# %% [markdown]
# A function with `yield` in place of `return` is a generator. It hands out one thing, waits until the next
# one is wanted, and goes on where it stood. So it never needs memory for all of them.


# %%
def countdown(start):
    """Hand out the numbers from start down to 1."""
    while start > 0:
        yield start
        start = start - 1


for number in countdown(3):
    print(number)

# %% [markdown]
# **Task 5, for later.** Write the generator `squares(count)`. It hands out the squares of 0, 1, 2 and so
# on, as many as `count` says.


# %%
def squares(count):
    # Hand out one square after the other.
    ...


# %%
check_squares(squares)

# %% [markdown]
# <details><summary>One way to do it</summary>
#
# ```python
# def squares(count):
#     for number in range(count):
#         yield number**2
# ```
#
# </details>

# %% [markdown]
# {{ links }}
