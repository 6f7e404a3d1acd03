"""A course's roster, as `autograder grade --roster` takes it. [coordinator]"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from autograder.lms.table import Table


def table(members: Iterable[Mapping[str, Any]]) -> Table:
    """A row for each member, under the id that the school uses where the platform says one.

    Args:
        members: as the service for names and roles gives them (NRPS 2.0, 2.4).
    """
    rows = []
    for one in members:
        user = str(one["user_id"])
        email = str(one.get("email") or "")
        name = str(one.get("name") or "")
        name = name or " ".join(filter(None, (one.get("given_name"), one.get("family_name"))))
        student = str(one.get("lis_person_sourcedid") or "") or email or user
        rows.append([student, name, email, user])
    return Table(["student", "name", "email", "lms_id"], sorted(rows))
