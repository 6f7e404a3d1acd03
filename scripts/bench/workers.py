"""The bench's side of the engines' processes: starting, asking, and measuring their memory."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from autograder.run.sandbox.usage import Meter
from scripts.bench.figures import BenchError

ROOT = Path(__file__).parents[2]
#: lets the kernels of other graders load MNIST without a network
OFFLINE = ROOT / "tests" / "support" / "offline"
SAMPLE_SECONDS = 0.2
_PATIENCE = 10.0


def environment(mnist: Path) -> dict[str, str]:
    """What every engine gets: bytecode, the CPU, and MNIST from a file."""
    env = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # without bytecode TensorFlow starts far more slowly
    env["COURSE_MNIST"] = str(mnist)
    env["PYTHONPATH"] = os.pathsep.join([str(OFFLINE), str(ROOT)])
    # nbgrader calls alembic by its name
    env["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return env


@dataclass
class Peak:
    """The most that was measured so far."""

    bytes: int = 0


class Worker:
    """One engine's process. Ends, with all that it has started, with the `with` block."""

    def __init__(self, engine: str, classes: Path, work: Path, env: dict[str, str]) -> None:
        """Args:
        engine: one of `scripts.bench.engines.ENGINES`.
        classes: the folder that `scripts.bench.classes` wrote.
        work: an empty folder of its own.
        """
        self.engine = engine
        self._work = work
        self._log = work / "log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "scripts.bench.engines", engine, str(classes), str(work)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=work,
                env=env,
                text=True,
                start_new_session=True,  # an interrupt is for us, who then end it
            )
        try:
            ready = self._answer(lambda done: None)
        except BaseException:
            self._end(gently=False)
            raise
        self.start_seconds = float(ready["start"])
        self.isolation = str(ready["isolation"])

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._end(gently=kind is None)

    def ask(
        self,
        method: str,
        on_progress: Callable[[int], None] = lambda done: None,
        **arguments: Any,
    ) -> dict[str, Any]:
        """Calls a method of the engine and waits for what it says.

        Raises:
            BenchError: the process ended instead.
        """
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps({method: arguments}) + "\n")
            self._process.stdin.flush()
        return self._answer(on_progress)

    def _answer(self, on_progress: Callable[[int], None]) -> dict[str, Any]:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            message: dict[str, Any] = json.loads(line)
            if "done" not in message:
                return message
            on_progress(message["done"])
        said = self._log.read_text(errors="replace").strip().splitlines()
        raise BenchError(f"{self.engine} came to an end: {said[-1] if said else 'without a word'}")

    @contextlib.contextmanager
    def memory(self) -> Iterator[Peak]:
        """Measures the memory of all of the engine's processes together meanwhile."""
        peak = Peak()
        over = threading.Event()
        meter = Meter(self._process.pid, self._work, private_disk=False)

        def measure() -> None:
            while not over.is_set():
                began = time.monotonic()
                peak.bytes = max(peak.bytes, meter.read().memory_bytes)
                # Never so often that measuring takes a tenth of a core away from the engine.
                over.wait(max(SAMPLE_SECONDS, 9 * (time.monotonic() - began)))

        sampler = threading.Thread(target=measure)
        sampler.start()
        try:
            yield peak
        finally:
            over.set()
            sampler.join()

    def _end(self, *, gently: bool) -> None:
        assert self._process.stdin is not None
        tree = psutil.Process(self._process.pid).children(recursive=True)
        if not gently:
            self._process.send_signal(signal.SIGINT)
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for left in tree:  # psutil tells a process from a later one with the same number
            with contextlib.suppress(psutil.Error):
                left.kill()
