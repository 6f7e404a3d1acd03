"""Functions that several tests of a lesson call: what authors write, and what each grader gets."""

from __future__ import annotations

import re

import pytest
from otter.test_files import ExceptionTestFile

from autograder.authoring.blocks import Source
from autograder.authoring.leaks import forbidden_lines, leaks, leaks_in
from autograder.authoring.publish import emit_lesson
from autograder.authoring.targets.nbgrader import release_notebook, source_notebook
from tests.support.clean_course import CLEAN, clean_course, write

HELPERS = '''\
# %% [raw]
# # BEGIN HELPERS

# %%
def far(one, other):
    """Tell how far two numbers are apart."""
    return size(one - other)  # always upwards


def size(number):
    return max(number, -number)


# %%
def agreed_in_secret(number):
    return number in [far(4, 1), 4]


# %% [raw]
# # END HELPERS

'''
FIRST = "# %% [raw]\n# # BEGIN QUESTION\n# name: q1\n"
COMPARED = 'assert answer{n} == {n}, "Count once more."\n'
HIDDEN = """
# %%
# HIDDEN
def test_it_is_agreed(answer{n}):
    assert agreed_in_secret(answer{n}), "Nobody knows it."
"""


def lesson() -> str:
    """Its question 1 calls helpers in a visible test, its questions 3 and 4 in hidden ones."""
    text = CLEAN.replace(FIRST, HELPERS + FIRST)
    text = text.replace(COMPARED.format(n=1), 'assert far(answer1, 1) == 0, "Count once more."\n')
    for n in (3, 4):
        text = text.replace(COMPARED.format(n=n), (COMPARED + HIDDEN).format(n=n))
    return text


LESSON = lesson()


@pytest.fixture(scope="module")
def emitted(tmp_path_factory):
    made = clean_course(tmp_path_factory.mktemp("course"))
    write(made, LESSON)
    return emit_lesson(made, "01-count")


def defined(text: str) -> list[str]:
    return re.findall(r"(?m)^ *def (far|size|agreed_in_secret)\b", text)


def test_a_test_file_has_what_its_own_tests_call_once_and_nothing_else(emitted):
    assert {name: defined(text) for name, text in emitted.all_tests.items()} == {
        "q1": ["far", "size"],
        "q2": [],
        "q3": ["far", "size", "agreed_in_secret"],
        "q4": ["far", "size", "agreed_in_secret"],
    }


def test_students_get_no_helper_that_hidden_tests_alone_call(emitted):
    everything = "".join(content.decode() for content in emitted.student.values())
    assert "def far(" in everything
    assert "agreed_in_secret" not in everything
    assert {name for name, text in emitted.public_tests.items() if defined(text)} == {"q1"}
    assert leaks(emitted) == []


def test_a_line_of_such_a_helper_is_found_where_students_must_not_have_it(emitted):
    files = {"note.txt": b"return number in [far(4, 1), 4]"}
    found = leaks_in(files, forbidden_lines(emitted))
    assert [leak.why for leak in found] == ["a line of a hidden test"]


@pytest.mark.parametrize(("answer", "earned"), [(3, [True, True]), (7, [False, False])])
def test_otter_and_nbgrader_say_the_same_of_an_answer(emitted, answer, earned):
    file = ExceptionTestFile.from_string(emitted.all_tests["q3"])
    file.run({"answer3": answer})
    assert [one.passed for one in file.test_case_results] == earned
    cells = [
        cell.source
        for cell in source_notebook(emitted).cells
        if cell.metadata.get("nbgrader", {}).get("grade_id", "").startswith("q3-")
        and cell.metadata.nbgrader.grade
    ]
    assert [_passes(cell, {"answer3": answer}) for cell in cells] == earned


def _passes(cell: str, names: dict[str, object]) -> bool:
    """Whether a test cell passes in a notebook with these variables; it must leave them alone."""
    before = dict(names)
    code = cell.replace("from IPython.display import clear_output", "def clear_output(): ...")
    try:
        exec(code, names)
    except AssertionError:
        return False
    finally:
        assert before.items() <= names.items()
        assert not {"far", "size", "agreed_in_secret"} & {*names}
    return True


def test_each_cell_of_nbgraders_stands_for_itself(emitted):
    """Students delete cells; and a name of theirs is not to be replaced."""
    sources = [cell.source for cell in source_notebook(emitted).cells]
    assert sum("def far(" in source for source in sources) == 3
    released = [cell.source for cell in release_notebook(emitted).cells]
    assert sum("def far(" in source for source in released) == 1
    assert not any("agreed_in_secret" in source for source in released)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("def size(number)", "limit = 3\n\n\ndef size(number)", "stand functions alone"),
        ("def size(number)", "def test_size(number)", "may not be called test_size"),
        ("def size(number)", "def points(number)", "may not be called points"),
        ("max(number, -number)", "np.abs(number)", "size uses np: import it in the function"),
        ("max(number, -number)", "max(number -number", "this is not Python"),
        ("# # END HELPERS", "# # END HELPER", "the block HELPERS does not end"),
        ("# %% [raw]\n# # BEGIN HELPERS", "# %%\n# BEGIN HELPERS", "begins a raw cell"),
        ("def far(", "def answer2(", "a test takes a student's answer2"),
        ("[far(4, 1), 4]", "[3, 4]\n\n\ndef unused():\n    return 1", "no test calls the helper"),
        ("# %%\ndef agreed", "# %% [markdown]\n# def agreed", "all cells are code"),
    ],
)
def test_what_an_author_got_wrong_is_named_with_its_line(old, new, says):
    assert LESSON.count(old) == 1
    changed = LESSON.replace(old, new)
    first = changed[: changed.index("BEGIN HELPERS")].count("\n")
    found = Source(changed, "01-count").problems
    assert any(says in what for _, what in found), found
    assert all(first <= line <= first + 30 for line, what in found if says in what)


def test_helpers_stand_between_questions():
    inside = LESSON.replace(HELPERS, "").replace("# %%\nanswer2 =", f"{HELPERS}# %%\nanswer2 =")
    found = [what for _, what in Source(inside, "01-count").problems]
    assert any("which stands between questions" in what for what in found)


def test_a_lesson_with_helpers_has_no_problem():
    assert Source(LESSON, "01-count").problems == []
