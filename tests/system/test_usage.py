"""What is measured where the kernel limits nothing: also memory that no process has mapped."""

from __future__ import annotations

import contextlib
import itertools
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.run.sandbox import uncounted
from autograder.run.sandbox.usage import (
    _LEAST_TIMES_ITS_COST,
    _TIMES_ITS_COST,
    Meter,
    Usage,
    _Seldom,
)

pytestmark = pytest.mark.kernel
MIB = 1 << 20
#: the first process of a sandbox only waits for the others, and is not counted
_WAITS = "import os\nif os.fork():\n    os.wait()\n    os._exit(0)\n"
TAKERS = {
    "page tables": """
import mmap, os
file = os.open("small", os.O_RDWR | os.O_CREAT)
os.ftruncate(file, 200 << 20)
held = [mmap.mmap(file, 200 << 20, mmap.MAP_SHARED, mmap.PROT_READ) for _ in range(400)]
for one in held:
    for offset in range(0, 200 << 20, 2 << 20):
        one[offset]
""",
    "files without a name": """
import os
file = os.memfd_create("x")
for _ in range(200): os.write(file, bytes(1 << 20))
""",
    "sockets": """
import resource, socket
resource.setrlimit(resource.RLIMIT_NOFILE, (2000, 2000))
held = [socket.socketpair() for _ in range(700)]
""",
}


@pytest.fixture
def usage(tmp_path: Path) -> Iterator[Callable[[str], Usage]]:
    """What a program takes, in a working folder of its own, once it has done what it does."""
    with contextlib.ExitStack() as ended:

        def usage(source: str) -> Usage:
            process = subprocess.Popen(
                [sys.executable, "-c", f"{_WAITS}{source}\nprint(flush=True)\ninput()"],
                cwd=tmp_path,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            assert process.stdout is not None
            assert process.stdin is not None
            ended.callback(process.wait)
            ended.callback(process.stdin.close)
            process.stdout.readline()
            return Meter(process.pid, tmp_path, private_disk=False).read()

        yield usage


@pytest.mark.parametrize("what", TAKERS)
def test_memory_that_no_process_has_mapped_is_counted(usage, what):
    before = usage("")
    assert usage(TAKERS[what]).memory_bytes - before.memory_bytes > 70 * MIB


def test_a_file_that_was_removed_counts_as_long_as_it_is_open(usage):
    source = """
import os
for _ in range(2):
    file = os.open("gone", os.O_RDWR | os.O_CREAT)
    os.unlink("gone")
    for _ in range(50): os.write(file, bytes(1 << 20))
    os.fsync(file)
    again = os.dup(file)
"""
    assert 100 * MIB <= usage(source).disk_bytes < 110 * MIB


#: has netlink(7) say 2,000 times which network interfaces there are, and does not listen
_NETLINK = """
import os, socket, struct
held = [socket.socket(socket.AF_NETLINK, socket.SOCK_RAW) for _ in range(20)]
for one in held:
    one.setblocking(False)
    for number in range(100):
        try: one.send(struct.pack("=IHHII4x", 20, 18, 0x301, number, 0))
        except OSError: break
print(*(os.fstat(one.fileno()).st_ino for one in held), flush=True)
input()
"""


@contextlib.contextmanager
def running(source: str) -> Iterator[tuple[int, bytes]]:
    """A program that waits, once it has printed a line: its process id, and that line."""
    with subprocess.Popen(
        [sys.executable, "-c", source], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        yield process.pid, process.stdout.readline()
        process.kill()


def test_messages_of_netlink_sockets_are_counted_for_those_whose_sockets_they_are():
    with running(_NETLINK) as (pid, said):
        held = uncounted.memory(pid, {int(inode) for inode in said.split()})
        of_others = uncounted.memory(pid, ())
    assert held > MIB
    assert of_others == 0


#: a network namespace of its own, and a socket in it that listens
_LISTENING = """
import ctypes, fcntl, socket, struct
assert ctypes.CDLL(None).unshare(0x50000000) == 0  # CLONE_NEWUSER | CLONE_NEWNET
with socket.socket() as handle:
    fcntl.ioctl(handle, 0x8914, struct.pack("16sh14x", b"lo", 1))  # SIOCSIFFLAGS, IFF_UP
family, server, client = ADDRESSES
both = server == "::"
listening = socket.create_server((server, 0), family=family, backlog=100, dualstack_ipv6=both)
held = []
"""
#: 10 connections of which nobody has accepted more than one
_CONNECTIONS = """
for _ in range(10):
    held.append(socket.create_connection((client, listening.getsockname()[1])))
    held[-1].sendall(bytes(50_000))
accepted = listening.accept()
print(flush=True)
input()
"""
#: goes on making connections for three seconds, and makes a file when that is over
_CONNECTING = """
import pathlib, time
print(flush=True)
until = time.monotonic() + 3
while time.monotonic() < until:
    if len(held) % 3000 == 0:
        listening = socket.create_server((server, 0), backlog=4096)
    held.append(listening)
    socket.create_connection((client, listening.getsockname()[1])).close()
pathlib.Path(OVER).touch()
input()
"""
_IPV4 = '(socket.AF_INET, "127.0.0.1", "127.0.0.1")'


def listening(addresses: str, then: str) -> str:
    """A program that listens in a network of its own, and what it does then."""
    return _LISTENING.replace("ADDRESSES", addresses) + then


@pytest.mark.parametrize(
    "addresses",
    [
        _IPV4,
        '(socket.AF_INET6, "::1", "::1")',
        '(socket.AF_INET6, "::", "127.0.0.1")',
    ],
)
def test_what_waits_in_connections_counts_until_they_are_accepted(addresses):
    with running(listening(addresses, _CONNECTIONS)) as (pid, said):
        if not said:
            pytest.skip("this machine gives us no network namespace")
        waiting = uncounted.memory(pid, ())
    assert 9 * 50_000 <= waiting < 10 * 60_000


def test_a_list_of_sockets_that_goes_on_growing_is_read_once(tmp_path):
    over = tmp_path / "over"
    with running(listening(_IPV4, _CONNECTING.replace("OVER", repr(str(over))))) as (pid, said):
        if not said:
            pytest.skip("this machine gives us no network namespace")
        for _ in range(5):
            uncounted.memory(pid, ())
        assert not over.exists()


def test_a_list_of_sockets_counts_to_its_end_however_long(tmp_path):
    accepted = b"0: 0100007F:1F90 0100007F:C0DE 01 00000000:00000000 00:00000000 00000000 0 0 77 1"
    waiting = accepted.replace(b" 77 ", b" 0 ")
    file = tmp_path / "tcp"
    file.write_bytes(b"\n".join([b"sl ...", *[accepted.ljust(149)] * 120_000, waiting, b""]))
    assert file.stat().st_size > 16 * MIB
    *_, last = uncounted._lines(file)
    assert last == waiting.split()


@pytest.mark.parametrize(
    ("times", "cost", "between"),
    [
        (_TIMES_ITS_COST, 0.01, 0.2),
        (_TIMES_ITS_COST, 0.15, 1.0),
        (_TIMES_ITS_COST, 1.0, 4.0),
        (_LEAST_TIMES_ITS_COST, 0.01, 0.04),
        (_LEAST_TIMES_ITS_COST, 0.5, 2.0),
    ],
)
def test_what_is_dear_to_measure_is_measured_less_often_but_within_seconds(
    monkeypatch, times, cost, between
):
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    measured, seldom = [], _Seldom(0, times)

    def measure() -> int:
        measured.append(now[0])
        now[0] += cost
        return len(measured)

    step = cost / 4
    while len(measured) < 5:
        assert seldom.get(measure) == len(measured)
        now[0] += step
    gaps = [later - earlier for earlier, later in itertools.pairwise(measured)]
    assert gaps == pytest.approx([between] * 4, abs=2 * step)
