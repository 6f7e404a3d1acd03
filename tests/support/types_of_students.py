"""Types that students define."""

from __future__ import annotations

import typing


class City(typing.NamedTuple):
    name: str
    people: int = 0
