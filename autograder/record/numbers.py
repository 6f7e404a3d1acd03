"""Whose number a notebook was made for, where students have values of their own. [coordinator]"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from autograder.assignment.own_values import as_number
from autograder.collect.roster import NO_TEAMS, Member, RosterError, Teams, team_of


@dataclass(frozen=True)
class Numbers:
    """The numbers from which students' own values are derived; none where a class has none.

    Attributes:
        members: by student id.
        teams: lesson → student → the group that the student is in there, as `Classroom.teams`.
        whose: a number, as `as_number` writes it → whose it is, in words.
    """

    members: Mapping[str, Member] = field(default_factory=dict)
    teams: Teams = field(default_factory=dict)
    whose: Mapping[str, str] = field(default_factory=dict)

    def expected(self, student: str, lesson: str) -> tuple[str, ...]:
        """Those that a student's notebook may be made for; any, where a class has none.

        These are the own one, and those of who works in the same group. Who has none in a class
        that has some is expected to have used none.
        """
        if not self.whose:
            return ()
        own = self.members.get(student, Member(student)).number
        team = team_of(student, lesson, self.members, self.teams)
        mates = [
            one.number
            for one in self.members.values()
            if team and team_of(one.student, lesson, self.members, self.teams) == team
        ]
        return tuple(dict.fromkeys([own, *mates]))

    def made_for(self, number: str) -> str:
        """What a notebook was made for, as a clause."""
        if not number:
            return "made without a number"
        if number in self.whose:
            return f"made for the number of {self.whose[number]}"
        return f"made for the number {number}, which is nobody's on the roster"


def numbers_of(members: Collection[Member], teams: Teams = NO_TEAMS) -> Numbers:
    """The numbers of a class.

    Raises:
        RosterError: two students have the same.
    """
    whose: dict[str, str] = {}
    for one in members:
        number = as_number(one.number)
        if number and number in whose:
            raise RosterError(
                f"{whose[number]} and {one.student} both have the number {one.number} on the "
                "roster. Each student needs one of their own."
            )
        if number:
            whose[number] = f"{one.name} ({one.student})" if one.name else one.student
    return Numbers({one.student: one for one in members}, teams, whose)
