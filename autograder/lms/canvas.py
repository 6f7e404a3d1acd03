"""Canvas: `submissions.zip` in, gradebook CSV out. [coordinator, worker]

A file is called `lovelaceada_LATE_12345_67890_work-1.ipynb`: the sortable name in small letters and
without what is no letter, `LATE` where Canvas counts it as late, the user's id, the file's id, and
the name that the student gave, with Canvas's `-1` where it was handed in again. A text that was
typed in is `lovelaceada_12345_text.html`. Where marking is anonymous, `anon_x7Kp2` is in the place
of name and id. When it was handed in is not said.
Source: `lib/content_zipper.rb` in github.com/instructure/canvas-lms.

The gradebook's CSV: a row of columns (Student, ID, SIS User ID, SIS Login ID, Section, then
`Title (id)` for each assignment), a row of points possible, a row per student. Canvas finds a
student by ID, else by SIS User ID, SIS Login ID or name, and an assignment by the id in its
column, else by its title; a title that it does not know, it offers to create. Empty cells change
nothing. Source: `lib/gradebook_importer.rb` and `lib/gradebook_exporter.rb`, same repository.

A zip of files goes back in the same way: by the first two numbers of its name, or by what stands
after `anon`, a file finds the student and what that student handed in, and is attached to a comment
under the name that *this* had, whatever it is called in the zip. So a page goes back as a file of
the same kind. A last part that begins with `link` is passed over. Of a group one file comes and one
goes back, to all. Source: `generate_comments_from_files` and `infer_comment_context_from_filename`
in `app/models/abstract_assignment.rb`, same repository.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from pathlib import PurePosixPath

from autograder.files import file_name, listed
from autograder.lms.download import Download, HandedIn, Submitter, is_class
from autograder.lms.people import Person
from autograder.lms.table import (
    Cells,
    ColumnError,
    Grade,
    Table,
    by_person,
    lesson_columns,
    number,
    points,
)

_NAMED = re.compile(
    r"(?:(?P<name>(?!LATE_)\w+?)_)?(?:(?P<late>LATE)_)?"
    r"(?P<id>(?<=_)\d+|anon_[0-9A-Za-z]{5})_"
    r"(?:(?P<file_id>\d+)_(?P<file>.+)|(?P<entry>(?:text|link)\.html))"
)
_AGAIN = re.compile(r"-(\d{1,3})$")
_NAMED_AT_MOST = 10
_POINTS_POSSIBLE = "    Points Possible"
_STUDENT_COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")


def recognise(download: Download) -> dict[PurePosixPath, list[HandedIn]]:
    """Who handed in which file. Canvas's zips are flat: a folder holds such files, or others.

    Where the ids are long, others may have come to lie beside them.
    """
    folders: dict[PurePosixPath, dict[PurePosixPath, re.Match[str]]] = defaultdict(dict)
    others = set()
    for path in download.paths:
        if found := _NAMED.fullmatch(path.name):
            folders[path.parent][path] = found
        elif path.suffix in (".ipynb", ".zip"):
            others.add(path.parent)
    named: dict[PurePosixPath, list[HandedIn]] = {}
    for folder, found_here in folders.items():
        certain = _certain(found_here)
        # A student's own folder can hold any names; a download's holds those of many students.
        several = len({match["id"] for match in certain.values()}) > 1
        outer = len(folder.parts) < 2 or (len(folder.parts) < 3 and is_class(folder.name))
        short_too = several and len(certain) == len(found_here) and folder not in others
        for path, match in certain.items():
            # Among other files, `lab_3_1_ada.ipynb` is nobody's whose id is 3.
            long = min(len(match["id"]), len(match["file_id"] or match["id"])) > 2
            if (long and (several or outer)) or short_too:
                named[path] = [_handed_in(path, match, download)]
    return named


def feedback_ending(file: str) -> str:
    """The ending of the name that Canvas shows feedback under, in small letters; or nothing.

    Args:
        file: what the download calls what was handed in.
    """
    match = _NAMED.fullmatch(file)
    return PurePosixPath(match["file"] or "").suffix.lower() if match else ""


def feedback_name(file: str, lesson: str, ending: str) -> str:
    """What feedback is called in a zip that Canvas takes; nothing where it can be hung on nothing.

    Args:
        file: what the download calls what was handed in.
        ending: of the name, with its point.
    """
    match = _NAMED.fullmatch(file)
    if match is None or not match["file_id"]:
        return ""
    return f"{file[: match.start('file')]}feedback-{file_name(lesson)}{ending}"


def is_test_student(submitter: Submitter) -> bool:
    """Whether it is the student that Canvas makes up for teachers to try things out."""
    return submitter.lms == "canvas" and submitter.name == "studenttest"


def _certain(found: Mapping[PurePosixPath, re.Match[str]]) -> dict[PurePosixPath, re.Match[str]]:
    """Those whose ids are ids: each is of one person, and each file has its own."""
    names = defaultdict(set)
    for match in found.values():
        names[match["id"]].add(match["name"])
    files = Counter(match["file_id"] for match in found.values() if match["file_id"])
    return {
        path: match
        for path, match in found.items()
        if len(names[match["id"]]) == 1 and files[match["file_id"]] < 2
    }


def _handed_in(path: PurePosixPath, match: re.Match[str], download: Download) -> HandedIn:
    file = match["file"] or match["entry"]
    stem = PurePosixPath(file).stem
    again = None if stem in download.lessons else _AGAIN.search(stem)
    name = (match["name"] or "").replace("_", " ")
    return HandedIn(
        submitter=Submitter("canvas", match["id"], name, file=path.name),
        student=match["id"],
        place=len(path.parts) - 1,
        file=file,
        late=bool(match["late"]),
        attempt=int(again[1]) if again else 0,
    )


def table(grades: Sequence[Grade]) -> Table:
    """A gradebook CSV of our own: Canvas knows assignments by their titles, and offers new ones."""
    lessons = list(dict.fromkeys(grade.lesson for grade in grades))
    possible = {grade.lesson: points(grade.max_score) for grade in grades}
    cells: dict[str, dict[str, str]] = defaultdict(dict)
    people: dict[str, Grade] = {}
    for grade in grades:
        people.setdefault(grade.student, grade)
        cells[grade.student][grade.lesson] = points(grade.score)
    rows = [
        [grade.name or student, _id(grade), grade.sis_id, grade.email, ""]
        + [cells[student].get(lesson, "") for lesson in lessons]
        for student, grade in people.items()
    ]
    head = [_POINTS_POSSIBLE, *[""] * (len(_STUDENT_COLUMNS) - 1)]
    head += [possible[lesson] for lesson in lessons]
    return Table([*_STUDENT_COLUMNS, *lessons], [head, *rows])


def lacks(grades: Sequence[Grade]) -> list[str]:
    """What Canvas has in its own gradebook and `table` has not, in a sentence."""
    people = {grade.student: grade for grade in grades}
    empty = {"Section": list(people)}
    empty["ID"] = [student for student, grade in people.items() if not _id(grade)]
    empty["SIS User ID"] = [student for student, grade in people.items() if not grade.sis_id]
    empty["SIS Login ID"] = [student for student, grade in people.items() if not grade.email]
    said = [f"{column} is empty {_of(some, people)}" for column, some in empty.items() if some]
    return [
        f"This is not Canvas's own gradebook: {', '.join(said)}. Canvas refuses a student whom it "
        "finds neither by its ID, nor by its own SIS ids, nor by name. Fill the gradebook that it "
        "exports (Grades → Export), which has them all: --template."
    ]


def _of(some: Sequence[str], people: Collection[str]) -> str:
    if len(some) == len(people):
        return "for everyone"
    return f"for {len(some)} of {len(people)} ({listed(some, _NAMED_AT_MOST)})"


def fill(
    template: Table,
    grades: Sequence[Grade],
    columns: Mapping[str, str],
    *,
    overwrite: bool = False,
) -> tuple[Table, list[str]]:
    """Canvas's own export with the marks in its cells: the students and the lessons' columns.

    Args:
        columns: lesson → heading, where the lesson's name is not in it.
        overwrite: whether marks that are there, `EX` for excused ones among them, are replaced.

    Returns:
        The table, and a sentence for each thing to look at.

    Raises:
        ColumnError: it is no export of Canvas's, or a lesson has no column.
    """
    header = template.header
    if "Section" not in header or "ID" not in header[:3]:
        raise ColumnError(
            "The template is not a gradebook exported from Canvas (Grades → Export → Export "
            "Entire Gradebook): it needs the columns Student, ID and Section."
        )
    about = header.index("Section") + 1
    lessons = list(dict.fromkeys(grade.lesson for grade in grades))
    places = lesson_columns(header[about:], lessons, columns)
    kept = [*range(about), *(about + place for place in places.values())]
    people = {
        lesson: by_person(grade for grade in grades if grade.lesson == lesson) for lesson in lessons
    }
    rows, remarks, used = [], [], set()
    cells = Cells(overwrite=overwrite)
    for row in template.rows:
        row = row + [""] * (len(header) - len(row))
        filled = list(row)
        if "Points Possible" in row[0]:
            remarks += _other_points(row[about:], places, grades)
        elif any(row[:about]):
            person = _person(dict(zip(header[:about], row, strict=False)))
            for lesson, place in places.items():
                if grade := people[lesson].find(person):
                    used.add((grade.student, lesson))
                    whose = f"{grade.student} ({lesson})"
                    there = filled[about + place]
                    filled[about + place] = cells.fill(there, points(grade.score), whose)
        rows.append([filled[index] for index in kept])
    remarks += cells.remarks()
    left = [grade for grade in grades if (grade.student, grade.lesson) not in used]
    remarks += [f"{one.student} ({one.lesson}) is in no row of the template." for one in left]
    return Table([header[index] for index in kept], rows), remarks


def _person(row: Mapping[str, str]) -> Person:
    name = row.get("Student") or f"{row.get('FirstName', '')} {row.get('LastName', '')}"
    login = row.get("SIS Login ID", "")
    return Person((row["ID"], row.get("SIS User ID", ""), login), login, name)


def _other_points(
    row: Sequence[str], places: Mapping[str, int], grades: Sequence[Grade]
) -> list[str]:
    here = {grade.lesson: grade.max_score for grade in grades}
    theirs = {lesson: row[place].strip() for lesson, place in places.items()}
    return [
        f"{lesson} has {points(here[lesson])} points here and {most} in Canvas: give the "
        "assignment there the same number of points first."
        for lesson, most in theirs.items()
        if most and most != points(here[lesson]) and number(most) != here[lesson]
    ]


def _id(grade: Grade) -> str:
    return grade.lms_id if grade.lms_id.isdecimal() else ""
