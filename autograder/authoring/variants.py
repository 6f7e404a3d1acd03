"""Which values each student of a class has of their own, lesson by lesson. [coordinator]"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograder.assignment.own_values import Variant, as_number, own_values, room
from autograder.authoring.course import Course
from autograder.authoring.lesson import read
from autograder.collect.roster import Member, RosterError, number_column, read_roster
from autograder.lms.table import Table, read_csv
from autograder.record.numbers import numbers_of

#: a number that a student can type: six digits, and more where a class is large
_LEAST = 100_000


@dataclass(frozen=True)
class Varied:
    """A question that varies, and what a class gets.

    Attributes:
        room: how many variants there can be.
        values: of each student, in their order: the name of a parameter → its value.
    """

    lesson: str
    variant: Variant
    room: int
    values: tuple[dict[str, Any], ...]

    @property
    def different(self) -> int:
        """How many different variants the class has."""
        return len({repr(values) for values in self.values})


def varied(course: Course, lessons: Iterable[str], students: Sequence[Member]) -> list[Varied]:
    """What a class gets in each question that varies.

    Raises:
        BuildError: a lesson cannot be read.
        RosterError: two students have the same number.
    """
    numbers_of(students)
    found = []
    for name in lessons:
        facts = read(course, name).facts
        for question, parameters in (facts.variants if facts else {}).items():
            variant = Variant(question, course.variant_key(name), parameters)
            values = tuple(
                own_values(one.number, variant.key, question, parameters) for one in students
            )
            found.append(Varied(name, variant, room(parameters), values))
    return found


def with_numbers(roster: Path) -> Table:
    """The roster with a number for everybody who has none, drawn at random.

    Raises:
        RosterError: it cannot be used, or not every line is a student's.
    """
    members = [*read_roster(roster).values()]
    table = read_csv(roster)
    column = number_column(table)
    if len(table.rows) != len(members):
        raise RosterError(
            f"{roster} has lines that are no student's, as an export of a system does. Make a "
            "table with a column `student` and a line for each of them."
        )
    taken = {as_number(one.number) for one in members if one.number}
    most = max(10 * _LEAST, 100 * len(members))
    rows = []
    for member, row in zip(members, table.rows, strict=True):
        number = member.number
        while not number:
            drawn = str(_LEAST + secrets.randbelow(most - _LEAST))
            number = "" if drawn in taken else drawn
        taken.add(as_number(number))
        cells = [*row, *[""] * (len(table.header) - len(row))]
        if column is None:
            cells.append(number)
        else:
            cells[column] = number
        rows.append(cells)
    header = table.header if column is not None else [*table.header, "number"]
    return replace(table, header=header, rows=rows)


def as_table(found: Collection[Varied], students: Sequence[Member]) -> Table:
    """One line for each student, lesson, question and parameter, for programs."""
    return Table(
        ["student", "number", "lesson", "question", "name", "value"],
        [
            [member.student, member.number, one.lesson, one.variant.question, name, str(value)]
            for at, member in enumerate(students)
            for one in found
            for name, value in one.values[at].items()
        ],
    )
