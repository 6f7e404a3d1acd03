"""Opens the backend that grades a class: this machine, or a Dask cluster. [coordinator]"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.console import find_mnist, say
from autograder.run.sandbox.limits import GIB, Limits

if TYPE_CHECKING:
    from autograder.assignment.model import Assignment
    from autograder.grading.local import Machine

_INSTALL = 'pip install "deep-learning-on-colab[cluster]"'

#: what `--without-mnist` says → what is done until MNIST is there
_MEANWHILE = {
    "train": "Networks that were handed in trained on MNIST are trained again, on the stand-in.",
    "wait": "Questions that depend on networks that were handed in trained on MNIST wait for it.",
}

scheduler_option = click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Grade on the Dask cluster of this scheduler, such as tcp://head:8786, or of this "
    "scheduler file; --jobs then says nothing.",
)


@contextlib.contextmanager
def machine(
    scheduler: str | None,
    known: Mapping[str, Assignment],
    output: Path,
    jobs: int,
    limits: Limits,
    *,
    isolated: bool,
    allow_in_kernel: bool,
    without_mnist: str,
    needs_mnist: bool,
) -> Iterator[Machine]:
    """What grades the lessons of `known`; ends with the block.

    Args:
        needs_mnist: whether what is graded may depend on it, so that its absence is said.

    Raises:
        BadParameter: no scheduler answers, or what talks to one is not installed.
    """
    from autograder.grading.local import CHECK_MODULES, ThisMachine
    from autograder.run.kernel.forkserver import WarmParent
    from autograder.run.sandbox.probe import ensure

    mnist = find_mnist(_MEANWHILE[without_mnist] if needs_mnist else None)
    if scheduler is not None:
        try:
            from autograder.grading.dask_client import Cluster, NoSchedulerError
        except ImportError:
            raise click.UsageError(f"--scheduler needs one thing more: {_INSTALL}") from None
        try:
            cluster = Cluster(
                *(scheduler, known.values(), output),
                mnist=mnist,
                limits=limits,
                isolated=isolated,
                allow_in_kernel=allow_in_kernel,
                without_mnist=without_mnist,
                tell=say,
            )
        except NoSchedulerError as error:
            raise click.BadParameter(str(error), param_hint="--scheduler") from None
        with cluster:
            yield cluster
        return
    with WarmParent(also_import=CHECK_MODULES) as warm:
        here = ThisMachine(
            *(warm, mnist, limits, isolated, allow_in_kernel),
            choose=functools.cache(lambda: ensure(warm) if isolated else None),
            without_mnist=without_mnist,
        )
        if (fit := here.jobs(jobs)) < jobs:
            say(
                f"{jobs} jobs of {limits.memory_bytes / GIB:g} GB are more than this machine has: "
                f"grading {fit} at a time. --memory sets what a submission may take."
            )
        yield here
