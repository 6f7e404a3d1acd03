"""Lesson lint: each rule is broken once, and says what an author has to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.authoring.course import Course
from autograder.authoring.lesson import BuildError
from autograder.authoring.lint import RULES, findings, mend
from autograder.authoring.publish import Built, build
from autograder.authoring.rules.prose import flesch
from autograder.cli.main import cli
from tests.support.clean_course import BRIEF, ENDING, QUESTION, RUN, clean_course, write


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course of lessons that may be brief, as long ones take long to build."""
    return clean_course(tmp_path, "minutes = [8, 60]\n")


def built_in_memory(course: Course, source: str) -> Built:
    """The lesson, with the file of `course/` that addresses lead to, and no other."""
    write(course, source)
    notebook = course.students / "01-count" / "01-count.ipynb"
    notebook.parent.mkdir(parents=True)
    notebook.touch()
    [built] = build(course, ["01-count"], check=True)
    return built


def lint(course: Course, source: str) -> list[str]:
    return findings(course, built_in_memory(course, source))


def test_a_lesson_as_it_should_be_has_no_findings(course):
    assert lint(course, BRIEF) == []


LONG = " ".join(["We count all things."] * 90)
HARD = "Notwithstanding institutional considerations, mathematical generalisation necessitates "
HARD += "extraordinarily sophisticated conceptualisation; consequently, comprehensibility suffers. "
MANUAL = """
# %% [raw]
# # BEGIN QUESTION
# name: q4_why
# manual: true
# points: 1

# %% [markdown]
# ### Question 4, in words
#
# Why four?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# Because three is over.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION
"""


TEST = """# %%
def test_it_is_the_number(answer1):
    '''It is the number.'''
"""
STOP = """
# %% [markdown]
# **A good place to stop.** Go on another day.
"""
HIDDEN = """# %%
# HIDDEN
def test_it_is_the_number(answer1):
    '''It is the number.{}'''
"""


@pytest.mark.parametrize(
    ("old", "new", "rule", "words"),
    [
        ("# {{ badge }}\n#\n# We count", "# We count {{ badge }}", "badge_under_title", "cell 1"),
        ("# {{ goals }}", "# - count", "header", "cell 1"),
        ("Save a copy in Drive", "Save", "save_a_copy", "saves a copy in Drive"),
        ("# {{ setup }}", "1\n\n# %%\n# {{ setup }}", "setup_first", "the first one that runs"),
        ("# ## 1. Count", "# ## 2. Count", "numbered_sections", "from 1 without a gap"),
        (" ({{ minutes }})", "", "numbered_sections", "## 1. Count"),
        ("# ## Go further", "# ## And now", "ending", "## Go further"),
        ("<summary>3. What", "<summary>What", "three_quiz_questions", "three quiz questions"),
        (RUN.format(n=1), RUN.format(n=1) * 213 + STOP, "length", "minutes, not 8 to 60"),
        (RUN.format(n=1), RUN.format(n=1) * 160, "place_to_stop", "A good place to stop."),
        (QUESTION.format(n=4), "", "number_of_questions", "3 questions, not 4 to 7"),
        ("Hint 1", "Clue", "hints", "Question 1"),
        ("# </details>\n# </details>", "# </details>", "folds_that_close", "close each <details>"),
        ("**What it should look like:**", "It is", "what_it_looks_like", "Question 1"),
        (ENDING, MANUAL + ENDING, "rubric", "Question 4, in words"),
        ("# SOLUTION", "", "blank_answers", "three dots"),
        (
            "#     topics:",
            "#     evidence: {q1: [answer1]}\n#     topics:",
            "evidence_is_kept",
            "q1, answer1: keep what the header's",
        ),
        (
            "#     topics:",
            "#     variants: {q1: {my_size: {whole: [2, 9], common: 4}}}\n#     topics:",
            "own_values_are_used",
            "q1, my_size: show the values",
        ),
        ("It is easy, and", LONG, "short_cells", "words"),
        ("It is easy, and", HARD * 20, "reading_ease", "shorter sentences"),
        ("# Count.\n", "# ![](https://a.b/c.png)\n", "alternative_texts", "what the picture shows"),
        ("It is easy", '<img src="https://a.b/c.png">', "alternative_texts", "![words](address)"),
        ("https://example.org", "http://example.org", "links", "[all numbers](http://example.org"),
        ("https://example.org/numbers", "../02-next", "links", "begin with https://"),
        ("[all numbers]", "[here]", "links", "say where it leads"),
        (
            "https://example.org/numbers",
            "https://github.com/me/mine/blob/main/course/none.csv",
            "own_addresses",
            "course/none.csv",
        ),
        (
            "https://example.org/numbers",
            "https://me.github.io/mine/lessons/09-none.html",
            "own_addresses",
            "the page of 09-none",
        ),
        ('print("counting", 1)', f'print("{"so " * 40}")', "code_width", "100 characters"),
        ('print("counting", 1)', "print(1)\n" * 41, "short_code", "40 lines"),
        ('print("counting", 1)', "model.fit(1)", "seeds", "set_random_seed"),
        ("# - You can count.", "# - You can count. ", "trailing_spaces", "line "),
        ("#   kernelspec:", "#   colab: {}\n#   kernelspec:", "editor_leftovers", "editor"),
        ('# %%\nprint("counting", 3)', '# %% id="a1"\nprint(3)', "editor_leftovers", "editor"),
        ("Use your fingers.", "TODO: a hint", "no_notes", "notes to yourself"),
        (
            'assert answer1 == 1, "Count once more."',
            "assert not np.abs(answer1 - 1).max() > 0.1",
            "nan_is_refused",
            "line ",
        ),
        (
            'assert answer1 == 1, "Count once more."',
            "\n    ".join([f'assert answer1 == 1, "Count {"and " * 40}."'] * 4),
            "short_messages",
            "words",
        ),
        ("Count once more.", HARD, "easy_messages", "easier messages"),
        (
            'assert answer1 == 1, "Count once more."',
            'said = "Take "\n    said += "count_on_fingers."\n    assert answer1 == 1, said',
            "names_in_messages",
            "count_on_fingers",
        ),
        ("It is the number.", "Is it the number", "titles", "test_it_is_the_number"),
        (TEST, HIDDEN.format(""), "hidden_hints", "test_it_is_the_number"),
        (TEST, HIDDEN.format("\n\n    Tried with 4.\n    "), "hidden_hints", "none of its data"),
    ],
)
def test_a_lesson_that_breaks_a_rule_is_told_where_and_what_to_do(course, old, new, rule, words):
    assert old in BRIEF
    leaking = BRIEF.replace(old, new, 1)
    if rule == "blank_answers":
        leaking = BRIEF.replace("answer1 = 1 * 1 + len([])  # SOLUTION", "answer1 = None")
    found = lint(course, leaking)
    assert any(f"[{rule}]" in line and words in line for line in found), found
    assert {line.rpartition("[")[2] for line in found} <= {f"{rule}]", "header]"}


def test_outputs_and_a_check_far_from_its_answer_are_found(course):
    built = built_in_memory(course, BRIEF)
    cells = built.emitted.student_notebook.cells
    cells[1].outputs = [{"output_type": "stream", "name": "stdout", "text": "/home/ada"}]
    check = next(i for i, cell in enumerate(cells) if cell.source == 'grader.check("q1")')
    cells[check - 1], cells[check - 2] = cells[check - 2], cells[check - 1]
    found = findings(course, Built(built.lesson, built.emitted, ()))
    assert {line.rpartition("[")[2] for line in found} == {"no_outputs]", "check_below_answer]"}


def test_every_rule_is_broken_by_a_test():
    broken = {case[2] for case in _cases()} | {"no_outputs", "check_below_answer"}
    assert broken == {*RULES}


def _cases() -> list[tuple[str, ...]]:
    test = test_a_lesson_that_breaks_a_rule_is_told_where_and_what_to_do
    return test.pytestmark[0].args[1]


def test_what_needs_no_thought_is_mended_and_nothing_else(course):
    messy = BRIEF.replace("# {{ badge }}\n#\n", "").replace(
        "# {{ facts }}\n", "# {{ facts }}\n#\n# {{ badge }}\n"
    )
    messy = messy.replace("# - You can count.", "# - You can count.  ").replace("\n", "\r\n")
    messy = messy.replace("#   kernelspec:", "#   colab: {}\r\n#   kernelspec:")
    path = write(course, messy)
    assert mend(course, "01-count") == ["badge_under_title", "editor_leftovers", "trailing_spaces"]
    assert path.read_text().replace("#\n#\n", "#\n") == BRIEF
    assert mend(course, "01-count") == []


def test_the_command_says_each_finding_and_ends_with_one(course, monkeypatch):
    monkeypatch.setenv("COURSE_ROOT", str(course.root))
    write(course, BRIEF.replace("Use your fingers.", "TODO: a hint"))
    result = CliRunner().invoke(cli, ["build", "--check"], standalone_mode=False)
    assert result.return_value == 1
    assert "take away notes to yourself [no_notes]" in result.output
    missing = CliRunner().invoke(cli, ["build", "--fix", "07-none"], standalone_mode=False)
    assert isinstance(missing.exception, BuildError)
    assert "There is no lesson '07-none'" in str(missing.exception)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("The cat sat on the mat. It was a big cat.", 100, 125),
        ("We train the network with small batches, because that is quick and works well.", 60, 100),
        (HARD, -500, 0),
        ("```python\nnotwithstanding = institutional\n```", 100, 100),
    ],
)
def test_reading_ease_tells_plain_from_hard(text, least, most):
    assert least <= flesch(text) <= most
