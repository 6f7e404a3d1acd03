"""Memory in sockets that the kernel counts for no control group. [coordinator]

What waits in a connection over the loopback is counted for the group of whoever accepts it, and for
none before that: a megabyte and a half in each of up to 4,096 that wait at a socket that listens.
Messages of netlink(7) sockets are counted for none at all. See proc_pid_net(5).
"""

from __future__ import annotations

import contextlib
import resource
from collections.abc import Collection, Iterator
from pathlib import Path

#: what the kernel keeps of a connection with nothing in it, on both sides
_CONNECTION_BYTES = 8 << 10
_TIME_WAIT = b"06"
_MOST_AT_ONCE = 1 << 16
#: a part of a list that one more line of it may not have room in
_FULL_BYTES = resource.getpagesize() - 256


def memory(pid: int, sockets: Collection[int]) -> int:
    """Bytes in sockets of the network namespace that a process is in.

    Args:
        pid: a process in the sandbox.
        sockets: inodes of the sockets that count where that namespace is the machine's own. Netlink
            sockets are all that `seccomp` allows there.
    """
    net, own = Path(f"/proc/{pid}/net"), _has_own_network(pid)
    total = 0
    for line in _lines(net / "netlink"):
        if own or int(line[9]) in sockets:
            total += int(line[4])
    if own:
        # The kernel goes through all sockets of the machine for these lists: 5 ms each.
        for name, counted in (("tcp", "sockstat"), ("tcp6", "sockstat6")):
            if _in_use(net / counted):
                total += sum(map(_unaccepted, _lines(net / name)))
    return total


def _in_use(file: Path) -> bool:
    """Whether there are TCP sockets, connections among them; see proc_net(5)."""
    with contextlib.suppress(OSError), file.open("rb") as opened:
        return not any(line.startswith((b"TCP: inuse 0 ", b"TCP6: inuse 0\n")) for line in opened)
    return False


def _unaccepted(line: list[bytes]) -> int:
    """Bytes of a connection that no process has; 0 of all others."""
    if line[9] != b"0" or line[3] == _TIME_WAIT:
        return 0
    sent, received = line[4].split(b":")
    return _CONNECTION_BYTES + int(sent, 16) + int(received, 16)


def _lines(file: Path) -> Iterator[list[bytes]]:
    """The fields of each line but the first.

    To the end, as who reads the same list may know where in it a connection comes to stand, and no
    further: the kernel gives a page of whole lines at a time, and a part of one where the list
    ends. To ask again would give as many lines as were added meanwhile, after a search through all
    sockets of the machine, for as long as student code makes connections.
    """
    rest, head = b"", 1
    with contextlib.suppress(OSError), file.open("rb", buffering=0) as opened:
        while part := opened.read(_MOST_AT_ONCE):
            *lines, rest = (rest + part).split(b"\n")
            yield from (line.split() for line in lines[head:])
            head = 0
            if len(part) < _FULL_BYTES:
                return


def _has_own_network(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/ns/net").readlink() != Path("/proc/self/ns/net").readlink()
    return False
