"""What a driver says of a run is taken as far as it can be, and never believed further."""

from __future__ import annotations

import contextlib
import socket
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.run.instrumentation import WHEN_ASKED
from autograder.run.kernel.forkserver import ForkServerError
from autograder.run.notebook import STATUSES, Forked, _execution
from autograder.run.worker import WorkerError
from tests.support.examples import examples

REQUEST = {"replacements": [{"name": "q1"}]}
SAID: dict[str, Any] = {
    "status": "graded",
    "problems": ["cell 2 ran past 5 s"],
    "reached": ["q1", "q2"],
    "replaced": {"q1": "", "q9": "no such question"},
    "ends": [3],
    "lives": {"q1": 0, "q2": 1},
    "seconds": 1.5,
    "capture_seconds": 0.5,
    "traceback": "",
    "refused": [["timed_out", "cell 2 ran past 5 s"]],
    "noted": {"empty": ["q3"]},
}


@dataclass
class Drive:
    stopped: tuple[str, str] | None = None
    asked: bool = False


def execution(said: Any, **drive: Any) -> Any:
    return _execution(said, REQUEST, Drive(**drive))  # type: ignore[arg-type]


def test_what_is_right_is_taken():
    done = execution(SAID)
    assert (done.status, done.problems) == ("graded", ("cell 2 ran past 5 s",))
    assert (done.reached, done.ends, done.lives) == ({"q1", "q2"}, (3,), {"q1": 0, "q2": 1})
    assert done.replaced == {"q1": ""}  # nothing else was to be replaced


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "full marks"},
        {"reached": "q1"},
        {"lives": {"q1": 0}},
        {"lives": {"q1": -1, "q2": 0}},
        {"ends": [True]},
        {"ends": [10**30]},
        {"seconds": "many"},
        {"replaced": []},
        {"problems": 7},
        {"refused": [1]},
    ],
    ids=str,
)
def test_a_record_that_is_not_of_the_schema_is_a_crash(wrong):
    assert execution({**SAID, **wrong}).status == "crashed"
    assert execution(None).status == "crashed"


def test_why_the_kernel_was_stopped_is_the_coordinators_to_say():
    stopped = ("out_of_memory", "cell 3 took more than 4 GB of memory and was stopped")
    for said in (SAID, None, {**SAID, "status": 7}):
        done = execution(said, stopped=stopped)
        assert done.status == "out_of_memory"
        assert done.problems[-1] == stopped[1]


def test_once_functions_are_asked_no_number_is_said():
    done = execution(SAID, stopped=("out_of_memory", "it took 15 processes"), asked=True)
    assert done.problems[-1] == WHEN_ASKED["out_of_memory"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=12,
)


@examples(200)
@given(st.dictionaries(st.sampled_from([*SAID]), JSON))
def test_whatever_a_driver_says_it_is_an_execution(changes):
    done = execution({**SAID, **changes})
    assert done.status in STATUSES
    assert all(isinstance(problem, str) and len(problem) <= 2_000 for problem in done.problems)
    assert set(done.replaced) <= {"q1"}


@pytest.mark.parametrize("interrupted", [False, True])
def test_a_reading_that_was_interrupted_says_nothing_of_what_was_read(interrupted):
    channel, theirs = socket.socketpair()
    theirs.close()
    server: Any = SimpleNamespace(has_ended=interrupted)
    nobody: Any = None
    with contextlib.closing(channel):
        forked = Forked(nobody, nobody, channel, {}, False, 0.0, server, contextlib.ExitStack())
        with pytest.raises(ForkServerError if interrupted else WorkerError):
            forked.call("os:getpid", {}, seconds=1, open_file=int)
