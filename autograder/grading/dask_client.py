"""The Dask backend: a cluster of workers, where each does what one machine does. [coordinator]

Lessons and data travel to each worker once, as a plugin; a submission travels as JSON, and its
result and executed notebook come back as JSON. Dask pickles what travels; from students there is
nothing in it but text, and bytes that their trainings left behind. Only the coordinator writes to
the output folder. Snapshots are not kept, so new tests run notebooks again.
"""

from __future__ import annotations

import hashlib
import json
import logging
import socket
import threading
import uuid
import warnings
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO

from distributed import Client, KilledWorker
from distributed.client import FutureCancelledError
from distributed.comm.addressing import parse_address

from autograder.assignment.model import Assignment
from autograder.collect.submissions import Submission
from autograder.errors import UserError
from autograder.grading import log
from autograder.grading.conditions import ALWAYS, Conditions, Train
from autograder.grading.dask_worker import PROGRESS, ClusterError, Grader, as_json, grade_there
from autograder.grading.local import Graded, broken
from autograder.grading.place import Place
from autograder.grading.reading import OpenSubmission
from autograder.record.result import Result
from autograder.record.snapshot_cache import SnapshotCache
from autograder.run.worker import WorkerError

_log = logging.getLogger(__name__)

#: submissions that wait for workers or are with them; it bounds what the scheduler holds
_IN_FLIGHT = 512
#: those of them that bring along what their trainings left behind, some 20 MB each
_WITH_PRETRAINED = 64
#: how often a submission is begun anew because a worker's fork server ended
_RETRIES = 3
_CONNECT_SECONDS = 15.0


class NoSchedulerError(UserError):
    """Nothing answers at the address. The message says what to do."""


def _address(where: str) -> str:
    """The scheduler's address; somebody listens there.

    A Dask client that reaches nobody takes half a minute to be gone, hence the look beforehand.

    Raises:
        OSError: nobody does, or the scheduler file cannot be read.
        ValueError, KeyError: that is no address, or no scheduler file.
    """
    address = json.loads(Path(where).read_text())["address"] if Path(where).is_file() else where
    host, _, port = parse_address(address)[1].rpartition(":")
    if not port.isdecimal():
        raise ValueError("an address looks like tcp://head:8786")
    socket.create_connection((host.strip("[]"), int(port)), _CONNECT_SECONDS).close()
    return str(address)


def _content(pretrained: Callable[[], AbstractContextManager[BinaryIO]]) -> bytes | str:
    """What was handed in beside a notebook, or why it cannot be read."""
    try:
        with pretrained() as file:
            return file.read()
    except WorkerError as error:
        return str(error)


class Cluster:
    """A Dask cluster that grades, as `autograder.grading.local.Backend` says."""

    def __init__(
        self,
        address: str,
        lessons: Iterable[Assignment],
        output: Path,
        conditions: Conditions,
        *,
        tell: Callable[[str], None],
    ) -> None:
        """Args:
        address: of the scheduler, such as tcp://head:8786, or its scheduler file.
        output: two runs into one folder replace each other on the workers, others do not.
        tell: takes sentences on what is waited for.

        Raises:
            NoSchedulerError: nothing answers there.
        """
        self.conditions = conditions
        self._address = address
        self._shares: dict[str, Callable[[float], None]] = {}
        self._pretrained = threading.BoundedSemaphore(_WITH_PRETRAINED)
        whose = hashlib.sha256(f"{socket.gethostname()}\0{output.resolve()}".encode()).hexdigest()
        self._name = f"autograder-{whose[:12]}"
        # What goes wrong reaches people in our own words; Dask's logs would stand between them.
        for name in ("distributed", "distributed.client"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        try:
            scheduler = _address(address)
            self._client = Client(scheduler, timeout=_CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError, KeyError) as error:
            raise NoSchedulerError(
                f"No Dask scheduler answers at {address} ({str(error)[:200]}). Start one with "
                "`dask scheduler` and workers with `dask worker`; docs/scaling.md shows how."
            ) from None
        self._lessons, self._tell = tuple(lessons), tell
        self._has_begun = False

    def begin(self) -> None:
        """As `Backend.begin`: sends the workers what they need.

        Raises:
            ClusterError: a worker can't grade.
        """
        if self._has_begun:
            return
        self._has_begun = True
        if not self._client.nthreads():
            self._tell("The cluster has no workers yet; waiting for the first. Ctrl-C stops.")
            self._client.wait_for_workers(1)
        threads = self._client.nthreads().values()
        self._tell(
            f"Grading on {len(threads)} workers with {sum(threads)} threads at {self._address}."
        )
        grader = Grader(self._name, self._lessons, self.conditions)
        self._client.subscribe_topic(PROGRESS, self._on_progress)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that the plugin is large: it travels once
            self._client.register_plugin(grader, name=self._name)

    def _on_progress(self, event: tuple[float, dict[str, Any]]) -> None:
        _, said = event
        if on_progress := self._shares.get(said["job"]):
            on_progress(said["share"])

    def jobs(self, wanted: int) -> int:
        """As `Backend.jobs`; workers come and go, and take as many as they can."""
        return _IN_FLIGHT

    def place(self, submission: Submission, assignment: Assignment) -> None:
        """As `Backend.place`: nothing is made here in advance."""

    def grade(
        self,
        opened: OpenSubmission,
        assignment: Assignment,
        *,
        train: Train,
        old: Result | None,
        cache: SnapshotCache,
        on_progress: Callable[[float], None],
        on_executed: Callable[[bytes], None] = lambda notebook: None,
        place: Place | None = None,
    ) -> Graded:
        """As `Backend.grade`; nothing is kept, and the notebook comes with all else.

        Raises:
            ClusterError: the scheduler has gone, or a worker can't grade.
            ForkServerError: workers ended it, again and again.
        """
        job = f"autograder-{uuid.uuid4().hex}"
        self._shares[job] = on_progress
        wanted = opened.pretrained if train != ALWAYS else None
        try:
            with self._pretrained if wanted else nullcontext():
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # that a notebook is large
                    future = self._client.submit(
                        grade_there,
                        self._name,
                        job,
                        as_json(opened),
                        train,
                        opened.content,
                        _content(wanted) if wanted else None,
                        key=job,
                        pure=False,
                        retries=_RETRIES,
                    )
                came = json.loads(future.result())
        except KilledWorker:
            reason = "each machine that worked on it came to an end"
            return Graded(broken(opened.submission, assignment, reason), None)
        except FutureCancelledError:
            raise ClusterError(
                f"The scheduler at {self._address} has gone. What was finished is kept; run the "
                "same command again to go on."
            ) from None
        finally:
            del self._shares[job]
        log.relay(came["log"])
        because = "a cluster keeps no snapshots" if old else ""
        result = Result.from_json(came["result"])
        return Graded(
            result, came["executed"] and came["executed"].encode(), because, came["diagnosis"]
        )

    def close(self) -> None:
        """Ends what is being graded, there too, and leaves the cluster as it was."""
        if self._has_begun and self._client.status == "running":
            try:
                self._client.unregister_worker_plugin(self._name)
            except (OSError, ValueError) as error:  # it would hide what ended the grading
                _log.info("the workers could not be told to end: %s", error)
        self._client.close()

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
