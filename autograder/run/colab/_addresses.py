"""URLs of the course, and the lesson's own files that are served for them. [student kernel]"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

#: the environment variable by which kernels and the commands they start know the addresses
VARIABLE = "STAND_IN_ADDRESSES"

#: how an address begins that stands for a file on the student's own computer
UPLOAD = "upload:"

#: the environment variable that says when or where there is no network
WHERE = "STAND_IN_WHERE"
NO_NETWORK = f"There is no network {os.environ.get(WHERE, 'while grading')}"

#: host → what stands before owner, project, branch and path of a file that it serves from GitHub
_MIRRORS = {
    "raw.githubusercontent.com": "",
    "media.githubusercontent.com": "media",
    "raw.githack.com": "",
    "rawcdn.githack.com": "",
    "cdn.statically.io": "gh",
    **dict.fromkeys((f"{place}.jsdelivr.net" for place in ("cdn", "fastly", "gcore")), "gh"),
}
#: how addresses of a whole project name what it is packed as
_PACKED = {
    **dict.fromkeys(("zip", "zipball", "legacy.zip"), "zip"),
    **dict.fromkeys(("tar.gz", "tarball", "legacy.tar.gz"), "gztar"),
}
#: a branch that need not be named
_DEFAULT = "HEAD"


def served() -> dict[str, Path]:
    """Address → folder, and then the address ends in a slash; or address → one file.

    A file may lie where this process cannot look: `os.path.isdir` then says no, and raises nothing.
    """
    known = json.loads(os.environ.get(VARIABLE, "{}"))
    return {
        # Path.is_dir would raise.
        address.rstrip("/") + "/" if os.path.isdir(place) else address: Path(place)  # noqa: PTH112
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
            return _below(folder, unquote(plain.removeprefix(prefix)))
    wanted = _on_github(address)
    for own, folder in _repositories():
        if wanted and own.holds(wanted) and wanted.path.startswith(own.path):
            return _below(folder, wanted.path.removeprefix(own.path))
    return _packed(address)


def _below(folder: Path, name: str) -> Path | None:
    path = Path(os.path.normpath(folder / name.lstrip("/")))
    return path if path.is_relative_to(folder) else None


@dataclass(frozen=True)
class _Place:
    """Where something lies in a project on GitHub; owner and project in small letters."""

    owner: str
    project: str
    branch: str
    path: str = ""

    def holds(self, other: _Place) -> bool:
        """Whether another place is in the same version of the same project."""
        same = (self.owner, self.project) == (other.owner, other.project)
        return same and other.branch in (self.branch, _DEFAULT)


def _on_github(address: str) -> _Place | None:
    """What an address of a file in a project on GitHub leads to, in all the ways to write it."""
    parts = urlsplit(with_scheme(address))
    host = (parts.hostname or "").removeprefix("www.")
    names = [unquote(name) for name in parts.path.strip("/").split("/")]
    if host == "github.com" and len(names) > 3:
        owner, project, kind, *rest = names
        # Without this, the page about a file is there and not the file.
        as_file = kind == "raw" or (kind == "blob" and "raw" in parse_qs(parts.query))
        return _place(owner, project, rest) if as_file else None
    if host not in _MIRRORS:
        return None
    if _MIRRORS[host]:
        if names[:1] != [_MIRRORS[host]]:
            return None
        names = names[1:]
    if len(names) < 3:
        return None
    owner, project, *rest = names
    if host.endswith("jsdelivr.net"):  # the branch is part of the project's name, or left out
        project, _, branch = project.partition("@")
        rest = [branch or _DEFAULT, *rest]
    return _place(owner, project, rest)


def _place(owner: str, project: str, rest: list[str]) -> _Place:
    branch, *names = rest[2:] if rest[:2] == ["refs", "heads"] else rest
    project = project.lower().removesuffix(".git")
    return _Place(owner.lower(), project, branch, "/".join(names))


def _repositories() -> list[tuple[_Place, Path]]:
    """Where on GitHub each of the course's folders lies; a path ends in a slash."""
    places = [(_on_github(prefix), folder) for prefix, folder in served().items()]
    return [
        (_Place(own.owner, own.project, own.branch, f"{own.path}/"), folder)
        for own, folder in places
        if own is not None
    ]


def check_out(address: str, branch: str, target: Path) -> bool:
    """Writes what there is of a project on GitHub into a new folder.

    Args:
        address: as `git clone` takes it.
        branch: empty for the default one.

    Returns:
        Whether the project is the course's, and has that branch.
    """
    plain = address.removeprefix("git@").replace("github.com:", "github.com/")
    names = urlsplit(with_scheme(plain)).path.strip("/").split("/")
    if "github.com/" not in plain or len(names) != 2:
        return False
    owner, project = names
    wanted = _place(owner, project, [branch or _DEFAULT])
    found = {own.path: folder for own, folder in _repositories() if own.holds(wanted)}
    for path, folder in found.items():
        shutil.copytree(folder, target / path, dirs_exist_ok=True)
    return bool(found)


def _packed(address: str) -> Path | None:
    """The course's project as one file, packed when it is asked for; None for anything else."""
    parts = urlsplit(with_scheme(address))
    names = [name for name in parts.path.split("/") if name]
    if parts.hostname == "api.github.com" and names[:1] == ["repos"]:
        names = names[1:]
    elif parts.hostname not in ("github.com", "www.github.com", "codeload.github.com"):
        return None
    if len(names) < 4:
        return None
    owner, project, kind, *rest = names
    if kind == "archive":
        kind = next((ending for ending in _PACKED if rest[-1].endswith(f".{ending}")), "")
        rest[-1] = rest[-1].removesuffix(f".{kind}")
    if kind not in _PACKED:
        return None
    branch = "/".join(rest[2:] if rest[:2] == ["refs", "heads"] else rest)
    folder = Path(tempfile.mkdtemp())
    name = f"{project}-{branch}"
    if not check_out(f"https://github.com/{owner}/{project}", branch, folder / name):
        return None
    packed = shutil.make_archive(str(folder / "packed"), _PACKED[kind], folder, name)
    return Path(packed)


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
