"""Fakes unzip, where the machine has none; nothing leaves the target folder. [student kernel]"""

from __future__ import annotations

import shutil
import sys
import zipfile
import zlib
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from autograder.run.colab._commands.options import parse

_WARNED, _DAMAGED, _NO_ZIP, _NOTHING_MATCHED = 1, 3, 9, 11


def main(arguments: Sequence[str]) -> int:
    """What unzip does with these arguments; its exit status.

    Where the real one would ask whether to replace a file, it is replaced: nobody is there to
    answer.
    """
    options, rest = parse(arguments, ("-d", "-P"))
    if not rest:
        print("UnZip stand-in: unzip [-qonjl] file[.zip] [members] [-d folder]")
        return 0
    patterns, left_out = _members(arguments, rest[1:])
    path = next((p for e in ("", ".zip", ".ZIP") if (p := Path(rest[0] + e)).is_file()), None)
    if path is None:
        name = rest[0]
        print(f"unzip:  cannot find or open {name}, {name}.zip or {name}.ZIP.", file=sys.stderr)
        return _NO_ZIP
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile:
        print(f"unzip:  {path} is not a whole zip file", file=sys.stderr)
        return _NO_ZIP
    with archive:
        chosen = [
            member
            for member in archive.infolist()
            if _matches(member.filename, patterns or ["*"])
            and not _matches(member.filename, left_out)
        ]
        if "-l" in options:
            return _list(path, chosen)
        for pattern in patterns:
            if not any(_matches(member.filename, [pattern]) for member in chosen):
                print(f"caution: filename not matched:  {pattern}", file=sys.stderr)
        if "-q" not in options:
            print(f"Archive:  {path}")
        if "-P" in options:
            archive.setpassword(options["-P"][-1].encode())
        statuses = [_extract(archive, member, options) for member in chosen]
    return max(statuses, default=_NOTHING_MATCHED)


def _members(arguments: Sequence[str], rest: Sequence[str]) -> tuple[list[str], list[str]]:
    """Patterns of members to take, and those after `-x`, which are left out."""
    if "-x" not in arguments:
        return list(rest), []
    after = arguments[list(arguments).index("-x") + 1 :]
    return [r for r in rest if r not in after], [r for r in rest if r in after]


def _matches(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _list(path: Path, members: Sequence[zipfile.ZipInfo]) -> int:
    print(f"Archive:  {path}\n  Length      Date    Time    Name")
    print("---------  ---------- -----   ----")
    for member in members:
        year, month, day, hour, minute, _ = member.date_time
        when = f"{year}-{month:02}-{day:02} {hour:02}:{minute:02}"
        print(f"{member.file_size:9}  {when}   {member.filename}")
    print("---------                     -------")
    print(
        f"{sum(member.file_size for member in members):9}                     {len(members)} files"
    )
    return 0


def _extract(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, options: dict[str, list[str]]
) -> int:
    name, status = _inside(member.filename)
    folder = Path(options.get("-d", ["."])[-1])
    target = folder / (name.name if "-j" in options else name)
    if ("-j" in options and member.is_dir()) or ("-n" in options and target.exists()):
        return status
    try:
        if member.is_dir():
            target.mkdir(parents=True, exist_ok=True)
            return status
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(member) as source, target.open("wb") as file:
            shutil.copyfileobj(source, file)
    except (
        OSError,
        EOFError,
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,  # a compression that zipfile does not know
        RuntimeError,  # an encrypted member
    ) as error:
        print(f"error:  {member.filename} could not be unpacked ({error})", file=sys.stderr)
        return _DAMAGED
    if "-q" not in options:
        print(f"  inflating: {target}")
    return status


def _inside(filename: str) -> tuple[PurePosixPath, int]:
    """A member's path without what would lead out of the target folder, and the exit status."""
    name = PurePosixPath(filename)
    if name.is_absolute():
        print(f"warning:  stripped absolute path spec from {filename}", file=sys.stderr)
    elif ".." in name.parts:
        print(f'warning:  skipped "../" path component(s) in {filename}', file=sys.stderr)
    else:
        return name, 0
    return PurePosixPath(*(part for part in name.parts if part not in ("/", "//", ".."))), _WARNED
