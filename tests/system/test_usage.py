"""What is measured where the kernel limits nothing: also memory that no process has mapped."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.run.sandbox.usage import Meter, Usage

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
