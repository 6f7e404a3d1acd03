"""The page of the class: what it counts, where its rows lead, and how it does in a browser."""

from __future__ import annotations

import dataclasses
import html
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.authoring.course import find
from autograder.authoring.verified import newest
from autograder.check import learning
from autograder.collect.roster import Member
from autograder.record import classroom
from autograder.record.audit import Audit, Difference, save_audit
from autograder.record.classroom import Classroom
from autograder.record.final_grade import finalize
from autograder.record.finals import Finals
from autograder.record.lesson_info import LessonInfo
from autograder.record.result import (
    COLAB_PYTHON,
    QuestionResult,
    Result,
    Status,
    TestResult,
    Trust,
)
from autograder.record.store import Store
from autograder.report import charts
from autograder.report.class_page import write_class_page
from autograder.report.refresh import rewrite
from tests.support.browser import chromium, needs_chromium, opened, serious_faults
from tests.support.rendering import HERE

HOSTILE = '"><script>alert(1)</script>&<img src=http://evil.example/x onerror=alert(2)>'
DUE = datetime(2026, 11, 1, 12, tzinfo=UTC)


def case(name: str, passed: bool, message: str = "", hidden: bool = False) -> TestResult:
    return TestResult(name, hidden, passed, 1.0, message)


def question(name: str, *tests: TestResult, **more) -> QuestionResult:
    return QuestionResult(
        name, float(sum(t.passed for t in tests)), len(tests), Trust.ISOLATED, tests, **more
    )


def result(student: str, *questions: QuestionResult, lesson: str = "01-tiny", **more) -> Result:
    score = sum(one.score or 0.0 for one in questions)
    most = sum(one.max_score for one in questions)
    facts = {"status": "graded", "seconds": {"cells": 1.0, "total": 2.0}, **more}
    return Result(student, lesson, score=score, max_score=most, questions=questions, **facts)


def shapes(number: int | None) -> TestResult:
    told = f"X has the shape ({number}, 28)." if number else "Shapes are right."
    return case("q1 - 1", number is None, told)


def learned(accuracy: float, epochs: int = 3) -> QuestionResult:
    grows = [accuracy - 0.1 / (epoch + 1) for epoch in range(epochs)]
    falls = [0.5 / (epoch + 1) for epoch in range(epochs)]
    names = ("accuracy", "val_accuracy", "loss", "val_loss")
    curves = {name: tuple(falls if "loss" in name else grows) for name in names}
    return question("q2", case("q2 - 1", True), accuracy={"model": accuracy}, curves=curves)


ESSAY = QuestionResult("q3_why", None, 2.0, Trust.MANUAL)
OPEN = case("q1 - 2", False, "answer is still `...`. Write it.")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A class with everything in it that may go well or wrong."""
    store = Store(tmp_path / "graded")
    right = case("q1 - 2", True, "The answer is 42.")
    for one in (
        result("ada", question("q1", shapes(None), right), learned(0.98), ESSAY),
        result("brian", question("q1", shapes(7), OPEN), learned(0.93), ESSAY),
        result(
            "carol",
            question("q1", shapes(8), OPEN),
            learned(0.91, 5),
            submitted_at="2026-11-02T15:00:00+00:00",
        ),
        result("dan", question("q1", shapes(8), case("q1 - 2", False, "secret", hidden=True))),
        result(
            HOSTILE, question("q1", shapes(None), OPEN), status="timed_out", problems=(HOSTILE,)
        ),
        Result(
            "who knows? 100%",
            "01-tiny",
            Status.UNREADABLE,
            0.0,
            0.0,
            problems=("The file is empty.",),
        ),
        Result(
            "eve", "unknown-lesson", Status.UNREADABLE, 0.0, 0.0, problems=("It is no notebook.",)
        ),
    ):
        store.save(one)
    members = {
        name: Member(name, f"{name.title()} Doe") for name in ("ada", "brian", "carol", "zoe")
    }
    classroom.save(store, Classroom(members, {"01-tiny": DUE}, "10%"))
    store.similarity_path.with_suffix(".json").write_text('{"01-tiny": [["ada", "brian", 0.87]]}')
    return store


@pytest.fixture
def page(store) -> str:
    rewrite(store, HERE)
    return store.report_path.read_text()


def words(page: str) -> str:
    """What a reader sees, in one line."""
    body = re.sub(r"<(style|script|svg).*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_each_question_has_its_share_of_points_and_the_test_that_most_miss(page):
    told = words(page)
    assert "Hardest: q1, with 30 % of its points on average." in told
    # points, marked, mean, deviation, quartiles, earned, discrimination, all, none, missed by
    row = "q1 2 5 0.6 0.89 0 / 0 / 1 30 % too few to tell 1 3 4 q1 - 2: The answer is 42."
    assert row in told
    assert "q2 1 3 1 – too few to tell 100 % not all are marked 3 0" in told


def test_mistakes_that_differ_in_a_number_are_one_and_open_answers_are_none(page):
    told = words(page)
    [monday] = re.findall(r"Worth a word on Monday(.*?) Points Points, in percent", told)
    assert "q1, 3 students: X has the shape (8, 28)." in monday
    assert "q1, 1 student: secret (hidden test)" in monday
    assert "still" not in monday
    assert f"q1 3 answer is still ... . Write it. {HOSTILE} , Brian Doe , Carol Doe" in told


def test_what_is_said_of_a_network_that_nobody_trained_is_no_matter_for_the_class(tmp_path):
    store = Store(tmp_path / "graded")
    told = "model is right for {} of the test pictures."
    for number in range(7):
        fresh = TestResult("q2 - 1", False, False, 1.0, told.format("10.7%"), untrained=True)
        store.save(result(f"fresh-{number}", question("q1", shapes(7)), question("q2", fresh)))
    tried = case("q2 - 1", False, told.format("91.0%"))
    trained = question("q2", tried, accuracy={"model": 0.91})
    store.save(result("tried", question("q1", shapes(None)), trained))
    rewrite(store, HERE)
    page = words(store.report_path.read_text())
    assert "q2, 1 student: model is right for 91.0% of the test pictures." in page
    assert "10.7" not in page
    [shown] = re.findall(r"Accuracy of model on test pictures(.*?)Questions", page)
    assert "90% to 95% 1" in shown
    assert "fresh" not in shown


def test_points_are_those_that_count_after_what_lateness_costs(page):
    assert "less what lateness costs (10%)" in page
    assert re.search(r"Carol Doe carol graded 0\.8 3 .* 1 d 3 h", words(page))  # 1, less 2 days


def test_what_failed_waits_or_is_missing_is_named(page):
    told = words(page)
    assert "who knows? 100% unreadable 0 The file is empty." in told
    assert "eve unreadable It is no notebook." in told
    assert "q3_why : 2 answers, of Ada Doe , Brian Doe" in told
    assert "nothing is here of Zoe Doe." in told
    assert f"Not on the roster: {HOSTILE}, dan, who knows? 100%." in told
    assert "Ada Doe Brian Doe 87 %" in told


def test_pictures_come_with_their_numbers(page):
    told = words(page)
    assert "90% to 95% 2 95% to 97% 0 97% to 98% 0 98% to 99% 1" in told
    assert "q2: accuracy while training" in told
    # the median of all three after the first epoch, and of the one that went on after the fourth
    assert "1 3 0.83 0.83 0.81 0.88" in told
    assert "4 1 0.885 0.885 0.885 0.885" in told
    assert page.count("<svg") == page.count('role="img" aria-label="') == 4


NUMBERS = st.floats(-learning.LARGEST, learning.LARGEST)
SERIES = st.lists(NUMBERS, min_size=1, max_size=5).map(tuple)


@settings(deadline=None)
@given(
    st.lists(st.dictionaries(st.sampled_from(learning.SERIES), SERIES, min_size=1), min_size=1),
    st.lists(NUMBERS, min_size=1),
)
def test_whatever_a_notebook_recorded_can_be_drawn(records, numbers):
    for kind in ("accuracy", "loss"):
        if any(kind in name for record in records for name in record):
            picture = charts.curves(kind, records, kind)
            assert not re.search(r"nan|inf", picture.svg)
            assert all(len(row) == len(picture.columns) for row in picture.rows)
    for picture in (
        charts.shares("points", numbers),
        charts.accuracies("accuracy", numbers),
    ):
        assert sum(int(count) for _, count in picture.rows) == len(numbers)
        assert len(picture.rows) <= 12


def ticks(picture: charts.Picture) -> list[str]:
    return re.findall(r'<text class="tick[^>]*>([^<]*)<', picture.svg)


def test_all_points_have_a_bar_of_their_own_and_so_has_what_is_more():
    picture = charts.shares("points", [1.0, 0.95, 0.9, 1 - 1e-12])
    assert ticks(picture) == [str(10 * step) for step in range(11)]
    assert picture.rows[-2:] == (("90 to under 100 %", "2"), ("100 %", "2"))
    assert charts.shares("points", [1.05]).rows[-2:] == (("100 %", "0"), ("more than 100 %", "1"))
    assert ticks(charts.accuracies("accuracy", [0.5]))[-2:] == ["99%", "100%"]


def hardest(tmp_path: Path, **points: tuple[float | None, ...]) -> str:
    """What the page says of a class in which each student has these points of one."""
    store = Store(tmp_path)
    for number in range(len(next(iter(points.values())))):
        questions = [
            QuestionResult(
                name, each[number], 1.0, Trust.MANUAL if each[number] is None else Trust.ISOLATED
            )
            for name, each in points.items()
        ]
        store.save(result(f"student{number}", *questions))
    rewrite(store, HERE)
    found = re.search(r"Hardest: [^<]*", store.report_path.read_text())
    return found[0] if found else ""


def test_questions_that_tie_are_all_the_hardest_and_none_is_where_most_are(tmp_path):
    says = "Hardest: q1, q2, with 50 % of their points on average."
    assert hardest(tmp_path / "a", q1=(0, 1), q2=(1, 0), q3=(1, 1), q4=(1, 1)) == says
    assert hardest(tmp_path / "b", q1=(0, 1), q2=(1, 0), q3=(1, 0)) == ""
    assert hardest(tmp_path / "c", q1=(1, 1), q2=(1, 1)) == ""


def test_a_question_of_which_most_answers_wait_is_not_called_the_hardest(tmp_path):
    told = hardest(tmp_path, q1=(1, 0, 1), q2=(1, 1, 1), q3_why=(0, None, None))
    assert told.startswith("Hardest: q1, with 67 %")
    assert "q3_why 1 1 0 – too few to tell 0 % not all are marked 0 1" in words(
        (tmp_path / "report.html").read_text()
    )


def test_what_could_not_be_read_has_no_points_of_no_points(page):
    assert re.search(r"who knows\? 100% (?:\S+ )?unreadable – –", words(page))


def test_messages_of_the_class_show_code_as_code(page):
    assert "answer is still <code>...</code>." in page


def test_every_row_leads_to_a_feedback_page_that_is_there(store, page):
    links = {
        unquote(html.unescape(link)) for link in re.findall(r'<a href="(feedback/[^"]+)"', page)
    }
    assert len(links) == 7
    assert all((store.folder / link).is_file() for link in links)


def test_nothing_that_a_student_wrote_becomes_part_of_the_page_itself(page):
    assert page.count("<script>") == 1
    assert "<img" not in page
    assert HOSTILE in html.unescape(page)
    assert "default-src 'none'" in page


def test_what_was_trained_elsewhere_is_counted_and_what_an_audit_found_is_named(tmp_path):
    store = Store(tmp_path)
    handed_in = dataclasses.replace(learned(0.98), trust=Trust.EVIDENCE)
    for student in ("ada", "bob"):
        store.save(result(student, handed_in))
    rewrite(store, HERE)
    before = words(store.report_path.read_text())
    assert "2 submissions brought a trained network or its logs along" in before
    assert "Train a sample again with --audit 10%" in before
    what = "model has 99.80% as handed in, 98.00% when trained again"
    difference = Difference("bob", "01-tiny", "q3", what)
    save_audit(store, Audit((("bob", "01-tiny"),), 2, (difference,)))
    rewrite(store, HERE)
    after = words(store.report_path.read_text())
    assert "1 was trained again to compare. More than chance differs: " in after
    assert what in after
    assert "--audit 10%" not in after


def test_a_python_that_is_older_than_colabs_is_said_to_students_and_to_instructors(tmp_path):
    store = Store(tmp_path / "graded")
    for name, version in {"ada": "3.11.7", "brian": "3.11.7", "carol": "3.13.1"}.items():
        store.save(result(name, question("q1", shapes(7)), versions={"python": version}))
    rewrite(store, HERE)
    said = "graded with Python 3.11.7, and Colab has 3.13: what is new there fails here, also in"
    assert f"{said} right answers (2 notebooks)" in words(store.report_path.read_text())
    for name, is_older in {"ada": True, "carol": False}.items():
        told = words(store.feedback_path(name, "01-tiny").read_text())
        assert ("Colab has a newer Python" in told) is is_older


def test_colabs_python_is_that_which_lessons_were_last_run_with():
    assert newest(find(Path(__file__).parent), "Python") == COLAB_PYTHON


def test_an_empty_folder_has_a_page_that_says_so(tmp_path):
    rewrite(Store(tmp_path), HERE)
    assert "Nothing of a lesson is graded yet." in Store(tmp_path).report_path.read_text()


def test_the_page_is_written_anew_only_where_something_has_changed(store, page):
    written = store.report_path.stat().st_mtime_ns
    rewrite(store, HERE)
    assert store.report_path.stat().st_mtime_ns == written
    row = {"student": "ada", "lesson": "01-tiny", "question": "q3_why", "score": 1.5, "comment": ""}
    (store.folder / "marks.json").write_text(json.dumps([row]))
    rewrite(store, HERE)
    assert "Ada Doe ada graded 4.5 5 2 1 1.5" in words(store.report_path.read_text())
    store.save(dataclasses.replace(result("ada"), problems=("something new",)))
    rewrite(store, HERE)
    assert "something new" in store.report_path.read_text()


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> Path:
    """The page of a thousand students and six lessons."""
    store = Store(tmp_path_factory.mktemp("large"))
    lessons = [f"0{number}-lesson" for number in range(1, 7)]
    finals = []
    for number in range(1000):
        for lesson in lessons:
            questions = [
                question(
                    f"q{which}",
                    *(
                        case(f"q{which} - {n}", (number * n + which) % 7 > 2, f"Try {number}.")
                        for n in range(3)
                    ),
                )
                for which in range(1, 6)
            ]
            work = result(
                f"student {number:04}", *questions, learned(0.9 + number / 1e4), lesson=lesson
            )
            finals.append(finalize(work, {}, Classroom()))
    titles = {lesson: LessonInfo(f"Lesson {lesson}") for lesson in lessons}
    write_class_page(store, Finals(tuple(finals), {}, Classroom(), None), titles)
    return store.report_path


@pytest.mark.browser
@needs_chromium
def test_a_thousand_students_in_six_lessons_are_sorted_and_searched(large):
    assert large.stat().st_size < 6e6
    complaints: list[str] = []
    with chromium() as browser:
        page = opened(browser, large, complaints)
        table = page.locator(".table").first
        rows = table.locator("tbody tr")
        assert rows.count() == 1000
        points = table.get_by_role("button", name="01-lesson")
        points.click()
        assert table.locator("th[aria-sort=descending]").count() == 1
        column = "rows => rows.map(row => parseFloat(row.cells[1].textContent))"
        shown = rows.evaluate_all(column)
        assert shown == sorted(shown, reverse=True)
        assert len(set(shown)) > 2
        points.click()
        assert rows.evaluate_all(column) == sorted(shown)
        table.get_by_role("button", name="student").click()
        assert rows.first.inner_text().startswith("student 0000")
        page.get_by_label("Search").first.fill("student 01")
        assert rows.locator("visible=true").count() == 100
        assert page.get_by_role("status").first.inner_text() == "100 of 1000"
        link = rows.locator("visible=true").first.get_by_role("link").first.get_attribute("href")
        assert link == "feedback/student%200100/01-lesson.html"
    assert complaints == []


#: the tables of a page that are wider than what is seen of them
CLIPPED = """[...document.querySelectorAll(".table")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.ariaLabel)"""


@pytest.mark.browser
@needs_chromium
def test_in_a_browser_the_page_runs_nothing_foreign_and_has_no_serious_faults(store, page):
    complaints: list[str] = []
    with chromium() as browser:
        for scheme, width in (("light", 1280), ("dark", 390), ("dark", 1280), ("light", 390)):
            view = opened(
                browser,
                store.report_path,
                complaints,
                color_scheme=scheme,
                viewport={"width": width, "height": 900},
            )
            view.on("dialog", lambda dialog: complaints.append(dialog.message))
            assert view.evaluate("document.documentElement.scrollWidth") <= width
            if (scheme == "dark") == (width < 800):
                unfold = "document.querySelectorAll('details').forEach(one => one.open = true)"
                view.evaluate(unfold)
                assert serious_faults(view) == []
                if width == 1280:
                    assert view.evaluate(CLIPPED) == []
            view.close()
        plain = opened(browser, store.report_path, complaints, java_script_enabled=False)
        assert plain.locator("tbody tr").count() > 7
        assert plain.get_by_role("button").count() == 0
    assert complaints == []
