"""A class of 60 from four systems: graded, marked, asked about, given back, graded and uploaded.

All by the commands that an instructor types, over notebooks that run, against a list made by hand.
"""

from __future__ import annotations

import csv
import email
import email.policy
import html
import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest

from autograder.authoring.answers import Answer, notebook_of
from autograder.authoring.course import find
from autograder.authoring.publish import emit_lesson
from autograder.authoring.targets.otter import Emitted
from autograder.record.store import Store
from autograder.run.kernel.forkserver import ForkServer
from tests.support.commands import Done, autograder_in, sharing
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
from tests.support.importers import canvas_attaches, moodle_gives
from tests.support.lms_services import ASSIGNMENT, COURSE, TOKEN, Canvas, Moodle
from tests.support.lti_platform import served
from tests.support.marking_command import Marking, Reader
from tests.support.tiny import MORE, TINY
from tests.support.tiny import write as write_lesson

pytestmark = [pytest.mark.slow, pytest.mark.kernel]
LESSON, SECOND, QUESTION = "01-tiny", "02-more", "q2_why"
MOST = 4.0
RUBRIC = """Why?
#
# **What earns the points** (a person reads this):
#
# - one point for a reason,
# - one point for an example."""
POLICY = """\
[tool.course]
repository = "a/b"
branch = "main"

[tool.course.grading]
late_days = 1
written_minimum = 50
written_below = 40
scale = { A = 90, B = 75, C = 50, F = 0 }
missing = "left-out"

[tool.course.grading.extra_credit]
02-more = 5
"""
#: Each student's code and words, the points of 4 after the first marking and at the end, and the
#: grade of the course. Code: 2 points where it is right, 1 where it is half right. Words: a point
#: for a reason, a point for an example. By hand.
LIST = """
s00 right both   4   4   A  the second lesson, too, which adds up to 5 %
s01 right both   4   4   A  late by Canvas's word: the day of the term's budget pays for it
s02 right reason 3   3   B  handed in twice: the second file counts; 75 % + 5 %
s03 right both   0   4   A  a file that is cut off, and mended a week later
s04 right reason 3   3   B  with s05, by the list of partners for this lesson
s05 right reason 3   3   B  what s04 has handed in; the second lesson with s06
s06 right -      2   2   F  nothing in words: 40 % at most, below half of the written points
s07 -     -      0   0   F  the notebook as it was released
s08 forge script 0   0   F  patches the checks, and scripts in the words; 5 % for the second lesson
s09 half  both   3   3   B
s10 right other  3   4   A  asks for another look, and is right
s11 right both   4   4   A
s12 half  reason 2   2   C
s13 half  none   1   1   F
s14 right reason 3   3   B
s15 right both   4   4   A
s16 -     -      0   0   -  a PDF, which cannot be read: no grade yet
s17 right reason 3   3   B  a zip in a zip
s18 right both   3.6 3.6 A  25 hours late: two days, of which the budget pays one
s19 right both   4   4   A  as late, with an extension of two days
s20 half  reason 2   3   B  hands in right code later, with the same words
s21 right none   2   4   A  hands in other words later
s22 right reason 3   3   B  asks for another look, and is told why not
s23 right both   4   4   A  the very same file as s24
s24 right both   4   4   A
s25 half  both   3   3   B
s26 right reason 3   3   B
s27 half  reason 2   2   C
s28 right both   4   4   A
s29 right none   2   2   F
s30 right both   4   4   A
s31 right reason 3   3   B  with s32, by Gradescope
s32 right reason 3   3   B
s33 right both   4   4   A  an hour late: the budget pays
s34 half  both   3   3   B
s35 right both   4   4   A
s36 right none   2   2   F
s37 half  none   1   1   F
s38 right reason 3   3   B
s39 right both   4   4   A
s40 half  both   3   3.5 B  asks about a question that tests mark, and gets half a point
s41 right reason 3   3   B
s42 right both   4   4   A
s43 half  reason 2   2   C
s44 right both   4   4   A
s45 right both   4   4   A
s46 right both   2.8 2.8 C  four days late: three at 10 %
s47 half  reason 2   2   C
s48 right both   4   4   A
s49 right reason 3   3   B
s50 right none   2   2   F
s51 half  both   3   3   B
s52 right both   4   4   A
s53 right both   4   4   A  whose first cell ends Python
s54 right reason 3   3   B  a notebook that a browser has called .ipynb.txt
s55 right both   4   4   A  a zip
s56 right reason 3   3   B
s57 half  reason 2   2   C
s58 right none   2   2   F
s59 -     -      -   -   -  hands in nothing
"""
WORDS = {
    "both": "Addition is all that there is, as 1 + 1 shows. I tried {} numbers.",
    "reason": "Addition is all that there is. I tried {} numbers.",
    "none": "I do not know, after {} numbers.",
    "other": "Addition is enough: try one and one.",
    "script": "<script>document.title = 'sage'</script> ![x](x\" onerror=\"alert(1))",
}
CODE = {
    "right": ("answer = 42", "def double(number):\n    return 2 * number"),
    "half": ("answer = 41", "def double(number):\n    return 6"),
    "forge": (
        "import otter\nimport otter.test_files.exception_test as runner\n"
        "runner.ExceptionTestFile.run = lambda self, env: None\n"
        "runner.ExceptionTestFile.score = property(lambda self: 2.0)\n"
        "otter.Notebook.check = lambda *arguments: True",
        "double = lambda number: type('Equal', (), {'__eq__': lambda *_: True})()",
    ),
}
DUE = "2026-11-01T19:00+00:00"
GUEST = "guest"


@dataclass(frozen=True)
class Student:
    """A line of the list."""

    id: str
    code: str
    words: str
    first: str
    last: str
    grade: str

    @property
    def number(self) -> int:
        return int(self.id[1:])

    @property
    def name(self) -> str:
        letters = "abcdefghij"
        return f"Student Name{letters[self.number // 10]}{letters[self.number % 10]}"

    @property
    def email(self) -> str:
        return f"{self.id}@x.org"


STUDENTS = {line.split()[0]: Student(*line.split()[:6]) for line in LIST.strip().splitlines()}
BY_CANVAS, BY_MOODLE, BY_GRADESCOPE, BY_NBGRADER, IN_FOLDERS = (
    [*STUDENTS][start:end] for start, end in ((0, 15), (15, 30), (30, 45), (45, 53), (53, 60))
)


@dataclass
class Desk:
    """An instructor's folder: the course, what was downloaded, and what came of it.

    Attributes:
        said: what each command said, in their order.
    """

    root: Path
    fork_server: ForkServer
    lessons: dict[str, Emitted]
    said: list[str] = field(default_factory=list)

    @property
    def downloads(self) -> Path:
        return self.root / "in"

    @property
    def store(self) -> Store:
        return Store(self.root / "graded")

    def run(self, *arguments: object) -> Done:
        """A command, typed in the folder of the course."""
        with sharing(self.fork_server):
            done = autograder_in(self.root, *arguments)
        assert "Traceback" not in done.stderr, done.stderr
        self.said.append(done.stdout + done.stderr)
        return done

    @contextmanager
    def marking(self) -> Iterator[list[Reader]]:
        """Ann and Bob, with the marking page before them until they are done."""
        marking = Marking(self.store, "Ann", "Bob")
        try:
            yield [Reader(address) for address in marking.addresses]
            self.said.append("".join(marking.stop()))
        finally:
            marking.kill()

    def work(self, student: str, *, first: str = "", code: str = "", words: str = "") -> bytes:
        """A student's notebook, with other code or words than the list has, if any are named."""
        who = STUDENTS[student]
        code, words = code or who.code, words or who.words
        cells = {}
        if code in CODE:
            cells = {"q1": {1: CODE[code][0]}, "q2": {1: CODE[code][1]}}
        if words in WORDS:
            cells[QUESTION] = {1: WORDS[words].format(who.number)}
        return self._notebook(LESSON, cells, first)

    def second(self) -> bytes:
        return self._notebook(SECOND, {"q1": {1: CODE["right"][0]}})

    def _notebook(self, lesson: str, cells: dict, first: str = "") -> bytes:
        answer = Answer("", "", "blank", "", {}, {}, cells, {})
        made = notebook_of(answer, self.lessons[lesson])
        if first:
            made.cells.insert(0, nbformat.v4.new_code_cell(first, id="first"))
        return nbformat.writes(made).encode()

    def by_canvas(self, *, mended: bool) -> Files:
        files: Files = {}
        for student in BY_CANVAS:
            who = STUDENTS[student]
            works = [("work.ipynb", self.work(student))]
            if student == "s02":
                before = self.work(student, code="half", words="none")
                works = [("work.ipynb", before), ("work-1.ipynb", works[0][1])]
            if student == "s03" and not mended:
                works = [("work.ipynb", works[0][1][:300])]
            if student == "s05":  # s04 has handed in for both
                continue
            number = 1000 + who.number
            files |= canvas(number, who.name, *works, late=student == "s01")
        return files

    def by_moodle(self) -> Files:
        files: Files = {}
        for student in BY_MOODLE:
            work = ("work.ipynb", self.work(student))
            if student == "s16":
                work = ("essay.pdf", b"%PDF-1.7")
            if student == "s17":
                work = ("work.zip", zipped({"inner.zip": zipped({"work.ipynb": work[1]})}))
            if student == "s24":
                work = ("work.ipynb", self.work("s23"))
            files |= self._in_moodle(student, *work)
        return files

    def _in_moodle(self, student: str, name: str, content: bytes) -> Files:
        who = STUDENTS[student]
        files = moodle(who.name, 5000 + who.number, (name, content))
        return {f"C-Tiny-99/{path}": one for path, one in files.items()}

    def worksheet(self) -> bytes:
        late = datetime(2026, 11, 2, 20, tzinfo=UTC).astimezone()
        lines = ["Identifier,Full name,Email address,Status,Grade,Last modified (submission)"]
        for who in (STUDENTS[student] for student in BY_MOODLE):
            shown = late.strftime("%A, %d %B %Y, %I:%M %p") if who.id in ("s18", "s19") else "-"
            lines.append(f'Participant {5000 + who.number},{who.name},{who.email},,,"{shown}"')
        return "\n".join(lines).encode()

    def by_gradescope(self) -> Files:
        submissions = []
        for student in BY_GRADESCOPE:
            group = ["s31", "s32"] if student == "s31" else [student]
            people = [person(STUDENTS[one].name, one, STUDENTS[one].email) for one in group]
            moment = "2026-11-01 20:00:00 Z" if student == "s33" else "2026-11-01 18:00:00 Z"
            if student != "s32":
                number = str(9000 + STUDENTS[student].number)
                submissions.append((number, moment, people, {"w.ipynb": self.work(student)}))
        return gradescope(*submissions)

    def by_nbgrader(self) -> Files:
        files: Files = {}
        for student in BY_NBGRADER:
            moment = f"2026-11-0{'4 22:00' if student == 's46' else '1 18:30'}:00 UTC"
            files |= nbgrader(student, LESSON, moment, self.work(student))
        return files

    def in_folders(self) -> Files:
        return {
            "s53/01-tiny.ipynb": self.work("s53", first="import os\nos._exit(0)"),
            "s54/01-tiny.ipynb.txt": self.work("s54"),
            "s55/01-tiny_2026_11_01.zip": zipped({"01-tiny.ipynb": self.work("s55")}),
            **{f"{one}/01-tiny.ipynb": self.work(one) for one in ("s56", "s57", "s58")},
            f"{GUEST}/01-tiny.ipynb": self.work("s58"),
        }

    def download(self) -> None:
        """Puts there what the four systems give, and what came in another way."""
        second: Files = {}
        for student in ("s00", "s01", "s02", "s03", "s05", "s08"):
            who = STUDENTS[student]
            second |= canvas(1000 + who.number, who.name, ("more.ipynb", self.second()))
        files = {
            "course-tiny_submissions.zip": zipped(self.by_canvas(mended=False)),
            "course-more_submissions.zip": zipped(second),
            **self.by_moodle(),
            "Grades-C-Tiny-99.csv": self.worksheet(),
            **{f"assignment_9_export/{name}": one for name, one in self.by_gradescope().items()},
            **self.by_nbgrader(),
            **self.in_folders(),
        }
        write(self.downloads, files)

    def download_again(self) -> None:
        """Puts there what three have handed in since."""
        files = {
            "course-tiny_submissions.zip": zipped(self.by_canvas(mended=True)),
            **self._in_moodle("s20", "work.ipynb", self.work("s20", code="right")),
            **self._in_moodle("s21", "work.ipynb", self.work("s21", words="both")),
        }
        write(self.downloads, files)

    def grade(self, *more: str) -> Done:
        return self.run("grade", self.downloads, "--output", self.store.folder, *more)


def go_on(reader: Reader) -> bool:
    """Looks at what waits next and does what is to be done there; whether anything waits."""
    if not reader.follow("n"):
        return False
    assert "<script>document" not in reader.text
    if "Points in the place of what the checks gave" in reader.text:
        reader.send("points", points="1")
        reader.send(r"reply-\w+", reply="So it says, half of it.")
        return True
    reader.follow("m")  # from a request to the answer that it is about
    if "Taken: " in reader.text:
        return True  # the other one looks at it
    if 'data-said="not marked"' in reader.text or "Something else was handed in" in reader.text:
        reader.press("none")
        for item, words in ((1, "Addition"), (2, "1 + 1")):
            if words in reader.answer:
                reader.press(f"item {item}")
    if "Asks for another look" in reader.text:
        overlooked = "one and one" in reader.answer
        if overlooked:
            reader.press("item 2")
        reader.send(r"reply-\w+", reply="You are right." if overlooked else "No example is there.")
    return True


def mark(readers: Sequence[Reader]) -> None:
    """All that waits, in turn."""
    for _ in range(200):
        if not sum(map(go_on, readers)):
            return
    pytest.fail("it never comes to an end")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        return [*csv.DictReader(file)]


def marks(desk: Desk) -> dict[str, float]:
    found = rows(desk.store.grades_path)
    return {one["student"]: float(one["score"] or 0) for one in found if one["lesson"] == LESSON}


def by_hand(column: str) -> dict[str, float]:
    found = {who.id: getattr(who, column) for who in STUDENTS.values()}
    return {student: float(points) for student, points in found.items() if points != "-"} | {
        GUEST: 2.0
    }


def points_of(page: str) -> str:
    """What a page says in its head; what cannot be read has no points."""
    found = re.search(r'<div class="points">([\d.]+)<small> of 4 points</small>', page)
    return found[1] if found else "0"


@pytest.fixture(scope="module")
def graded(fork_server: ForkServer, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The class after it was graded, with nobody having looked at it."""
    root = tmp_path_factory.mktemp("desk")
    (root / "pyproject.toml").write_text(POLICY)
    more = MORE.replace("Why? One point for a reason, one for an example.", RUBRIC)
    write_lesson(root, TINY.replace("# %%\n# {{ hand_in }}", f"{more}# %%\n# {{{{ hand_in }}}}"))
    path = root / "solutions" / SECOND / "lesson.py"
    path.parent.mkdir()
    path.write_text(TINY.replace(LESSON, SECOND).replace("# # Tiny", "# # More"))
    course = find(root)
    desk = Desk(root, fork_server, {name: emit_lesson(course, name) for name in (LESSON, SECOND)})
    desk.download()
    lines = ["student,name,email,lms_id,extension"]
    for who in STUDENTS.values():
        number = 1000 + who.number if who.id in BY_CANVAS else ""
        lines.append(f"{who.id},{who.name},{who.email},{number},{2 * (who.id == 's19') or ''}")
    (root / "class.csv").write_text("\n".join(lines))
    (root / "pairs1.csv").write_text("student,partner\ns04,s05\n")
    (root / "pairs2.csv").write_text("student,group\ns05,A\ns06,A\n")
    done = desk.grade(
        "--roster",
        "class.csv",
        "--due",
        DUE,
        "--late",
        "10%",
        "--requests-to",
        "file",
        "--groups",
        f"{LESSON}=pairs1.csv",
        "--groups",
        f"{SECOND}=pairs2.csv",
    )
    assert done.returncode == 1  # of s03 and s16 nothing can be read
    return desk


@pytest.fixture(scope="module")
def marked(graded: Desk) -> Desk:
    """The class after two people have marked all answers in words, and all have a page."""
    with graded.marking() as readers:
        mark(readers)
    give_back(graded)
    return graded


def give_back(desk: Desk) -> None:
    desk.said.clear()
    for way in ("canvas", "moodle", "gradescope"):
        assert desk.run("give-back", desk.store.folder, "--to", way).returncode == 0
    others = [part for one in (*BY_NBGRADER, *IN_FOLDERS[:-1]) for part in ("--student", one)]
    assert desk.run("give-back", desk.store.folder, "--to", "mail", *others).returncode == 0


@pytest.fixture(scope="module")
def first(marked: Desk) -> tuple[dict[str, float], dict[str, float]]:
    """The marks after the first marking: in `grades.csv`, and on the pages that went back."""
    return marks(marked), given(marked)


@pytest.fixture(scope="module")
def asked(marked: Desk, first: object) -> Desk:
    """The class after three have asked for another look and others have handed in anew."""
    forms = marked.root / "asked"
    reasons = {("s10", QUESTION): "One and one.", ("s22", QUESTION): "Why?", ("s40", "q1"): "41!"}
    for (student, question), reason in reasons.items():
        page = marked.store.feedback_path(student, LESSON).read_text("utf-8")
        texts = re.findall(r'(?s)<pre class="code"[^>]*>(Request .*?)</pre>', page)
        [text] = [html.unescape(one) for one in texts if f"Question: {question}\n" in one]
        write(forms, {f"{student}.txt": text.replace("Reason:", f"Reason: {reason}").encode()})
    forged = re.sub(r"[a-z2-9]{20,}", "a" * 26, text)
    write(forms, {"forged.txt": forged.encode(), "photo.jpg": b"\xff\xd8\xff"})
    marked.said.clear()
    assert marked.run("requests", forms, "--output", marked.store.folder).returncode == 1
    marked.download_again()
    assert marked.grade().returncode == 1  # of s16
    return marked


@pytest.fixture(scope="module")
def what_was_said(asked: Desk) -> tuple[str, str]:
    """By `requests`, and by grading once more."""
    by_requests, by_grade = asked.said
    return by_requests, by_grade


@pytest.fixture(scope="module")
def end(asked: Desk, what_was_said: object) -> Desk:
    """The class after what was asked is answered, and what is new is marked and given back."""
    with asked.marking() as readers:
        mark(readers)
    give_back(asked)
    return asked


def given(desk: Desk) -> dict[str, float]:
    """The points on the page that each student has, after what each system makes of a file."""
    pages: dict[str, str] = {}
    folder = desk.store.to_give_back_path
    files = {1000 + STUDENTS[one].number: one for one in BY_CANVAS}
    uploads = {(number, 10_000 * number + at): "work.ipynb" for number in files for at in (0, 1)}
    for path in oldest_first(folder / "canvas"):
        attached, ignored = canvas_attaches(path.read_bytes(), uploads)
        assert ignored == []
        for number, [(_, content)] in attached.items():
            cells = nbformat.reads(content.decode(), 4).cells
            pages[files[number]] = cells[1].outputs[0].data["text/html"]
    numbers = {5000 + STUDENTS[one].number: [one] for one in BY_MOODLE}
    for path in oldest_first(folder / "moodle"):
        got, ignored = moodle_gives(path.read_bytes(), numbers, since_4_1=True)
        assert ignored == []
        pages |= {student: files["01-tiny.html"].decode() for student, files in got.items()}
    for path in (folder / "mail").glob("*.eml"):
        letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        [page] = letter.iter_attachments()
        pages[letter["To"].addresses[0].username] = page.get_content()
    points = {student: points_of(page) for student, page in pages.items()}
    for path in oldest_first(folder / "gradescope"):
        with zipfile.ZipFile(path) as archive:
            for student in BY_GRADESCOPE:
                name = f"marked/{9000 + STUDENTS[student].number}.json"
                if name in archive.namelist():
                    points[student] = json.loads(archive.read(name))["score"]
    return {student: float(one) for student, one in points.items()}


def oldest_first(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"{LESSON}*.zip"), key=lambda path: path.stat().st_mtime_ns)


#: whose pages name the same file as another's: they see it there
TOGETHER = {"s05", "s32"}


def with_pages(column: str) -> dict[str, float]:
    return {one: points for one, points in by_hand(column).items() if one not in {*TOGETHER, GUEST}}


def test_after_the_first_marking_the_marks_are_those_of_the_list(first):
    assert first[0] == pytest.approx(by_hand("first"))


def test_each_system_gives_each_student_the_page_with_these_marks(first):
    assert first[1] == pytest.approx(with_pages("first"))


def test_requests_are_taken_from_those_who_can_have_made_them(what_was_said):
    assert "3 new requests." in what_was_said[0]
    assert re.findall(r"Not taken: \S*/(\S+):", what_was_said[0]) == ["forged.txt", "photo.jpg"]


def test_only_what_was_handed_in_anew_is_graded_anew(what_was_said):
    assert {*re.findall(r"\] (\S+) graded", what_was_said[1])} == {"s03", "s20", "s21"}


def test_at_the_end_the_marks_are_those_of_the_list(end):
    assert marks(end) == pytest.approx(by_hand("last"))
    assert not [row for row in rows(end.store.grades_path) if row["waiting"]]


def test_only_pages_that_changed_went_back_a_second_time(end):
    by_canvas, by_moodle, by_gradescope, by_mail = end.said
    assert "2 pages" in by_canvas
    assert "3 pages" in by_moodle
    assert "14 pages" in by_gradescope  # a new autograder has all marks
    assert "There is no new page to give back." in by_mail
    assert given(end) == pytest.approx(with_pages("last"))


def test_replies_stand_on_the_pages_of_who_asked(end):
    replies = {"s10": "You are right.", "s22": "No example is there.", "s40": "So it says"}
    for student, reply in replies.items():
        assert reply in end.store.feedback_path(student, LESSON).read_text("utf-8")


def test_partners_change_from_lesson_to_lesson(end):
    there = {(one.student, one.lesson) for one in end.store.results()}
    assert {("s05", LESSON), ("s05", SECOND), ("s06", SECOND)} <= there
    assert ("s04", SECOND) not in there


def test_the_grade_of_the_course_is_that_of_the_list(end):
    done = end.run("grades", end.store.folder, "--final", "--student", "s46")
    assert "3 × 10 %" in done.stdout or "70 %" in done.stdout
    final = {one["student"]: one["grade"] for one in rows(end.store.folder / "final.csv")}
    expected = {who.id: who.grade.replace("-", "") for who in STUDENTS.values()} | {GUEST: "F"}
    assert final == expected


@pytest.mark.parametrize(("to", "students"), [("canvas", BY_CANVAS), ("moodle", BY_MOODLE)])
def test_marks_are_uploaded_once(end, to, students):
    lms = Canvas() if to == "canvas" else Moodle()
    for who in (STUDENTS[one] for one in students):
        known = {"name": who.name, "sis_user_id": who.id, "fullname": who.name, "idnumber": ""}
        lms.users.append({"id": 1000 + who.number, "email": who.email, **known})
    token = end.root / "token.txt"
    token.write_text(TOKEN)
    token.chmod(0o600)
    with served(lms.app()) as address:
        for _ in range(2):
            end.run(
                "upload",
                end.store.folder,
                "--to",
                to,
                "--url",
                address,
                "--course",
                COURSE,
                "--assignment",
                f"{LESSON}={ASSIGNMENT}",
                "--token-file",
                token,
            )
    expected = {f"{1000 + STUDENTS[one].number}": by_hand("last")[one] for one in students}
    expected.pop("1016", None)  # what cannot be read has no mark
    assert lms.scores == pytest.approx(expected)
    assert len(lms.puts) == len(expected)


def test_the_page_of_the_class_names_everybody_and_who_is_missing(end):
    page = end.store.report_path.read_text("utf-8")
    assert all(who.name in page for who in STUDENTS.values())
