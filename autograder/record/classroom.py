"""What is known of a class: students, due dates, what lateness costs. [coordinator]

It is said once, when grading, and kept in the output folder: exports, the gradebook and the pages
read it there.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from autograder.collect.roster import Member, Teams, letters, team_of
from autograder.errors import UserError
from autograder.files import DamagedFileError, read_json, write_json
from autograder.lms.download import Submitter
from autograder.record import clock
from autograder.record.store import Store
from autograder.record.viva import VivaRecord

#: which of several submissions of one student counts
Which = Literal["last", "best"]
#: what feedback pages say of hidden checks
HiddenChecks = Literal["count", "hints", "messages"]
_DAY = re.compile(r"\d{4}-?\d\d-?\d\d")
#: a moment and the name of its time zone, as RFC 9557 writes them
_ZONED = re.compile(r"(?P<moment>[^\[\]]+)\[(?P<zone>[^\[\]]+)\]")
_ADDRESS = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)%")


@dataclass(frozen=True)
class Classroom:
    """A class.

    Attributes:
        members: by student id; empty where no roster was given.
        due: lesson → when it is due, with the time zone in which days are counted.
        section_due: (section, as `letters` writes it, and lesson) → when it is due there, where
            that is another date.
        late: what handing in late costs: `none`; `zero`, every point; or `10%`, that share of
            the score for each day that has begun, from the due date's time of day to the next.
        which: of several submissions of one student, the `last` on time counts, or the `best`.
        submitters: (student, lesson) → what the system that a submission was downloaded from knows
            of its student.
        hidden_checks: what feedback pages say of them: their `count` only; the `hints` of those
            that failed, too, once a lesson is due; or their `messages`.
        requests_to: where students send requests for another look: an e-mail address; `file`, where
            they hand a file in; or nothing, where pages have no form for that.
        files: file, as seen from the output folder → the student whose it was when it was graded.
        origins: (student, lesson) → the file that counted when it was graded, as seen from there.
        late_days: (student, lesson) → days of lateness that the term's budget pays, as
            `record.late_days` finds them; kept nowhere.
        teams: lesson → student → the group that the student is in there; of a lesson of which this
            says nothing, the members' groups do.
        viva: what students answered about their own work, and what that counts for; kept apart.
    """

    members: Mapping[str, Member] = field(default_factory=dict)
    due: Mapping[str, datetime] = field(default_factory=dict)
    late: str = "none"
    which: Which = "last"
    submitters: Mapping[tuple[str, str], Submitter] = field(default_factory=dict)
    hidden_checks: HiddenChecks = "hints"
    files: Mapping[str, str] = field(default_factory=dict)
    origins: Mapping[tuple[str, str], str] = field(default_factory=dict)
    requests_to: str = ""
    section_due: Mapping[tuple[str, str], datetime] = field(default_factory=dict)
    late_days: Mapping[tuple[str, str], int] = field(default_factory=dict)
    teams: Teams = field(default_factory=dict)
    viva: VivaRecord = field(default_factory=VivaRecord)

    def person(self, student: str, lesson: str, lms: str = "") -> Member:
        """What is known of a student: from the roster, or else from the download of a lesson.

        Args:
            lms: whose id is wanted; that of another system is none there.
        """
        member = self.members.get(student, Member(student))
        submitter = self.submitters.get((student, lesson), Submitter("", ""))
        return replace(
            member,
            name=member.name or submitter.name,
            email=member.email or submitter.email,
            lms_id=member.lms_id or (submitter.id if lms and submitter.lms == lms else ""),
        )

    def told(self, lesson: str) -> HiddenChecks:
        """What the pages of a lesson say of hidden checks now: hints once nobody has time left."""
        if self.hidden_checks == "hints":
            now = datetime.now(UTC)
            members = (Member(""), *self.members.values())
            ends = (self.due_for(member, lesson) for member in members)
            return "count" if any(end > now for end in ends if end) else "hints"
        return self.hidden_checks

    def due_for(self, member: Member, lesson: str) -> datetime | None:
        """When somebody has to hand in a lesson, extension included; None where nothing says so."""
        section = (letters(member.section), lesson)
        due = self.section_due.get(section) or self.due.get(lesson)
        return due and clock.later(due, member.extension_days, member.extension)

    def team(self, student: str, lesson: str) -> str:
        """What those who handed in together have in common; nothing for who did alone."""
        if team := team_of(student, lesson, self.members, self.teams):
            return f"roster {team}"
        submitter = self.submitters.get((student, lesson))
        return f"{submitter.lms} {submitter.group}" if submitter and submitter.group else ""


class ClassroomError(UserError):
    """What was said of a class cannot be used. The message says what can."""


class IdentityError(ClassroomError):
    """A student's id would now mean somebody else. The message says whose, and what to do."""


def due_dates(texts: Iterable[str], lessons: Collection[str]) -> dict[str, datetime | None]:
    """Lesson → when it is due; None where it is due no more.

    Args:
        texts: `2026-11-01T23:59` for every lesson, `01-setup=2026-11-01T23:59` for one, `none`
            for no date. A day alone ends at midnight. Local time, unless a zone is said: a name in
            brackets as in `2026-11-01T23:59[Europe/Berlin]`, or `+01:00`, whose days are local ones
            where that is local time, and have 24 hours elsewhere. What is said of one lesson
            counts before what is said of all.

    Raises:
        ClassroomError: a text is no date, or names no lesson or no time zone.
    """
    due: dict[str, datetime | None] = {}
    for text in sorted(texts, key=lambda text: "=" in text):
        lesson, separator, moment = text.rpartition("=")
        if separator and lesson not in lessons:
            raise ClassroomError(
                f"--due {text}: {lesson} is no lesson here ({', '.join(sorted(lessons))})."
            )
        due |= dict.fromkeys([lesson] if separator else lessons, _due(moment, text))
    return due


def section_dates(
    texts: Iterable[str], lessons: Collection[str], members: Iterable[Member]
) -> dict[tuple[str, str], datetime | None]:
    """(section, lesson) → when it is due there; None where the date of all others counts again.

    Args:
        texts: `monday/01-setup=DATE`, or `monday/*=DATE` for all lessons; dates are as
            `due_dates` takes them. What is said of one lesson counts before what is said of all.

    Raises:
        ClassroomError: a text is no date, or names no lesson or no section of the roster.
    """
    known = {letters(one.section): one.section for one in members if one.section}
    due: dict[tuple[str, str], datetime | None] = {}
    for text in sorted(texts, key=lambda text: "/*=" not in text):
        named, _, moment = text.rpartition("=")
        section, _, lesson = named.rpartition("/")
        if lesson != "*" and lesson not in lessons:
            raise ClassroomError(
                f"--due {text}: {lesson} is no lesson here ({', '.join(sorted(lessons))}). Write * "
                "for all of them."
            )
        if letters(section) not in known:
            there = ", ".join(sorted(known.values())) or "none: it needs a column `section`"
            raise ClassroomError(
                f"--due {text}: the roster has no section {section!r}. It has {there}."
            )
        wanted = lessons if lesson == "*" else [lesson]
        due |= dict.fromkeys([(letters(section), one) for one in wanted], _due(moment, text))
    return due


def is_of_section(text: str) -> bool:
    """Whether a due date is said of a section."""
    return "/" in text.rpartition("=")[0]


def _due(text: str, said: str) -> datetime | None:
    if text == "none":
        return None
    zoned = _ZONED.fullmatch(text)
    moment = _date(zoned["moment"] if zoned else text, said)
    zone = _zone(zoned["zone"], said) if zoned else clock.local_zone()
    if moment.tzinfo is None:
        return clock.at(moment, zone) if zone else moment.astimezone()
    if zone is None:
        return moment
    there = moment.astimezone(zone)
    return there if zoned or there.utcoffset() == moment.utcoffset() else moment


def _date(text: str, said: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ClassroomError(
            f"--due {said}: {text!r} is no date. Write 2026-11-01T23:59, or with a zone "
            "2026-11-01T23:59+01:00 or '2026-11-01T23:59[Europe/Berlin]'."
        ) from None
    return moment + clock.DAY if _DAY.fullmatch(text) else moment


def _zone(name: str, said: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ClassroomError(
            f"--due {said}: {name!r} is no time zone. Write one like Europe/Berlin."
        ) from None


def _as_text(moment: datetime) -> str:
    """What `_due` reads as the same date in the same zone, wherever it is read."""
    zone = moment.tzinfo.key if isinstance(moment.tzinfo, ZoneInfo) else None
    return moment.isoformat() + (f"[{zone}]" if zone else "")


def _of_text(text: str) -> datetime:
    """What `_as_text` wrote."""
    zoned = _ZONED.fullmatch(text)
    moment = datetime.fromisoformat(zoned["moment"] if zoned else text)
    return moment.astimezone(ZoneInfo(zoned["zone"])) if zoned else moment


def late_policy(text: str) -> str:
    """A policy on lateness, as `Classroom.late` has it.

    Raises:
        ClassroomError: it is not valid.
    """
    percent = _PERCENT.fullmatch(text)
    if text not in ("none", "zero") and not (percent and float(percent[1]) <= 100):
        raise ClassroomError(f"--late {text}: say none, zero, or a percentage a day such as 10%.")
    return text


def requests_to(text: str) -> str:
    """Where requests go, as `Classroom.requests_to` has it.

    Raises:
        ClassroomError: it is neither an e-mail address nor `file` nor `none`.
    """
    if text == "none":
        return ""
    if text != "file" and not _ADDRESS.fullmatch(text):
        raise ClassroomError(f"--requests-to {text}: say an e-mail address, file, or none.")
    return text


def save(store: Store, classroom: Classroom) -> None:
    """Writes `class.json` into the output folder, where it does not say the same already."""
    with contextlib.suppress(DamagedFileError):
        if store.class_path.exists() and load(store) == classroom:
            return
    members = [
        {**vars(member), "extension": member.extension.total_seconds()}
        for member in classroom.members.values()
    ]
    due = {lesson: _as_text(moment) for lesson, moment in classroom.due.items()}
    section_due = [
        {"section": section, "lesson": lesson, "due": _as_text(moment)}
        for (section, lesson), moment in classroom.section_due.items()
    ]
    submitters = [
        {"student": student, "lesson": lesson, **asdict(submitter)}
        for (student, lesson), submitter in classroom.submitters.items()
    ]
    origins = [
        {"student": student, "lesson": lesson, "file": file}
        for (student, lesson), file in classroom.origins.items()
    ]
    facts = {
        **{"late": classroom.late, "which": classroom.which, "due": due},
        **{"hidden_checks": classroom.hidden_checks, "requests_to": classroom.requests_to},
        **{
            "members": members,
            "senders": submitters,
            "files": dict(classroom.files),
            "origins": origins,
            "section_due": section_due,
            "teams": {lesson: dict(of_lesson) for lesson, of_lesson in classroom.teams.items()},
        },
    }
    write_json(store.class_path, facts)


def load(store: Store) -> Classroom:
    """What `save` wrote; an empty class where it never did.

    Raises:
        DamagedFileError: the file is damaged.
    """
    remedy = "Delete it, and say --roster, --due and --late again when you grade"
    return read_json(store.class_path, _classroom, remedy) or Classroom()


def _classroom(facts: dict[str, Any]) -> Classroom:
    members = [
        Member(**{**member, "extension": timedelta(seconds=member["extension"])})
        for member in facts["members"]
    ]
    due = {lesson: _of_text(text) for lesson, text in facts["due"].items()}
    submitters = {
        (one.pop("student"), one.pop("lesson")): Submitter(**one)
        for one in facts.get("senders", [])
    }
    origins = {
        (one["student"], one["lesson"]): str(one["file"]) for one in facts.get("origins", [])
    }
    by_id = {member.student: member for member in members}
    return Classroom(
        by_id,
        due,
        late_policy(facts["late"]),
        facts.get("which", "last"),
        submitters,
        facts.get("hidden_checks", "hints"),
        facts.get("files", {}),
        origins,
        str(facts.get("requests_to", "")),
        {
            (str(one["section"]), str(one["lesson"])): _of_text(one["due"])
            for one in facts.get("section_due", [])
        },
        teams={
            str(lesson): {str(student): str(group) for student, group in of_lesson.items()}
            for lesson, of_lesson in facts.get("teams", {}).items()
        },
    )
