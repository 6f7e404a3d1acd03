"""Submissions out of notebooks, zips and folders of them."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import nbformat

from autograder.collect.notebook import MAX_BYTES, Unreadable, lesson_of, read

_R = frozenset({".r", ".rmd"})
_IGNORED = frozenset({".ipynb_checkpoints", "__MACOSX", ".git"})


@dataclass(frozen=True)
class Submission:
    """One handed-in file.

    Attributes:
        student: the id that its name or folder gives.
        origin: the file, as a person would find it again.
        sha256: over the handed-in bytes.
        notebook: None where it cannot be read; `problem` then says why, in one sentence.
        lesson: what the notebook says it answers, or None.
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
    """Every submission in the given notebooks, zips and folders, in a stable order.

    `ada.ipynb` and `ada.zip` are ada's; so is `ada/04-mnist-ann.ipynb`, where the file is named as
    the lesson and the folder as the student. Where two files would be the same student's, the path
    tells them apart.

    Args:
        lessons: names of known lessons, which are no students' names.
        answers: which lesson a notebook answers, given the one that it names.

    Raises:
        FileNotFoundError: a path does not exist, or there is no notebook or zip in any.
    """
    known = set(lessons)
    found: list[Submission] = []
    taken: set[tuple[str, str | None]] = set()
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(f"{path} does not exist.")
        for file in _files(path):
            root = path if path.is_dir() else path.parent
            submission = _read(file, _student(file, root, known), answers)
            if (submission.student, submission.lesson) in taken:
                whole = "_".join(file.relative_to(root).with_suffix("").parts)
                submission = _read(file, whole, answers)
            taken.add((submission.student, submission.lesson))
            found.append(submission)
    if not found:
        raise FileNotFoundError("There is no .ipynb and no .zip in what you gave.")
    return found


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    for file in sorted(path.rglob("*")):
        ignored = _IGNORED & set(file.relative_to(path).parts)
        if file.suffix in (".ipynb", ".zip") and file.is_file() and not ignored:
            yield file


def _student(file: Path, root: Path, lessons: set[str]) -> str:
    if file.stem in lessons and file.parent != root:
        return file.parent.name
    if file.stem in lessons and root.name and root != file:
        return root.resolve().name
    return file.stem


def _read(file: Path, student: str, answers: Callable[[str | None], str | None]) -> Submission:
    content = b""
    try:
        content = file.read_bytes()
        if file.suffix.lower() in _R:
            raise Unreadable("The file is in R. What is graded here is a notebook in Python.")
        notebook = read(_unzipped(content) if file.suffix == ".zip" else content)
    except (Unreadable, OSError) as error:
        return Submission(student, str(file), _sha256(content), None, None, str(error))
    lesson = answers(lesson_of(notebook))
    return Submission(student, str(file), _sha256(content), notebook, lesson)


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
            if notebooks[0].file_size > MAX_BYTES:
                raise Unreadable(f"The notebook in the zip is larger than {MAX_BYTES >> 20} MB.")
            return archive.read(notebooks[0])
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise Unreadable(f"The zip cannot be opened: {error}.") from None


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
