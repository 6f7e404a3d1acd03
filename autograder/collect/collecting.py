"""Every submission in files, folders and downloads, with its student. [worker]"""

from __future__ import annotations

import contextlib
import functools
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.collect.attempts import came
from autograder.collect.files import File, OpenFile, find_files, is_metadata
from autograder.collect.listing import Given
from autograder.collect.naming import Place, named
from autograder.collect.notebook import UnreadableError
from autograder.collect.pretrained import Pretrained, beside
from autograder.collect.reading import (
    Lessons,
    Told,
    content_of,
    digest,
    known_as,
    named_by,
    read_file,
    source_of,
    unreadable,
)
from autograder.collect.roster import NO_TEAMS, Member, Teams, directory, letters
from autograder.collect.submissions import GROUP, Submission, SubmittedFile, Unreadable
from autograder.files import listed
from autograder.lms import NAMES, canvas, moodle
from autograder.lms.download import Apart, HandedIn, Submitter
from autograder.lms.people import Directory, Person
from autograder.lms.table import ColumnError, parse_csv

#: calls functions that return data of JSON, each with the open files that it may use, where they
#: harm nobody; gives what each returned, and a clause that says why it did not or is empty
EachApart = Callable[[Iterable[tuple[Callable[[], Any], Collection[int]]]], list[tuple[Any, str]]]

_ENDINGS = frozenset({".ipynb", ".zip", ".py"})
_NAMED_AT_MOST = 5
#: how many files, and how large ones, are read by one process at first
_FILES_OF_BATCH, _BYTES_OF_BATCH = 20, 4 << 20


def collect(
    given: Sequence[Given],
    opened: OpenFile,
    lessons: Lessons,
    each_apart: EachApart,
    *,
    members: Sequence[Member] = (),
    teams: Teams = NO_TEAMS,
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
        opened: opens a file of `given`, by number.
        members: the roster; whoever is found there goes by that id.
        teams: who works together in single lessons, in the place of the roster's groups.
        tell: takes sentences on what was found, and on what was no notebook.
        graded: SHA-256 of what was graded before → its lesson. Reading a notebook takes longer than
            all else about it that was graded already, so these are left unread, unless their
            student handed in several and nothing else says which is the newest.

    Raises:
        FileNotFoundError: nobody handed in anything.
    """
    known = set(lessons.known)

    def apart(function: Callable[[bytes], Any], content: bytes) -> Any:
        return each_apart([(functools.partial(function, content), ())])[0][0]

    files = _of_students(_described(find_files(given, opened, known, tell, apart), apart), tell)
    present = {file.path for file in files}
    brought = beside(files, apart)
    works = [
        file for file in files if _is_handed_in(file, present) and file.path not in brought.packed
    ]
    reading = _Reading(brought.of, lessons, each_apart, graded or {})
    taken = reading.taken(works)
    read_files: list[tuple[File, SubmittedFile]] = []
    left: list[str] = []
    nested: list[str] = []
    for file, work in zip(works, taken, strict=True):
        if work is not None:
            read_files += [(file, submission) for submission in work.submissions]
            left += work.left
            nested += work.nested
    of_work = {file.path for file, work in zip(works, taken, strict=True) if work is not None}
    # what is no notebook and holds none
    idle = [
        file
        for file in files
        if not (file.path in of_work or is_metadata(file) or file.path in brought.paths)
    ]
    roster = directory(members)
    lessons_of = _lessons_of(read_files)
    read_files = [
        (file, submission if submission.lesson else _of_its_download(submission, file, lessons_of))
        for file, submission in read_files
    ]
    systems = {file.disk.given.folder for file in files if file.is_on_disk and file.handed_in}
    folders = [one.resolved for one in given if one.is_folder and one.folder not in systems]
    groups = _Groups(members, teams)
    found = groups.share(_named(read_files, known, roster, folders, groups))
    there = {one.student for one in found}
    without: dict[str, SubmittedFile] = {}
    for one in groups.share(list(_without_notebook(idle, lessons, lessons_of, roster, groups))):
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
    found = reading.with_order(found, read_files)
    return [*found, *without.values()]


@dataclass(frozen=True)
class _Reading:
    """Has files read in other processes.

    Attributes:
        brought: what lies beside a file.
        graded: as `collect` takes it.
    """

    brought: Mapping[PurePosixPath, Pretrained]
    lessons: Lessons
    each_apart: EachApart
    graded: Mapping[str, str]

    def taken(self, files: Sequence[File]) -> list[Told | None]:
        """What each file holds; None for what is no work."""
        told = [self._graded_before(file) if self.graded else None for file in files]
        left = [index for index, one in enumerate(told) if one is None]
        # A process takes twice the time that reading a notebook does. One that reads several is
        # believed where it says no more than that a file holds a notebook of a known lesson; a
        # process of the file's own says that again before it is graded.
        for batch, of_batch in self._read(list(_batches(left, files)), files):
            for index, one in zip(batch, of_batch, strict=True):
                told[index] = one if one and self._is_plain(one) else None
        left = [index for index in left if told[index] is None]
        for [index], [one] in self._read([[index] for index in left], files):
            told[index] = one
        return told

    def apart(self, files: Sequence[File]) -> list[Told | None]:
        """What each file holds, of a process of its own."""
        read = self._read([[index] for index in range(len(files))], files)
        return [one for _, [one] in read]

    def _graded_before(self, file: File) -> Told | None:
        """A file that has been graded; None where it has not."""
        beside = self.brought.get(file.path)
        try:
            sha256 = digest(content_of(file), beside)
        except (UnreadableError, OSError):
            return None
        lesson = known_as(file, sha256, self.lessons, self.graded)
        source = source_of(file, beside)
        before = Submission("", file.origin, sha256, lesson, source=source)
        return Told([before]) if lesson else None

    def _read(
        self, batches: Sequence[Sequence[int]], files: Sequence[File]
    ) -> Iterator[tuple[Sequence[int], list[Told | None]]]:
        """What each file of each batch holds, of a process for each batch."""

        def jobs() -> Iterator[tuple[Callable[[], Any], Collection[int]]]:
            for batch in batches:
                theirs = [files[index] for index in batch]
                with contextlib.ExitStack() as stack:
                    descriptors = set()
                    for file in theirs:
                        with contextlib.suppress(UnreadableError, OSError):  # as reading it says
                            descriptors.add(stack.enter_context(file.disk.held()))
                    yield functools.partial(self._works, theirs), descriptors

        for batch, (answers, why) in zip(batches, self.each_apart(jobs()), strict=True):
            if why or not isinstance(answers, list) or len(answers) != len(batch):
                why = why or "what came of it is none"
                answers = [None] * len(batch)
            found = [
                self._told(files[index], answer, why)
                for index, answer in zip(batch, answers, strict=True)
            ]
            yield batch, found

    def _works(self, files: Sequence[File]) -> list[Any]:
        """In another process: what files hold."""
        works = []
        for file in files:
            certain = file.is_on_disk and len(file.path.parts) == 1
            work = read_file(file, self.brought.get(file.path), self.lessons, certain=certain)
            works.append(work and work.to_json())
        return works

    def _told(self, file: File, answer: Any, why: str) -> Told | None:
        """What a process says of a file, or why it says nothing."""
        try:
            if not why:
                source = source_of(file, self.brought.get(file.path))
                return None if answer is None else Told.from_json(answer, file, source)
        except (ValueError, TypeError, LookupError):
            why = "what came of it is none"
        content = b""
        with contextlib.suppress(UnreadableError, OSError):
            content = content_of(file)
        lesson = self.lessons.answered() or named_by(file, self.lessons)
        return Told([unreadable(file, f"The file cannot be read: {why}.", lesson, content)])

    def _is_plain(self, told: Told) -> bool:
        """Whether a file holds a notebook of a known lesson, and no more is said of it."""
        return (
            len(told.submissions) == 1
            and not told.left
            and all(
                isinstance(one, Submission) and one.lesson in self.lessons.known
                for one in told.submissions
            )
        )

    def with_order(
        self, found: Sequence[SubmittedFile], files: Iterable[tuple[File, SubmittedFile]]
    ) -> list[SubmittedFile]:
        """Submissions with what tells which of several is the newest, where no system does."""
        several = Counter((one.student, one.lesson, came(one)) for one in found)
        unclear = {
            one.origin
            for one in found
            if isinstance(one, Submission) and several[one.student, one.lesson, came(one)] > 1
        }
        of_files = {file.path: file for file, one in files if one.origin in unclear}
        facts: dict[str, dict[str, Any]] = {
            one.origin: {"code": one.code, "text": one.text, "made_at": one.made_at}
            for told in self.apart(list(of_files.values()))
            if told is not None
            for one in told.submissions
            if isinstance(one, Submission)
        }
        return [replace(one, **facts.get(one.origin, {})) for one in found]


def _batches(indices: Iterable[int], files: Sequence[File]) -> Iterator[list[int]]:
    """Indices of files that one process reads."""
    batch: list[int] = []
    size = 0
    for index in indices:
        if batch and (len(batch) == _FILES_OF_BATCH or size + files[index].size > _BYTES_OF_BATCH):
            yield batch
            batch, size = [], 0
        batch.append(index)
        size += files[index].size
    if batch:
        yield batch


def _described(files: list[File], apart: Apart) -> list[File]:
    """The files, those from Moodle with what its worksheets beside them say."""
    people: dict[str, moodle.Participant] = {}
    for file in files:
        if file.is_on_disk and not file.handed_in and moodle.is_worksheet(file.path):
            with contextlib.suppress(UnreadableError, OSError):
                people |= moodle.of_json(apart(_worksheet, content_of(file)) or {})
    return [
        replace(file, handed_in=[moodle.described(one, people) for one in file.handed_in])
        for file in files
    ]


def _worksheet(content: bytes) -> dict[str, Any]:
    try:
        return moodle.as_json(moodle.participants(parse_csv(content, "worksheet")))
    except ColumnError:
        return {}


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
    if file.is_on_disk and len(file.path.parts) == 1:
        return True  # given by itself
    if file.path.suffix == ".py" and file.path.with_suffix(".ipynb") in there:
        return False
    return bool(file.is_on_disk or file.handed_in) and file.is_work


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
        Place(file.path, file.disk.given.resolved, submission.lesson)
        for file, submission in files
        if file.is_on_disk and not file.handed_in
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
            first = groups.first(name.student, submission.lesson)
            student = member.student if member else first or name.student
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
    """Who works together: by the roster, or in a lesson by a list of its own."""

    def __init__(self, members: Iterable[Member], teams: Teams) -> None:
        of_roster = {one.student: one.team for one in members if one.team}
        #: lesson, or nothing for those that have no list → student → group
        self._group = {**teams, "": of_roster}
        #: the same → group → students
        self._students: dict[str, dict[str, list[str]]] = {}
        for lesson, of_lesson in self._group.items():
            students = self._students.setdefault(lesson, {})
            for student, group in of_lesson.items():
                students.setdefault(group, []).append(student)

    def first(self, name: str, lesson: str | None) -> str:
        """The first student of the group that is called so; nothing where none is."""
        return next(iter(self._students[self._list(lesson)].get(letters(name), [])), "")

    def _together(self, one: SubmittedFile) -> list[str]:
        """All of the group of whoever handed in; nobody where that one works alone."""
        key = self._list(one.lesson)
        return self._students[key].get(self._group[key].get(one.student, ""), [])

    def _list(self, lesson: str | None) -> str:
        return lesson if lesson in self._group else ""

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
            for student in self._together(one):
                if (student, one.lesson, one.sha256) not in there:
                    there.add((student, one.lesson, one.sha256))
                    nobody = one.submitter and Submitter(
                        one.submitter.lms, "", file=one.submitter.file
                    )
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
            team = moodle.team_before(name, called) if is_moodle else ""
            submitter = replace(
                submitter,
                name=called if submitter.name else "",
                group=submitter.group or team,
            )
            break
    student = member.student if member else handed_in.student
    if not member and (first := groups.first(name, submission.lesson)):
        # As Canvas has it. Whose its number is of the group, nobody knows.
        student, submitter = first, Submitter(submitter.lms, "", file=submitter.file)
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
    lessons: Lessons,
    of_places: Mapping[_Place, set[str]],
    roster: Directory[Member],
    groups: _Groups,
) -> Iterator[SubmittedFile]:
    """A submission for each file of a download that is no notebook and holds none."""
    for file in idle:
        for handed_in in file.handed_in:
            problem = f"There is no notebook in what was handed in ({handed_in.file})."
            lesson = lessons.answered(handed_in.lesson or "")
            empty = unreadable(file, problem, lesson)
            known = empty if lesson else _of_its_download(empty, file, of_places)
            yield _sent(known, handed_in, roster, groups)


def _tell_of(what: str, origins: list[str], tell: Callable[[str], None]) -> None:
    if origins:
        tell(f"{what}: {listed(origins, _NAMED_AT_MOST)}.")
