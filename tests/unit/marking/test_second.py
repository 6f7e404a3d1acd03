"""Answers that two people mark without each other, and how far they agree."""

from __future__ import annotations

import re
import shutil

import pytest
from sklearn.metrics import cohen_kappa_score

from autograder.marking.agreement import FEWEST, agreement, weighted_kappa
from autograder.marking.answers import Answers
from autograder.marking.app import Marker, MarkingPages
from autograder.record.gradebook import manual_marks, second_marks
from autograder.record.store import Store
from tests.support import marked
from tests.support.asgi import PORT, Client
from tests.support.marked import LESSON, QUESTION
from tests.support.rendering import HERE
from tests.support.window import Window

WORDS = {name: f"Because of {name}, and for no other reason that I know." for name in "abcd"}


def test_kappa_is_that_of_scikit_learn():
    one = [0, 1, 2, 2, 4, 3, 1, 0, 4, 2, 3, 3]
    other = [0, 2, 2, 1, 4, 3, 0, 0, 3, 2, 3, 1]
    expected = cohen_kappa_score(one, other, weights="quadratic", labels=range(5))
    pairs = [(float(a), float(b)) for a, b in zip(one, other, strict=True)]
    assert weighted_kappa(pairs) == pytest.approx(expected)
    # Points are distances: a scale of halves is the same.
    assert weighted_kappa([(a / 2, b / 2) for a, b in pairs]) == pytest.approx(expected)


def test_agreement_counts_the_same_and_says_nothing_of_few():
    few = agreement([(1.0, 1.0), (2.0, 1.0)])
    assert (few.pairs, few.same, few.difference, few.kappa) == (2, 0.5, 0.5, None)
    assert agreement([(1.0, 1.0)] * FEWEST).kappa is None  # nothing to disagree on
    assert agreement([(float(at % 3), float(at % 3)) for at in range(FEWEST)]).kappa == 1.0
    assert agreement([]).same is None


@pytest.fixture(scope="module")
def as_graded(tmp_path_factory) -> Store:
    return marked.graded(tmp_path_factory.mktemp("twice") / "out", WORDS, HERE)


class Two:
    """Two markers' windows over answers that are all marked twice."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.answers = Answers(store, HERE)
        markers = [Marker("Ann"), Marker("Bob")]
        pages = MarkingPages(store, self.answers, markers, PORT, 1.0)
        self.windows = {one.name: self._window(pages, one) for one in markers}

    def _window(self, pages: MarkingPages, marker: Marker) -> Window:
        window = Window.__new__(Window)
        window.client, window.answers = Client(pages.app()), self.answers
        window.text = window.client.get(f"/?token={marker.token}").text
        return window

    def first(self, student: str) -> Window:
        """Whoever is not asked for a second mark of an answer."""
        return next(one for one in self.windows.values() if not self._is_second(one, student))

    def second(self, student: str) -> Window:
        return next(one for one in self.windows.values() if self._is_second(one, student))

    def _is_second(self, window: Window, student: str) -> bool:
        return "Yours to mark a second time" in window.open(student)

    def compare(self) -> str:
        window = self.windows["Ann"]
        window._show(window.client.get("/"))
        return window.send("compare-1")


@pytest.fixture
def two(as_graded, tmp_path) -> Two:
    return Two(Store(shutil.copytree(as_graded.folder, tmp_path / "out")))


def scores(store: Store) -> dict[str, float | None]:
    given = manual_marks.marks(store)
    return {student: of[QUESTION].score for (student, _), of in given.items() if QUESTION in of}


def test_a_second_marker_sees_nothing_of_the_first_and_gives_nothing_that_counts(two):
    two.first("a").open("a")
    two.first("a").press("item 2")
    two.first("a").send("comment", comment="Well done, first.")
    second = two.second("a")
    page = second.open("a")
    assert "Yours to mark a second time" in page
    assert second.score == "–"
    assert "Well done" not in page
    assert 'id="history"' not in page
    assert 'id="rubric"' not in page
    second.press("item 1")
    second.press("item 3")
    assert (second.status, second.score) == (200, "0.75")
    assert scores(two.store) == {"a": 1.0}
    assert "0.75" not in two.first("a").open("a")


def test_a_second_mark_has_the_limits_of_a_first_one(two):
    second = two.second("a")
    second.open("a")
    page = second.send("adjust", adjustment="7")
    assert second.status == 409
    assert "7 points, and this question has 0 to 2" in page


def test_each_answer_has_another_second_marker_and_the_shares_are_even(two):
    firsts = [two.first(student) is two.windows["Ann"] for student in WORDS]
    assert sum(firsts) == len(WORDS) / 2
    assert "0 of 4 answers have both marks" in two.windows["Ann"].client.get("/").text


def test_comparing_shows_how_far_they_agree_and_takes_no_second_mark_any_more(two):
    for number, student in enumerate(WORDS):
        two.first(student).open(student)
        two.first(student).press("item 2")
        second = two.second(student)
        second.open(student)
        second.press("item 1" if number < 1 else "item 2")
    second = two.second("a")
    second.open("a")
    old = second.text
    page = two.compare()
    assert "Of 4 answers, 75 % got the same points from both" in page
    assert "differ by 0.12 points on average" in page or "differ by 0.13 points" in page
    assert f"too few to tell, below {FEWEST}" in page
    assert re.search(r"Answer \d</a>: (Ann 1, Bob 0.5|Bob 1, Ann 0.5)", page)
    second.text = old
    assert "not yours to mark a second time" in second.press("item 3")
    assert "Marked twice: " in two.windows["Ann"].open("a")
    # The first mark counts, also after that, and may be changed by whom it belongs to.
    assert set(scores(two.store).values()) == {1.0}


def test_without_a_pair_there_is_nothing_to_compare(two):
    assert "nothing to compare" in two.compare()


def test_second_marks_come_back_where_the_gradebook_is_deleted(two):
    second = two.second("a")
    second.open("a")
    second.press("item 1")
    scores(two.store)  # as each command reads marks
    two.store.gradebook_path.unlink()
    two.answers = Answers(two.store, HERE)
    second_marks.restore(two.store)
    [question] = two.answers.questions
    found = second_marks.read(two.store, question.place)
    assert found.given["a"].given.items == (1,)
    assert question.place.lesson == LESSON


def test_a_near_answer_is_marked_like_the_one_before_by_one_key(as_graded, tmp_path):
    text = "It is cold in winter because the sun stands low and the days are short, as we saw."
    words = {
        "ada": text,
        "ben": text.replace("short", "brief"),
        "eve": "Nobody knows why it is so.",
    }
    store = marked.graded(tmp_path / "out", words, HERE)
    answers = Answers(store, HERE)
    ann = Window(store, answers, [Marker("Ann")], "Ann")
    assert "which is near" not in ann.open("ben")
    assert "An answer has nearly this text" in ann.text
    ann.open("ada")
    ann.press("item 2")
    ann.send("comment", comment="Good.")
    assert "which is near" in ann.open("ben")
    ann.press("like")
    assert scores(store) == {"ada": 1.0, "ben": 1.0}
    assert manual_marks.marks(store)["ben", LESSON][QUESTION].comment.endswith("Good.")
    assert "which is near" not in ann.open("eve")
