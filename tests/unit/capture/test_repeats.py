"""A test calls one function again and again; what it sees is what it would see in one process."""

from __future__ import annotations

import os
import random

import numpy as np
import pytest

from autograder.capture import calls, random_numbers
from autograder.capture.checker_state import CheckerState
from autograder.capture.repeats import MOST_AT_ONCE, ONE_BY_ONE, Repeats
from autograder.capture.repeats_in_kernel import go_back, several
from autograder.capture.snapshot import load, save
from tests.support.captured import asking_here


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """Gives proxies of functions, and a list with a name for each question that is asked."""
    monkeypatch.chdir(tmp_path)
    for module, name in ((np.random, "seed"), (np.random, "set_state"), (random, "seed")):
        monkeypatch.setattr(module, name, getattr(module, name))
    monkeypatch.setattr(random, "setstate", random.setstate)
    names: list[str] = []
    checker = asking_here(names, objects=True)
    calls.notice_seeds(checker)

    def asked(**functions):
        folder = tmp_path / f"snap-{len(list(tmp_path.iterdir()))}"
        save(functions, functions, str(folder), asked=True)
        return names, *load(folder, checker=checker).values()

    return asked


def drawn():
    """A number by chance, and not from the random numbers that a test shares in here."""
    return int.from_bytes(os.urandom(2))


def test_thousands_of_calls_that_are_alike_take_few_questions(asked):
    names, proxy = asked(drawn=drawn)
    assert len({proxy() for _ in range(400)}) > 300
    assert len(names) < ONE_BY_ONE + 10 + 400 / MOST_AT_ONCE


def test_a_function_that_counts_is_never_called_more_often_than_the_test_calls_it(asked):
    def counted():
        made.append(1)
        return len(made)

    made: list[int] = []
    names, proxy = asked(counted=counted)
    assert [proxy() for _ in range(100)] == [*range(1, 101)]
    assert len(made) == len(names) == 100


class Counter:
    def __init__(self):
        self.calls = 0

    def count(self):
        self.calls += 1
        return self.calls


def test_neither_is_one_that_counts_in_an_object_or_draws_from_a_generator(asked):
    def counted():
        kept.calls += 1
        return kept.calls

    def drawn():
        return generator.random()

    Counter.__module__ = "__main__"
    kept, generator = Counter(), np.random.default_rng(1)
    names, count, draw = asked(counted=counted, drawn=drawn)
    assert [count() for _ in range(50)] == [*range(1, 51)]
    assert [draw() for _ in range(50)] == [*np.random.default_rng(1).random(50)]
    assert kept.calls == 50
    assert len(names) == 100
    assert generator.random() == np.random.default_rng(1).random(51)[-1]


def test_neither_is_a_method_or_a_function_that_takes_from_an_iterator(asked):
    counter, numbers = Counter(), iter(range(100))

    def taken():
        return next(numbers)

    names, count, take = asked(count=counter.count, taken=taken)
    assert [count() for _ in range(40)] == [*range(1, 41)]
    assert [take() for _ in range(40)] == [*range(40)]
    assert (counter.calls, next(numbers), len(names)) == (40, 40, 80)


def test_arguments_tell_calls_apart_and_lists_are_never_handed_over_twice_at_once(asked):
    names, proxy, grown = asked(times=lambda n, by=2: n * by, grown=lambda items: items.append(1))
    assert [proxy(n % 2, by=3) for n in range(100)] == [0, 3] * 50
    items: list[int] = []
    for _ in range(40):
        grown(items)
    assert len(items) == 40
    assert len(names) == 140


def test_what_a_call_prints_and_raises_comes_with_that_call(asked, capsys):
    def told():
        number = drawn() % 10
        print(number)
        if number == 7:
            raise ValueError("seven")
        return number

    names, proxy = asked(told=told)
    seen = []
    for _ in range(120):
        try:
            seen.append(proxy())
        except ValueError:
            seen.append(7)
    assert 7 in seen
    assert [*map(int, capsys.readouterr().out.split())] == seen
    assert len(names) < 120


def test_a_seed_that_is_set_again_begins_the_functions_numbers_anew(asked):
    """Two cases that set the same seed expect the same of a function, whatever came between."""
    checker = CheckerState()
    calls.notice_seeds(checker)
    for seed in (np.random.seed, random.seed):
        seed(1)
        assert calls.news_of_random_numbers(checker) is not None
        assert calls.news_of_random_numbers(checker) is None, "nobody has set or drawn any"
        seed(1)
        assert calls.news_of_random_numbers(checker) is not None


def test_numbers_go_on_from_the_last_call_that_the_test_has_made():
    def rolled():
        return {"result": (int(np.random.randint(1000)), random.randint(1, 1000))}

    np.random.seed(3)
    random.seed(3)
    one_by_one = [rolled()["result"] for _ in range(12)]
    np.random.seed(3)
    random.seed(3)
    answered = several(rolled, 10, rolled)
    assert answered["again"] is True
    assert [answered[f"{place} result"] for place in range(10)] == one_by_one[:10]
    go_back(4)
    assert [rolled()["result"] for _ in range(8)] == one_by_one[4:]


def test_a_call_after_others_says_how_many_of_those_were_made():
    repeats = Repeats()
    for _ in range(ONE_BY_ONE + 1):
        assert repeats.begin(0, (), {}, is_new=False) is None
    answer = {"0 result": 1, "1 result": 2, "again": True}
    assert repeats.times == 2
    assert repeats.first(answer) == {"result": 1}
    assert repeats.begin(1, (), {}, is_new=False) is None
    assert (repeats.times, repeats.back) == (1, 1)


@pytest.mark.parametrize(
    "answer",
    [
        {"result": 1},
        {"0 result": 1, "2 result": 1, "again": True},
        {f"{place} result": 1 for place in range(3)},
        {"1 result": 1, "again": True},
    ],
)
def test_an_answer_that_is_not_one_to_several_calls_is_refused(answer):
    repeats = Repeats()
    for _ in range(ONE_BY_ONE + 1):
        repeats.begin(0, (), {}, is_new=False)
    with pytest.raises(ValueError, match="not the answer"):
        repeats.first(answer)


def test_a_function_that_is_called_later_draws_what_came_next_at_its_question(tmp_path, asked):
    np.random.seed(8)
    random.seed(8)
    random_numbers.note(tmp_path)
    drawn_there = np.random.random(), random.random()
    assert (np.random.random(), random.random()) != drawn_there
    random_numbers.go_back_to(random_numbers.read(tmp_path))
    assert (np.random.random(), random.random()) == drawn_there


@pytest.mark.parametrize("text", ["", "-1", "10001", "1e3", "9" * 400, "[0]"])
def test_a_note_of_random_numbers_that_is_none_is_passed_over(tmp_path, text):
    (tmp_path / random_numbers.FILE).write_text(text)
    assert random_numbers.read(tmp_path) is None
    random_numbers.go_back_to(10_000)


def test_the_first_call_of_a_question_says_where_its_random_numbers_were(asked, monkeypatch):
    went_back: list[object] = []
    monkeypatch.setattr(random_numbers, "go_back_to", went_back.append)
    _, proxy = asked(drawn=drawn)
    proxy._autograder_checker().random_at = 3
    proxy()
    proxy()
    assert went_back == [3, None]


def test_what_came_along_with_an_answer_is_not_given_to_another_question(asked):
    names, proxy = asked(drawn=drawn)
    for _ in range(ONE_BY_ONE + 1):
        proxy()
    questions = len(names)
    proxy()
    assert len(names) == questions, "it came along"
    for _ in range(2):
        proxy()
    questions = len(names)
    proxy._autograder_checker().begin_question(None)
    proxy()
    assert len(names) == questions + 1
