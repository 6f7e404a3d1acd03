"""Landlock: file rules that a process puts on itself and can never take off again. [forked child]

Linux has it since 5.13, for every user, without any privilege; see landlock(7). Where namespaces
work it is a second wall, where they don't it is the first.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable

from autograder.run.sandbox.syscalls import SandboxError, call

# From linux/landlock.h. What an ABI version knows: 1: the first 13, 2: refer, 3: truncate.
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REFER, _TRUNCATE = 1 << 13, 1 << 14
_READ = _EXECUTE | _READ_FILE | _READ_DIR
_HANDLED = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1}
#: MAKE_CHAR and MAKE_BLOCK are handled and never allowed: no device nodes; see landlock(7)
_MAKE_DEVICES = (1 << 6) | (1 << 11)
_OF_A_FILE = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE
_SCOPE_ABSTRACT_SOCKETS, _SCOPE_SIGNALS = 1, 2
_CREATE_RULESET_VERSION = 1
_PATH_BENEATH = 1


def version() -> int:
    """The kernel's Landlock ABI, 0 where it has none."""
    try:
        return call("landlock_create_ruleset", None, ctypes.c_size_t(0), _CREATE_RULESET_VERSION)
    except SandboxError:
        return 0


def restrict(readable: Iterable[str], writable: Iterable[str]) -> None:
    """From here on, this process and all that it starts reach only these files and folders.

    Where the kernel knows how (ABI 6), also no abstract socket and no process outside. Paths that
    do not exist are passed over. `no_new_privs` must be set.

    Raises:
        SandboxError: the kernel has no Landlock, or refuses.
    """
    abi = version()
    if not abi:
        raise SandboxError("this kernel has no Landlock")
    handled = _HANDLED[min(abi, 3)]
    scoped = _SCOPE_ABSTRACT_SOCKETS | _SCOPE_SIGNALS if abi >= 6 else 0
    attributes = struct.pack("=QQQ", handled, 0, scoped)
    size = 24 if abi >= 6 else 8
    ruleset = call("landlock_create_ruleset", attributes, ctypes.c_size_t(size), 0)
    try:
        for path in readable:
            _allow(ruleset, path, handled & _READ)
        for path in writable:
            _allow(ruleset, path, handled & ~_MAKE_DEVICES)
        call("landlock_restrict_self", ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, access: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not os.path.isdir(f"/proc/self/fd/{descriptor}"):
            access &= _OF_A_FILE  # the kernel refuses rules about folders on a file
        rule = struct.pack("=Qi", access, descriptor)
        call("landlock_add_rule", ruleset, _PATH_BENEATH, rule, 0)
    finally:
        os.close(descriptor)
