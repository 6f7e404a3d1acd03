"""Submissions out of notebooks, zips and folders of them."""

from __future__ import annotations

import hashlib
import io
import itertools
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

import nbformat

from autograder.collect.notebook import (
    MAX_BYTES,
    MAX_SCRIPT,
    Unreadable,
    is_script,
    lesson_of,
    read,
)

_R = frozenset({".r", ".rmd"})
_IGNORED = frozenset({".ipynb_checkpoints", "__MACOSX", ".git"})


@dataclass(frozen=True)
class Submission:
    """One handed-in file.

    Attributes:
        student: the id that its name or folder gives.
        origin: the file, as a person would find it again.
        sha256: over the handed-in bytes.
        notebook: None where it cannot be read.
        lesson: what the notebook, or else the file's name, says it answers, or None.
        problem: why the notebook cannot be read, or what is missing from it, in one sentence.
    """

    student: str
    origin: str
    sha256: str
    notebook: nbformat.NotebookNode | None
    lesson: str | None
    problem: str = ""


def collect(
    paths: Iterable[Path],
    lessons: Iterable[str],
    answers: Callable[[str | None], str | None] = lambda named: named,
) -> list[Submission]:
    """Every submission in the given notebooks, zips, scripts and folders, in a stable order.

    `ada.ipynb` and `ada.zip` are ada's; so is `ada/04-mnist-ann.ipynb`, where the file is named as
    the lesson and the folder as the student. Where two files would be the same student's, the path
    tells them apart. In a folder, a script counts where it says which lesson it answers and no
    notebook of its name lies beside it; other scripts are modules.

    Args:
        lessons: names of known lessons, which are no students' names.
        answers: which lesson a notebook answers, given the one that it names.

    Raises:
        FileNotFoundError: a path does not exist, or there is no notebook or zip in any.
    """
    known = set(lessons)
    files: list[tuple[Path, Path]] = []
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(f"{path} does not exist.")
        root = path if path.is_dir() else path.parent
        files += [(file, root) for file in _files(path)]
    if not files:
        raise FileNotFoundError("There is no .ipynb and no .zip in what you gave.")
    found: dict[int, Submission] = {}
    taken: set[tuple[str, str | None]] = set()
    # A folder's name was given to a student, a file's name was chosen: so folders name first.
    for index in sorted(range(len(files)), key=lambda index: files[index][0].stem not in known):
        file, root = files[index]
        submission = _read(file, known, answers)
        names = _names(file, root, known)
        student = next(name for name in names if (name, submission.lesson) not in taken)
        taken.add((student, submission.lesson))
        found[index] = replace(submission, student=student)
    return [found[index] for index in range(len(files))]


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    for file in sorted(path.rglob("*")):
        ignored = _IGNORED & set(file.relative_to(path).parts)
        if not ignored and (file.is_file() or file.is_symlink()) and _is_handed_in(file):
            yield file


def _is_handed_in(file: Path) -> bool:
    if file.suffix != ".py":
        return file.suffix in (".ipynb", ".zip")
    if file.is_symlink() or file.with_suffix(".ipynb").exists():
        return False
    with file.open(encoding="utf-8", errors="replace") as script:
        return is_script(script.read(MAX_SCRIPT))


def _names(file: Path, root: Path, lessons: set[str]) -> Iterator[str]:
    """What its student may be called: the simplest name first, and always one more."""
    yield _student(file, root, lessons)
    whole = "_".join(file.relative_to(root).with_suffix("").parts)
    yield whole
    for number in itertools.count(2):
        yield f"{whole}-{number}"


def _student(file: Path, root: Path, lessons: set[str]) -> str:
    if file.stem in lessons and file.parent != root:
        return file.parent.name
    if file.stem in lessons and root.name and root != file:
        return root.resolve().name
    return file.stem


def _read(file: Path, known: set[str], answers: Callable[[str | None], str | None]) -> Submission:
    """The submission, whose student is still to be named."""
    content = b""
    try:
        content = _content(file)
        if file.suffix.lower() in _R:
            raise Unreadable("The file is in R. What is graded here is a notebook in Python.")
        notebook, problem = read(_unzipped(content) if file.suffix == ".zip" else content)
    except (Unreadable, OSError) as error:
        return Submission("", str(file), _sha256(content), None, None, str(error))
    lesson = answers(lesson_of(notebook) or _lesson_named_by(file, known))
    return Submission("", str(file), _sha256(content), notebook, lesson, problem)


def _content(file: Path) -> bytes:
    """The file's bytes.

    Raises:
        Unreadable: it is a link, which could lead to another student's work or to a solution, or
            too large.
    """
    if file.is_symlink():
        raise Unreadable("The file is a link to another one; hand in the notebook itself.")
    if file.stat().st_size > MAX_BYTES:
        raise Unreadable(f"The file is larger than {MAX_BYTES >> 20} MB.")
    return file.read_bytes()


def _lesson_named_by(file: Path, known: set[str]) -> str | None:
    """The one lesson that a file is named after, for a notebook that does not say."""
    named = [lesson for lesson in known if lesson in file.stem]
    return named[0] if len(named) == 1 else None


def _unzipped(content: bytes) -> bytes:
    """The one notebook in a zip, such as the one that Otter's export makes."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            notebooks = [
                info
                for info in archive.infolist()
                if info.filename.endswith(".ipynb")
                and not _IGNORED & set(PurePosixPath(info.filename).parts)
            ]
            if len(notebooks) != 1:
                number = len(notebooks) or "no"
                raise Unreadable(f"The zip holds {number} notebooks; it should hold one.")
            # The other methods unpack a whole block at once, which may be gigabytes.
            if notebooks[0].compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise Unreadable("The zip is packed in a way that only few programs know.")
            with archive.open(notebooks[0]) as member:
                # The size that a zip states may be wrong; one byte more shows that it is too large.
                return member.read(MAX_BYTES + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, zlib.error) as error:
        raise Unreadable(f"The zip cannot be opened: {error}.") from None


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
