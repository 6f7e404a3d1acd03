"""Submissions out of notebooks, zips, folders and downloads, with their students. [coordinator]"""

from __future__ import annotations

import contextlib
import functools
import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path, PurePosixPath

import nbformat

from autograder.collect.archives import NoNotebook, Packed, unzipped
from autograder.collect.files import DAMAGED, File, find_files, is_metadata, outermost
from autograder.collect.naming import Place, are_versions, moment_in, named
from autograder.collect.notebook import MAX_BYTES, UnreadableError, last_run, lesson_of, read
from autograder.collect.pretrained import Pretrained, beside
from autograder.collect.roster import Member, directory, letters
from autograder.files import listed
from autograder.lms import NAMES, canvas, moodle
from autograder.lms.download import HandedIn, Submitter
from autograder.lms.people import Directory, Person
from autograder.lms.table import ColumnError, read_csv

_R = frozenset({".r", ".rmd"})
_ENDINGS = frozenset({".ipynb", ".zip", ".py"})
#: as `Submission.named_by`: by the roster, because others of the group handed in
GROUP = "group"
_NAMED_AT_MOST = 5
#: files that are read at a time
_READERS = 2


@dataclass(frozen=True)
class SubmittedFile:
    """One handed-in file: whose it is and what it answers. What it holds, its subclasses say.

    Attributes:
        student: the id that the roster gives, or else the download, the folder or the file.
        origin: the file, as a person would find it again.
        sha256: over the handed-in bytes.
        lesson: what the notebook, or else the file's name, says it answers; or nothing.
        problem: why the notebook cannot be read, or what is missing from it, in one sentence.
        submitted_at: when, with a time zone; None where nothing says so.
        marked_late: whether the system that it was downloaded from says that it came late.
        attempt: of the same student's for the same lesson, a higher number came later.
        made_at: when it was made, as it says itself, in whatever time zone.
        submitter: what that system knows of the student; None where it came from none.
        named_by: what says whose it is: a system, or as `naming.Named` has it.
        depth: how many folders lie between what names the student and the file.
    """

    student: str
    origin: str
    sha256: str
    lesson: str
    problem: str = ""
    submitted_at: datetime | None = None
    marked_late: bool = False
    attempt: int = 0
    made_at: datetime | None = None
    submitter: Submitter | None = None
    named_by: str = ""
    depth: int = 0

    def whole(self) -> SubmittedFile:
        """The same with its notebook, where reading that was put off."""
        return self


@dataclass(frozen=True)
class Unreadable(SubmittedFile):
    """A file without a notebook that can be read; `problem` says why."""


@dataclass(frozen=True)
class Submission(SubmittedFile):
    """A file with a notebook.

    Attributes:
        pretrained: what it brings along of the notebook's trainings; None where it brings nothing.
    """

    notebook: nbformat.NotebookNode = field(kw_only=True)
    pretrained: Pretrained | None = field(default=None, compare=False, kw_only=True)


@dataclass(frozen=True)
class Unread(SubmittedFile):
    """A file that has been graded before, so that reading its notebook was put off.

    Attributes:
        again: reads it; gives None where there is no notebook in it any more.
    """

    again: Callable[[], SubmittedFile | None] = field(compare=False, kw_only=True)

    def whole(self) -> Submission | Unreadable:
        """The same with its notebook, and with what is said of it, as the file is by now."""
        now = self.again() or replace(self, problem="There is no notebook in it any more.")
        known = {one.name: getattr(self, one.name) for one in fields(SubmittedFile)}
        known |= {"sha256": now.sha256, "problem": now.problem, "made_at": now.made_at}
        if isinstance(now, Submission):
            return Submission(**known, notebook=now.notebook, pretrained=now.pretrained)
        return Unreadable(**known)


def collect(
    paths: Iterable[Path],
    lessons: Iterable[str],
    answers: Callable[[str | None], str | None] = lambda named: named,
    *,
    members: Mapping[str, Member] | None = None,
    tell: Callable[[str], None] = lambda sentence: None,
    graded: Mapping[str, str] | None = None,
) -> list[SubmittedFile]:
    """Every submission in the given notebooks, zips, scripts and folders, in a stable order.

    In what Canvas, Moodle, Gradescope and nbgrader let an instructor download, the names that
    they give say whose a file is. Elsewhere a folder names its student, and a file in none names
    itself; `autograder.collect.naming` has the rules. One student may have handed in several times.
    In a folder, a script counts where it says which lesson it answers and no notebook of its name
    lies beside it; other scripts are modules.

    Args:
        lessons: names of known lessons, which are no students' names.
        answers: which lesson a notebook answers, given the one that it names.
        members: the roster, by student id; whoever is found there goes by that id.
        tell: takes sentences on what was found, and on what was no notebook.
        graded: SHA-256 of what was graded before → its lesson. Reading a notebook takes longer than
            all else about it that was graded already, so these are left unread.

    Raises:
        FileNotFoundError: a path does not exist, or nobody handed in anything in any.
    """
    known = set(lessons)
    paths = outermost(paths)
    files = _of_students(_described(find_files(paths, known, tell)), tell)
    present = {file.path for file in files}
    brought = beside(files)
    read_files: list[tuple[File, SubmittedFile]] = []
    idle: list[File] = []  # what is no notebook and holds none
    left: list[str] = []
    nested: list[str] = []

    def take(file: File) -> _Work | None:
        if not _is_handed_in(file, present):
            return None
        return _read(file, brought.of.get(file.path), known, answers, graded or {})

    with ThreadPoolExecutor(_READERS) as pool:  # reading and hashing let one another go on
        taken = list(pool.map(take, files))
    for file, work in zip(files, taken, strict=True):
        if work is not None:
            read_files += [(file, submission) for submission in work.submissions]
            left += work.left
            nested += work.nested
        elif not is_metadata(file) and file.path not in brought.paths:
            idle.append(file)
    roster = directory((members or {}).values())
    lessons_of = _lessons_of(read_files)
    read_files = [
        (file, submission if submission.lesson else _of_its_download(submission, file, lessons_of))
        for file, submission in read_files
    ]
    systems = {file.disk[1] for file in files if file.disk and file.handed_in}
    folders = [path for path in paths if path.is_dir() and path not in systems]
    groups = _Groups((members or {}).values())
    found = groups.share(_named(read_files, known, roster, folders, groups))
    there = {one.student for one in found}
    without: dict[str, SubmittedFile] = {}
    for one in groups.share(list(_without_notebook(idle, answers, lessons_of, roster, groups))):
        if one.student not in there:
            without.setdefault(one.student, one)
    if not found and not without:
        raise FileNotFoundError("There is no .ipynb and no .zip in what you gave.")
    origins = {submission.origin for submission in without.values()}
    without_work = [file.origin for file in idle if file.origin not in origins]
    misnamed = [
        file.origin
        for file, one in read_files
        if not isinstance(one, Unreadable) and file.path.suffix not in _ENDINGS
    ]
    _tell_of("Not graded, because there is no notebook in it", without_work, tell)
    _tell_of("Not graded, because it says no lesson that is known here", left, tell)
    _tell_of("Taken for a notebook, though its name ends otherwise", misnamed, tell)
    _tell_of("Taken out of a zip in a zip", nested, tell)
    return [*found, *without.values()]


def _described(files: list[File]) -> list[File]:
    """The files, those from Moodle with what its worksheets beside them say."""
    people: dict[str, moodle.Participant] = {}
    for file in files:
        if file.disk and not file.handed_in and moodle.is_worksheet(file.path):
            with contextlib.suppress(ColumnError):
                people |= moodle.participants(read_csv(file.disk[0]))
    return [
        replace(file, handed_in=[moodle.described(one, people) for one in file.handed_in])
        for file in files
    ]


def _of_students(files: list[File], tell: Callable[[str], None]) -> list[File]:
    """The files without those of the student that Canvas makes up."""
    tried = [
        file.origin
        for file in files
        if any(canvas.is_test_student(one.submitter) for one in file.handed_in)
    ]
    _tell_of("Left out, because Canvas's test student is no student", tried, tell)
    return [file for file in files if file.origin not in tried]


def _is_handed_in(file: File, there: set[PurePosixPath]) -> bool:
    if file.disk and len(file.path.parts) == 1:
        return True  # given by itself
    if file.path.suffix == ".py" and file.path.with_suffix(".ipynb") in there:
        return False
    return bool(file.disk or file.handed_in) and file.is_work


#: a system, and the folder or zip in which its names lie: what was downloaded at once
_Place = tuple[str, PurePosixPath]


def _place(file: File) -> _Place:
    first = file.handed_in[0]
    return first.submitter.lms, PurePosixPath(*file.path.parts[: first.place])


def _lessons_of(files: Iterable[tuple[File, SubmittedFile]]) -> dict[_Place, set[str]]:
    """The lessons that each download is of, for what does not say it itself."""
    lessons: dict[_Place, set[str]] = {}
    for file, submission in files:
        if file.handed_in and submission.lesson and not isinstance(submission, Unreadable):
            lessons.setdefault(_place(file), set()).add(submission.lesson)
    return lessons


def _of_its_download(
    submission: SubmittedFile, file: File, lessons: Mapping[_Place, set[str]]
) -> SubmittedFile:
    """What cannot be read answers the lesson that all others of its download answer."""
    if not isinstance(submission, Unreadable) or not file.handed_in:
        return submission
    others = lessons.get(_place(file), set())
    return replace(submission, lesson=next(iter(others))) if len(others) == 1 else submission


def _named(
    files: list[tuple[File, SubmittedFile]],
    lessons: set[str],
    roster: Directory[Member],
    folders: Collection[Path],
    groups: _Groups,
) -> list[SubmittedFile]:
    """The submissions with their students; those of a system's group are each member's.

    Args:
        folders: those that were given, without those that a system named.
    """
    plain = [
        Place(file.path, file.disk[1], submission.lesson)
        for file, submission in files
        if file.disk and not file.handed_in
    ]
    names = iter(named(plain, lessons, folders))
    found: list[SubmittedFile] = []
    for file, submission in files:
        if file.handed_in:
            theirs = [_sent(submission, one, roster, groups) for one in file.handed_in]
            depth = len(file.path.parts) - file.handed_in[0].place + submission.depth
            found += [replace(each, depth=depth) for each in theirs]
        else:
            name = next(names)
            member = roster.find(Person((name.student,), name.student, name.student))
            student = member.student if member else groups.first(name.student) or name.student
            found.append(
                replace(
                    submission,
                    student=student,
                    named_by=name.by,
                    depth=submission.depth + name.depth,
                )
            )
    return _apart(found, roster)


class _Groups:
    """The groups of a roster."""

    def __init__(self, members: Iterable[Member]) -> None:
        self._students: dict[str, list[str]] = {}
        self._group: dict[str, str] = {}
        for member in members:
            if member.team:
                self._students.setdefault(member.team, []).append(member.student)
                self._group[member.student] = member.team

    def first(self, name: str) -> str:
        """The first student of the group that is called so; nothing where none is."""
        return next(iter(self._students.get(letters(name), [])), "")

    def share(self, submissions: list[SubmittedFile]) -> list[SubmittedFile]:
        """The submissions, and after each of a group's the same for its other members.

        They keep what a system knows of themselves, if anything.
        """
        submitters = {
            (one.student, one.lesson): one.submitter for one in submissions if one.submitter
        }
        there = {(one.student, one.lesson, one.sha256) for one in submissions}
        found = []
        for one in submissions:
            found.append(one)
            for student in self._students.get(self._group.get(one.student, ""), []):
                if (student, one.lesson, one.sha256) not in there:
                    there.add((student, one.lesson, one.sha256))
                    nobody = Submitter(one.submitter.lms, "") if one.submitter else None
                    submitter = submitters.get((student, one.lesson), nobody)
                    mine = replace(one, student=student, submitter=submitter, named_by=GROUP)
                    found.append(mine)
        return found


def _sent(
    submission: SubmittedFile, handed_in: HandedIn, roster: Directory[Member], groups: _Groups
) -> SubmittedFile:
    """The submission with what the system that it was downloaded from says of it."""
    submitter = handed_in.submitter
    # Moodle's number is the student's in one assignment only.
    is_moodle = submitter.lms == "moodle"
    ids = () if is_moodle else (submitter.id, handed_in.student)
    name = submitter.name or handed_in.student
    member = None
    for called in moodle.names(name) if is_moodle else [name]:
        email = submitter.email or handed_in.student
        if member := roster.find(Person((*ids, *handed_in.known_as), email, called)):
            submitter = replace(submitter, name=called if submitter.name else "")
            break
    student = member.student if member else handed_in.student
    if not member and (first := groups.first(name)):
        # As Canvas has it. Whose its number is of the group, nobody knows.
        student, submitter = first, Submitter(submitter.lms, "")
    return replace(
        submission,
        student=student,
        submitted_at=handed_in.submitted_at,
        marked_late=handed_in.late,
        attempt=handed_in.attempt,
        submitter=submitter,
        named_by=submitter.lms,
    )


def _apart(submissions: list[SubmittedFile], roster: Directory[Member]) -> list[SubmittedFile]:
    """The submissions, with students called otherwise where an earlier system has the same id.

    Whoever is on the roster is one person, in whatever system. What lies in no system's folder
    under an id was put there by whoever grades, and is that student's.
    """
    systems: dict[str, str] = {}
    for one in submissions:
        if one.submitter:
            known = systems.setdefault(one.student, one.submitter.lms)
            systems[one.student] = min(known, one.submitter.lms, key=NAMES.index)

    def apart(one: SubmittedFile) -> SubmittedFile:
        if not one.submitter or systems[one.student] == one.submitter.lms:
            return one
        if roster.find(Person((one.student,))):
            return one
        return replace(one, student=f"{one.student} ({one.submitter.lms})")

    return [apart(one) for one in submissions]


def _without_notebook(
    idle: list[File],
    answers: Callable[[str | None], str | None],
    lessons: Mapping[_Place, set[str]],
    roster: Directory[Member],
    groups: _Groups,
) -> Iterator[SubmittedFile]:
    """A submission for each file of a download that is no notebook and holds none."""
    for file in idle:
        for handed_in in file.handed_in:
            problem = f"There is no notebook in what was handed in ({handed_in.file})."
            lesson = answers(handed_in.lesson) or ""
            empty = Unreadable("", file.origin, _sha256(b""), lesson, problem)
            known = empty if lesson else _of_its_download(empty, file, lessons)
            yield _sent(known, handed_in, roster, groups)


def _tell_of(what: str, origins: list[str], tell: Callable[[str], None]) -> None:
    if origins:
        tell(f"{what}: {listed(origins, _NAMED_AT_MOST)}.")


@dataclass(frozen=True)
class _Work:
    """What was read of a file: the submissions in it, whose student is still to be named.

    Attributes:
        left: notebooks in it that say no lesson that is known, beside some that do.
        nested: notebooks that lie in a zip in it.
    """

    submissions: Sequence[SubmittedFile]
    left: Sequence[str] = ()
    nested: Sequence[str] = ()


def _read(
    file: File,
    pretrained: Pretrained | None,
    known: set[str],
    answers: Callable[[str | None], str | None],
    graded: Mapping[str, str],
) -> _Work | None:
    """The work in a file; None for a zip without a notebook.

    Such a zip is a submission only where nothing but its name says whose it is.

    Args:
        pretrained: what lies beside the file.
    """
    said = next(iter(file.handed_in), None)
    name = said.file if said else file.path.name
    lesson = said.lesson if said and said.lesson in known else ""
    by_name = _lesson_named_by(name, known) or _lesson_of_folder(file.path, known)
    content = b""
    try:
        content = _content(file)
        sha256 = _sha256(content + (pretrained.list if pretrained else b""))
        before = graded.get(sha256)
        if before in known and (lesson or by_name) in ("", before):
            later = functools.partial(_read_again, file, pretrained, known, answers, before)
            return _Work([Unread("", file.origin, sha256, before, again=later)])
        if file.path.suffix.lower() in _R:
            raise UnreadableError("The file is in R. What is graded here is a notebook in Python.")
        if file.path.suffix.lower() == ".zip":
            packed = unzipped(file.read, content)
            if len(packed) > 1:
                return _several(file, packed, sha256, known, answers)
            [one] = packed
        else:
            one = Packed(PurePosixPath(), content, pretrained, None)
        notebook, problem = read(one.content)
    except (UnreadableError, OSError) as error:
        if isinstance(error, NoNotebook) and said:
            return None
        lesson = lesson or answers(None) or by_name
        return _Work([Unreadable("", file.origin, _sha256(content), lesson, str(error))])
    lesson = answers(lesson_of(notebook)) or lesson or by_name
    return _Work(
        [
            Submission(
                "",
                file.origin,
                sha256,
                lesson,
                problem,
                notebook=notebook,
                made_at=moment_in(name) or one.made_at or last_run(notebook),
                depth=max(0, len(one.path.parts) - 1),
                pretrained=one.pretrained,
            )
        ],
        nested=_nested(file, [one]),
    )


def _read_again(
    file: File,
    pretrained: Pretrained | None,
    known: set[str],
    answers: Callable[[str | None], str | None],
    lesson: str,
) -> SubmittedFile | None:
    """The submission of a lesson in a file that was read before; None where there is none now."""
    work = _read(file, pretrained, known, answers, {})
    found = work.submissions if work else []
    return next((one for one in found if one.lesson == lesson), next(iter(found), None))


def _several(
    file: File,
    packed: Sequence[Packed],
    sha256: str,
    known: set[str],
    answers: Callable[[str | None], str | None],
) -> _Work:
    """Of several notebooks in a zip, those of each lesson.

    Raises:
        UnreadableError: none says which lesson it answers.
    """
    of: dict[str, list[Submission]] = {}
    places: dict[str, PurePosixPath] = {}
    left = []
    for one in packed:
        origin = f"{file.origin}/{one.path}"
        try:
            notebook, problem = read(one.content)
        except UnreadableError:
            left.append(origin)
            continue
        lesson = answers(lesson_of(notebook)) or _lesson_named_by(one.path.name, known)
        if lesson not in known:
            left.append(origin)
            continue
        places[origin] = one.path
        of.setdefault(lesson, []).append(
            Submission(
                "",
                origin,
                _sha256(f"{sha256} {one.path}".encode()),
                lesson,
                problem,
                notebook=notebook,
                made_at=moment_in(one.path.name) or one.made_at or last_run(notebook),
                depth=len(one.path.parts) - 1,
                pretrained=one.pretrained,
            )
        )
    if not of:
        raise UnreadableError(f"The zip holds {len(packed)} notebooks; it should hold one.")
    found: list[SubmittedFile] = []
    for lesson, every in of.items():
        outside = [one for one in every if not _in_a_zip(places[one.origin])]
        theirs = outside or every
        if len(theirs) < len(every):
            note = "A zip in the zip holds a notebook of the same lesson, which was passed over."
            theirs = [replace(one, problem=one.problem or note) for one in theirs]
        if are_versions([places[one.origin] for one in theirs], known):
            found += theirs
            continue
        problem = (
            f"The zip holds {len(theirs)} notebooks of {lesson}; it should hold one. If it is the "
            "zip of a class, unpack it and grade the folder."
        )
        found.append(Unreadable("", file.origin, sha256, lesson, problem))
    if len(found) == 1:
        found = [replace(found[0], sha256=sha256)]
    taken = {one.origin for one in found}
    return _Work(found, left, [one for one in _nested(file, packed) if one in taken])


def _nested(file: File, packed: Sequence[Packed]) -> list[str]:
    return [f"{file.origin}/{one.path}" for one in packed if _in_a_zip(one.path)]


def _in_a_zip(path: PurePosixPath) -> bool:
    return any(folder.suffix.lower() == ".zip" for folder in path.parents)


def _content(file: File) -> bytes:
    """The file's bytes.

    Raises:
        UnreadableError: it is a link, which could lead to another student's work or to a
            solution, or too large, or in a zip that is damaged.
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


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
