"""Control groups: the kernel's own limits on memory and processes of a process tree. [any]

A group counts what its processes have caused to be allocated, wherever it lies: private and shared
memory, files in memory, page tables, buffers of sockets and pipes; see cgroups(7). Of processors
each group gets as much as another that wants some, however many processes it has. Groups are made
below the one that we are in, so that all together stay within the limits that we are given. Where
the machine gives none to make, memory is measured instead; see `usage`.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Controller = Literal["memory", "pids", "cpu"]
_CONTROLLERS: tuple[Controller, ...] = ("memory", "pids", "cpu")
_PREFIX = "autograder-"
#: version 2 allows no processes in a group that has limited groups below it: ours go in here
_OURS = "autograder"
#: a group younger than this may be about to be entered
_YOUNG_SECONDS = 60.0
_END_SECONDS = 2.0
#: there where systemd runs the machine; see sd_booted(3)
_SYSTEMD = Path("/run/systemd/system")
#: how often the fork server looks whether a group has met a limit
LOOK_SECONDS = 0.2


@dataclass(frozen=True)
class Group:
    """A group for one process tree. Its first process joins it, and all others are born in it.

    Where memory runs out, version 2 ends all of them at once, and version 1 the largest; the
    others are for who looks at `exceeded`.

    Attributes:
        folders: controller → the version of its hierarchy, and the group's folder in there.
    """

    folders: Mapping[Controller, tuple[int, Path]]

    def join(self) -> None:
        """Moves the calling process into the group."""
        for _, folder in self.folders.values():
            (folder / "cgroup.procs").write_text("0", encoding="ascii")

    def exceeded(self) -> Controller | None:
        """Which limit was met, if one was."""
        if "memory" in self.folders:
            version, folder = self.folders["memory"]
            events = folder / ("memory.events" if version == 2 else "memory.oom_control")
            if _count(events, "oom_kill"):
                return "memory"
        if "pids" in self.folders and _count(self.folders["pids"][1] / "pids.events", "max"):
            return "pids"
        return None

    def end(self) -> None:
        """Kills every process in the group."""
        until = time.monotonic() + _END_SECONDS
        folders = {folder for _, folder in self.folders.values()}
        while (left := {pid for one in folders for pid in _processes(one)}) and (
            time.monotonic() < until
        ):
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.001)

    def remove(self) -> None:
        """Ends the group with all that is in it; what cannot be removed yet is left for `sweep`."""
        self.end()
        for folder in {folder for _, folder in self.folders.values()}:
            with contextlib.suppress(OSError):
                folder.rmdir()


@dataclass(frozen=True)
class Groups:
    """Where this process may make groups.

    Attributes:
        parents: controller → the version of its hierarchy, and our own group in there.
    """

    parents: Mapping[Controller, tuple[int, Path]]

    def make(self, number: int, memory_bytes: int, tasks: int) -> Group | None:
        """A new group; None where there can be none.

        Args:
            number: a group's own number in this process.
            memory_bytes: what all processes in it may take together.
            tasks: how many processes and threads there may be.
        """
        limits: dict[Controller, int] = {"memory": memory_bytes, "pids": tasks}
        folders: dict[Controller, tuple[int, Path]] = {}
        for controller, (version, parent) in self.parents.items():
            folder = parent / f"{_PREFIX}{os.getpid()}-{number}"
            try:
                folder.mkdir(exist_ok=True)
                if controller in limits:  # a group's share of processors is that of any other
                    _limit(folder, controller, version, limits[controller])
            except OSError:
                with contextlib.suppress(OSError):
                    folder.rmdir()
            else:
                folders[controller] = (version, folder)
        return Group(folders) if folders else None

    def sweep(self) -> None:
        """Removes groups that a run has left that was killed before it could."""
        for _, parent in self.parents.values():
            for folder in parent.glob(f"{_PREFIX}*"):
                with contextlib.suppress(OSError):  # one with processes in it cannot be removed
                    if time.time() - folder.stat().st_mtime > _YOUNG_SECONDS:
                        folder.rmdir()


def find(root: Path = Path("/")) -> Groups:
    """Finds out where groups can be made, by making one.

    Args:
        root: where `sys/fs/cgroup` and `proc/self/cgroup` lie.
    """
    parents: dict[Controller, tuple[int, Path]] = {}
    for version, controllers, group in own_groups(root):
        ours = group.parent if version == 2 and group.name == _OURS else group
        usable = [one for one in _CONTROLLERS if one in controllers and one not in parents]
        for controller in usable:  # one may be refused, and the others not
            with contextlib.suppress(OSError):
                if version == 2:
                    _delegate(ours, controller)
                parents[controller] = (version, ours)
    tried = Groups(parents).make(0, 1 << 30, 1000)
    if tried is None:
        return Groups({})
    tried.remove()
    return Groups({one: parents[one] for one in tried.folders})


def own_groups(root: Path = Path("/")) -> Iterator[tuple[int, list[str], Path]]:
    """For each hierarchy: its version, its controllers, and the folder of this process's group."""
    mount = root / "sys/fs/cgroup"
    for controllers, path in _memberships(root / "proc/self/cgroup"):
        if controllers:
            place, version, names = mount / controllers, 1, controllers.split(",")
        else:
            unified = mount / "unified"
            place, version, names = unified if unified.is_dir() else mount, 2, []
        group = place / path.strip("/")
        if not group.is_dir():  # a container may see its own group as the root
            group = place
        if version == 2:
            with contextlib.suppress(OSError):
                names = (group / "cgroup.controllers").read_text(encoding="ascii").split()
        yield version, names, group


def limits_memory_of(pid: int) -> bool:
    """Whether a process is in a group of ours whose memory the kernel limits."""
    return any(
        Path(path).name.startswith(_PREFIX) and (not controllers or "memory" in controllers)
        for controllers, path in _memberships(Path(f"/proc/{pid}/cgroup"))
    )


def _memberships(file: Path) -> Iterator[tuple[str, str]]:
    """Controllers and path of each line of a file like /proc/self/cgroup; see cgroups(7)."""
    with contextlib.suppress(OSError):
        for line in file.read_text(encoding="utf-8").splitlines():
            controllers, _, path = line.partition(":")[2].partition(":")
            yield controllers, path


def _delegate(group: Path, controller: Controller) -> None:
    """Lets the groups below a group of version 2 have limits; see “no internal processes” there.

    Raises:
        OSError: that group is not ours to divide.
    """
    subtree = group / "cgroup.subtree_control"
    if controller in subtree.read_text(encoding="ascii").split():
        return
    if os.geteuid() == 0 and _SYSTEMD.is_dir() and not _is_delegated(group):
        raise PermissionError("root could, but it is systemd's")
    ours = group / _OURS
    ours.mkdir(exist_ok=True)
    for pid in _processes(group):
        with contextlib.suppress(ProcessLookupError):
            (ours / "cgroup.procs").write_text(str(pid), encoding="ascii")
    subtree.write_text(f"+{controller}", encoding="ascii")


def _is_delegated(group: Path) -> bool:
    """Whether systemd has left a group to its processes; see https://systemd.io/CGROUP_DELEGATION."""
    for name in ("user.delegate", "trusted.delegate"):
        with contextlib.suppress(OSError):
            return os.getxattr(group, name) == b"1"
    return False


def _limit(folder: Path, controller: Controller, version: int, most: int) -> None:
    optional: dict[str, int] = {}
    if controller == "pids":
        wanted = {"pids.max": most}
    elif version == 2:
        wanted = {"memory.max": most, "memory.oom.group": 1}
        optional = {"memory.swap.max": 0}
    else:
        wanted = {"memory.limit_in_bytes": most}
        # Version 1 counts buffers of network sockets apart.
        optional = {
            "memory.kmem.tcp.limit_in_bytes": most // 8,
            "memory.memsw.limit_in_bytes": most,
        }
    wanted |= {name: most for name, most in optional.items() if (folder / name).exists()}
    for name, value in wanted.items():
        (folder / name).write_text(str(value), encoding="ascii")


def _count(file: Path, name: str) -> int:
    """A number of a file that has a name and a number in each line."""
    with contextlib.suppress(OSError, ValueError), file.open(encoding="ascii") as lines:
        return next((int(line.split()[1]) for line in lines if line.split()[0] == name), 0)
    return 0


def _processes(folder: Path) -> list[int]:
    with contextlib.suppress(OSError):
        return [int(pid) for pid in (folder / "cgroup.procs").read_text().split()]
    return []
