"""What is known of a class besides its submissions: students, due dates, what lateness costs.

It is said once, when grading, and kept in the output folder: exports, the gradebook and the pages
read it there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from autograder.collect.roster import Member
from autograder.record.store import Store, write_atomically


@dataclass(frozen=True)
class Classroom:
    """A class.

    Attributes:
        members: by student id; empty where no roster was given.
        due: lesson → when it is due, with a time zone.
        late: what handing in late costs: `none`; `zero`, every point; or `10%`, that share of
            the score for each day that has begun.
    """

    members: Mapping[str, Member] = field(default_factory=dict)
    due: Mapping[str, datetime] = field(default_factory=dict)
    late: str = "none"


def save(store: Store, classroom: Classroom) -> None:
    """Writes `class.json` into the output folder."""
    members = [
        {**vars(member), "extension": member.extension.total_seconds()}
        for member in classroom.members.values()
    ]
    due = {lesson: moment.isoformat() for lesson, moment in classroom.due.items()}
    facts = {"late": classroom.late, "due": due, "members": members}
    write_atomically(_path(store), json.dumps(facts, indent=1, ensure_ascii=False) + "\n")


def load(store: Store) -> Classroom:
    """What `save` wrote; an empty class where it never did.

    Raises:
        ValueError: the file is damaged; the message names it.
    """
    path = _path(store)
    try:
        facts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        members = [
            Member(**{**member, "extension": timedelta(seconds=member["extension"])})
            for member in facts["members"]
        ]
        due = {lesson: datetime.fromisoformat(text) for lesson, text in facts["due"].items()}
        return Classroom({member.student: member for member in members}, due, facts["late"])
    except FileNotFoundError:
        return Classroom()
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError(f"{path} cannot be read ({error}); grade with --roster again.") from None


def _path(store: Store) -> Path:
    return store.folder / "class.json"
