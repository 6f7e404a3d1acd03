"""What an output folder says is in it."""

from __future__ import annotations

import json

import pytest

from autograder.record.result import Result, Status
from autograder.record.store import Store


@pytest.fixture
def store(tmp_path) -> Store:
    store = Store(tmp_path / "out")
    store.save(Result("ada", "01-tiny", Status.GRADED, 3.0, 4.0))
    return store


def students(store: Store) -> list[str]:
    return [result.student for result in store.results()]


def test_results_that_are_listed_once_are_not_looked_for_again_and_again(store):
    with store.listed_once():
        assert students(store) == ["ada"]
        Store(store.folder).save(Result("brian", "01-tiny", Status.GRADED, 3.0, 4.0))
        assert students(store) == ["ada"]
    assert students(store) == ["ada", "brian"]


def test_what_a_run_saves_is_among_the_results_that_it_lists_once(store):
    with store.listed_once():
        assert students(store) == ["ada"]
        store.save(Result("brian", "01-tiny", Status.GRADED, 3.0, 4.0))
        assert students(store) == ["ada", "brian"]


def test_a_damaged_result_that_a_run_makes_anew_is_damaged_no_more(store):
    path = store.result_path("ada", "01-tiny")
    path.write_text(json.dumps({"format": 1, "student": "ada"}))
    with store.listed_once():
        assert [error.path for error in store.damaged()] == [path]
        store.save(Result("ada", "01-tiny", Status.GRADED, 3.0, 4.0))
        assert store.damaged() == []
