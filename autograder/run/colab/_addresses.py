"""Addresses of the course, and the lesson's own files that stand for them while grading."""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

#: the environment variable by which kernels and the commands they start know the addresses
VARIABLE = "STAND_IN_ADDRESSES"

#: how an address begins that stands for a file on the student's own computer
UPLOAD = "upload:"

NO_NETWORK = "There is no network while grading"


def served() -> dict[str, Path]:
    """Address → folder, and then the address ends in a slash; or address → one file."""
    known = json.loads(os.environ.get(VARIABLE, "{}"))
    return {
        address if Path(place).is_file() else address.rstrip("/") + "/": Path(place)
        for address, place in known.items()
    }


def locate(address: str) -> Path | None:
    """Where the lesson keeps what lies at an address; None for any address that is not its own.

    The path need not exist: an address of the course can be mistyped.
    """
    plain = with_scheme(address).partition("#")[0].partition("?")[0]
    for prefix, folder in served().items():
        if not prefix.endswith("/"):
            if plain == prefix:
                return folder
        elif plain.startswith(prefix):
            path = os.path.normpath(folder / unquote(plain.removeprefix(prefix)).lstrip("/"))
            return Path(path) if Path(path).is_relative_to(folder) else None
    return None


def is_own_machine(address: str) -> bool:
    """Whether an address leads back to the machine itself, which needs no network."""
    return urlsplit(with_scheme(address)).hostname in ("localhost", "127.0.0.1", "::1")


def with_scheme(address: str) -> str:
    """A whole address, of which command lines may leave the beginning out."""
    return address if "://" in address else f"http://{address}"


def file_name(address: str) -> str:
    """The name that a file has at its address."""
    return unquote(urlsplit(with_scheme(address)).path).rpartition("/")[2] or "index.html"


def refusal(address: str) -> str:
    """Why an address that is not the course's cannot be reached."""
    return f"{NO_NETWORK}, and {address} is not one of the lesson's own files."


def left_out(command: str, what: str) -> str:
    """What a command says that would have needed the network."""
    return f"{NO_NETWORK}, so {command} left out {what}; the cell goes on."
