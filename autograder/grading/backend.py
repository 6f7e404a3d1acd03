"""Opens the backend that grades a class: this machine, or a Dask cluster. [coordinator]"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING

from autograder.datasets.registry import locate, missing, titles
from autograder.errors import UserError
from autograder.record.numbers import numbers_of
from autograder.run.sandbox.limits import GIB

if TYPE_CHECKING:
    from autograder.grading.local import Backend
    from autograder.grading.request import GradeRequest, Reporter
    from autograder.run.kernel.forkserver import ForkServer

_INSTALL = 'pip install "distributed>=2025.1"'

#: what `--without-data` says → what is done until a data set is there
_MEANWHILE = {
    "train": "Networks that were handed in trained on {} are trained again, on the stand-in.",
    "wait": "Questions that depend on networks that were handed in trained on {} wait for it.",
}


class NoClusterError(UserError):
    """What talks to a Dask cluster is not installed."""


@contextlib.contextmanager
def open_backend(
    request: GradeRequest,
    jobs: int,
    reporter: Reporter,
    *,
    fork_server: ForkServer,
    choose: Callable[[], object],
    served: Collection[str],
    depends_on: Collection[str],
) -> Iterator[Backend]:
    """What grades the assignments of a request; ends with the block.

    Args:
        jobs: how many submissions there are to grade at the same time.
        fork_server: for this machine; it starts when something is to be graded.
        choose: as `LocalBackend` takes it.
        served: names of the data sets that submissions are served.
        depends_on: those of them that marks may depend on, so that their absence is said.

    Raises:
        NoSchedulerError: no scheduler answers.
        NoClusterError: what talks to one is not installed.
    """
    from autograder.grading.conditions import Conditions
    from autograder.grading.local import LocalBackend

    with reporter.busy("looking for data sets"):
        data = locate(served)
    for name in sorted(depends_on):
        if data[name].is_synthetic:
            meanwhile = _MEANWHILE[request.without_data].format(titles([name]))
            reporter.say(f"{missing(name)} {meanwhile}")
    conditions = Conditions(
        data,
        request.limits,
        request.isolated,
        request.least_trust,
        request.without_data,
        numbers_of(request.classroom.members.values(), request.classroom.teams),
    )
    if request.scheduler is not None:
        try:
            from autograder.grading.dask_client import Cluster
        except ImportError:
            raise NoClusterError(f"--scheduler needs one thing more: {_INSTALL}") from None
        with Cluster(
            request.scheduler,
            request.assignments.values(),
            request.store.folder,
            conditions,
            tell=reporter.say,
        ) as cluster:
            yield cluster
        return
    here = LocalBackend(fork_server, conditions, choose=choose)
    fit = here.jobs(jobs)
    if here.fit_into_memory < jobs:
        reporter.say(
            f"{jobs} jobs of {request.limits.memory_bytes / GIB:g} GB do not fit into memory: "
            f"grading {fit} at a time. --memory sets what a submission may take."
        )
    fork_server.share_processors(fit)
    yield here
