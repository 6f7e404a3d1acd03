"""Questions in which the student writes a test: what authors write, and what students are told."""

from __future__ import annotations

import re

import pytest
from otter.test_files import ExceptionTestFile

from autograder.authoring.blocks import Source
from autograder.authoring.leaks import leaks
from autograder.authoring.publish import emit_lesson
from tests.support.clean_course import CLEAN, clean_course, write
from tests.support.written_test import QUESTION

LESSON = CLEAN.replace("# %% [markdown]\n# ## Recap", f"{QUESTION}# %% [markdown]\n# ## Recap")


def right(numbers):
    return sum(numbers) / len(numbers)


@pytest.fixture(scope="module")
def emitted(tmp_path_factory):
    course = clean_course(tmp_path_factory.mktemp("course"))
    text = LESSON.replace("count to four: [q1, q2, q3, q4]", "count: [q1, q2, q3, q4, tested]")
    write(course, text)
    return emit_lesson(course, "01-count")


@pytest.fixture
def told(emitted):
    """What the visible and the hidden case say to a student's test, and to their own function."""

    def told(test, own=right) -> tuple[str, str]:
        file = ExceptionTestFile.from_string(emitted.all_tests["tested"])
        file.run({"test_mean": test, "mean": own})
        visible, hidden = (
            "" if result.passed else str(result.message) for result in file.test_case_results
        )
        return visible, hidden

    return told


def good(candidate):
    assert candidate([1, 2]) == 1.5, "the mean is rounded down"


def test_a_right_test_passes_on_right_versions_and_finds_each_fault(told):
    assert told(good) == ("", "")


def test_points_and_what_is_hidden_are_the_authors(emitted):
    cases = ExceptionTestFile.from_string(emitted.all_tests["tested"]).test_cases
    assert [(case.points, bool(case.hidden)) for case in cases] == [(2, False), (1, True)]


def test_what_judges_a_test_stands_once_in_a_test_file(emitted):
    for file in (emitted.public_tests["tested"], emitted.all_tests["tested"]):
        assert file.count("def judge_test(") == 1


def test_students_see_the_faulty_version_that_is_visible_and_no_other(emitted):
    shown = emitted.public_tests["tested"]
    assert "sum(numbers) // len(numbers)" in shown
    assert "fsum" not in shown
    assert "total" not in shown
    assert leaks(emitted) == []


def empty(candidate): ...


def prints(candidate):
    print(candidate([1, 2]) == 1.5)


def gives_back(candidate):
    return candidate([1, 2]) == 1.5


def own_name(candidate):
    assert right([1, 2]) == 1.5, "the mean is rounded down"


def no_argument():
    assert right([1, 2]) == 1.5, "the mean is rounded down"


def wrong_way_round(candidate):
    assert candidate([1, 2]) == 1, "the mean is rounded down"


def catches(candidate):
    try:
        good(candidate)
    except Exception as error:
        print(error)


def slip(candidate):
    candidate([1, 2])
    assert givne == 1.5, "the mean is rounded down"  # type: ignore[name-defined]  # noqa: F821


def slip_before(candidate):
    given = candidate[1, 2]
    assert given == 1.5, "the mean is rounded down"


def shows_nothing(candidate):
    assert candidate([2, 2]) == 2, "the mean of two twos is two"


def asks_too_much(candidate):
    given = candidate([1, 2])
    assert given == 1.5, "the mean is rounded down"
    assert isinstance(given, complex), "a mean is a complex number"


def no_words(candidate):
    if candidate([1, 2]) != 1.5:
        raise AssertionError  # as `assert` without words; pytest would add some


@pytest.mark.parametrize(
    ("test", "says"),
    [
        (empty, "test_mean never calls the function that it is given"),
        (prints, "test_mean prints, and asserts nothing that is wrong here"),
        (gives_back, "test_mean gives something back and asserts nothing"),
        (own_name, "test_mean never calls the function that it is given. Call it by the name"),
        (no_argument, "test_mean takes another number of arguments"),
        (wrong_way_round, "test_mean has it the wrong way round"),
        (catches, "test_mean catches the errors of the function that it looks at"),
        (slip, "On your own mean, test_mean stops with NameError: name 'givne' is not defined"),
        (slip_before, "test_mean stops with TypeError: 'function' object is not subscriptable"),
        (shows_nothing, "a version with a fault. Try numbers whose mean is no whole number."),
        (asks_too_much, "fails on your own mean, too. It says “a mean is a complex number"),
        (no_words, "test_mean finds the fault, and does not say what it is."),
        (1.5, "test_mean is not a function. Begin with: def test_mean(candidate):"),
        (None, "test_mean is not a function. Begin with: def test_mean(candidate):"),
    ],
)
def test_each_typical_mistake_is_told_in_words_of_its_own(told, test, says):
    assert says in told(test)[0]


def test_who_has_not_mended_the_function_is_asked_whether_they_have(told):
    said, hidden = told(good, own=lambda numbers: sum(numbers) // len(numbers))
    assert "fails on your own mean, too. It says “the mean is rounded down" in said
    assert hidden == ""
    assert "mean is not a function yet" in told(good, own=None)[0]


def test_a_verdict_by_chance_is_named(told):
    turns = iter(range(1000))

    def sometimes(candidate):
        assert candidate([1, 2]) == 1.5 or next(turns) % 2, "the mean is rounded down"

    assert "finds the fault once and misses it the next time" in told(sometimes)[0]

    def sometimes_on_right(candidate):
        assert candidate([1, 2]) != 1.5 or next(turns) % 2, "the mean is rounded down"

    assert "once and fails the next time" in told(sometimes_on_right)[0]


def test_a_hidden_case_quotes_nothing_that_a_test_could_say_of_hidden_versions(told):
    """An error's text and its name may hold the code of a version that students are not shown."""

    def by_text(candidate):
        candidate([1, 2])
        raise AssertionError(f"found: {candidate.__code__.co_names}")

    def by_name(candidate):
        candidate([1, 2])
        raise type("found_" + "_".join(candidate.__code__.co_names), (Exception,), {})

    visible, hidden = told(by_text)
    assert "found: (" in visible
    assert "fails on a version of mean that is right, too. So the test" in hidden
    visible, hidden = told(by_name)
    assert "stops with" in visible
    assert "test_mean stops with an error. So that is a slip in the test" in hidden


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("kind: test-writing", "kind: essay", "`kind` may be test-writing"),
        ("# kind: test-writing\n", "", "`kind: test-writing` and `writes` go together"),
        ("{test_mean: mean}", "[test_mean]", "has `writes: {test_mean: mean}`"),
        ("{test_mean: mean}", "{mean: mean}", "has `writes: {test_mean: mean}`"),
        ("version: right", "version: wrong", "`version` is right or faulty"),
        ("version: right", "version: right\ncolour: red", "a version has no setting 'colour'"),
        ("version: right", "version: right\ntest: test_sum", "`test` names one of test_mean"),
        ("says: This one forgets the last number.\n", "", "`says` has what a student reads"),
        ("import math\n", "import math\n\n\ndef other(): ...\n", "with one function"),
        ("import math\n", "import math =\n", "this is not Python"),
        ("{test_mean: mean}", "{test_mean: null}", "needs a right one that students may see"),
        ("version: right", "version: faulty\nsays: no", "test_mean has no right version"),
        ("{test_mean: mean}", "{test_mean: mean, test_b: b}", "say which test it is for"),
    ],
)
def test_what_an_author_got_wrong_is_named_with_its_line(old, new, says):
    assert QUESTION.count(old) == 1
    found = Source(LESSON.replace(old, new), "01-count").problems
    assert any(says in what for _, what in found), found
    first = LESSON[: LESSON.index("name: tested")].count("\n")
    assert all(line >= first for line, what in found if says in what)


def test_a_case_stands_at_the_line_of_its_faulty_version():
    source = Source(LESSON, "01-count")
    assert source.problems == []
    lines = LESSON.split("\n")
    for index, words in enumerate(("no whole number", "forgets the last number")):
        line = source.line_of_test("tested", index)
        assert any(words in one for one in lines[line - 1 : line + 6])


def test_no_f_string_of_the_template_holds_a_quote_or_a_backslash(emitted):
    for text in re.findall(r"(?m)\bf(?:'[^'\n]*'|\"[^\"\n]*\")", emitted.all_tests["tested"]):
        assert not re.search(r"['\"\\]", text[2:-1]), text
