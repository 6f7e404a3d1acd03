"""A seccomp filter: a deny-list of system calls that escapes are made of. [forked child]

See seccomp(2). The filter is a program for the kernel's packet filter machine (BPF), which looks at
the number of each system call and its first argument. Numbers are those of the kernel's tables for
x86-64 and for ARM64; other processors do without.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct

from autograder.run.sandbox.syscalls import call

# From linux/prctl.h, linux/seccomp.h, linux/bpf_common.h and linux/audit.h.
_PR_SET_SECCOMP, _FILTER = 22, 2
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16  # places in struct seccomp_data
_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32 = 0x40000000  # a second set of numbers on x86-64, which nothing here uses
_NEW_NAMESPACES = 0x7E020080  # every CLONE_NEW… flag
_AF_UNIX = 1
_AF_NETLINK = 16  # how programs, ZeroMQ among them, ask which network interfaces there are

#: refused with EPERM. Names → (x86-64, ARM64)
_REFUSED = {
    # new namespaces and mounts, where an ordinary user is root again
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
}
#: refused as well where there is no IPC namespace: what they make outlives its process
_SHARED = {
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
}
_CLONE, _CLONE3, _SOCKET = (56, 220), (435, 435), (41, 198)


def restrict(*, only_unix_sockets: bool) -> bool:
    """Puts the filter on this process and all that it starts. `no_new_privs` must be set.

    Args:
        only_unix_sockets: whether sockets that reach a network are refused too, for where no
            network namespace takes it away.

    Returns:
        False where this processor's numbers are not known, so that there is no filter.

    Raises:
        SandboxError: the kernel refuses.
    """
    machine = os.uname().machine
    if machine not in _ARCHITECTURES:
        return False
    column = list(_ARCHITECTURES).index(machine)
    refused = {**_REFUSED, **_SHARED} if only_unix_sockets else _REFUSED
    program = [
        _step(_LOAD, _ARCHITECTURE),
        _step(_EQUAL, _ARCHITECTURES[machine], 1, 0),
        _step(_RETURN, _KILL),
        _step(_LOAD, _NUMBER),
    ]
    if machine == "x86_64":
        program += [_step(_AT_LEAST, _X32, 0, 1), _error(errno.ENOSYS)]
    for numbers in refused.values():
        program += [_step(_EQUAL, numbers[column], 0, 1), _error(errno.EPERM)]
    # What clone3 is asked for lies in memory, where no filter can look: callers try clone next.
    program += [_step(_EQUAL, _CLONE3[column], 0, 1), _error(errno.ENOSYS)]
    program += [
        _step(_EQUAL, _CLONE[column], 0, 4),
        _step(_LOAD, _FIRST_ARGUMENT),
        _step(_ANY_BIT, _NEW_NAMESPACES, 0, 1),
        _error(errno.EPERM),
        _step(_RETURN, _ALLOW),
    ]
    if only_unix_sockets:
        program += [
            _step(_EQUAL, _SOCKET[column], 0, 4),
            _step(_LOAD, _FIRST_ARGUMENT),
            _step(_EQUAL, _AF_UNIX, 2, 0),
            _step(_EQUAL, _AF_NETLINK, 1, 0),
            _error(errno.ENETUNREACH),
        ]
    program.append(_step(_RETURN, _ALLOW))
    code = ctypes.create_string_buffer(b"".join(program))
    header = struct.pack("HxxxxxxP", len(program), ctypes.addressof(code))
    call("prctl", _PR_SET_SECCOMP, _FILTER, header, 0, 0)
    return True


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)


def _error(number: int) -> bytes:
    return _step(_RETURN, _ERRNO | number)
