"""Whoever else hands in, or doesn't, everybody's id and what counts of theirs stay as they are."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from autograder.assignment.model import Assignment
from autograder.collect.attempts import attempts
from autograder.collect.roster import Member
from autograder.grading.attempts import read_submissions, with_files, with_submitters
from autograder.record import classroom
from autograder.record.classroom import Classroom
from autograder.record.result import QuestionResult, Result, Status
from autograder.record.store import Store
from autograder.report.refresh import rewrite
from tests.support.downloads import (
    Files,
    canvas,
    gradescope,
    moodle,
    nbgrader,
    person,
    work,
    write,
    zipped,
)
from tests.support.examples import examples
from tests.support.rendering import HERE
from tests.support.submissions import collect, notebook_of, reader

LESSONS = ["01-tiny", "04-mnist-ann"]
NAMES = [
    *("ada", "Brian Kernighan", "chen_w", "Dora D", "Émile du Châtelet", "fay-gus", "12345678"),
    *("s1029384", "Anna-Lena Meier", "O'Neil", "李雷", "hw-fan", "Tim 2", "jo", "Lovelace, Ada"),
]
#: as Colab, browsers, systems and students call what they hand in
FILES = [
    *("{}.ipynb", "Copy of {}.ipynb", "Copy of Copy of {}.ipynb", "{} (1).ipynb", "{} (2).ipynb"),
    *("{}-Copy1.ipynb", "{}_final.ipynb", "{}_2026_11_01T20_00_00.zip", "{}.zip", "{}.ipynb.txt"),
    *("Untitled.ipynb", "Untitled0.ipynb", "homework.ipynb", "hw1.ipynb", "my solution.ipynb"),
    *("ada.ipynb", "sub/{}.ipynb", "{}/{}.ipynb", "course/{}/{}.ipynb", "old/{}.ipynb", "{}.IPYNB"),
]
SECTIONS = {
    "monday": ["pia", "quentin", "rosa", "sven", "uta", "vera", "walt", "xenia", "yann", "zoe"],
    "tuesday": ["gita", "hal", "ines", "jack", "kira", "liam", "mona", "nils", "otto", "petra"],
}

#: what one student handed in, by the names that the student chose
Work = dict[str, bytes]
#: who handed in what, as one folder to grade
Layout = Callable[[dict[int, Work]], Files]


@st.composite
def one_work(draw: st.DrawFn) -> Work:
    files: Work = {}
    for name in draw(st.lists(st.sampled_from(FILES), min_size=1, max_size=3, unique=True)):
        lesson = draw(st.sampled_from(LESSONS))
        content = work(f"x = {draw(st.integers(0, 3))}", lesson=lesson)
        ending = name.endswith(".zip")
        files[name.replace("{}", lesson)] = zipped({"work.ipynb": content}) if ending else content
    return files


def below(folder: str, files: Work) -> Files:
    return {f"{folder}/{name}": content for name, content in files.items()}


def folders(everybody: dict[int, Work]) -> Files:
    return _joined(below(NAMES[number], files) for number, files in everybody.items())


def in_weeks(everybody: dict[int, Work]) -> Files:
    return below("week 1", folders(everybody))


def in_lessons(everybody: dict[int, Work]) -> Files:
    return below("01-tiny", folders(everybody))


def clones(everybody: dict[int, Work]) -> Files:
    return _joined(
        below(f"deep-learning-{NAMES[number]}/course/01-tiny", files)
        for number, files in everybody.items()
    )


def flat(everybody: dict[int, Work]) -> Files:
    return {f"{NAMES[number]}.ipynb": _first(files) for number, files in everybody.items()}


def flat_zips(everybody: dict[int, Work]) -> Files:
    return {
        f"{NAMES[number]}.zip": zipped({"01-tiny.ipynb": _first(files)})
        for number, files in everybody.items()
    }


def mixed(everybody: dict[int, Work]) -> Files:
    apart = [flat, folders, flat_zips, of_canvas, of_moodle]
    return _joined(
        apart[number % len(apart)]({number: files}) for number, files in everybody.items()
    )


def of_canvas(everybody: dict[int, Work]) -> Files:
    return _joined(
        canvas(1000 + number, NAMES[number], *_named(files)) for number, files in everybody.items()
    )


def of_moodle(everybody: dict[int, Work]) -> Files:
    return _joined(
        moodle(NAMES[number], 100 + number, *files.items()) for number, files in everybody.items()
    )


def of_moodle_flat(everybody: dict[int, Work]) -> Files:
    return _joined(
        moodle(NAMES[number], 100 + number, *_named(files), flat=True)
        for number, files in everybody.items()
    )


def of_moodle_teams(everybody: dict[int, Work]) -> Files:
    return _joined(
        moodle(f"Team {number % 3}-{NAMES[number]}", 100 + number, *files.items())
        for number, files in everybody.items()
    )


def of_gradescope(everybody: dict[int, Work]) -> Files:
    handed_in = [
        (str(number), "2026-11-01 20:00:00 Z", [person(NAMES[number], f"s{number}", "")], files)
        for number, files in everybody.items()
    ]
    return below("assignment_1_export", gradescope(*handed_in))


def of_nbgrader(everybody: dict[int, Work]) -> Files:
    return _joined(
        nbgrader(NAMES[number], "01-tiny", "2026-11-01 20:00:00 UTC", _first(files))
        for number, files in everybody.items()
    )


def in_sections(everybody: dict[int, Work]) -> Files:
    """Two sections of some size: there, and there alone, the class as a whole is looked at."""
    return _joined(
        below(section, flat({n: files for n, files in everybody.items() if n % 2 == odd}))
        | {f"{section}/{name}.ipynb": work("x = 5") for name in names}
        for odd, (section, names) in enumerate(SECTIONS.items())
    )


def in_a_zip(layout: Layout) -> Layout:
    return lambda everybody: {"submissions.zip": zipped(layout(everybody))}


def _first(files: Work) -> bytes:
    return next((data for name, data in files.items() if ".zip" not in name), work("x = 9"))


def _named(files: Work) -> list[tuple[str, bytes]]:
    """What a student hands in one by one, where no folder can be."""
    return [(name.rpartition("/")[2], data) for name, data in files.items()]


def _joined(parts: object) -> Files:
    return {name: data for part in parts for name, data in part.items()}  # type: ignore[attr-defined]


LAYOUTS: list[Layout] = [
    *(folders, in_weeks, in_lessons, clones, flat, flat_zips, in_sections, mixed),
    *(of_canvas, of_moodle, of_moodle_flat, of_moodle_teams, of_gradescope, of_nbgrader),
    *(in_a_zip(of_canvas), in_a_zip(of_moodle), in_a_zip(of_gradescope)),
]
#: NAMES as a roster has them, and by what number the systems know them
ROSTER = {
    f"id{number}": Member(f"id{number}", name, lms_id=str(1000 + number))
    for number, name in enumerate(NAMES)
}


def found(files: Files, members: dict[str, Member]) -> dict[str, tuple[set[str], str]]:
    """File → its students, and the file that counts for them."""
    with tempfile.TemporaryDirectory() as folder:
        root = write(Path(folder) / "in", files)
        submissions = collect([root], LESSONS, members=members)
        counts = {
            (one.counts.student, one.counts.lesson): Path(one.counts.origin).relative_to(root)
            for one in attempts(submissions, lambda one: False)
        }
        said: dict[str, tuple[set[str], str]] = {}
        for one in submissions:
            file = str(Path(one.origin).relative_to(root))
            ids, counting = said.get(file, (set(), ""))
            counting = f"{counting} {counts[one.student, one.lesson]}"
            said[file] = ids | {one.student}, counting
        return said


@examples(60)
@given(
    st.sampled_from(LAYOUTS),
    st.dictionaries(st.integers(0, len(NAMES) - 1), one_work(), min_size=2, max_size=6),
    st.sampled_from([{}, ROSTER]),
    st.data(),
)
def test_one_student_more_or_less_changes_nobody_elses_id(layout, everybody, members, data):
    gone = data.draw(st.sampled_from(sorted(everybody)))
    others = {number: files for number, files in everybody.items() if number != gone}
    with_all, without = found(layout(everybody), members), found(layout(others), members)
    assert without == {file: with_all[file] for file in without}
    ids = {student for whose, _ in without.values() for student in whose}
    assert len(ids.difference(*SECTIONS.values())) == len(others)


def written(files: Files, members: dict[str, Member]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Student and lesson → the result, the page and the row of marks, without running anything.

    The points are the number in the answer that counts.
    """
    with tempfile.TemporaryDirectory() as folder:
        root, store = write(Path(folder) / "in", files), Store(Path(folder) / "out")
        known = {name: Assignment(name, name, Path(), (), "") for name in LESSONS}
        room = Classroom(members, late="10%")
        handed_in = read_submissions([root], known, room, lambda line: None, store, reader)
        classroom.save(store, with_files(with_submitters(room, handed_in), handed_in, store))
        for one in handed_in:
            counts = one.counts
            answer = notebook_of(counts).cells[-1].source  # `x = 3`
            questions = (QuestionResult("q1", float(answer[-1]), 9.0),)
            result = Result(
                counts.student,
                counts.lesson,
                Status.GRADED,
                float(answer[-1]),
                9.0,
                questions,
                submission_sha256=answer,
                marked_late=counts.marked_late,
            )
            store.save(result)
        rewrite(store, HERE)
        table = csv.reader(store.grades_path.read_text().splitlines())
        rows = {(row[0], row[1]): ",".join(row) for row in table}
        said: dict[tuple[str, str], tuple[str, ...]] = {}
        for one in handed_in:
            student, lesson = one.counts.student, one.counts.lesson
            said[student, lesson] = (
                store.result_path(student, lesson).read_text(),
                store.feedback_path(student, lesson).read_text(),
                rows[student, lesson],
            )
        return said


@examples(40)
@given(
    st.sampled_from(LAYOUTS),
    st.dictionaries(st.integers(0, len(NAMES) - 1), one_work(), min_size=2, max_size=5),
    st.sampled_from([{}, ROSTER]),
    st.data(),
)
def test_one_student_more_or_less_changes_nobody_elses_marks_and_pages(
    layout, everybody, members, data
):
    gone = data.draw(st.sampled_from(sorted(everybody)))
    others = {number: files for number, files in everybody.items() if number != gone}
    with_all, without = written(layout(everybody), members), written(layout(others), members)
    assert without == {place: with_all[place] for place in without}
