"""The people of a class: their names, and what systems know them by. [coordinator, worker]"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from autograder.errors import UserError
from autograder.lms.people import Directory, Person
from autograder.lms.table import ColumnError, Table, read_csv


@dataclass(frozen=True)
class Member:
    """One student of a class.

    Attributes:
        student: the id that submissions go by here.
        lms_id: the id that the learning management system knows, where it is another one.
        extension_days: how many days later than the others this student may hand in, at the same
            time of day.
        extension: how much time after that.
        group: who of one group handed in did so for all of it; empty where somebody works alone.
        section: the part of the class, which may have due dates of its own; or nothing.
        number: what the course gave this student to derive values of their own from; or nothing.
    """

    student: str
    name: str = ""
    email: str = ""
    lms_id: str = ""
    extension: timedelta = timedelta()
    extension_days: int = 0
    group: str = ""
    section: str = ""
    number: str = ""

    @property
    def is_extended(self) -> bool:
        """Whether this student may hand in later than the others."""
        return bool(self.extension or self.extension_days)

    @property
    def team(self) -> str:
        """The group, however somebody spells it."""
        return letters(self.group)


#: what a column may be called, without case, spaces and signs; the first that is there counts
_HEADINGS = {
    "student": (
        *("studentid", "student", "sid", "netid", "username", "userid", "login", "loginid"),
        *("sisloginid", "sisuserid", "idnumber", "id", "email", "emailaddress"),
    ),
    "name": ("name", "fullname", "studentname", "displayname"),
    "first": ("firstname", "givenname", "forename"),
    "last": ("lastname", "surname", "familyname"),
    "email": ("email", "emailaddress", "mail"),
    "lms_id": ("lmsid", "canvasid", "canvasuserid", "moodleid", "gradescopeid"),
    "group": ("group", "groupname", "team", "teamname"),
    "section": ("section", "sectionname", "sections"),
    "number": ("number", "coursenumber", "ownnumber"),
    "extension": ("extension", "extensiondays", "extradays", "extratime"),
}
_EXTENSION = re.compile(r"(\d+(?:[.,]\d+)?)\s*(d|days?|h|hours?|min|minutes?)?", re.IGNORECASE)
#: what a spreadsheet makes of a long number
_SHORTENED = re.compile(r"\d([.,]\d+)?E\+\d+", re.IGNORECASE)
_PARTNER = re.compile(r"(?:partner|partners|teammate|member)\d*")
_TEST_STUDENT = "student, test"
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


def letters(name: str) -> str:
    """A name without case, spaces and signs."""
    return re.sub(r"[\W_]", "", name.casefold())


#: lesson → student → what the group is called that the student is in there; equal names are one
Teams = Mapping[str, Mapping[str, str]]
NO_TEAMS: Teams = {}


def team_of(student: str, lesson: str, members: Mapping[str, Member], teams: Teams) -> str:
    """The group that a student is in for a lesson: of the lesson's list, or else the roster's."""
    if lesson in teams:
        return teams[lesson].get(student, "")
    return members.get(student, Member(student)).team


class RosterError(UserError):
    """A roster cannot be used. The message names the file, the line, and what to do."""


def read_roster(path: Path) -> dict[str, Member]:
    """The class out of a CSV file, by student id.

    Columns are known by their headings, in any order: `student`, and, where there are, `name` (or
    first and last name), `email`, `lms_id`, `group`, `section`, `number`, `extension` (days, or
    `12h`, `30min`). The lists that Canvas, Moodle and Gradescope export are read as they are, and
    so is what Canvas exports of a group set. Who has no student id goes by another one that the
    line has, or else by the e-mail address.

    Raises:
        RosterError: it is no such table, two lines are of the same student, or an id is damaged.
    """
    try:
        table = read_csv(path)
    except ColumnError as error:
        raise RosterError(str(error)) from None
    places = _places(table)
    if "student" not in places:
        raise RosterError(
            f"{path} has no column of student ids. Name one `student`; the others may be `name`, "
            f"`email`, `lms_id`, `group` and `extension`. It has: {', '.join(table.header)}."
        )
    members: dict[str, Member] = {}
    lines: dict[str, int] = {}
    role = next((i for i, name in enumerate(table.header) if name.casefold() == "role"), None)
    for line, row in enumerate(table.rows, table.first_line):
        if role is not None and row[role : role + 1] and "student" not in row[role].casefold():
            continue  # Gradescope lists who teaches, too
        cells = [cell.strip() for cell in row] + [""] * (len(table.header) - len(row))
        facts = {
            name: next((cells[place] for place in among if cells[place]), "")
            for name, among in places.items()
        }
        if not any(facts.values()) or cells[0] == "Points Possible":
            continue
        if facts.get("name", "").casefold() == _TEST_STUDENT:
            continue  # Canvas's own, to try things out
        student = facts["student"]
        if not student:
            raise RosterError(f"{path}, line {line}: there is no student id.")
        for number in (student, facts.get("lms_id", ""), facts.get("number", "")):
            if _SHORTENED.fullmatch(number):
                raise RosterError(
                    f"{path}, line {line}: {number} is what a spreadsheet made of a longer number, "
                    "whose other digits are lost. Export the list anew, and if you must edit it, "
                    "give that column the format Text first."
                )
        if student.casefold() in lines:
            raise RosterError(
                f"{path}, line {line}: {student} is in line {lines[student.casefold()]}, too."
            )
        lines[student.casefold()] = line
        both = " ".join(filter(None, (facts.get("first"), facts.get("last"))))
        members[student] = Member(
            student,
            facts.get("name") or both,
            facts.get("email", ""),
            facts.get("lms_id", ""),
            *_extension(facts.get("extension", ""), f"{path}, line {line}"),
            facts.get("group", ""),
            facts.get("section", ""),
            facts.get("number", ""),
        )
    if not members:
        raise RosterError(f"{path} names no student below its headings.")
    return members


def number_column(table: Table) -> int | None:
    """Which column of a roster holds the students' numbers; None where none does."""
    return next(iter(_places(table).get("number", ())), None)


def read_teams(path: Path, members: Iterable[Member]) -> dict[str, str]:
    """Who works together in one lesson, out of a CSV file: student → group.

    Columns are known by their headings, as those of a roster. Either `group` says the same for all
    who work together, as in what Canvas exports of a group set; or a line names all of them, one in
    the column of students and the others in columns `partner`, `partner 2` and so on. Whoever is in
    no line, or in one without a group or a partner, works alone.

    Args:
        members: the roster, by which students are found by any id, e-mail address or name; where it
            is empty, students go by what the file calls them.

    Raises:
        RosterError: it is no such table, or somebody in it is unknown or in two groups.
    """
    try:
        table = read_csv(path)
    except ColumnError as error:
        raise RosterError(str(error)) from None
    places = _places(table)
    headings = [letters(heading) for heading in table.header]
    partners = [at for at, name in enumerate(headings) if _PARTNER.fullmatch(name)]
    groups = places.get("group") or [at for at, name in enumerate(headings) if name == "groups"]
    people = [at for name in ("student", "lms_id", "email", "name") for at in places.get(name, [])]
    if not (people or {"first", "last"} <= set(places)) or not (groups or partners):
        raise RosterError(
            f"{path} does not say who works together. It needs a column `student`, and `group` or "
            f"`partner`. It has: {', '.join(table.header)}."
        )
    known = list(members)
    find = directory(known)
    teams: dict[str, str] = {}
    for line, row in enumerate(table.rows, table.first_line):
        cells = [cell.strip() for cell in row] + [""] * (len(table.header) - len(row))
        where = f"{path}, line {line}"
        others = [cells[at] for at in partners if cells[at]]
        if not (others or any(cells[at] for at in groups)):
            continue
        both = " ".join(cells[at] for name in ("first", "last") for at in places.get(name, [])[:1])
        said = [[*(cells[at] for at in people), both.strip()], *([other] for other in others)]
        students = [one for names in said if (one := _found(names, known, find, where))]
        named = next((letters(cells[at]) for at in groups if cells[at]), "")
        group = named or " + ".join(sorted(students))
        for student in students:
            if teams.setdefault(student, group) != group:
                raise RosterError(f"{where}: {student} is in another group, too. Leave one.")
    if not teams:
        raise RosterError(f"{path} names nobody who works with somebody.")
    return teams


def _found(
    names: Sequence[str], members: Sequence[Member], find: Directory[Member], where: str
) -> str:
    """The id of the student who goes by any of these names; nothing where there are none.

    Raises:
        RosterError: nobody on the roster does.
    """
    called = [name for name in names if name]
    if not called or _TEST_STUDENT in (name.casefold() for name in called):
        return ""
    if not members:
        return called[0]
    for name in called:
        if member := find.find(Person((name,), name, name)):
            return member.student
    raise RosterError(f"{where}: {called[0]} is not on the roster.")


def _places(table: Table) -> dict[str, list[int]]:
    """Field → the columns that may say it, the best first."""
    headings = [letters(heading) for heading in table.header]
    known = dict(_HEADINGS)
    if {"student", "id"} <= set(headings) and "name" not in headings:
        # Canvas's gradebook: `Student` is the name and `ID` Canvas's own number.
        known["student"] = ("sisloginid", "sisuserid", "id")
        known["name"], known["lms_id"] = ("student",), ("id",)
    found = {
        field: [headings.index(name) for name in names if name in headings]
        for field, names in known.items()
    }
    return {field: places for field, places in found.items() if places}


def _extension(text: str, where: str) -> tuple[timedelta, int]:
    """`Member.extension` and `Member.extension_days`: a day is one of the calendar's, an hour is
    sixty minutes.
    """
    if not text:
        return timedelta(), 0
    match = _EXTENSION.fullmatch(text)
    if match is None:
        raise RosterError(f"{where}: an extension is a number of days, or `12h`; not {text!r}.")
    unit = _UNITS[(match[2] or "d")[0].lower()]
    number = float(match[1].replace(",", "."))
    days = int(number) if unit == "days" else 0
    return timedelta(**{unit: number - days}), days


def directory(members: Iterable[Member]) -> Directory[Member]:
    """The members, to be found by what a download says of a student."""
    return Directory(
        (Person((member.student, member.lms_id), member.email, member.name), member)
        for member in members
    )
