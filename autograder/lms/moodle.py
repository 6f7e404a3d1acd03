"""Moodle: all submissions of an assignment in, its offline grading worksheet out.

*View all submissions → Download all submissions* gives a zip of folders
`Ada Lovelace_123456_assignsubmission_file_/`, or, where *Download submissions in folders* is off,
of files `Ada Lovelace_123456_assignsubmission_file_work.ipynb`. The number is the participant's in
this one assignment. Where teams hand in, the name of the student's team stands before the name
(`Team 1-Ada Lovelace`; `Default group-…` for those who are in none), and so does that of a group
which was chosen. Where marking is anonymous, the name is `Participant`. The grading worksheet,
`Grades-….csv`, says for each number the name and the e-mail address, where it lies beside the
download, and it alone says when something was handed in.
Source: `mod/assign/locallib.php` (`download_submissions`) in github.com/moodle/moodle.

The worksheet has the columns Identifier (`Participant 123456`), Full name, Email address, …, Grade,
Maximum grade, …, Last modified (submission), …, Last modified (grade), Feedback comments. Reading
it back, Moodle needs Identifier, Grade and Last modified (grade), in the words of the language that
it is set to; it passes over empty grades, grades above the maximum and, unless told otherwise,
those that somebody has changed since. Source: `mod/assign/feedback/offline/` there,
`importgradeslib.php` and `locallib.php`. *Grades → Import → CSV file* takes the same table by
e-mail address or ID number: docs.moodle.org/en/Grade_import.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath
from shlex import quote

from autograder.lms.download import Download, HandedIn, Sender
from autograder.lms.people import Person
from autograder.lms.table import ColumnError, Grade, Table, by_person, points

_NAMED = re.compile(
    r"(?P<name>.+)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)(?:_(?P<file>.*))?", re.DOTALL
)
_GRADE, _FEEDBACK, _MAXIMUM = "Grade", "Feedback comments", "Maximum grade"
_COLUMNS = (
    *("Identifier", "Full name", "ID number", "Email address"),
    *(_GRADE, _MAXIMUM, "Last modified (grade)", _FEEDBACK),
)
_MOMENT = "Last modified (submission)"
_MOMENT_FORMATS = ("%A, %d %B %Y, %I:%M %p", "%A, %d %B %Y, %H:%M", "%A, %B %d, %Y, %I:%M %p")
_NUMBER_AT_END = re.compile(r"\d+$")
_NAME, _ID = "Full name", "ID number"
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
#: how groups are called that need no worksheet to be known as such
_WORDS = "group|team|gruppe|groupe|équipe|equipe|grupo|equipo|gruppo|squadra|groep"
_GROUP = re.compile(
    rf"(?:(?:default )?(?:{_WORDS})(?:\s[^-]*-(?:\d+-)*|-\w{{1,2}}-|-))?-?(?=\s*\S)", re.IGNORECASE
)
#: what Moodle calls those whose names it hides
_ANONYMOUS = frozenset({"participant", "participante", "partecipante", "teilnehmerin", "deelnemer"})


def recognise(download: Download) -> dict[PurePosixPath, list[HandedIn]]:
    """Who handed in which file.

    Two students of one name in one assignment are told apart by their numbers.
    """
    found = {}
    ids = defaultdict(set)
    for path in download.paths:
        for place, part in enumerate(path.parts):
            if match := _NAMED.fullmatch(part):
                name = _without_group(match["name"].strip())
                found[path] = place, name, match
                ids[path.parts[:place], name].add(match["id"])
                break
    named = {}
    for path, (place, name, match) in found.items():
        alone = len(ids[path.parts[:place], name]) == 1 and not _is_anonymous(name)
        named[path] = [
            HandedIn(
                sender=Sender("moodle", match["id"], name),
                student=name if alone else f"{name} {match['id']}",
                place=place,
                file=match["file"] or path.name,
            )
        ]
    return named


def _without_group(name: str) -> str:
    group = _GROUP.match(name)
    return name[group.end() :].strip() if group else name


def _is_anonymous(name: str) -> bool:
    return _letters(name) in _ANONYMOUS


def names(name: str) -> list[str]:
    """What a student may be called whose name may have that of a group before it."""
    parts = name.split("-")
    return ["-".join(parts[start:]).strip() for start in range(len(parts))]


def is_worksheet(path: PurePosixPath) -> bool:
    """Whether a file is a grading worksheet, by its name."""
    return path.suffix.lower() == ".csv" and path.name.startswith("Grades-")


@dataclass(frozen=True)
class Participant:
    """What a grading worksheet says of a student.

    Attributes:
        name: the full name, or in another language than English what stands in its place.
        id: of the university's, where Moodle shows it.
        is_named_alone: whether no other student of the worksheet has the name.
        submitted_at: when the student last handed in, in local time.
    """

    name: str
    email: str
    id: str
    is_named_alone: bool
    submitted_at: datetime | None


def participants(worksheet: Table) -> dict[str, Participant]:
    """Participant's number → what the worksheet says.

    Moodle writes moments in the language that it is set to; English is read, in a process whose own
    language is English or none.
    """
    header = worksheet.header
    place = header.index(_NAME) if _NAME in header else 1
    called = Counter(row[place] for row in worksheet.rows if len(row) > place)
    found = {}
    for cells in worksheet.rows:
        if len(cells) > place and (number := _NUMBER_AT_END.search(cells[0].strip())):
            row = dict(zip(header, cells, strict=False))
            address = next((cell for cell in cells if _ADDRESS.fullmatch(cell.strip())), "")
            found[number[0]] = Participant(
                name=cells[place].strip(),
                email=address.strip(),
                id=row.get(_ID, "").strip(),
                is_named_alone=called[cells[place]] == 1,
                submitted_at=_moment(row.get(_MOMENT, "")),
            )
    return found


def described(one: HandedIn, people: Mapping[str, Participant]) -> HandedIn:
    """What was handed in, with what worksheets say of its student.

    The name that the worksheet gives ends the one that the download gives, after that of a group.
    """
    known = people.get(one.sender.id) if one.sender.lms == "moodle" else None
    if known is None:
        return one
    one = replace(one, submitted_at=known.submitted_at, known_as=(known.id,))
    if not known.name or not _letters(one.sender.name).endswith(_letters(known.name)):
        return one  # marking is anonymous
    apart = f"{known.name} ({known.email or one.sender.id})"
    return replace(
        one,
        student=known.name if known.is_named_alone else apart,
        sender=replace(one.sender, name=known.name, email=known.email),
    )


def _letters(name: str) -> str:
    """A name without the signs that Moodle leaves out of a file's."""
    return re.sub(r"[\W_]", "", name.casefold())


def _moment(text: str) -> datetime | None:
    for form in _MOMENT_FORMATS:
        try:
            return datetime.strptime(text.strip(), form).astimezone()
        except ValueError:
            continue
    return None


def table(grades: Sequence[Grade]) -> Table:
    """A worksheet of our own, in Moodle's English columns.

    Raises:
        ColumnError: there are marks of several lessons.
    """
    _one_lesson(grades)
    rows = [
        [
            f"Participant {grade.participant}" if grade.participant else "",
            *(grade.name or grade.student, grade.sis_id, grade.email),
            *(points(grade.score), points(grade.max_score), "", grade.comment),
        ]
        for grade in grades
    ]
    return Table(list(_COLUMNS), rows)


def fill(
    template: Table, grades: Sequence[Grade], columns: Mapping[str, str]
) -> tuple[Table, list[str]]:
    """Moodle's own worksheet with the marks and comments in its cells; it is of one assignment.

    Args:
        columns: lesson → heading of the grades, where Moodle is set to another language.

    Returns:
        The table, and a sentence for each thing to look at.

    Raises:
        ColumnError: it is no worksheet, or there are marks of several lessons.
    """
    lesson = _one_lesson(grades)
    header = template.header
    heading = columns.get(lesson, _GRADE)
    if heading not in header:
        raise ColumnError(
            f"The template has no column {heading!r}; it has {', '.join(header)}. It should be the "
            "assignment's grading worksheet (View all submissions → Download grading worksheet); "
            f"in another language, say --column {quote(f'{lesson}=HEADING')}."
        )
    numbered = {grade.participant: grade for grade in grades if grade.participant}
    others = by_person(grade for grade in grades if not grade.participant)
    rows, used, remarks, maxima = [], set(), [], set()
    for row in template.rows:
        filled = row + [""] * (len(header) - len(row))
        by_column = dict(zip(header, filled, strict=False))
        number = _NUMBER_AT_END.search(filled[0])
        grade = numbered.get(number[0]) if number else None
        if grade := grade or others.find(_person(by_column)):
            used.add(grade.student)
            filled[header.index(heading)] = points(grade.score) or filled[header.index(heading)]
            if _FEEDBACK in header and grade.comment:
                filled[header.index(_FEEDBACK)] = grade.comment
            maxima.add((by_column.get(_MAXIMUM, "").strip(), points(grade.max_score)))
        rows.append(filled)
    remarks += [
        f"{lesson} has {ours} points here and {theirs} in Moodle: give the assignment there "
        "the same maximum grade first."
        for theirs, ours in sorted(maxima)
        if theirs and _as_points(theirs) != ours
    ]
    left = [grade for grade in grades if grade.student not in used]
    remarks += [f"{one.student} ({one.lesson}) is in no row of the template." for one in left]
    return Table(header, rows), remarks


def _one_lesson(grades: Sequence[Grade]) -> str:
    lessons = list(dict.fromkeys(grade.lesson for grade in grades))
    if len(lessons) > 1:
        raise ColumnError(
            f"A worksheet of Moodle's is of one assignment; here are {', '.join(lessons)}. Name "
            "one with --lesson."
        )
    return lessons[0] if lessons else ""


def _person(row: Mapping[str, str]) -> Person:
    ids = (row.get("ID number", ""), row.get("Username", ""))
    return Person(ids, row.get("Email address", ""), row.get("Full name", ""))


def _as_points(text: str) -> str:
    try:
        return points(float(text.replace(",", ".")))
    except ValueError:
        return text
