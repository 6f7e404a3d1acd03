"""Places are made for the submissions that come next, and closed when they are over."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.grading.place import Ahead


class Made:
    """Stands for a `Place`, and notes what happens to it."""

    def __init__(self, number: int, log: list[str]) -> None:
        self.number, self._log = number, log
        log.append(f"made {number}")

    def close(self) -> None:
        self._log.append(f"closed {self.number}")


def ahead(log: list[str], jobs: int, fails: tuple[int, ...] = ()) -> Ahead:
    def make(number: Any, assignment: Any) -> Any:
        if number in fails:
            raise OSError("no such data set")
        return Made(number, log)

    coming: Any = {10 * number: (number, None) for number in range(5)}
    return Ahead(make, coming, jobs)


def test_as_many_places_wait_as_submissions_are_graded_at_a_time() -> None:
    log: list[str] = []
    with ahead(log, jobs=2) as places:
        with places.taken(0) as place:
            first: Any = place()
            assert first.number == 0
        with places.taken(10) as place:
            assert place() is not None
    made = {line for line in log if line.startswith("made")}
    assert made == {"made 0", "made 1", "made 2", "made 3"}  # two taken, and two that wait


def test_every_place_is_closed_once_whether_it_was_taken_or_not() -> None:
    log: list[str] = []
    places = ahead(log, jobs=3)
    with pytest.raises(KeyboardInterrupt), places, places.taken(0) as place:
        raise KeyboardInterrupt(place())
    closed = [line for line in log if line.startswith("closed")]
    assert sorted(closed) == ["closed 0", "closed 1", "closed 2", "closed 3"]


def test_where_no_place_can_be_made_there_is_none() -> None:
    log: list[str] = []
    with ahead(log, jobs=1, fails=(0,)) as places:
        with places.taken(0) as place:
            assert place() is None
        with places.taken(10) as place:
            assert place() is not None
        with places.taken(999) as place:  # of which nobody spoke before
            assert place() is None
