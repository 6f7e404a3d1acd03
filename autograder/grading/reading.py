"""Has what students handed in read by locked workers, and opens files for them. [coordinator]

Nothing of these files is parsed here: what comes back is a bounded record of each submission, and,
once it is graded, its notebook and its pretrained artifacts as files that are handed on.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from autograder.collect.listing import listed
from autograder.collect.roster import NO_TEAMS, Member, Teams
from autograder.collect.submissions import (
    OfNbgrader,
    Only,
    Source,
    Submission,
    SubmittedFile,
    Unreadable,
    from_json,
)
from autograder.datasets.registry import DATASETS
from autograder.errors import MachineError
from autograder.grading.reading_cache import ReadingCache
from autograder.run.kernel.workspace import workspace
from autograder.run.notebook import Forked
from autograder.run.sandbox.limits import MIB
from autograder.run.worker import WorkerError, Workers, output_file

#: wall time for a class, and what each of its files adds to it; one takes ten seconds at most, and
#: two are read at a time
_SECONDS, _SECONDS_A_FILE = 120.0, 6.0
#: wall time for reading one submission again, and for its pretrained artifacts
_SECONDS_AGAIN, _SECONDS_PRETRAINED = 20.0, 60.0
#: bytes of the records of a class
_MOST_RECORDS = 128 * MIB
_MOST_NOTEBOOK, _MOST_PRETRAINED = 512 * MIB, 300 * MIB
_MOST_TOLD = 100_000
#: as in `autograder.grading.reading_in_worker`
_OUTPUT = -1
_MODULE = "autograder.grading.reading_in_worker"


class ReadingError(MachineError):
    """What was handed in could not be read at all. The message says why and what to do."""


@dataclass(frozen=True)
class OpenSubmission:
    """A submission that is being graded, with its files.

    Attributes:
        submission: as the file is by now.
        notebook: the notebook, as valid JSON of nbformat 4.5; nobody has looked into it here.
        data: which data its trainings say they had, as `autograder.datasets.registry.digest` has
            it, or nothing.
        pretrained: gives what they left behind as a zip, or raises `WorkerError`; None where
            nothing was handed in of that.
    """

    submission: Submission
    notebook: BinaryIO
    data: str = ""
    pretrained: Callable[[], AbstractContextManager[BinaryIO]] | None = None

    @property
    def content(self) -> bytes:
        """The notebook's bytes."""
        self.notebook.seek(0)
        return self.notebook.read()


class Reader:
    """Reads what was handed in. Threads may share it."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers

    def collect(
        self,
        paths: Iterable[Path],
        lessons: Iterable[str],
        *,
        only: Only | None = None,
        nbgraders: Mapping[str, OfNbgrader] | None = None,
        members: Mapping[str, Member] | None = None,
        teams: Teams = NO_TEAMS,
        tell: Callable[[str], None] = lambda sentence: None,
        graded: Mapping[str, str] | None = None,
        cache: Path | None = None,
    ) -> list[SubmittedFile]:
        """As `autograder.collect.collecting.collect`, of what lies in some paths.

        Args:
            cache: a file for what is read, which the next call takes if nothing has changed.

        Raises:
            FileNotFoundError: a path does not exist, or nobody handed in anything in any.
            ReadingError: it took too long, or more than there is.
        """
        given = listed(paths)
        files = [path for one in given for path in one.paths]
        asked = {
            "known": sorted(set(lessons)),
            "only": [only.name, only.others] if only else None,
            "nbgraders": {
                lesson: [one.assignment, one.name, [*one.ids]]
                for lesson, one in (nbgraders or {}).items()
            },
        }
        class_ = {
            "given": [one.to_json() for one in given],
            "lessons": asked,
            "members": [
                [one.student, one.name, one.email, one.lms_id, one.group]
                for one in (members or {}).values()
            ],
            "teams": {lesson: dict(of_lesson) for lesson, of_lesson in teams.items()},
        }
        depends_on = {**class_, "datasets": sorted(DATASETS)}
        known = ReadingCache(cache, files, depends_on) if cache else None
        before = known.get() if known else None
        try:
            answer = before or self._workers.call(
                f"{_MODULE}:collected",
                {**class_, "graded": dict(graded or {})},
                seconds=_SECONDS + _SECONDS_A_FILE * len(files),
                open_file=lambda number: _open(files, number),
                answer_bytes=_MOST_RECORDS,
            )
            found, told = _collected(answer, files, asked)
            # What could not be read may be readable the next time.
            if known and not before and not any(isinstance(one, Unreadable) for one in found):
                known.put(answer)
        except (WorkerError, ValueError, TypeError, LookupError) as error:
            raise ReadingError(
                f"What was handed in could not be read: {error}. Grade its folders one at a time "
                "to find the file."
            ) from None
        for sentence in told:
            tell(sentence)
        return found

    @contextmanager
    def opened(
        self, submission: Submission, forked: Forked | None = None
    ) -> Iterator[OpenSubmission | Unreadable]:
        """A submission with its files; or why it cannot be read, where it has changed since.

        Args:
            forked: what will run its notebook. That reads it, too, where it lies in a file of its
                own, which holds nothing of anybody else's; by default a worker does.
        """
        if (source := submission.source) is None:
            raise ValueError("nobody has said where its file lies")
        reads = forked if forked is not None and source.is_notebook else self._workers
        with workspace() as folder, output_file(folder) as output:
            try:
                answer = _call(reads, "normalised", submission, source, output, _SECONDS_AGAIN)
                now = _as_it_is(answer["submission"], submission)
                data = str(answer["data"]) if answer.get("brings_pretrained") else None
                _check_size(output, _MOST_NOTEBOOK)
            except (WorkerError, ValueError, TypeError, LookupError) as error:
                now, data = _unreadable(submission, f"The file cannot be read: {error}."), None
            if isinstance(now, Unreadable):
                yield now
                return
            pretrained = functools.partial(self._pretrained, submission, source)
            with _read_only(output) as notebook:
                yield OpenSubmission(
                    now, notebook, data or "", None if data is None else pretrained
                )

    @contextmanager
    def _pretrained(self, submission: Submission, source: Source) -> Iterator[BinaryIO]:
        with workspace() as folder, output_file(folder) as output:
            more = {"of": submission.lesson}
            _call(self._workers, "packed", submission, source, output, _SECONDS_PRETRAINED, more)
            _check_size(output, _MOST_PRETRAINED)
            with _read_only(output) as archive:
                yield archive


def _call(
    reads: Workers | Forked,
    function: str,
    submission: Submission,
    source: Source,
    output: BinaryIO,
    seconds: float,
    more: Mapping[str, Any] | None = None,
) -> Any:
    request = dict(source.request)
    arguments = {
        "lessons": request.pop("lessons"),
        "source": request,
        "lesson": submission.lesson,
        "origin": submission.origin,
    }
    return reads.call(
        f"{_MODULE}:{function}",
        {**arguments, **(more or {})},
        seconds=seconds,
        open_file=lambda number: (
            os.dup(output.fileno()) if number == _OUTPUT else _open(source.paths, number)
        ),
    )


def submission_of(path: Path, student: str, lesson: str) -> Submission:
    """A notebook on disk as somebody's submission to a lesson, whatever it says itself."""
    request = {
        "links": [False],
        "path": path.name,
        "origin": str(path),
        "member": "",
        "said": None,
        "beside": {},
        "lessons": {"known": [lesson], "only": [lesson, False]},
    }
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return Submission(student, str(path), sha256, lesson, source=Source((path,), request))


def _open(files: Sequence[Path], number: int) -> int:
    """Opens a file of a list.

    Raises:
        OSError: it is gone, or no plain file.
        IndexError: the list has no such number.
    """
    if number < 0:
        raise IndexError(number)
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    descriptor = os.open(files[number], flags)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError("it is no file")
    return descriptor


def _collected(
    answer: Any, files: Sequence[Path], asked: Mapping[str, Any]
) -> tuple[list[SubmittedFile], list[str]]:
    """What a worker says of a class, which comes of hostile bytes.

    Raises:
        FileNotFoundError: nobody handed in anything.
        ValueError, TypeError, LookupError: it is no such answer.
    """
    if "nothing" in answer:
        raise FileNotFoundError(str(answer["nothing"])[:_MOST_TOLD])
    sources = []
    for request in answer["sources"]:
        numbers = [int(number) for number in request["numbers"]]
        if min(numbers) < 0:
            raise ValueError("a file has no number")
        paths = tuple(files[number] for number in numbers)
        sources.append(Source(paths, {**request, "lessons": asked}))
    found: list[SubmittedFile] = [
        from_json(record, None if number is None else sources[number])
        for record, number in answer["found"]
    ]
    return found, [str(sentence)[:_MOST_TOLD] for sentence in answer["told"]]


def _as_it_is(data: Any, before: Submission) -> Submission | Unreadable:
    """A submission as its file is by now.

    Raises:
        ValueError: it is not valid.
    """
    if data is None:
        return _unreadable(before, "There is no notebook in it any more.")
    now = from_json(data)
    if isinstance(now, Unreadable):
        return dataclasses.replace(_unreadable(before, now.problem), sha256=now.sha256)
    was_read = before.mentions is not None
    if was_read and before.sha256 == now.sha256 and before.lesson != now.lesson:
        # As it comes about where some other file has broken the process that read both.
        return _unreadable(before, "The file cannot be read: twice it said another lesson.")
    return dataclasses.replace(
        before,
        sha256=now.sha256,
        problem=now.problem,
        made_at=now.made_at,
        mentions=now.mentions,
    )


def _unreadable(submission: Submission, problem: str) -> Unreadable:
    known = {one.name: getattr(submission, one.name) for one in dataclasses.fields(Unreadable)}
    return Unreadable(**{**known, "problem": problem})


def _check_size(output: BinaryIO, most: int) -> None:
    """Raises WorkerError where a worker wrote too much."""
    if os.fstat(output.fileno()).st_size > most:
        raise WorkerError(f"it takes more than {most // MIB} MB")


def _read_only(output: BinaryIO) -> BinaryIO:
    """What a worker wrote, opened anew so that nobody writes to it any more."""
    return Path(f"/proc/self/fd/{output.fileno()}").open("rb")
