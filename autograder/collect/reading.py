"""What stands in one file that was handed in: its notebooks, and what is said of them. [worker]"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

import nbformat

from autograder.collect.archives import NoNotebook, Packed, unzipped
from autograder.collect.files import (
    DAMAGED,
    File,
    OnDisk,
    OpenFile,
    is_lesson,
    may_hold_notebooks,
    member,
    open_zip,
)
from autograder.collect.listing import Given, Listed
from autograder.collect.naming import are_versions, moment_in
from autograder.collect.notebook import MAX_BYTES, UnreadableError, last_run, lesson_of, read
from autograder.collect.pretrained import Pretrained, of_files
from autograder.collect.submissions import (
    OfNbgrader,
    Only,
    Source,
    Submission,
    Unreadable,
    from_json,
)
from autograder.lms.download import HandedIn, Submitter

_R = frozenset({".r", ".rmd"})


@dataclass(frozen=True)
class Lessons:
    """The lessons that are graded.

    Attributes:
        known: their names, which are no students' names.
        only: the one that is graded alone.
        mentions: names of the data sets that some code loads.
        nbgraders: of one assignment of nbgrader's, its notebooks: lesson → `OfNbgrader`.
        grade_id: the id that nbgrader gave a cell, or nothing.
    """

    known: Collection[str]
    only: Only | None = None
    mentions: Callable[[str], Collection[str]] = lambda code: ()
    nbgraders: Mapping[str, OfNbgrader] = field(default_factory=dict)
    grade_id: Callable[[nbformat.NotebookNode], str] = lambda cell: ""

    def answered(self, named: str | None = None) -> str:
        """The lesson that a notebook answers, given the one that it names; or nothing."""
        return self.only.lesson_of(named or "") if self.only else named or ""

    def is_of_another(self, file: File) -> bool:
        """Whether nbgrader's folders say that a file belongs to another assignment."""
        said = {one.lesson for one in file.handed_in if one.lesson}
        ours = {one.assignment for one in self.nbgraders.values()}
        return bool(ours and said and not said & ours)

    def of_nbgrader(self, name: str, notebook: nbformat.NotebookNode | None = None) -> str:
        """The lesson of a file of nbgrader's: by its name, else by the cells in it; or nothing.

        Where the assignment has one notebook, every file is of that one.
        """
        if len(self.nbgraders) == 1:
            return next(iter(self.nbgraders))
        stem = PurePosixPath(name).stem
        for lesson, known in self.nbgraders.items():
            if known.name == stem:
                return lesson
        ids = {self.grade_id(cell) for cell in notebook.cells} - {""} if notebook else set()
        shares = {lesson: len(ids & {*known.ids}) for lesson, known in self.nbgraders.items()}
        best = max(shares, key=lambda lesson: shares[lesson])
        return best if shares[best] else ""


@dataclass(frozen=True)
class ReadFile:
    """A file, or one of several notebooks in it, as it was read; nobody has said whose it is."""

    submission: Submission | Unreadable
    notebook: nbformat.NotebookNode | None = None
    pretrained: Pretrained | None = None


@dataclass(frozen=True)
class Work:
    """What was read of a file.

    Attributes:
        left: notebooks in it that say no lesson that is known, beside some that do.
        nested: notebooks that lie in a zip in it.
    """

    files: Sequence[ReadFile]
    left: Sequence[str] = ()
    nested: Sequence[str] = ()

    def to_json(self) -> dict[str, Any]:
        """What `submissions_of` takes; without the notebooks."""
        return {
            "files": [one.submission.to_json() for one in self.files],
            "left": self.left,
            "nested": self.nested,
        }


@dataclass(frozen=True)
class Told:
    """What a process of its own says of a file."""

    submissions: Sequence[Submission | Unreadable]
    left: Sequence[str] = ()
    nested: Sequence[str] = ()

    @staticmethod
    def from_json(data: Any, file: File, source: Source) -> Told:
        """Of the answer of a process that read hostile bytes, which may speak of its file alone.

        Raises:
            ValueError, TypeError, LookupError: it is no such answer.
        """
        found = [from_json(one, source) for one in data["files"]]
        names = [*data["left"], *data["nested"], *(one.origin for one in found)]
        if not all(f"{name}/".startswith(f"{file.origin}/") for name in names):
            raise ValueError("it speaks of another file")
        if any(one.student or one.submitter for one in found):
            raise ValueError("it speaks of a student")
        return Told(found, data["left"], data["nested"])


def read_file(
    file: File, pretrained: Pretrained | None, lessons: Lessons, *, certain: bool = True
) -> Work | None:
    """The work in a file; None for a zip without a notebook, and for what is no work.

    Such a zip is a submission only where nothing but its name says whose it is.

    Args:
        pretrained: what lies beside the file.
        certain: whether it is work whatever it holds.
    """
    said = next(iter(file.handed_in), None)
    name = said.file if said else file.path.name
    if lessons.is_of_another(file):
        return Work([], left=[file.origin])
    lesson = said.lesson if said and said.lesson in lessons.known else ""
    by_name = named_by(file, lessons)
    content = b""
    try:
        content = content_of(file)
        if not certain and not is_lesson(file.path, content):
            return None
        sha256 = digest(content, pretrained)
        if file.path.suffix.lower() in _R:
            raise UnreadableError("The file is in R. What is graded here is a notebook in Python.")
        if file.path.suffix.lower() == ".zip":
            packed = unzipped(file.read, content)
            if len(packed) > 1:
                return _several(file, packed, sha256, lessons)
            [one] = packed
        else:
            one = Packed(PurePosixPath(), content, pretrained, None)
        notebook, problem = read(one.content)
    except (UnreadableError, OSError) as error:
        if (isinstance(error, NoNotebook) and said) or not (
            certain or may_hold_notebooks(file.path) or content
        ):
            return None
        lesson = by_name if lessons.nbgraders else lesson or lessons.answered() or by_name
        return Work([ReadFile(unreadable(file, str(error), lesson, content))])
    answered = lessons.answered(lesson_of(notebook)) or lesson or by_name
    if lessons.nbgraders:
        answered = lessons.of_nbgrader(one.path.name or name, notebook)
    made = _read_file(
        Submission(
            "",
            file.origin,
            sha256,
            answered,
            problem,
            made_at=moment_in(name) or one.made_at or last_run(notebook),
            depth=max(0, len(one.path.parts) - 1),
        ),
        notebook,
        one.pretrained,
        lessons,
    )
    return Work([made], nested=_nested(file, [one]))


def _read_file(
    submission: Submission,
    notebook: nbformat.NotebookNode,
    pretrained: Pretrained | None,
    lessons: Lessons,
) -> ReadFile:
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    filled = replace(
        submission,
        code=sum(map(len, code)),
        text=sum(len(cell.source) for cell in notebook.cells),
        mentions=tuple(sorted({name for one in code for name in lessons.mentions(one)})),
    )
    return ReadFile(filled, notebook, pretrained)


def unreadable(file: File, problem: str, lesson: str = "", content: bytes = b"") -> Unreadable:
    """A file that is not a notebook, whosever it is."""
    return Unreadable("", file.origin, hashlib.sha256(content).hexdigest(), lesson, problem)


def digest(content: bytes, pretrained: Pretrained | None) -> str:
    """The SHA-256 of what was handed in."""
    return hashlib.sha256(content + (pretrained.list if pretrained else b"")).hexdigest()


def known_as(file: File, sha256: str, lessons: Lessons, graded: Mapping[str, str]) -> str:
    """The lesson that a file was graded as before, unless it says another one; or nothing."""
    before = graded.get(sha256, "")
    said = next((one.lesson for one in file.handed_in if one.lesson in lessons.known), "")
    said = "" if lessons.nbgraders else said
    is_same = before in lessons.known and (said or named_by(file, lessons)) in ("", before)
    return before if is_same else ""


def named_by(file: File, lessons: Lessons) -> str:
    """The lesson that a file, or else its folder, is named after; or nothing."""
    name = next((one.file for one in file.handed_in), file.path.name)
    if lessons.nbgraders:
        return lessons.of_nbgrader(name)
    known = set(lessons.known)
    return _lesson_named_by(name, known) or _lesson_of_folder(file.path, known)


def source_of(file: File, pretrained: Pretrained | None) -> Source:
    """What `reopened` takes to find a file again."""
    said = next(iter(file.handed_in), None)
    beside = pretrained.files if pretrained else {}
    on_disk = [one.disk for one in beside.values() if one.is_on_disk]
    disks = [file.disk, *on_disk]
    places = {place: one.member or disks.index(one.disk) for place, one in beside.items()}
    request = {
        "numbers": [disk.number for disk in disks],
        "links": [disk.is_link for disk in disks],
        "path": str(file.path),
        "origin": file.origin,
        "member": file.member,
        "said": [said.file, said.lesson] if said else None,
        "beside": places,
    }
    return Source((), request)


@contextmanager
def reopened(
    source: Mapping[str, Any], opened: OpenFile
) -> Iterator[tuple[File, Pretrained | None]]:
    """A file and what lies beside it, once more.

    Args:
        source: the request of a `Source`.
        opened: opens the file on disk as 0, and those beside it as 1 and so on.
    """
    nowhere = Given(Path(), Path(), True, ())
    disks = [
        OnDisk(index, Listed(PurePosixPath(source["path"]), is_link), nowhere, opened)
        for index, is_link in enumerate(source["links"])
    ]
    path, origin, said = PurePosixPath(source["path"]), source["origin"], source["said"]
    named = [HandedIn(Submitter("", ""), "", 0, said[0], said[1])] if said else []
    if not source["member"]:
        beside = {
            place: File(PurePosixPath(place), place, disks[index].read, disks[index])
            for place, index in source["beside"].items()
        }
        file = File(path, origin, disks[0].read, disks[0], handed_in=named)
        yield file, of_files(beside) if beside else None
        return
    with disks[0].held() as descriptor, open_zip(descriptor) as archive:
        zipped = File(path, "", disks[0].read, disks[0])

        def found(name: str) -> File:
            return member(zipped, archive, archive.getinfo(name))

        of_it = replace(found(source["member"]), path=path, origin=origin, handed_in=named)
        beside = {place: found(name) for place, name in source["beside"].items()}
        yield of_it, of_files(beside) if beside else None


def read_again(
    file: File, pretrained: Pretrained | None, lessons: Lessons, lesson: str, origin: str
) -> ReadFile | None:
    """A notebook in a file that was read before, or else the one of its lesson, or else any.

    None where there is none now.
    """
    work = read_file(file, pretrained, lessons)
    found = work.files if work else []
    for key in ((lesson, origin), (lesson,), ()):
        for one in found:
            if (one.submission.lesson, one.submission.origin)[: len(key)] == key:
                return one
    return None


def _several(
    file: File,
    packed: Sequence[Packed],
    sha256: str,
    lessons: Lessons,
) -> Work:
    """Of several notebooks in a zip, those of each lesson.

    Raises:
        UnreadableError: none says which lesson it answers.
    """
    known = set(lessons.known)
    of: dict[str, list[ReadFile]] = {}
    places: dict[str, PurePosixPath] = {}
    left = []
    for one in packed:
        origin = f"{file.origin}/{one.path}"
        try:
            notebook, problem = read(one.content)
        except UnreadableError:
            left.append(origin)
            continue
        lesson = lessons.answered(lesson_of(notebook)) or _lesson_named_by(one.path.name, known)
        if lessons.nbgraders:
            lesson = lessons.of_nbgrader(one.path.name, notebook)
        if lesson not in known:
            left.append(origin)
            continue
        places[origin] = one.path
        submission = Submission(
            "",
            origin,
            hashlib.sha256(f"{sha256} {one.path}".encode()).hexdigest(),
            lesson,
            problem,
            made_at=moment_in(one.path.name) or one.made_at or last_run(notebook),
            depth=len(one.path.parts) - 1,
        )
        each = _read_file(submission, notebook, one.pretrained, lessons)
        of.setdefault(lesson, []).append(each)
    if not of:
        raise UnreadableError(f"The zip holds {len(packed)} notebooks; it should hold one.")
    found: list[ReadFile] = []
    for lesson, every in of.items():
        outside = [one for one in every if not _in_a_zip(places[one.submission.origin])]
        theirs = outside or every
        if len(theirs) < len(every):
            note = "A zip in the zip holds a notebook of the same lesson, which was passed over."
            theirs = [_with(one, problem=one.submission.problem or note) for one in theirs]
        if are_versions([places[one.submission.origin] for one in theirs], known):
            found += theirs
            continue
        problem = (
            f"The zip holds {len(theirs)} notebooks of {lesson}; it should hold one. If it is the "
            "zip of a class, unpack it and grade the folder."
        )
        found.append(ReadFile(Unreadable("", file.origin, sha256, lesson, problem)))
    if len(found) == 1:
        found = [_with(found[0], sha256=sha256)]
    taken = {one.submission.origin for one in found}
    return Work(found, left, [one for one in _nested(file, packed) if one in taken])


def _with(one: ReadFile, **changes: Any) -> ReadFile:
    return replace(one, submission=replace(one.submission, **changes))


def _nested(file: File, packed: Sequence[Packed]) -> list[str]:
    return [f"{file.origin}/{one.path}" for one in packed if _in_a_zip(one.path)]


def _in_a_zip(path: PurePosixPath) -> bool:
    return any(folder.suffix.lower() == ".zip" for folder in path.parents)


def content_of(file: File) -> bytes:
    """The file's bytes.

    Raises:
        UnreadableError: it is a link, or too large, or in a zip that is damaged.
    """
    try:
        content = file.read(MAX_BYTES + 1)
    except DAMAGED as error:
        raise UnreadableError(f"The zip cannot be opened: {error}.") from None
    if len(content) > MAX_BYTES:
        raise UnreadableError(f"The file is larger than {MAX_BYTES >> 20} MB.")
    return content


def _lesson_named_by(name: str, known: set[str]) -> str:
    """The one lesson that a file is named after, for a notebook that does not say; or nothing."""
    named = [lesson for lesson in known if lesson in name]
    return named[0] if len(named) == 1 else ""


def _lesson_of_folder(path: PurePosixPath, known: set[str]) -> str:
    """The lesson whose folder a file lies in; or nothing."""
    return next((folder.name for folder in path.parents if folder.name in known), "")
