"""What tests ask of files that were handed in, read in their own process."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast
from unittest import mock

import nbformat

from autograder.collect.submissions import Submission, SubmittedFile, Unreadable
from autograder.grading import reading_in_worker
from autograder.grading.reading import OpenSubmission, Reader
from autograder.run import worker_process
from autograder.run.worker import WorkerError, Workers


class _Here:
    """In place of `Workers`: calls in this process, and takes and gives JSON as they do."""

    def call(
        self,
        function: str,
        arguments: Mapping[str, Any],
        *,
        open_file: Callable[[int], int],
        **limits: Any,
    ) -> Any:
        name = function.partition(":")[2]
        with (
            mock.patch.object(worker_process, "open_file", open_file, create=True),
            mock.patch.object(reading_in_worker, "each_apart", _each_here),
        ):
            try:
                answer = getattr(reading_in_worker, name)(**json.loads(json.dumps(arguments)))
            except Exception as error:
                raise WorkerError(f"{type(error).__name__}: {error}") from error
        return json.loads(json.dumps(answer))


def _each_here(
    jobs: Iterable[tuple[Callable[[], Any], Collection[int]]], seconds: float
) -> list[tuple[Any, str]]:
    return [(json.loads(json.dumps(function())), "") for function, _ in jobs]


reader = Reader(cast(Workers, _Here()))


def collect(paths: Iterable[Path], lessons: Iterable[str], **more: Any) -> list[SubmittedFile]:
    """As `Reader.collect`."""
    return reader.collect(paths, lessons, **more)


@contextmanager
def opened(file: SubmittedFile) -> Iterator[OpenSubmission]:
    """The submission in a file that can be read, with its files."""
    assert isinstance(file, Submission), file.problem
    with reader.opened(file) as found:
        assert isinstance(found, OpenSubmission), found
        yield found


def notebook_of(file: SubmittedFile) -> nbformat.NotebookNode:
    """The notebook in a file that can be read."""
    with opened(file) as found:
        return nbformat.reads(found.notebook.read().decode(), 4)


def brings_artifacts(file: SubmittedFile) -> bool:
    """Whether pretrained artifacts were handed in beside a notebook."""
    with opened(file) as found:
        return found.pretrained is not None


def is_readable(file: SubmittedFile) -> bool:
    """Whether there is a notebook in a file, read or not."""
    return not isinstance(file, Unreadable)
