"""Grades the notebooks of whoever writes lessons: solutions and typical answers. [coordinator]"""

from __future__ import annotations

import contextlib
import functools
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import nbformat

from autograder.assignment.model import load
from autograder.authoring.answers import zip_of
from autograder.authoring.solution import Grade, Tried
from autograder.datasets.registry import genuine, locate, missing
from autograder.grading.batch import grade_class
from autograder.grading.conditions import Conditions
from autograder.grading.local import CHECK_MODULES, LocalBackend
from autograder.grading.reading import submission_of
from autograder.grading.request import Reporter
from autograder.record.store import Store
from autograder.run.kernel.forkserver import ForkServer
from autograder.run.sandbox.limits import Limits
from autograder.run.sandbox.probe import ensure
from autograder.run.worker import Workers

_LIMITS = Limits()


@contextlib.contextmanager
def open_grader(reporter: Reporter, limits: Limits = _LIMITS) -> Iterator[Grade]:
    """What `authoring` has notebooks graded by. Its processes start when one has to be run.

    Args:
        limits: on each notebook.
    """
    with ForkServer(also_import=CHECK_MODULES) as fork_server:
        choose = functools.cache(lambda: ensure(fork_server))
        with Workers(fork_server, choose=choose) as workers:

            def grade(
                archive: Path,
                notebooks: Mapping[str, nbformat.NotebookNode],
                folder: Path,
                *,
                kept: Mapping[str, bytes] = MappingProxyType({}),
            ) -> dict[str, Tried]:
                store = Store(folder)
                store.mark()
                with tempfile.TemporaryDirectory(prefix="tests-") as tests:
                    assignment = load(archive, Path(tests))
                    data = locate(assignment.datasets)
                    for name, one in data.items():
                        if one.is_synthetic:
                            reporter.say(missing(name))
                    backend = LocalBackend(fork_server, Conditions(data, limits), choose=choose)
                    submissions = []
                    for number, (name, notebook) in enumerate(notebooks.items()):
                        path = Path(tests, f"{number}.zip" if kept else f"{number}.ipynb")
                        content = (
                            zip_of(notebook, assignment.name, kept, genuine(data))
                            if kept
                            else nbformat.writes(notebook).encode()
                        )
                        path.write_bytes(content)
                        submissions.append(submission_of(path, name, assignment.name))
                    jobs = backend.jobs(min(len(notebooks), os.cpu_count() or 1))
                    fork_server.share_processors(jobs)
                    results = grade_class(
                        submissions,
                        {assignment.name: assignment},
                        store,
                        backend,
                        jobs=jobs,
                        refresh=False,
                        workers=workers,
                    )
                return {
                    result.student: Tried(
                        result, store.executed_path(result.student, assignment.name)
                    )
                    for result in results
                }

            yield grade
