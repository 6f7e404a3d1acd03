"""Local calendar days: a day later is the same time, also where clocks change. [coordinator]

Instants are compared in UTC, because Python compares and subtracts two moments of the same zone by
what the clock shows (https://docs.python.org/3/library/datetime.html#datetime-objects).
"""

from __future__ import annotations

import math
import os
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAY = timedelta(days=1)
#: the least lateness
A_MOMENT = timedelta(seconds=1)
#: where a machine keeps its time zone: a link to a file whose path ends in the zone's name
_LOCALTIME = Path("/etc/localtime")
_FOLDER = "/zoneinfo/"


def local_zone() -> ZoneInfo | None:
    """The time zone that TZ or else this machine names; None where neither names one."""
    name = os.environ.get("TZ", "").removeprefix(":")
    if not name:
        try:
            name = str(_LOCALTIME.resolve(strict=True)).rpartition(_FOLDER)[2]
        except OSError:
            return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # such as CET-1CEST, or a copied file
        return None


def at(wall: datetime, zone: tzinfo) -> datetime:
    """When a zone's clock shows a time.

    A time that clocks show twice, or skip, is the later of the two moments that may be meant, so
    that nobody is late who may have read it otherwise.
    """
    both = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return max(both).astimezone(zone)


def later(moment: datetime, days: int, exactly: timedelta = timedelta()) -> datetime:
    """A moment some days later by the clock of its zone, and after that so much time."""
    if days:
        moment = at(moment.replace(tzinfo=None) + days * DAY, moment.tzinfo or UTC)
    return (moment.astimezone(UTC) + exactly).astimezone(moment.tzinfo)


def between(one: datetime, other: datetime) -> timedelta:
    """The time that passes from one moment to another."""
    return other.astimezone(UTC) - one.astimezone(UTC)


def lateness(due: datetime, moment: datetime) -> timedelta:
    """How much later than a due date something came, by the clock of the date's zone.

    Each day lasts from the due date's time of day to the same time of the next day, even where 23
    or 25 hours pass between them. Zero where it came in time.
    """
    if between(due, moment) <= timedelta():
        return timedelta()
    shown = moment.astimezone(due.tzinfo).replace(tzinfo=None) - due.replace(tzinfo=None)
    days = max(1, math.ceil(shown / DAY))
    if days > 1 and between(later(due, days - 1), moment) <= timedelta():
        days -= 1  # that time was shown twice or skipped, and this came before the later moment
    return min(max(shown, (days - 1) * DAY + A_MOMENT), days * DAY)
