"""What children of the fork server share lies in huge pages, where the kernel lets it."""

import mmap
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.run.kernel import huge_pages

_MIB = 1 << 20


def in_huge_pages() -> int:
    """Bytes of this process that do; see proc_pid_smaps(5)."""
    text = Path("/proc/self/smaps_rollup").read_text()
    return int(re.search(r"AnonHugePages: +(\d+)", text)[1]) * 1024


@pytest.fixture
def memory():
    with mmap.mmap(-1, 16 * _MIB, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
        for place in range(0, len(memory), mmap.PAGESIZE):
            memory[place : place + 8] = place.to_bytes(8)
        yield memory


@pytest.mark.skipif(
    tuple(map(int, platform.release().split(".")[:2])) < (6, 1), reason="Linux has it since 6.1"
)
def test_memory_that_was_written_to_is_collapsed_and_keeps_what_it_holds(memory):
    before = in_huge_pages()
    collapsed = huge_pages.collapse()
    if not collapsed:
        pytest.skip("this machine has no huge page to give")
    assert in_huge_pages() - before >= 10 * _MIB
    for place in range(0, len(memory), mmap.PAGESIZE):
        assert int.from_bytes(memory[place : place + 8]) == place


def test_what_a_child_writes_there_is_its_own(memory):
    huge_pages.collapse()
    child = os.fork()
    if child == 0:
        memory[:8] = b"changed!"
        os._exit(0 if memory[:8] == b"changed!" else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert memory[:8] == (0).to_bytes(8)


def test_a_kernel_without_the_call_changes_nothing(memory, monkeypatch):
    monkeypatch.setattr(huge_pages, "_MADV_COLLAPSE", 9999)
    assert huge_pages.collapse() == 0


def test_arenas_that_were_taken_lie_side_by_side_and_take_what_python_makes_next():
    code = (
        "from pathlib import Path\n"
        "from autograder.run.kernel import huge_pages\n"
        "def extents():\n"
        "    lines = Path('/proc/self/maps').read_text().splitlines()\n"
        "    found = (line.split()[0].split('-') for line in lines)\n"
        "    return [(int(start, 16), int(end, 16)) for start, end in found]\n"
        "huge_pages.take_arenas(16)\n"
        "place = id(huge_pages._kept[8])\n"
        "[extent] = [one for one in extents() if one[0] <= place < one[1]]\n"
        "made = [bytes(400) for _ in range(20_000)]\n"
        "inside = sum(extent[0] <= id(one) < extent[1] for one in made)\n"
        "print(extent[1] - extent[0] >= 14 << 20, inside / len(made) > 0.9)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True"]
