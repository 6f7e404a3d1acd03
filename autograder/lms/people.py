"""One student under an id, an address or a name, as systems write it. [coordinator, worker]"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Person:
    """What somebody is known by, or looked for by."""

    ids: tuple[str, ...] = ()
    email: str = ""
    name: str = ""


class Directory(Generic[T]):
    """Finds what belongs to a person. What fits two of them fits none."""

    def __init__(self, people: Iterable[tuple[Person, T]]) -> None:
        self._entries: dict[tuple[str, str], T | None] = {}
        for person, entry in people:
            for key in {*_keys(person), *(("name", name) for name in _orders(person.name))}:
                known = self._entries.setdefault(key, entry)
                if known is not entry:
                    self._entries[key] = None

    def find(self, person: Person) -> T | None:
        """By id, else by e-mail address, else by name, in whatever order its parts stand."""
        for key in (*_keys(person), ("name", "".join(_words(person.name)))):
            found = self._entries.get(key)
            if found is not None:
                return found
        return None


def _keys(person: Person) -> Iterator[tuple[str, str]]:
    for one in person.ids:
        if one.strip():
            yield "id", one.strip().casefold()
    if person.email.strip():
        yield "email", person.email.strip().casefold()


def _orders(name: str) -> set[str]:
    """A name as it is written without what is no letter, whichever part comes first.

    `Ada Lovelace`, `Lovelace, Ada` and Canvas's `lovelaceada` are one.
    """
    words = _words(name)
    return {"".join(words[start:] + words[:start]) for start in range(len(words))}


def _words(name: str) -> list[str]:
    bare = unicodedata.normalize("NFKD", name.casefold())
    return _WORD.findall("".join(one for one in bare if not unicodedata.combining(one)))
