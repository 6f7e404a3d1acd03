"""How much memory there is: the machine's, or what its container may take."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from autograder.cli import findings
from autograder.grading import gradescope, local
from autograder.grading.conditions import Conditions
from autograder.run.sandbox.limits import GIB, MIB, Limits, memory_available

MACHINE = psutil.virtual_memory().total
UNLIMITED = str(0x7FFFFFFFFFFFF000)
#: what /proc/self/cgroup says, files below /sys/fs/cgroup, and the memory that there is
CGROUPS: dict[str, tuple[str | None, dict[str, str], int]] = {
    "no cgroups at all": (None, {}, MACHINE),
    "version 2, in a container": ("0::/\n", {"memory.max": f"{300 * MIB}\n"}, 300 * MIB),
    "version 2, no limit": ("0::/\n", {"memory.max": "max\n"}, MACHINE),
    "version 2, a limit on the group above": (
        "0::/user.slice/run-1.scope\n",
        {
            "user.slice/memory.max": str(200 * MIB),
            "user.slice/run-1.scope/memory.max": "max",
            "memory.max": str(400 * MIB),
            "other.slice/memory.max": str(MIB),
        },
        200 * MIB,
    ),
    "version 1, in a container that is told the host's path": (
        "9:cpu,cpuacct:/docker/abc\n4:memory:/docker/abc\n0::/docker/abc\n",
        {"memory/memory.limit_in_bytes": str(256 * MIB)},
        256 * MIB,
    ),
    "version 1, on the host": (
        "4:memory:/batch/job\n",
        {
            "memory/memory.limit_in_bytes": UNLIMITED,
            "memory/batch/job/memory.limit_in_bytes": str(128 * MIB),
        },
        128 * MIB,
    ),
    "version 1, no limit": ("4:memory:/\n", {"memory/memory.limit_in_bytes": UNLIMITED}, MACHINE),
    "a limit above what the machine has": ("0::/\n", {"memory.max": str(1 << 60)}, MACHINE),
}


def faked(root: Path, told: str | None, files: dict[str, str]) -> Path:
    if told is not None:
        (root / "proc/self").mkdir(parents=True)
        (root / "proc/self/cgroup").write_text(told)
    for name, text in files.items():
        file = root / "sys/fs/cgroup" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return root


@pytest.mark.parametrize(("told", "files", "expected"), CGROUPS.values(), ids=CGROUPS)
def test_memory_is_the_machines_or_the_least_that_a_cgroup_allows(tmp_path, told, files, expected):
    assert memory_available(faked(tmp_path, told, files)) == expected


@pytest.fixture
def container(tmp_path, monkeypatch):
    """A container that may take 3 GB."""
    root = faked(tmp_path, "0::/\n", {"memory.max": str(3 * GIB)})
    for module in (local, findings, gradescope):
        monkeypatch.setattr(module, "memory_available", lambda: memory_available(root))


@pytest.mark.usefixtures("container")
def test_in_a_container_only_as_many_jobs_run_as_its_memory_allows():
    backend = local.LocalBackend(None, Conditions({}, Limits(memory_bytes=GIB)))
    assert (backend.jobs(2), backend.jobs(8)) == (2, 3)
    assert local.LocalBackend(None, Conditions({}, Limits(memory_bytes=4 * GIB))).jobs(8) == 1


@pytest.mark.usefixtures("container")
def test_the_doctor_and_gradescope_go_by_the_memory_of_the_container(monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    found = next(one for one in findings.examine() if one.name == "memory")
    assert found.says == "3 GB, 2 cores: a submission may take 4 GB"
    assert (found.state, found.fix) == ("warning", "Use --jobs 1.")
    assert gradescope._limits(9).memory_bytes == 3 * GIB * 3 // 4
