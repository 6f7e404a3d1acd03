"""A student's function is called with functions: others of theirs, or ones of the test's own."""

from __future__ import annotations

import sys
import warnings

import pytest

from autograder.capture import calls, calls_in_kernel
from autograder.capture.checker_state import CheckerState
from autograder.capture.formats.functions import Function, register
from autograder.capture.proxy import CALL


@pytest.fixture
def call(tmp_path, monkeypatch):
    """Has a function called as the checker has a student's called, by way of a folder."""
    monkeypatch.chdir(tmp_path)
    taken, checker = iter(range(100)), CheckerState()

    def call(theirs, *args, **kwargs):
        number = register(theirs, "theirs")["data"]["number"]
        folder = tmp_path / f"call-{next(taken)}"
        folder.mkdir()
        calls.ask(CALL, args, kwargs, folder, checker)
        calls_in_kernel.answer(number, str(folder))
        return calls.outcome("theirs", folder, checker)

    calls.news_of_random_numbers(checker)
    return call


def of_the_test(source: str, name: str):
    """A function of a test's, with its text."""
    names: dict[str, object] = {}
    exec(source, names)
    function = names[name]
    function.__source__ = source  # type: ignore[attr-defined]
    return function


SOURCE = "import math\n\n\ndef floor(number):\n    return math.floor(number) + helped()\n\n\n"
SOURCE += "def helped():\n    return 0\n"


def test_a_function_of_the_tests_is_made_again_from_its_text(call):
    floor = of_the_test(SOURCE, "floor")
    assert call(lambda function, number: function(number), floor, 2.7) == 2
    assert call(lambda number, function: function(number), 2.7, function=floor) == 2


def test_a_function_of_the_students_goes_back_as_itself(call):
    def double(number):
        return 2 * number

    number = register(double, "double")["data"]["number"]
    proxy = Function(number, "double", None, None, CheckerState())
    assert call(lambda function: function(4), proxy) == 8
    assert call(lambda function: function is double, function=proxy) is True


def test_an_assertion_in_the_students_function_tells_its_words(call):
    def theirs(candidate):
        assert candidate(-0.5) == 0, "it rounds down"

    with pytest.raises(Exception, match="it rounds down") as caught:
        call(theirs, of_the_test(SOURCE, "floor"))
    assert type(caught.value).__name__ == "AssertionError"
    assert not isinstance(caught.value, AssertionError)  # that would be the checker's own


def test_a_function_without_its_text_still_cannot_be_handed_over(call):
    with pytest.raises(AssertionError, match="something other than plain data"):
        call(lambda function: function(1), lambda number: number)


def test_what_the_students_function_gives_back_is_never_made_a_function_from_text(call):
    answered = call(lambda: {"source": SOURCE, "name": "floor"})
    assert answered == {"source": SOURCE, "name": "floor"}


def test_what_a_function_writes_to_standard_error_reaches_the_test(call, capsys):
    def complain():
        print("slow", file=sys.stderr)
        return 3

    assert call(complain) == 3
    assert capsys.readouterr().err == "slow\n"


def test_a_test_sees_each_time_that_a_function_warns_and_of_which_class(call):
    class Old(DeprecationWarning):
        pass

    def old(kind):
        warnings.warn("use new()", Old if kind == "own" else FutureWarning, stacklevel=1)
        return kind

    for _ in range(2):
        with pytest.warns(FutureWarning, match="use new"):
            assert call(old, "built in") == "built in"
    with pytest.warns(DeprecationWarning, match="use new"):
        call(old, "own")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(FutureWarning):
            call(old, "built in")


def test_what_is_no_list_of_warnings_shows_none(recwarn):
    answered = {"result": 1, "warned": [3, [], ["a", 2], ["b", "print"], "c", ["d", "KeyError"]]}
    assert calls.told("f", answered, CheckerState(), (), {}) == 1
    assert [(one.category, str(one.message)) for one in recwarn] == [
        (UserWarning, "b"),
        (UserWarning, "d"),
    ]
