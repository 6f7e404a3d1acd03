"""A class of 60 from four systems: marked, asked about, given back, and given back again."""

from __future__ import annotations

import html
import re
import zipfile
from pathlib import Path

import nbformat
import pytest

from autograder.collect.attempts import attempts
from autograder.collect.roster import Member
from autograder.files import write_atomically
from autograder.grading.attempts import with_submitters
from autograder.record import classroom, requests
from autograder.record.classroom import Classroom
from autograder.record.exports import export
from autograder.record.gradebook import journal
from autograder.record.gradebook.journal import Given, Place
from autograder.record.store import Store
from autograder.report.give_back import Way, give, plan
from autograder.report.refresh import rewrite
from autograder.report.requests import read_requests
from tests.support import marked
from tests.support.downloads import canvas, gradescope, moodle, nbgrader, person, work, write
from tests.support.marked import LESSON, QUESTION
from tests.support.rendering import HERE
from tests.support.submissions import collect

pytestmark = pytest.mark.slow
WORK = work("answer = 42", lesson=LESSON)
PLACE = Place(LESSON, QUESTION, 2.0)
#: system → the numbers of its students
CLASS: dict[Way, range] = {
    "canvas": range(15),
    "moodle": range(15, 30),
    "gradescope": range(30, 45),
}
OTHERS = range(45, 60)


def student(number: int) -> str:
    return f"s{number:02}"


def name(number: int) -> str:
    return f"Student Number{'abcdefghij'[number // 10]}{'abcdefghij'[number % 10]}"


def handed_in(folder: Path) -> list[Path]:
    files = {
        "canvas": {},
        "moodle": {},
        "nbgrader": {},
        "gradescope": gradescope(
            *(
                (
                    str(9000 + number),
                    "2026-10-31 21:05:00.0 Z",
                    [person(name(number), student(number), f"{student(number)}@x.org")],
                    {"work.ipynb": WORK},
                )
                for number in CLASS["gradescope"]
            )
        ),
    }
    for number in CLASS["canvas"]:
        files["canvas"] |= canvas(1000 + number, name(number), ("work.ipynb", WORK))
    for number in CLASS["moodle"]:
        files["moodle"] |= moodle(name(number), 5000 + number, ("work.ipynb", WORK))
    for number in OTHERS:
        moment = "2026-10-31 21:05:00 UTC"
        files["nbgrader"] |= nbgrader(student(number), LESSON, moment, WORK)
    return [write(folder / system, theirs) for system, theirs in files.items()]


def given(store: Store, way: Way, **how) -> set[str]:
    """Gives back; whose pages these were."""
    planned = plan(store, way, **how)
    assert give(store, planned) == []
    return {page.student for page in planned.pages}


def scores(store: Store) -> dict[str, str]:
    table = export(store, "csv").table
    columns = [table.header.index(one) for one in ("student", "score")]
    return {row[columns[0]]: row[columns[1]] for row in table.rows}


def test_a_class_from_four_systems_is_marked_asks_and_gets_its_pages_back(tmp_path):
    everyone = {
        student(number): Member(
            student(number),
            name(number),
            f"{student(number)}@x.org",
            str(1000 + number) if number in CLASS["canvas"] else "",
        )
        for number in range(60)
    }
    found = collect(handed_in(tmp_path / "in"), [LESSON], members=everyone)
    counting = attempts(found, lambda one: False)
    assert sorted(one.counts.student for one in counting) == sorted(everyone)
    store = Store(tmp_path / "graded")
    store.mark()
    for one in everyone:
        notebook = nbformat.writes(marked.handed_in("Because."))
        write_atomically(store.executed_path(one, LESSON), notebook)
        store.save(marked.result(one))
    known = Classroom(everyone, requests_to="file")
    classroom.save(store, with_submitters(known, counting))
    rewrite(store, HERE, fill=True)
    assert plan(store, "canvas").pages == ()  # all wait for a person

    for number in range(60):
        journal.give(
            store, PLACE, (), {student(number): 0}, Given(adjustment=float(number % 3)), "Ann"
        )
    rewrite(store, HERE)
    expected = {student(number): f"{1 + number % 3}" for number in range(60)}
    assert scores(store) == expected
    for way, numbers in CLASS.items():
        assert given(store, way) == {*map(student, numbers)}
    assert given(store, "mail", students=[*map(student, OTHERS)]) == {*map(student, OTHERS)}

    page = store.feedback_path("s00", LESSON).read_text("utf-8")
    texts = re.findall(r'(?s)<pre class="code"[^>]*>(Request .*?)</pre>', page)
    [text] = [html.unescape(one) for one in texts if f"Question: {QUESTION}\n" in one]
    asked = write(tmp_path / "asked", {"a.txt": text.replace("Reason:", "Reason: Look.").encode()})
    assert read_requests(store, [asked], HERE).new == [("s00", LESSON, QUESTION, "Look.")]
    journal.give(store, PLACE, (), {"s00": 1}, Given(adjustment=2.0), "Ann")
    [request] = requests.of(store, "s00", LESSON)
    requests.reply(store, request, "You are right.", "Ann")
    store.save(marked.result("s15", "Because of the weather."))  # handed in anew
    rewrite(store, HERE, fill=True)
    assert scores(store) == expected | {"s00": "3"}
    assert given(store, "canvas") == {"s00"}
    assert given(store, "moodle") == {"s15"}
    assert given(store, "gradescope") == set()
    assert given(store, "mail", students=[*map(student, OTHERS)]) == set()
    first, second = sorted((store.to_give_back_path / "canvas").glob("*.zip"))
    with zipfile.ZipFile(second if "-2" in second.name else first) as archive:
        [only] = archive.namelist()
        assert "_1000_" in only
        assert "You are right." in archive.read(only).decode()
