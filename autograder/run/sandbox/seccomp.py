"""A seccomp filter: a deny-list of system calls that escapes are made of. [forked child]

See seccomp(2). The filter is a program for the kernel's packet filter machine (BPF), which looks at
the number of each system call and the numbers among its arguments. Numbers are those of the
kernel's tables for x86-64 and for ARM64; other processors do without.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.run.sandbox.syscalls import call

# From linux/prctl.h, linux/seccomp.h, linux/bpf_common.h and linux/audit.h.
_PR_SET_SECCOMP, _FILTER = 22, 2
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_LOAD, _AND, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # places in struct seccomp_data
_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32 = 0x40000000  # a second set of numbers on x86-64, which nothing here uses
_NEW_NAMESPACES = 0x7E020080  # every CLONE_NEW… flag
_AF_UNIX, _AF_INET, _AF_INET6 = 1, 2, 10
_AF_NETLINK = 16  # how programs, ZeroMQ among them, ask which network interfaces there are
#: of internet sockets: by default, ICMP, TCP, UDP and ICMPv6
_PROTOCOLS = (0, 1, 6, 17, 58)
_SOCKET_TYPE, _SOCK_DGRAM, _SOCK_RAW = 0xF, 2, 3
_SOL_SOCKET, _SO_SNDBUF, _SO_RCVBUF = 1, 7, 8
#: SO_ATTACH_FILTER, SO_ATTACH_BPF and those of SO_REUSEPORT: programs for the kernel
_SO_ATTACH = (26, 50, 51, 52)
#: level → options of sockets that take no memory, which no control group would count; see ip(7),
#: ipv6(7), tcp(7), udp(7) and netlink(7). What is left out are keys, filters of groups and headers.
_OPTIONS = {
    # IP_: TOS, TTL, PKTINFO, MTU_DISCOVER, RECVERR, RECVTTL, RECVTOS, FREEBIND,
    # BIND_ADDRESS_NO_PORT, MULTICAST_IF, MULTICAST_TTL, MULTICAST_LOOP
    0: (1, 2, 8, 10, 11, 12, 13, 15, 24, 32, 33, 34),
    # TCP_: NODELAY, MAXSEG, CORK, KEEPIDLE, KEEPINTVL, KEEPCNT, SYNCNT, LINGER2, DEFER_ACCEPT,
    # WINDOW_CLAMP, QUICKACK, USER_TIMEOUT, FASTOPEN, NOTSENT_LOWAT, FASTOPEN_CONNECT
    6: (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 18, 23, 25, 30),
    # UDP_: CORK, SEGMENT, GRO
    17: (1, 103, 104),
    # IPV6_: UNICAST_HOPS, MULTICAST_IF, MULTICAST_HOPS, MULTICAST_LOOP, MTU_DISCOVER, RECVERR,
    # V6ONLY, RECVPKTINFO, RECVHOPLIMIT, RECVTCLASS, TCLASS
    41: (16, 17, 18, 19, 23, 25, 26, 49, 51, 66, 67),
    # NETLINK_: PKTINFO, NO_ENOBUFS, CAP_ACK, EXT_ACK, GET_STRICT_CHK
    270: (3, 5, 10, 11, 12),
}
_PR_SET_DUMPABLE = 4
_F_GETLK, _F_OFD_GETLK, _F_SETLEASE, _F_NOTIFY = 5, 36, 1024, 1026

#: a system call's numbers on x86-64 and on ARM64
_Numbers = tuple[int, int | None]
#: a step of a filter: struct sock_filter
_STEP = struct.Struct("HBBI")

#: new namespaces and mounts, where an ordinary user is root again. Refused with EPERM, as is:
_NAMESPACES: dict[str, _Numbers] = {
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
}
_REFUSED: dict[str, _Numbers] = {
    **_NAMESPACES,
    # other processes' memory and files
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "open_by_handle_at": (304, 265),
    # parts of the kernel with a long history of holes
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    # memory that no process need have mapped, and that may outlive the one that took it
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    # what happens to files that others see as well: a message from one submission to another
    "inotify_init": (253, None),
    "inotify_init1": (294, 26),
    "fanotify_init": (300, 262),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "setxattrat": (463, 463),
    "removexattrat": (466, 466),
    "cachestat": (451, 451),
    # what the kernel says of the machine
    "syslog": (103, 116),
}
#: refused as if this kernel had none of them, which those who call them are prepared for
_MISSING: dict[str, _Numbers] = {"flock": (73, 32), "clone3": (435, 435)}
_CLONE, _SOCKET, _SOCKETPAIR, _CONNECT = (56, 220), (41, 198), (53, 199), (42, 203)
_FCNTL, _PRCTL, _SETSOCKOPT = (72, 25), (157, 167), (54, 208)
_MMAP, _MAP_HUGETLB = (9, 222), 0x40000


@dataclass(frozen=True)
class _Where:
    """What is asked of an argument: whether its bits in `mask` compare so with `value`."""

    argument: int
    value: int
    mask: int = 0xFFFFFFFF
    compare: int = _EQUAL
    holds: bool = True


@dataclass(frozen=True)
class Rule:
    """Answers a system call with an error where all is so; with 0, as if it had been done."""

    numbers: _Numbers
    error: int = errno.EPERM
    where: tuple[_Where, ...] = ()


def _none_of(argument: int, values: Iterable[int]) -> tuple[_Where, ...]:
    return tuple(_Where(argument, value, holds=False) for value in values)


#: what takes the way to new namespaces
NO_NAMESPACES = (
    *map(Rule, _NAMESPACES.values()),
    # What clone3 is asked for lies in memory, where no filter can look: callers try clone next.
    Rule(_MISSING["clone3"], errno.ENOSYS),
    Rule(_CLONE, where=(_Where(0, _NEW_NAMESPACES, compare=_ANY_BIT),)),
)
_ALWAYS = (
    *NO_NAMESPACES,
    *map(Rule, _REFUSED.values()),
    *(Rule(numbers, errno.ENOSYS) for numbers in _MISSING.values()),
    # Whoever asks for a lock may not be told of those that others have on a file of the system.
    *(
        Rule(_FCNTL, errno.EINVAL, (_Where(1, command),))
        for command in (_F_GETLK, _F_OFD_GETLK, _F_SETLEASE, _F_NOTIFY)
    ),
    # What the machine has set apart for somebody else, and no control group counts.
    Rule(_MMAP, errno.ENOMEM, (_Where(3, _MAP_HUGETLB, compare=_ANY_BIT),)),
    # A process that says nothing about itself can't be measured.
    Rule(_PRCTL, where=(_Where(0, _PR_SET_DUMPABLE),)),
    # Buffers of sockets keep their size, and are counted by it; see `usage`.
    *(
        Rule(_SETSOCKOPT, 0, (_Where(1, _SOL_SOCKET), _Where(2, option)))
        for option in (_SO_SNDBUF, _SO_RCVBUF)
    ),
    *(
        Rule(_SETSOCKOPT, where=(_Where(1, _SOL_SOCKET), _Where(2, option)))
        for option in _SO_ATTACH
    ),
    *(
        Rule(_SETSOCKOPT, errno.ENOPROTOOPT, (_Where(1, level), *_none_of(2, options)))
        for level, options in _OPTIONS.items()
    ),
    Rule(_SETSOCKOPT, errno.ENOPROTOOPT, _none_of(1, (_SOL_SOCKET, *_OPTIONS))),
    # Network namespaces hold no others: AF_VSOCK reaches the machine's host, and who listens.
    Rule(
        _SOCKET,
        errno.EAFNOSUPPORT,
        _none_of(0, (_AF_UNIX, _AF_INET, _AF_INET6, _AF_NETLINK)),
    ),
    Rule(_SOCKETPAIR, errno.EOPNOTSUPP, _none_of(0, (_AF_UNIX,))),
    *(
        Rule(_SOCKET, errno.EPROTONOSUPPORT, (_Where(0, family), *_none_of(2, protocols)))
        for family, protocols in (
            (_AF_INET, _PROTOCOLS),
            (_AF_INET6, _PROTOCOLS),
            (_AF_NETLINK, (0,)),
        )
    ),
)
#: for where no network namespace takes the network and the machine's abstract sockets away
_ONLY_UNIX_SOCKETS = (
    Rule(_SOCKET, errno.ENETUNREACH, _none_of(0, (_AF_UNIX, _AF_NETLINK))),
    # These reach others without a connection. A raw one is such a one to the kernel; see unix(7).
    *(
        Rule(call, where=(_Where(0, _AF_UNIX), _Where(1, kind, _SOCKET_TYPE)))
        for call in (_SOCKET, _SOCKETPAIR)
        for kind in (_SOCK_DGRAM, _SOCK_RAW)
    ),
)


def restrict(*, only_unix_sockets: bool, may_connect: bool = True) -> bool:
    """Puts the filter on this process and all that it starts. `no_new_privs` must be set.

    Args:
        only_unix_sockets: whether sockets that reach a network are refused too, for where no
            network namespace takes it away.
        may_connect: whether sockets may be connected. Where they lie, no filter can see.

    Returns:
        False where this processor's numbers are not known, so that there is no filter.

    Raises:
        SandboxError: the kernel refuses.
    """
    return _install(program(only_unix_sockets=only_unix_sockets, may_connect=may_connect))


@functools.cache  # the same for each child, and the fork server asks for it before it forks
def program(*, only_unix_sockets: bool, may_connect: bool = True) -> bytes:
    """The steps of the filter that `restrict` puts on a process, one after the other."""
    rules = (*_ALWAYS, *_ONLY_UNIX_SOCKETS) if only_unix_sockets else _ALWAYS
    return _compiled(rules if may_connect else (*rules, Rule(_CONNECT, errno.ECONNREFUSED)))


def install(rules: Iterable[Rule]) -> bool:
    """Puts a filter of these rules on this process; see `restrict`."""
    return _install(_compiled(rules))


def _install(steps: bytes) -> bool:
    if not steps:
        return False
    code = ctypes.create_string_buffer(steps, len(steps))
    header = struct.pack("HxxxxxxP", len(steps) // _STEP.size, ctypes.addressof(code))
    call("prctl", _PR_SET_SECCOMP, _FILTER, header, 0, 0)
    return True


def _compiled(rules: Iterable[Rule]) -> bytes:
    """A filter of these rules; nothing where this processor's numbers are not known."""
    machine = os.uname().machine
    if machine not in _ARCHITECTURES:
        return b""
    column = list(_ARCHITECTURES).index(machine)
    steps = [
        _step(_LOAD, _ARCHITECTURE),
        _step(_EQUAL, _ARCHITECTURES[machine], 1, 0),
        _step(_RETURN, _KILL),
        _step(_LOAD, _NUMBER),
    ]
    if machine == "x86_64":
        steps += [_step(_AT_LEAST, _X32, 0, 1), _error(errno.ENOSYS)]
    for rule in rules:
        steps += _steps(rule, column)
    return b"".join([*steps, _step(_RETURN, _ALLOW)])


def _steps(rule: Rule, column: int) -> list[bytes]:
    """What a rule compiles to. It begins and ends with the call's number loaded."""
    number = rule.numbers[column]
    if number is None:
        return []
    if not rule.where:
        return [_step(_EQUAL, number, 0, 1), _error(rule.error)]
    # Three steps for each argument, each of which leads to the last step of all where it fails.
    steps = [_step(_EQUAL, number, 0, 3 * len(rule.where) + 2)]
    for place, one in enumerate(rule.where):
        beyond = 3 * (len(rule.where) - place - 1) + 1
        steps += [
            _step(_LOAD, _ARGUMENTS + 8 * one.argument),
            _step(_AND, one.mask),
            _step(one.compare, one.value, *((0, beyond) if one.holds else (beyond, 0))),
        ]
    return [*steps, _error(rule.error), _step(_LOAD, _NUMBER)]


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return _STEP.pack(code, if_true, if_false, value)


def _error(number: int) -> bytes:
    return _step(_RETURN, _ERRNO | number)
