"""Which pages went back to students, in which way, and when. [coordinator]

There is a file for each page and way. Before a page is given it says `begun`, and afterwards
`given`: so a run that is killed in between leaves word of the pages that somebody may have already,
and the next run gives them again and says so.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from autograder.files import read_json, write_atomically, write_json
from autograder.record.store import Store

_REMEDY = "Delete it: the page is then given back once more"


class State(StrEnum):
    """What is known of a page that was to be given."""

    BEGUN = "begun"
    GIVEN = "given"


@dataclass(frozen=True)
class GivenBack:
    """A page that was given back, or was about to be.

    Attributes:
        digest: of what the page said of the work.
        into: where it went: a file, an address.
        at: ISO 8601, UTC.
    """

    state: State
    digest: str
    into: str
    at: str


def load(store: Store, way: str, student: str, lesson: str) -> GivenBack | None:
    """What is known of a page; None where it was never given in this way.

    Raises:
        DamagedFileError: the file is damaged.
    """
    return read_json(store.given_back_path(way, student, lesson), _of_json, _REMEDY)


def save(
    store: Store, way: str, student: str, lesson: str, state: State, digest: str, into: str
) -> None:
    """Notes that a page is about to be given, or that it was."""
    at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    known = GivenBack(state, digest, into, at)
    write_json(store.given_back_path(way, student, lesson), asdict(known))


def _of_json(data: dict[str, Any]) -> GivenBack:
    known = GivenBack(State(data.pop("state")), **data)
    if not all(isinstance(text, str) for text in (known.digest, known.into, known.at)):
        raise ValueError("it holds other things than text")
    return known


def take_back(store: Store, way: str, student: str, lesson: str, before: GivenBack | None) -> None:
    """Takes back that a page is about to be given: it certainly was not.

    Args:
        before: what was known until then.
    """
    path = store.given_back_path(way, student, lesson)
    if before is None:
        path.unlink(missing_ok=True)
    else:
        write_json(path, asdict(before))


def secret_code(store: Store, *about: str) -> str:
    """A code of 26 letters and digits (128 bits) that nobody can guess who has not got the folder.

    The same for the same words, as long as `give-back.key` is there.
    """
    path = store.give_back_key_path
    if not path.exists():
        write_atomically(path, secrets.token_hex(32) + "\n")
    return code(path.read_text(encoding="utf-8"), about)


def code(key: str, about: Iterable[str]) -> str:
    """The code for some words under a key."""
    words = "\0".join(about).encode("utf-8", "surrogatepass")
    number = int.from_bytes(hmac.digest(key.encode(), words, hashlib.sha256)[:16])
    letters = "abcdefghijkmnpqrstuvwxyz23456789"  # none that look like one another
    return "".join(letters[number >> 5 * place & 31] for place in range(26))
