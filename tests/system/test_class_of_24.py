"""A class of 24 in which everything happens at once, and every table says the same marks."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook

from autograder.authoring.answers import Answer, notebook_of
from autograder.authoring.course import find
from autograder.authoring.publish import emit_lesson
from autograder.authoring.targets.otter import Emitted
from autograder.cli.main import cli
from autograder.record.gradebook import connection
from autograder.record.gradebook.sync import cell_name
from autograder.record.store import Store
from autograder.run.kernel.forkserver import ForkServer
from tests.support.commands import autograder_in, sharing
from tests.support.downloads import (
    Files,
    canvas,
    gradescope,
    moodle,
    nbgrader,
    person,
    write,
    zipped,
)
from tests.support.importers import canvas_takes, moodle_takes
from tests.support.tiny import MORE, TINY
from tests.support.tiny import write as write_lesson

TINY_ONE, MORE_ONE = "01-tiny", "02-more"
#: what can be earned: q1 and q2 by tests, a point each, and two points for the words of q2_why
MOST = {TINY_ONE: 4.0, MORE_ONE: 1.0}
SAID = ["--due", "2026-11-01T19:00+00:00", "--due", f"{MORE_ONE}=none", "--late", "10%"]

#: q1, q2 and what a person gives for the words, summed up by hand; what lateness leaves of that
EXPECTED = {
    ("ada", TINY_ONE): 2.0,  # 1 + 1, and nothing written
    ("brian", TINY_ONE): 3.6,  # 1 + 1 + 2, and Canvas says that it came late
    ("carol", TINY_ONE): 3.0,  # 1 + 1 + 1 for the second attempt; the first has 0.5
    ("dora", TINY_ONE): 3.5,  # 1 + 1 + 1.5 for the file of her group
    ("emil", TINY_ONE): 3.0,  # 1 + 1 + 1 for the same file, as somebody else has marked it
    ("fay", TINY_ONE): 2.0,  # 1 + 1: `01-tiny (1).ipynb`, and not the empty `01-tiny.ipynb`
    ("gus", TINY_ONE): 3.5,  # 0.5 + 1 + 2, in a file that ends in .ipynb.txt
    ("hana", TINY_ONE): 3.2,  # 1 + 1 + 2, in a zip in a zip; 25 hours late, so two days
    ("ines", TINY_ONE): 2.0,  # 1 + 1, a day late, with an extension of a day
    ("jack", TINY_ONE): 2.7,  # 1 + 1 + 1, an hour late
    ("kira", TINY_ONE): 4.0,  # 1 + 1 + 2, together with Liam
    ("liam", TINY_ONE): 4.0,
    ("mona", TINY_ONE): 1.8,  # 1 + 1, three hours late, of which she had two; Python ended below
    ("nils", TINY_ONE): 2.5,  # 1 + 1 + 0.5; so has Walt, with the very same notebook
    ("otto", TINY_ONE): 2.0,  # 0.5 + 0.5 + 1 for `(1)`, though the other one is better
    ("deep-learning-petra", TINY_ONE): 2.0,  # 1 + 1, in a clone of the published repository
    ("quinn", TINY_ONE): 2.0,  # 1 + 1, and two lessons in a zip
    ("quinn", MORE_ONE): 1.0,
    ("rosa", TINY_ONE): 4.0,  # 1 + 1 + 2, and her first cell restarts Python
    ("tara", TINY_ONE): 2.0,  # 0 + 1 + 1: nobody answers her `input()`
    ("uma", TINY_ONE): 2.0,  # 1 + 1, once her file is mended
    ("vera", TINY_ONE): 0.0,  # a PDF
    ("walt", TINY_ONE): 2.5,  # 1 + 1 + 0.5
    ("xena", TINY_ONE): 3.5,  # 1 + 1 + 1.5
    ("yann", TINY_ONE): 3.0,  # 1 + 1 + 1
}
TOTAL = 64.8
#: what a person gives for the words of each student
WORDS = {
    **{"brian": 2.0, "carol": 1.0, "dora": 1.5, "emil": 1.0, "gus": 2.0, "hana": 2.0, "jack": 1.0},
    **{"kira": 2.0, "liam": 2.0, "nils": 0.5, "otto": 1.0, "rosa": 2.0, "tara": 1.0, "walt": 0.5},
    **{"xena": 1.5, "yann": 1.0},
}
EXTENSIONS = {"ines": "1", "mona": "2h"}
#: everyone on the roster; Zoe hands in nothing
STUDENTS = [*dict.fromkeys(student for student, _ in EXPECTED), "zoe"]
NAMES = {student: f"{student.rpartition('-')[2].title()} Surname" for student in STUDENTS}
NUMBERS = {student: number for number, student in enumerate(STUDENTS, 1001)}
EMAILS = {student: f"{NAMES[student].split()[0].lower()}@x.org" for student in STUDENTS}
#: participants of Moodle's assignment; all are there, and some hand in elsewhere
PARTICIPANTS = {str(90_000 + NUMBERS[student]): NAMES[student] for student in STUDENTS}

DOUBLE = "def double(number):\n    return 2 * number"
#: long enough to be somebody's own, and handed in by four
SHARED = "def double(number):\n" + "".join(
    f"    part{n} = [number][0] if {n} else (number, {n})[0]\n" for n in range(8)
)
SHARED += "    return part7 + part1"
END = "import os\nos._exit(0)"
SHUT_DOWN = "get_ipython().kernel.do_shutdown(restart=True)"

Marks = dict[tuple[str, str], float]


@dataclass(frozen=True)
class Class:
    """A class between two runs of the grader.

    Attributes:
        root: the course.
        fork_server: what commands share.
        folder: what was handed in; the output folder lies in it.
        lessons: what students got.
    """

    root: Path
    fork_server: ForkServer
    folder: Path
    lessons: Mapping[str, Emitted]

    @property
    def output(self) -> Path:
        return self.folder / "graded"

    @property
    def store(self) -> Store:
        return Store(self.output)

    def work(
        self,
        q1: str = "answer = 42",
        q2: str = DOUBLE,
        words: str = "",
        *,
        lesson: str = TINY_ONE,
        first: str = "",
        last: str = "",
    ) -> bytes:
        """A lesson with these answers, and cells of the student's own at its ends."""
        sources = {"q1": q1} | ({"q2": q2} if lesson == TINY_ONE else {})
        sources |= {"q2_why": words} if words else {}
        cells = {question: {1: source} for question, source in sources.items()}
        answer = Answer("", "", "blank", "", {}, {}, cells, {})
        notebook = notebook_of(answer, self.lessons[lesson])
        if first:
            notebook.cells.insert(0, nbformat.v4.new_code_cell(first, id="first"))
        if last:
            notebook.cells.append(nbformat.v4.new_code_cell(last, id="last"))
        return nbformat.writes(notebook).encode()

    def files(self) -> Files:
        """What everyone has handed in before the first run."""
        right, words = self.work(), self.work(words="Addition is all that there is.")
        blank = nbformat.writes(self.lessons[TINY_ONE].student_notebook).encode()
        same = self.work(q2=SHARED, words="We all say so.")
        wrong = self.work("answer = 41", "def double(number):\n    return 6", "It is six.")
        by_canvas = canvas(NUMBERS["ada"], "Surname, Ada", ("Copy of 01-tiny.ipynb", right))
        by_canvas |= canvas(NUMBERS["brian"], "Surname, Brian", ("01-tiny.ipynb", words), late=True)
        by_canvas |= canvas(
            NUMBERS["carol"],
            "Surname, Carol",
            ("01-tiny.ipynb", wrong),
            ("01-tiny-1.ipynb", words + b"\n"),
        )
        by_canvas |= canvas(NUMBERS["dora"], "team3", ("01-tiny.ipynb", words + b"\n\n"))
        by_canvas |= canvas(999, "Student, Test", ("01-tiny.ipynb", right))
        mac = {"__MACOSX/._01-tiny.ipynb": b"\0\5\26\7", ".~01-tiny.ipynb": b""}
        lessons = {"01-tiny.ipynb": right, "02-more.ipynb": self.work(lesson=MORE_ONE)}
        by_moodle = {
            **self._moodle(
                "Group A-", "fay", ("01-tiny.ipynb", blank), ("01-tiny (1).ipynb", right)
            ),
            **self._moodle(
                "Team 1-",
                "gus",
                ("01-tiny.ipynb.txt", self.work("answer = 41", words="It doubles.")),
            ),
            **self._moodle(
                "Default group-",
                "hana",
                ("work.zip", zipped({"inner.zip": zipped({"01-tiny.IPYNB": words})})),
            ),
            **self._moodle("", "ines", ("Copy of 01-tiny (2).ipynb", right)),
            **self._moodle("", "vera", ("essay.pdf", b"%PDF-1.7")),
        }
        pair = [person(NAMES["kira"], "kira", EMAILS["kira"]), person("Liam", "", EMAILS["liam"])]
        by_gradescope = gradescope(
            ("1", "2026-11-01 20:00:00 Z", [person("Jack", "jack", "")], {"x.ipynb": words}),
            ("2", "2026-11-01 18:59:59 Z", pair, {"x.ipynb": words}),
        )
        moment = "2026-11-01 22:00:00 UTC"
        return {
            "submissions.zip": zipped(by_canvas),
            **{f"C-Tiny-99/{name}": data for name, data in by_moodle.items()},
            "Grades-C-Tiny-99.csv": self._worksheet(),
            **{f"assignment_9_export/{name}": data for name, data in by_gradescope.items()},
            **nbgrader("mona", TINY_ONE, moment, self.work(last=SHUT_DOWN)),
            "nils/Copy of 01-tiny.ipynb": same,
            "otto/01-tiny.ipynb": words,
            "otto/01-tiny (1).ipynb": wrong,
            "otto/.ipynb_checkpoints/01-tiny-checkpoint.ipynb": blank,
            "deep-learning-petra/course/01-tiny/01-tiny.ipynb": right,
            "deep-learning-petra/README.md": b"# Deep learning",
            "quinn/work.zip": zipped({**lessons, **mac}),
            "rosa/Kopie von 01-tiny.ipynb": self.work(words="So it is.", first=END),
            "tarra/01-tiny.ipynb": self.work("answer = int(input('?'))", words="I type it."),
            "uma/01-tiny.ipynb": right[: len(right) // 40],
            "walt/01-tiny_2026_11_01T17_00_00.zip": zipped({"01-tiny.ipynb": same}),
            "xena/01-tiny-Copy1.ipynb": same,
            "yann.ipynb": same,
        }

    def _moodle(self, group: str, student: str, *files: tuple[str, bytes]) -> Files:
        return moodle(f"{group}{NAMES[student]}", 90_000 + NUMBERS[student], *files)

    def _worksheet(self) -> bytes:
        moments = {"hana": datetime(2026, 11, 2, 20, tzinfo=UTC)}
        moments["ines"] = datetime(2026, 11, 2, 19, tzinfo=UTC)
        lines = ["Identifier,Full name,Email address,Status,Grade,Last modified (submission)"]
        for student in STUDENTS:
            moment = moments.get(student)
            shown = moment.astimezone().strftime("%A, %d %B %Y, %I:%M %p") if moment else "-"
            about = f"Participant {90_000 + NUMBERS[student]},{NAMES[student]},{EMAILS[student]}"
            lines.append(f'{about},,,"{shown}"')
        return "\n".join(lines).encode()

    def grade(self, *arguments: str) -> tuple[int, str]:
        """The exit status of the command, and what it said on standard error."""
        given = ("grade", str(self.folder), "--output", str(self.output))
        with sharing(self.fork_server):
            done = autograder_in(self.root, *given, *arguments)
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, done.stderr

    def mark(self, *students: str) -> None:
        """What formgrader does when a person types points for the words."""
        with Gradebook(connection.url(self.store)) as gradebook:
            for student in students:
                question = cell_name("q2_why")
                grade = gradebook.find_grade(question, TINY_ONE, TINY_ONE, student)
                assert grade.needs_manual_grade, student
                grade.manual_score, grade.needs_manual_grade = WORDS[student], False
            gradebook.db.commit()

    def export(self, *arguments: str) -> tuple[int, bytes, str]:
        """Exit status, the table, and what was said."""
        path = self.folder.parent / "table.csv"
        path.unlink(missing_ok=True)
        given = ["export", "--output", str(self.output), *arguments, str(path)]
        done = CliRunner().invoke(cli, given, standalone_mode=False)
        assert done.exception is None, done.exception
        return done.return_value or 0, path.read_bytes(), done.stderr


@pytest.fixture(scope="module")
def first(fork_server, tmp_path_factory) -> tuple[Class, str]:
    """The class after it was graded for the first time, and what was said."""
    root = tmp_path_factory.mktemp("course")
    (root / "pyproject.toml").write_text('[tool.course]\nrepository = "a/b"\nbranch = "main"\n')
    write_lesson(root, TINY.replace("# %%\n# {{ hand_in }}", f"{MORE}# %%\n# {{{{ hand_in }}}}"))
    more = root / "solutions" / MORE_ONE / "lesson.py"
    more.parent.mkdir()
    more.write_text(TINY.replace("01-tiny", MORE_ONE).replace("# # Tiny", "# # More"))
    course = find(root)
    lessons = {lesson: emit_lesson(course, lesson) for lesson in MOST}
    room = Class(root, fork_server, tmp_path_factory.mktemp("class") / "in", lessons)
    write(room.folder, room.files())
    lines = ["student,name,email,lms_id,group,extension"]
    for student in STUDENTS:
        group = "team 3" if student in ("dora", "emil") else ""
        facts = (student, NAMES[student], EMAILS[student], str(NUMBERS[student]), group)
        lines.append(",".join([*facts, EXTENSIONS.get(student, "")]))
    (room.folder / "class.csv").write_text("\n".join(lines))
    status, said = room.grade("--roster", str(room.folder / "class.csv"), *SAID)
    assert status == 1  # Uma's file is broken and Vera's is a PDF
    return room, said


@pytest.fixture(scope="module")
def second(first: tuple[Class, str]) -> tuple[Class, str]:
    """The class after it was marked by hand, mended, renamed, damaged and graded again."""
    room, _ = first
    assert waiting(room) == {*WORDS, "tarra"} - {"tara"}
    room.mark(*sorted({*WORDS} - {"tara"}))
    path = room.store.result_path("ada", TINY_ONE)
    path.write_bytes(path.read_bytes()[:100])
    status, _, said = room.export()
    assert status == 1
    assert str(path) in said
    nils = room.folder / "nils"
    (nils / "Copy of 01-tiny.ipynb").rename(nils / "01-tiny (1).ipynb")
    (room.folder / "tarra").rename(room.folder / "tara")
    (room.folder / "uma" / "01-tiny.ipynb").write_bytes(room.work())
    status, said = room.grade()
    assert status == 1  # Vera's
    return room, said


@pytest.fixture(scope="module")
def done(second: tuple[Class, str]) -> Class:
    """The class with all marks by hand, graded a last time, which changes nothing."""
    room, _ = second
    assert waiting(room) == {"tara"}
    room.mark("tara")
    status, said = room.grade()
    assert status == 1
    assert not re.search(r"\] [\w-]+ graded", said), said
    return room


def rows(content: str) -> Iterator[dict[str, str]]:
    return csv.DictReader(content.splitlines())


def waiting(room: Class) -> set[str]:
    return {row["student"] for row in rows(room.store.grades_path.read_text()) if row["waiting"]}


def earned(marks: Mapping[tuple[str, str], str | float]) -> Marks:
    """Marks of everyone who handed in; an empty cell is no point."""
    read = {place: float(mark or 0) for place, mark in marks.items() if place[0] != "zoe"}
    assert {**dict.fromkeys(EXPECTED, 0.0), **read}.keys() == EXPECTED.keys()
    return {**dict.fromkeys(EXPECTED, 0.0), **read}


def in_grades_csv(room: Class) -> Marks:
    found = rows(room.store.grades_path.read_text())
    return earned({(row["student"], row["lesson"]): row["score"] for row in found})


def in_csv(room: Class) -> Marks:
    _, content, _ = room.export("--to", "csv")
    found = [*rows(content.decode("utf-8-sig"))]
    missing = {row["student"] for row in found if row["status"] == "missing"}
    assert missing >= {"ada", "zoe"}  # in the second lesson, or in both
    there = [row for row in found if row["status"] != "missing"]
    return earned({(row["student"], row["lesson"]): row["score"] for row in there})


def in_canvas(room: Class) -> Marks:
    sortable = {NUMBERS[s]: ", ".join(reversed(NAMES[s].split())) for s in STUDENTS}
    titles = dict(enumerate(MOST, 55))
    columns = ",".join(f"{lesson} ({number})" for number, lesson in titles.items())
    lines = [f"Student,ID,SIS User ID,SIS Login ID,Section,{columns}"]
    lines.append(f"    Points Possible,,,,,{','.join(map(str, MOST.values()))}")
    lines += [f'"{name}",{number},,,S,,' for number, name in sortable.items()]
    template = room.folder.parent / "canvas.csv"
    template.write_text("\n".join(lines))
    _, content, _ = room.export("--to", "canvas", "--template", str(template))
    grades, new_students, new = canvas_takes(content, sortable, titles)
    assert (new_students, new) == ([], [])
    students = {name: student for student, name in zip(STUDENTS, sortable.values(), strict=True)}
    return earned({(students[name], lesson): mark for (name, lesson), mark in grades.items()})


def in_moodle(room: Class) -> Marks:
    marks: Marks = {}
    students = {name: student for student, name in NAMES.items()}
    for lesson, most in MOST.items():
        lines = ["Identifier,Full name,Email address,Status,Grade,Maximum grade"]
        lines[0] += ",Grade can be changed,Last modified (grade),Feedback comments"
        lines += [
            f"Participant {number},{name},{EMAILS[students[name]]},Submitted,,{most:.2f},Yes,-,"
            for number, name in PARTICIPANTS.items()
        ]
        template = room.folder.parent / "moodle.csv"
        template.write_text("\n".join(lines))
        arguments = ("--to", "moodle", "--lesson", lesson, "--template", str(template))
        taken = moodle_takes(room.export(*arguments)[1], PARTICIPANTS, most)
        marks |= {(students[name], lesson): mark for name, (mark, _) in taken.items()}
    return earned(marks)


def on_the_class_page(room: Class) -> Marks:
    page = room.store.report_path.read_text()
    row = r'<tr><td class="name">([^<]*)(?: <span class="quiet">([^<]*)</span>)?</td>(.*?)</tr>'
    mark = r'<a href="feedback/[^"]*/([^"/]*)\.html">([^<]*)</a>'
    found = {
        (unescape(student or name), lesson): points
        for name, student, cells in re.findall(row, page)
        for lesson, points in re.findall(mark, cells)
    }
    return earned({place: points.replace("–", "") for place, points in found.items()})


def on_the_students_pages(room: Class) -> Marks:
    marks: dict[tuple[str, str], str] = {}
    for path in (room.output / "feedback").glob("*/*.html"):
        shown = re.search(
            r'<div class="points">([\d.]+)<small> of ([\d.]+) points</small>', path.read_text()
        )
        if shown:
            assert float(shown[2]) == MOST[path.stem]
        marks[path.parent.name, path.stem] = shown[1] if shown else ""
    return earned(marks)


def in_the_gradebook(room: Class) -> Marks:
    with Gradebook(connection.url(room.store)) as gradebook:
        return earned(
            {
                (student.id, one.name): one.score - one.late_submission_penalty
                for student in gradebook.students
                for one in student.submissions
            }
        )


TABLES = [
    *(in_grades_csv, in_csv, in_canvas, in_moodle),
    *(on_the_class_page, on_the_students_pages, in_the_gradebook),
]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_every_table_has_the_marks_that_were_computed_by_hand(done, table):
    marks = table(done)
    assert marks == pytest.approx(EXPECTED)
    assert sum(marks.values()) == pytest.approx(TOTAL)


def test_the_maximum_is_the_same_from_the_first_run_on(first):
    room, _ = first
    for row in rows(room.store.grades_path.read_text()):
        if row["lesson"] in MOST:
            assert float(row["max_score"]) == MOST[row["lesson"]], row


def test_each_student_was_found_and_what_is_uncertain_was_said(first):
    _, said = first
    assert "Left out, because Canvas's test student" in said
    assert "Not on the roster: tarra." in said
    assert "Nothing for 01-tiny from 2: tara, zoe." in said
    several = re.search(r"Handed in several times: (.*?)\. ", said)
    assert several
    assert {*several[1].split(", ")} == {f"{who} (01-tiny)" for who in ("carol", "fay", "otto")}
    guessed = re.search(r"Taken for it: (.*?)\. With --which best", said)
    assert guessed
    assert {*guessed[1].split("; ")} == {
        f"{who} (01-tiny): 01-tiny (1).ipynb" for who in ("fay", "otto")
    }
    assert "though its name ends otherwise" in said
    assert "Taken out of a zip in a zip" in said
    assert "Late: " in said
    for student in ("uma", "vera"):
        assert f"Not graded: {student}: " in said


def test_what_changed_between_two_runs_was_said_and_nothing_else_was_graded_anew(second):
    room, said = second
    assert f"{room.store.result_path('ada', TINY_ONE)} was damaged, and is made anew." in said
    assert "Left over" in said
    assert "tarra (01-tiny)" in said
    assert str(room.output) in said  # it lies among the submissions, and is none
    assert {*re.findall(r"\] ([\w-]+) graded", said)} == {"ada", "tara", "uma"}
    assert "Not on the roster" not in said


def test_pages_say_what_went_otherwise_than_the_student_thinks(done):
    pages = {
        student: done.store.feedback_path(student, TINY_ONE).read_text()
        for student in ("rosa", "mona", "tara", "brian", "ines")
    }
    assert "ended Python itself" in pages["rosa"]
    assert "nobody can type" in pages["tara"]
    assert 'class="late"' in pages["brian"]
    assert 'class="late"' not in pages["ines"]


def test_the_same_notebook_of_four_is_named(done):
    page = done.store.similarity_path.read_text()
    assert "4 of 23:" in page  # Vera's is no notebook
    pairs = json.loads(done.store.similarity_path.with_suffix(".json").read_text())
    assert not any({"dora", "emil"} <= {*map(str, pair)} for pair in pairs.get("pairs", []))
