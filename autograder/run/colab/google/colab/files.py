"""Fakes files from and to the student's computer: the lesson's own files. [student kernel]"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from autograder.run.colab._addresses import UPLOAD, served

__all__ = ["download", "upload", "upload_file", "view"]

_NUMBER = re.compile(r" \(\d+\)(?=\.[^.]*$|$)")


def upload(target_dir: str = "") -> dict[str, bytes]:
    """Saves what a student would choose: what the lesson names, else every data file of it.

    A file of the same name is replaced, so that the name stays the one that the notebook expects.

    Returns:
        The name under which each was saved, and its content; the same for a name with a number,
        such as `planets (1).csv`, which a file has in Colab that was uploaded before.

    Raises:
        FileNotFoundError: the lesson has no files of its own.
    """
    found = _lessons_files()
    folder = Path(target_dir)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in found.items():
        for saved in (name, *_numbered(name)):
            (folder / saved).write_bytes(content)
        print(f"Saving {name} to {folder / name}")
    return _Uploaded({str(folder / name): content for name, content in found.items()})


class _Uploaded(dict[str, bytes]):
    """Files by their names, also by those that they get when they are uploaded again."""

    def __missing__(self, name: str) -> bytes:
        plain = _NUMBER.sub("", name)
        if plain == name or plain not in self:
            raise KeyError(name)
        return self[plain]


def _numbered(name: str) -> set[str]:
    """The other names of a file that the notebook's code has in it so far."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    cells = shell.user_ns.get("In", []) if shell else []  # none in a program of its own
    stem, ending = Path(name).stem, Path(name).suffix
    number = rf"{re.escape(stem)} \(\d+\){re.escape(ending)}"
    return set(re.findall(number, "\n".join(cells)))


def upload_file(filename: str) -> None:
    """Saves the first of the lesson's data files under a name of the notebook's choice.

    Raises:
        FileNotFoundError: the lesson has no files of its own.
    """
    name, content = next(iter(_lessons_files().items()))
    Path(filename).write_bytes(content)
    print(f"Saved {name} to {Path.cwd() / filename}")


def download(filename: str) -> None:
    """Sends a file to nobody, once it is sure to be there.

    Raises:
        FileNotFoundError: there is no such file.
    """
    _expect(filename)


def view(filepath: str) -> None:
    """Opens a file for nobody, once it is sure to be there.

    Raises:
        FileNotFoundError: there is no such file.
    """
    _expect(filepath)


def _lessons_files() -> dict[str, bytes]:
    places = served()
    named = {
        address.removeprefix(UPLOAD): path.read_bytes()
        for address, path in places.items()
        if address.startswith(UPLOAD)
    }
    if named:
        return named
    folders = dict.fromkeys(path for path in places.values() if path.is_dir())
    found = {
        path.name: path.read_bytes()
        for folder in folders
        for path in sorted(folder.glob("[!.]*"))
        if path.is_file() and path.suffix != ".ipynb"
    }
    if not found:
        raise FileNotFoundError(
            "Nobody can choose a file while grading, and the lesson has none of its own."
        )
    return found


def _expect(path: str) -> None:
    if not Path(path).exists():
        raise FileNotFoundError(f"Cannot find file: {path}")
