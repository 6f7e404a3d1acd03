"""The gradebook: what tests and people gave, side by side, and nothing lost of either."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook, MissingEntry

from autograder.collect.roster import Member
from autograder.files import DamagedFileError, file_name, write_json
from autograder.lms import WITH_TABLES
from autograder.lms.download import Submitter
from autograder.lms.table import as_csv
from autograder.record import classroom, lesson_info
from autograder.record.classroom import Classroom
from autograder.record.exports import export
from autograder.record.final_grade import Mark
from autograder.record.gradebook import connection, journal, manual_marks
from autograder.record.gradebook.connection import GradebookError
from autograder.record.gradebook.sync import cell_name, fill, question_name
from autograder.record.result import QuestionResult, Result, Status, TestResult, Trust
from autograder.record.store import Store
from autograder.report.refresh import rewrite
from tests.support.rendering import HERE

pytestmark = pytest.mark.filterwarnings("error::sqlalchemy.exc.SAWarning")
DUE = datetime.datetime(2026, 11, 1, 12, tzinfo=datetime.UTC)
NAMES = ["ada", "o'brian", 'the "best"', "'; DROP TABLE grade; --", "🐧 pingu", "<b>bold</b>"]
TESTED = QuestionResult("q1", 1.0, 2.0, tests=(TestResult("q1 - 1", False, False, 1.0, "no"),))
WRITTEN = QuestionResult("q2_why", None, 2.0, Trust.MANUAL)


def result(student: str = "ada", lesson: str = "01-tiny", *questions, **more) -> Result:
    questions = questions or (TESTED, WRITTEN)
    counted = [question for question in questions if question.score is not None]
    facts = {"submission_sha256": "first", "assignment_sha256": "a"} | more
    score = sum(question.score for question in counted)
    most = sum(q.max_score for q in questions)
    return Result(student, lesson, Status.GRADED, score, most, questions, **facts)


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(tmp_path / "out")


def fill_gradebook(store: Store) -> int:
    return fill(
        store,
        store.results(),
        classroom.load(store),
        lesson_info.load(store),
        manual_marks.marks(store),
    )


def keep(store: Store, *results: Result) -> int:
    for one in results:
        store.save(one)
    return fill_gradebook(store)


def opened(store: Store) -> Gradebook:
    return Gradebook(connection.url(store))


def mark(
    store: Store,
    score: float | None,
    comment: str = "",
    extra: float | None = None,
    student: str = "ada",
    question: str = WRITTEN.name,
) -> None:
    """What formgrader does when a person types a mark and a comment."""
    with opened(store) as gradebook:
        place = ("01-tiny", "01-tiny", file_name(student))
        grade = gradebook.find_grade(cell_name(question), *place)
        grade.manual_score, grade.extra_credit = score, extra
        grade.needs_manual_grade = score is None and grade.auto_score is None
        written = question == WRITTEN.name
        cell = cell_name(question) if written else f"{cell_name(question)}-answer"
        gradebook.find_comment(cell, *place).manual_comment = comment
        gradebook.db.commit()


def grades(store: Store) -> dict[str, dict[str, str]]:
    with store.grades_path.open(newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def test_results_become_nbgraders_submissions_with_all_that_is_known(store):
    due = {"01-tiny": DUE}
    ada = Member("ada", "Ada King Lovelace", "ada@x.org", "77", datetime.timedelta(hours=1))
    classroom.save(store, Classroom({"ada": ada, "eve": Member("eve", "Evans, Eve")}, due, "10%"))
    keep(store, result(submitted_at="2026-11-01T16:30:00+02:00"))
    with opened(store) as gradebook:
        submission = gradebook.find_submission("01-tiny", "ada")
        assert (submission.score, submission.max_score) == (1.0, 4.0)
        assert submission.needs_manual_grade
        assert submission.timestamp == datetime.datetime(2026, 11, 1, 14, 30)
        assert submission.total_seconds_late == 90 * 60  # 2.5 h, less an hour of extension
        assert submission.late_submission_penalty == pytest.approx(0.1)
        assert gradebook.find_grade("q1", "01-tiny", "01-tiny", "ada").failed_tests
        student = gradebook.find_student("ada")
        assert (student.first_name, student.last_name) == ("Ada King", "Lovelace")
        assert (student.email, student.lms_user_id) == ("ada@x.org", "77")
        assert gradebook.find_student("eve").first_name == "Eve"  # she has not handed in


def test_without_a_roster_nbgrader_knows_students_by_the_names_of_the_download(store):
    submitters = {("ada", "01-tiny"): Submitter("canvas", "77", "Ada Lovelace", "ada@x.org")}
    classroom.save(store, Classroom(submitters=submitters))
    keep(store, result())
    with opened(store) as gradebook:
        student = gradebook.find_student("ada")
        assert (student.first_name, student.last_name) == ("Ada", "Lovelace")
        assert student.email == "ada@x.org"


def test_what_has_not_changed_is_not_written_again(store):
    assert keep(store, result(), result("brian")) == 2
    assert keep(store) == 0
    better = dataclasses.replace(TESTED, score=2.0)
    assert keep(store, result("brian", "01-tiny", better, WRITTEN)) == 1
    with opened(store) as gradebook:
        assert gradebook.find_submission("01-tiny", "brian").score == 2.0


def test_a_mark_and_a_comment_are_in_the_table_and_on_the_page(store):
    keep(store, result())
    mark(store, 1.5, "Say <why>.")
    [final] = rewrite(store, HERE)
    assert (final.score, final.result.max_score, final.waiting) == (2.5, 4.0, ())
    row = grades(store)["ada"]
    assert (row["score"], row["max_score"], row["q1"], row["q2_why"]) == ("2.5", "4", "1", "1.5")
    page = store.feedback_path("ada", "01-tiny").read_text()
    assert "1.5 of 2" in page
    assert "Say &lt;why&gt;." in page
    assert "waits for a person" not in page


def test_a_page_is_written_again_only_where_its_marks_changed(store):
    keep(store, result(), result("brian"))
    rewrite(store, HERE)
    before = {name: store.feedback_path(name, "01-tiny").stat() for name in ("ada", "brian")}
    mark(store, 2.0)
    rewrite(store, HERE)
    after = {name: store.feedback_path(name, "01-tiny").stat() for name in ("ada", "brian")}
    assert before["brian"].st_ino == after["brian"].st_ino
    assert before["ada"].st_ino != after["ada"].st_ino


def test_a_mark_stands_in_the_place_of_what_tests_gave_and_extra_credit_on_top(store):
    keep(store, result())
    mark(store, 2.0, question="q1", extra=0.5)
    [final] = rewrite(store, HERE)
    assert final.result.questions[0].score == 2.5
    assert manual_marks.marks(store)["ada", "01-tiny"]["q1"] == Mark(2.0, "", 0.5)


def test_marks_survive_grading_anew_and_a_new_answer_asks_for_another_look(store):
    keep(store, result())
    mark(store, 1.5, "Good.")
    changed = result("ada", "01-tiny", dataclasses.replace(TESTED, score=2.0), WRITTEN)
    keep(store, changed)
    with opened(store) as gradebook:
        assert gradebook.find_submission("01-tiny", "ada").score == 3.5
        assert not gradebook.find_submission("01-tiny", "ada").needs_manual_grade
    keep(store, dataclasses.replace(changed, submission_sha256="second"))
    with opened(store) as gradebook:
        assert gradebook.find_submission("01-tiny", "ada").score == 3.5
        assert gradebook.find_submission("01-tiny", "ada").needs_manual_grade
    assert manual_marks.marks(store) == {("ada", "01-tiny"): {"q2_why": Mark(1.5, "Good.")}}


def test_a_gradebook_that_is_deleted_comes_back_with_every_mark(store):
    keep(store, result(), result("brian"))
    mark(store, 1.5, "Good.")
    mark(store, 2.0, "Yes.", 0.25, "brian", "q1")
    given = manual_marks.marks(store)
    (store.folder / "gradebook.db").unlink()
    assert manual_marks.marks(store) == given
    assert keep(store) == 2
    (store.folder / "marks.json").unlink()  # now only the gradebook knows
    assert manual_marks.marks(store) == given


def test_a_mark_that_is_taken_back_is_gone(store):
    keep(store, result())
    mark(store, 1.5, "Good.")
    assert manual_marks.marks(store)
    mark(store, None, "")
    assert manual_marks.marks(store) == {}
    assert json.loads((store.folder / "marks.json").read_text())["marks"] == []


def test_a_question_that_is_removed_and_comes_back_has_its_mark(store):
    keep(store, result())
    mark(store, 1.5, "Good.")
    keep(store, result("ada", "01-tiny", TESTED, assignment_sha256="b"))
    with opened(store) as gradebook:
        assert gradebook.find_submission("01-tiny", "ada").max_score == 2.0
        with pytest.raises(MissingEntry):
            gradebook.find_grade("q2_why", "01-tiny", "01-tiny", "ada")
    keep(store, result(assignment_sha256="c"))
    with opened(store) as gradebook:
        assert gradebook.find_submission("01-tiny", "ada").score == 2.5
    assert manual_marks.marks(store)["ada", "01-tiny"] == {"q2_why": Mark(1.5, "Good.")}


def test_a_question_that_is_worth_less_than_its_mark_asks_for_another_look(store):
    keep(store, result())
    mark(store, 2.0)
    keep(store, result("ada", "01-tiny", TESTED, dataclasses.replace(WRITTEN, max_score=1.0)))
    with opened(store) as gradebook:
        submission = gradebook.find_submission("01-tiny", "ada")
        assert (submission.max_score, submission.needs_manual_grade) == (3.0, True)


def test_a_student_who_is_removed_leaves_the_gradebook_but_not_the_mirror(store):
    keep(store, result(), result("brian"))
    mark(store, 1.5, "Good.")
    shutil.rmtree(store.result_path("ada", "01-tiny").parent)
    assert keep(store) == 1
    with opened(store) as gradebook:
        assert [student.id for student in gradebook.students] == ["brian"]
    assert keep(store, result()) == 1
    with opened(store) as gradebook:
        assert gradebook.find_submission("01-tiny", "ada").score == 2.5


def test_a_lesson_without_written_questions_waits_for_nobody(store):
    keep(store, result("ada", "02-only-tests", TESTED))
    with opened(store) as gradebook:
        assert not gradebook.find_submission("02-only-tests", "ada").needs_manual_grade


def test_a_file_that_could_not_be_read_is_in_no_gradebook(store):
    store.save(Result("ada", "01-tiny", Status.UNREADABLE, 0.0, 0.0, problems=("It is empty.",)))
    assert fill_gradebook(store) == 0
    assert not (store.folder / "gradebook.db").exists()


def test_names_of_any_kind_keep_their_marks(store):
    keep(store, *(result(name) for name in NAMES))
    for number, name in enumerate(NAMES):
        mark(store, number / 4, f"{name} said", student=name)
    given = manual_marks.marks(store)
    expected = {(n, "01-tiny"): {"q2_why": Mark(i / 4, f"{n} said")} for i, n in enumerate(NAMES)}
    assert given == expected
    with opened(store) as gradebook:
        shown = [f"{student.id}{student.last_name or ''}" for student in gradebook.students]
        assert not any("<" in name for name in shown)


@pytest.mark.parametrize("name", ["q1", "q1.2", "q 1", "größe", "a-b", "q1-answer", "-", "🐧"])
def test_a_cells_name_is_an_html_id_and_leads_back_to_its_question(name):
    assert cell_name(name).replace("-", "").replace("_", "").isascii()
    assert question_name(cell_name(name)) == name
    assert question_name(f"{cell_name(name)}-answer") == name


@pytest.mark.kernel
def test_a_run_that_is_killed_while_filling_leaves_whole_submissions(store):
    results = [result(f"student{number}") for number in range(60)]
    for one in results:
        store.save(one)
    code = (
        "import sys; from pathlib import Path; from autograder.record.store import Store\n"
        "from autograder.record.gradebook import write\n"
        "from autograder.report.refresh import rewrite\n"
        "import os; whole = write._write_comment; seen = []\n"
        "def dies(*arguments):\n"
        "    seen.append(1); whole(*arguments)\n"
        "    if len(seen) == 4 * write.BATCH + 1: os.kill(os.getpid(), 9)\n"
        "write._write_comment = dies\n"
        "rewrite(Store(Path(sys.argv[1])), fill=True)\n"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(store.folder)])
    assert killed.returncode == -9
    with opened(store) as gradebook:
        written = gradebook.assignment_submissions("01-tiny")
        assert len(written) == 50
        assert all(len(one.notebooks[0].grades) == 2 for one in written)
    assert fill_gradebook(store) == 10


def test_a_damaged_mirror_or_gradebook_is_named(store):
    keep(store, result())
    (store.folder / "marks.json").write_text("{")
    with pytest.raises(DamagedFileError, match=r"marks\.json cannot be read"):
        manual_marks.marks(store)
    (store.folder / "marks.json").unlink()
    (store.folder / "gradebook.db").write_text("this is no database, however long it may be")
    with pytest.raises(GradebookError, match=r"gradebook\.db cannot be used: file is not"):
        manual_marks.marks(store)


@pytest.mark.parametrize("address", ["nonsense", "mysql://a@b/c", "postgresql://me@host"])
def test_an_address_that_is_none_is_a_mistake_in_one_sentence(store, address):
    with pytest.raises(GradebookError, match="takes the address of a PostgreSQL database"):
        connection.use(store, address)


@pytest.mark.kernel
def test_no_process_that_runs_student_code_imports_the_gradebook():
    code = (
        "import sys, autograder.grading.batch\n"
        "import autograder.run.kernel.forkserver_process, autograder.run.kernel.driver_process\n"
        "print([name for name in ('nbgrader', 'sqlalchemy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory) -> Iterator[str]:
    """A private PostgreSQL server's address, with a password."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not programs:
        pytest.skip("PostgreSQL's programs are not in /usr/lib/postgresql: apt install postgresql")
    pytest.importorskip("psycopg", reason="pip install psycopg[binary]")
    bin_folder = programs[-1].parent
    # A folder of its own: PostgreSQL refuses root, and nobody may look into pytest's.
    folder = Path(subprocess.check_output(["mktemp", "-d", "/tmp/pg-XXXXXX"], text=True).strip())
    (folder / "password").write_text("se cret@/")
    as_user: list[str] = []
    if os.geteuid() == 0:
        as_user = ["runuser", "-u", "nobody", "--"]
        subprocess.run(["chown", "-R", "nobody", str(folder)], check=True)
    data = folder / "data"
    make = [str(bin_folder / "initdb"), "-D", str(data), "-U", "teacher", "-A", "scram-sha-256"]
    options = [f"--pwfile={folder / 'password'}", "-E", "UTF8", "--no-sync"]
    subprocess.run([*as_user, *make, *options], check=True, capture_output=True, cwd=folder)
    control = [*as_user, str(bin_folder / "pg_ctl"), "-D", str(data), "-w"]
    settings = f"-k {folder} -h 127.0.0.1 -p 54329 -F"
    log = ["-l", str(folder / "log"), "-o", settings, "start"]
    subprocess.run([*control, *log], check=True, stdout=subprocess.DEVNULL, cwd=folder)
    try:
        yield "postgresql://teacher:se%20cret%40%2F@127.0.0.1:54329/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


def test_postgresql_and_sqlite_give_the_same_marks_table_and_exports(
    postgresql, tmp_path, monkeypatch
):
    monkeypatch.delenv("PGPASSWORD", raising=False)
    tables: dict[str, tuple[Any, ...]] = {}
    for kind in ("sqlite", "postgresql"):
        store = Store(tmp_path / kind)
        if kind == "postgresql":
            monkeypatch.setenv("PGPASSWORD", "")  # so that the test's end takes it back
            connection.use(store, postgresql)
        keep(store, *(result(name) for name in NAMES), result("ada", "02-more", TESTED))
        for number, name in enumerate(NAMES):
            mark(store, number / 4, f"{name} said", 0.25, student=name)
        keep(store, *(result(name, submission_sha256="second") for name in NAMES))
        tables[kind] = (manual_marks.marks(store), [final.result for final in rewrite(store, HERE)])
        tables[kind] += tuple(
            as_csv(export(store, to, lessons=["01-tiny"], unfinished=True).table)
            for to in ("csv", *WITH_TABLES)
        )
    assert tables["sqlite"] == tables["postgresql"]
    assert all(len(table.splitlines()) > len(NAMES) for table in tables["sqlite"][2:])
    assert len(tables["sqlite"][0]) == len(NAMES)
    assert not (tmp_path / "postgresql" / "gradebook.db").exists()
    kept = (tmp_path / "postgresql" / "gradebook.json").read_text()
    assert "teacher" in kept
    assert "cret" not in kept


def test_what_the_marking_page_gave_moves_along_and_goes_on_in_postgresql(
    postgresql, store, monkeypatch
):
    monkeypatch.setenv("PGPASSWORD", "")
    keep(store, result("lin"))
    place = journal.Place("01-tiny", WRITTEN.name, 2.0)
    rubric = (journal.Item(1, "a reason", 0.5),)
    journal.give(store, place, rubric, {"lin": 0}, journal.Given((1,)), "Ann")
    manual_marks.move(store, postgresql)
    fill_gradebook(store)
    journal.restore(store)
    more = (journal.Item(1, "a good reason", 1.0),)
    assert journal.change_rubric(store, place, ["lin"], 1, more, "Bob") == 1
    journal.give(store, place, (), {"lin": 2}, journal.Given((1,), 0.25), "Ann")
    lin = journal.read(store, place, ["lin"]).answers["lin"]
    assert lin.mark == Mark(1.25, "- **1**: a good reason\n- **+0.25** besides")
    assert [(one.marker, one.before, one.score) for one in lin.history] == [
        ("Ann", None, 0.5),
        ("Bob", 0.5, 1.0),
        ("Ann", 1.0, 1.25),
    ]
    with pytest.raises(journal.NotTaken, match="Ann has changed this mark since you saw it"):
        journal.give(store, place, (), {"lin": 2}, journal.Given(), "Ann")
    journal.give(store, place, (), {"lin": 3}, journal.Given(), "Ann")
    assert manual_marks.marks(store) == {}
    assert len(mirrored_history(store)) == 4


def mirrored_history(store: Store) -> list[dict[str, Any]]:
    """The mirrored entries of students."""
    entries = json.loads(store.marking_path.read_text())["entries"]
    return [one for one in entries if json.loads(one["submission"])[0]]


def test_marks_move_along_to_another_database(postgresql, store, monkeypatch):
    monkeypatch.setenv("PGPASSWORD", "")
    keep(store, result("ida"))
    mark(store, 1.5, "Good.", student="ida")  # and nobody has read it yet
    secret = "se%20cret%40%2F"
    manual_marks.move(store, f"{postgresql.replace(f':{secret}', '')}?password={secret}")
    (store.folder / "gradebook.db").unlink()
    assert keep(store) == 1
    (store.folder / "marks.json").unlink()
    assert manual_marks.marks(store) == {("ida", "01-tiny"): {"q2_why": Mark(1.5, "Good.")}}
    assert "cret" not in (store.folder / "gradebook.json").read_text()


def test_two_output_folders_share_a_database_without_touching_one_another(
    postgresql, tmp_path, monkeypatch
):
    monkeypatch.setenv("PGPASSWORD", "")
    first, second = Store(tmp_path / "first"), Store(tmp_path / "second")
    for store, student in ((first, "grace"), (second, "hedy")):
        connection.use(store, postgresql)
        keep(store, result(student))
    mark(first, 2.0, student="grace")
    keep(second, result("hedy", "01-tiny", TESTED))  # a version without the written question
    shutil.rmtree(second.folder / "results")
    keep(second)
    assert ("grace", "01-tiny") in manual_marks.marks(first)
    assert manual_marks.marks(second) == {}
    with opened(first) as gradebook, pytest.raises(MissingEntry):
        gradebook.find_student("hedy")


def test_a_server_that_does_not_answer_is_said_in_a_sentence(store, monkeypatch):
    pytest.importorskip("psycopg", reason="pip install psycopg[binary]")
    monkeypatch.setenv("PGPASSWORD", "")
    with pytest.raises(
        GradebookError, match=r"gradebook .*127\.0\.0\.1:9/x cannot be used"
    ) as said:
        connection.use(store, "postgresql://me:hush@127.0.0.1:9/x")
    assert "hush" not in str(said.value)
    assert not (store.folder / "gradebook.json").exists()


# Marks that are given in the gradebook of an nbgrader course


@pytest.fixture
def course(store, tmp_path) -> Store:
    """Another folder, whose gradebook stands for a course's; results in `store` are of it."""
    course = Store(tmp_path / "course")
    keep(course, result(), result("o'brian"), result("gone"))
    place = lesson_info.CourseGradebook(
        f"sqlite:///{course.gradebook_path}", "default_course", "01-tiny", "01-tiny"
    )
    lesson = lesson_info.LessonInfo("Tiny", sha256="a", gradebook=place)
    write_json(store.lessons_path, {"lessons": {"01-tiny": lesson_info._as_json(lesson)}})
    return course


def test_what_people_give_in_a_courses_gradebook_is_in_the_table_and_goes_with_what_they_take_back(
    store, course
):
    keep(store, result(), result("o'brian"))
    mark(course, 1.5, "Nearly.")
    mark(course, 0.5, extra=0.25, question="q1", student="o'brian")
    mark(course, 2.0, student="gone")
    finals = {final.result.student: final for final in rewrite(store, HERE)}
    assert finals["ada"].comments == {"q2_why": "Nearly."}
    rows = grades(store)
    assert (rows["ada"]["q2_why"], rows["ada"]["score"]) == ("1.5", "2.5")
    assert rows["o'brian"]["q1"] == "0.75"
    assert {*rows} == {"ada", "o'brian"}
    mark(course, 1.0, "Less.")
    mark(course, None, question="q1", student="o'brian")
    rewrite(store, HERE)
    assert grades(store)["ada"]["q2_why"] == "1"
    assert grades(store)["o'brian"]["q1"] == "1"
    mark(course, None)
    rewrite(store, HERE)
    assert grades(store)["ada"]["q2_why"] == ""


def test_marks_of_a_course_survive_the_course_and_the_folders_own_gradebook(store, course):
    keep(store, result())
    mark(course, 1.5, "Nearly.")
    rewrite(store, HERE, fill=True)
    course.gradebook_path.rename(course.folder / "elsewhere.db")
    store.gradebook_path.unlink()
    for _ in range(2):
        [final] = rewrite(store, HERE, fill=True)
        assert (final.score, final.comments) == (2.5, {"q2_why": "Nearly."})
    course.gradebook_path.write_text("This is no database.")
    assert grades(store)["ada"]["q2_why"] == "1.5"
    [final] = rewrite(store, HERE, fill=True)
    assert final.score == 2.5


def test_of_marks_in_two_gradebooks_the_later_counts(store, course):
    keep(store, result())
    mark(course, 1.5)
    rewrite(store, HERE)
    mark(store, 2.0, "Better, seen again.")
    rewrite(store, HERE, fill=True)
    assert grades(store)["ada"]["q2_why"] == "2"
    mark(course, 0.5)
    rewrite(store, HERE, fill=True)
    assert grades(store)["ada"]["q2_why"] == "0.5"


def test_marks_of_a_course_that_came_before_the_folders_gradebook_are_in_it(store, course):
    store.save(result())
    mark(course, 1.5)
    rewrite(store, HERE)
    rewrite(store, HERE, fill=True)
    with opened(store) as gradebook:
        grade = gradebook.find_grade("q2_why", "01-tiny", "01-tiny", "ada")
        assert (grade.manual_score, grade.needs_manual_grade) == (1.5, False)
