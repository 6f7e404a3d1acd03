"""Moodle: an assignment's submissions in, its grading worksheet out. [coordinator, worker]

*View all submissions → Download all submissions* gives a zip of folders
`Ada Lovelace_123456_assignsubmission_file_/`, or, where *Download submissions in folders* is off,
of files `Ada Lovelace_123456_assignsubmission_file_work.ipynb`. The number is the participant's in
this one assignment. Where teams hand in, each member has the team's files, and before the name
stands that of the team (`Team 1-Ada Lovelace`; `Default group-…` for those who are in none); since
4.1 a team's files are there once, under the name and the number of the team alone. Where marking is
anonymous, the name is `Participant`. The grading worksheet, `Grades-….csv`, says for each number
the name and the e-mail address, where it lies beside the download, and it alone says when something
was handed in.
Source: `mod/assign/locallib.php` (`download_submissions`), since 4.1
`mod/assign/classes/downloader.php`, in github.com/moodle/moodle.

The worksheet has the columns Identifier (`Participant 123456`), Full name, Email address, …, Grade,
Maximum grade, …, Last modified (submission), …, Last modified (grade), Feedback comments. Reading
it back, Moodle needs Identifier, Grade and Last modified (grade), in the words of the language that
it is set to; it passes over empty grades, grades above the maximum and, unless told otherwise,
those that somebody has changed since. Source: `mod/assign/feedback/offline/` there,
`importgradeslib.php` and `locallib.php`. *Grades → Import → CSV file* takes the same table by
e-mail address or ID number: docs.moodle.org/en/Grade_import.

*Upload multiple feedback files in a zip* takes files that are called as those of the download are,
`<name>_<number>_assignsubmission_file_<file>`: the number says whose they are (of a team that hands
in together, the team's), and the last part is the name that the student sees. A file of that name
which is there already is replaced. Source: `mod/assign/feedback/file/importziplib.php` there; 4.1
reads names in another way than versions before it, and both ways take these.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath
from shlex import quote
from typing import Any

from autograder.files import file_name
from autograder.lms.download import Download, HandedIn, Submitter
from autograder.lms.people import Person
from autograder.lms.table import Cells, ColumnError, Grade, Table, by_person, number, points

_NAMED = re.compile(
    r"(?P<name>.+)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)(?:_(?P<file>.*))?", re.DOTALL
)
_NAME, _ID, _EMAIL = "Full name", "ID number", "Email address"
_CHANGE = "Grade can be changed"
_GRADE, _FEEDBACK, _MAXIMUM = "Grade", "Feedback comments", "Maximum grade"
_COLUMNS = (
    *("Identifier", _NAME, _ID, _EMAIL),
    *(_GRADE, _MAXIMUM, "Last modified (grade)", _FEEDBACK),
)
_MOMENT = "Last modified (submission)"
_MOMENT_FORMATS = ("%A, %d %B %Y, %I:%M %p", "%A, %d %B %Y, %H:%M", "%A, %B %d, %Y, %I:%M %p")
_NUMBER_AT_END = re.compile(r"\d+$")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_NOT_IN_A_NAME = re.compile(r'[\x00-\x1f\x7f-\x9f_/\\:*?"<>|]')
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
                group, name = _parted(match["name"].strip())
                found[path] = place, group, name, match
                ids[path.parts[:place], name].add(match["id"])
                break
    named = {}
    for path, (place, group, name, match) in found.items():
        alone = len(ids[path.parts[:place], name]) == 1 and _letters(name) not in _ANONYMOUS
        named[path] = [
            HandedIn(
                submitter=Submitter(
                    "moodle", match["id"], name, group=group, file=path.parts[place]
                ),
                student=name if alone else f"{name} {match['id']}",
                place=place,
                file=match["file"] or path.name,
            )
        ]
    return named


def _parted(name: str) -> tuple[str, str]:
    """The name of a team, where one that needs no worksheet stands before a student's; and that."""
    group = _GROUP.match(name)
    return (group[0].strip(" -"), name[group.end() :].strip()) if group else ("", name)


def team_before(name: str, student: str) -> str:
    """The name of the team that stands before a student's; nothing where none does."""
    return name[: -len(student)].strip(" -") if student and name.endswith(student) else ""


def names(name: str) -> list[str]:
    """What a student may be called whose name may have that of a group before it."""
    parts = name.split("-")
    return ["-".join(parts[start:]).strip() for start in range(len(parts))]


def feedback_name(file: str, lesson: str) -> str:
    """What a page is called in a zip of feedback files for Moodle; nothing where nobody knows.

    Args:
        file: what the download calls what was handed in, or the folder that it lies in.
    """
    match = _NAMED.fullmatch(file)
    if match is None:
        return ""
    # Moodle goes by the number; what begins with a point or a tilde it takes for hidden.
    name = _NOT_IN_A_NAME.sub(" ", match["name"]).lstrip(".~ ") or "Participant"
    return f"{name}_{match['id']}_assignsubmission_file_{file_name(lesson)}.html"


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
        submitted_at: when the student last handed in, in local time and without its zone.
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
    header = [*map(_letters, worksheet.header)]
    place = header.index(_letters(_NAME)) if _letters(_NAME) in header else 1
    called = Counter(row[place] for row in worksheet.rows if len(row) > place)
    found = {}
    for cells in worksheet.rows:
        if len(cells) > place and (identifier := _NUMBER_AT_END.search(cells[0].strip())):
            row = dict(zip(header, cells, strict=False))
            address = next((cell for cell in cells if _ADDRESS.fullmatch(cell.strip())), "")
            found[identifier[0]] = Participant(
                name=cells[place].strip(),
                email=address.strip(),
                id=row.get(_letters(_ID), "").strip(),
                is_named_alone=called[cells[place]] == 1,
                submitted_at=_moment(row.get(_letters(_MOMENT), "")),
            )
    return found


def as_json(people: Mapping[str, Participant]) -> dict[str, Any]:
    """What `of_json` takes."""
    return {
        number: [
            one.name,
            one.email,
            one.id,
            one.is_named_alone,
            one.submitted_at and one.submitted_at.isoformat(),
        ]
        for number, one in people.items()
    }


def of_json(data: Mapping[str, Any]) -> dict[str, Participant]:
    """The way back from `as_json`."""
    return {
        number: Participant(name, email, own, is_alone, moment and datetime.fromisoformat(moment))
        for number, (name, email, own, is_alone, moment) in data.items()
    }


def described(one: HandedIn, people: Mapping[str, Participant]) -> HandedIn:
    """What was handed in, with what worksheets say of its student.

    The name that the worksheet gives ends the one that the download gives, after that of a group.
    """
    known = people.get(one.submitter.id) if one.submitter.lms == "moodle" else None
    if known is None:
        return one
    one = replace(one, submitted_at=known.submitted_at, known_as=(known.id,))
    if not known.name or not _letters(one.submitter.name).endswith(_letters(known.name)):
        return one  # marking is anonymous
    apart = f"{known.name} ({known.email or one.submitter.id})"
    return replace(
        one,
        student=known.name if known.is_named_alone else apart,
        submitter=replace(
            one.submitter,
            name=known.name,
            email=known.email,
            group=one.submitter.group or _team(one.submitter.name, known.name),
        ),
    )


def _team(name: str, student: str) -> str:
    """As `team_before`, where the download has left signs of the student's name out."""
    parts = student.count("-") + 1
    return "-".join(name.split("-")[:-parts]).strip()


def _letters(name: str) -> str:
    """A name without the signs that Moodle leaves out of a file's."""
    return re.sub(r"[\W_]", "", name.casefold())


def _moment(text: str) -> datetime | None:
    for form in _MOMENT_FORMATS:
        try:
            return datetime.strptime(text.strip(), form)
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


def lacks(grades: Sequence[Grade]) -> list[str]:
    """A sentence on rows that Moodle would pass over, reading `table` as its worksheet."""
    without = sum(not grade.participant for grade in grades)
    if not without:
        return []
    return [
        f"{without} of {len(grades)} did not come from Moodle's download, so its grading worksheet "
        "would pass over them: fill the one that Moodle gives (--template), or let Grades → Import "
        "→ CSV file find them by e-mail address."
    ]


def fill(
    template: Table,
    grades: Sequence[Grade],
    columns: Mapping[str, str],
    *,
    overwrite: bool = False,
) -> tuple[Table, list[str]]:
    """Moodle's own worksheet with the marks and comments in its cells; it is of one assignment.

    Args:
        columns: lesson → heading of the grades, where Moodle is set to another language.
        overwrite: whether marks and comments that are there are replaced, and cells filled that
            Moodle says cannot be changed.

    Returns:
        The table, and a sentence for each thing to look at.

    Raises:
        ColumnError: it is no worksheet, or there are marks of several lessons.
    """
    lesson = _one_lesson(grades)
    header = template.header
    heading = columns.get(lesson, _GRADE)
    places = {_letters(name): place for place, name in reversed([*enumerate(header)])}
    if (of_grade := places.get(_letters(heading))) is None:
        raise ColumnError(
            f"The template has no column {heading!r}; it has {', '.join(header)}. It should be the "
            "assignment's grading worksheet (View all submissions → Download grading worksheet); "
            f"in another language, say --column {quote(f'{lesson}=HEADING')}."
        )
    numbered = {grade.participant: grade for grade in grades if grade.participant}
    others = by_person(grade for grade in grades if not grade.participant)
    of_comment = places.get(_letters(_FEEDBACK))
    rows, used, remarks, maxima = [], set(), [], set()
    cells = Cells(overwrite=overwrite)
    for row in template.rows:
        filled = row + [""] * (len(header) - len(row))
        row_of = dict(zip(map(_letters, header), filled, strict=False))
        identifier = _NUMBER_AT_END.search(filled[0])
        grade = numbered.get(identifier[0]) if identifier else None
        if grade := grade or others.find(_person(row_of)):
            used.add(grade.student)
            is_locked = row_of.get(_letters(_CHANGE), "").strip().casefold() == "no"
            locked = f"“{_CHANGE}: No”" if is_locked else ""
            ours, there = points(grade.score), filled[of_grade]
            filled[of_grade] = cells.fill(there, ours, grade.student, locked)
            if of_comment is not None and not cells.keeps(there, ours, locked):
                whose = f"{grade.student}, comment"
                filled[of_comment] = cells.fill(filled[of_comment], grade.comment, whose)
            maxima.add((row_of.get(_letters(_MAXIMUM), "").strip(), points(grade.max_score)))
        rows.append(filled)
    remarks += cells.remarks()
    remarks += [
        f"{lesson} has {ours} points here and {theirs} in Moodle: give the assignment there "
        "the same maximum grade first."
        for theirs, ours in sorted(maxima)
        if theirs and (points(number(theirs)) or theirs) != ours
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
    """Who a row is of.

    Args:
        row: by the letters of its headings, because Moodle has changed their capitals.
    """
    ids = (row.get(_letters(_ID), ""), row.get("username", ""))
    return Person(ids, row.get(_letters(_EMAIL), ""), row.get(_letters(_NAME), ""))
