"""Locks a forked child into a world of its own, before any code of a student runs in it.

What the child keeps: the Python installation and system libraries, read-only; one folder that it
may write; a /proc, a /dev and a loopback of its own. What it loses: every other file (solutions,
tests, results, homes), the network, other processes, and all privileges. Linux gives this to
ordinary users through namespaces; see user_namespaces(7), mount_namespaces(7), pid_namespaces(7).
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import resource
import signal
import site
import socket
import struct
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

# From linux/sched.h, linux/mount.h, linux/prctl.h, linux/capability.h and linux/sockios.h.
_CLONE_NEWNS, _CLONE_NEWUTS, _CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
_CLONE_NEWUSER, _CLONE_NEWPID, _CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC = 1, 2, 4, 8
_MS_REMOUNT, _MS_NOATIME, _MS_NODIRATIME, _MS_BIND = 32, 1024, 2048, 4096
_MS_REC, _MS_PRIVATE, _MS_RELATIME = 16384, 1 << 18, 1 << 21
_MNT_DETACH = 2
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_DUMPABLE = 1, 38, 4
_CAPABILITY_VERSION_3 = 0x20080522
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 0x1

_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/opt")
_ETC = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime", "fonts", "alternatives")
_DEVICES = ("null", "zero", "full", "random", "urandom")
_USER = 1000


class SandboxError(RuntimeError):
    """This machine does not let us build the sandbox. The message says which step failed."""


@dataclass(frozen=True)
class Sandbox:
    """What a child may reach.

    Attributes:
        workspace: the one folder on disk that it may write.
        readable: further files and folders that it sees, read-only, at the same paths.
        scratch_bytes: size of the private memory file systems at /tmp and /dev/shm.
        file_bytes: largest file that it may write.
        processes: how many processes and threads it may have; 0 for no limit of ours.
    """

    workspace: str
    readable: tuple[str, ...] = ()
    scratch_bytes: int = 1 << 30
    file_bytes: int = 2 << 30
    processes: int = 0


def enter(sandbox: Sandbox) -> None:
    """Moves this process into the sandbox. Returns in a new child that is process 1 in there.

    The calling process stays outside, waits, and leaves with the child's exit status; when it is
    killed, so is everything inside. The process must have a single thread.

    Raises:
        SandboxError: the machine refuses a step.
    """
    user, group = os.getuid(), os.getgid()
    _call(
        "unshare",
        _CLONE_NEWUSER
        | _CLONE_NEWNS
        | _CLONE_NEWPID
        | _CLONE_NEWNET
        | _CLONE_NEWIPC
        | _CLONE_NEWUTS,
    )
    # Both maps, from ids read before: without them files on tmpfs fail with EOVERFLOW.
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{_USER} {user} 1")
    _write("/proc/self/gid_map", f"{_USER} {group} 1")
    inside = os.fork()
    if inside:
        _wait_for(inside)
    _call("prctl", _PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    _build_root(sandbox)
    _loopback_up()
    _drop_privileges()
    _limit(sandbox)


def _wait_for(inside: int) -> None:
    """Outside: passes the end of the child on."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the code inside
    _, status = os.waitpid(inside, 0)
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        signal.signal(-code, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.kill(os.getpid(), -code)
    os._exit(code)


def _build_root(sandbox: Sandbox) -> None:
    _mount(None, "/", None, _MS_REC | _MS_PRIVATE)
    root = str(Path(sandbox.workspace) / "root")
    os.mkdir(root)
    _mount("tmpfs", root, "tmpfs", _MS_NOSUID | _MS_NODEV, "size=16m,mode=755")
    _private(f"{root}/tmp", sandbox.scratch_bytes)  # first, because what is shown may lie in it
    for path in _SYSTEM:
        _show_system(path, root)
    for name in _ETC:
        _show(f"/etc/{name}", root)
    for path in (*_python_folders(), *sandbox.readable):
        _show(path, root)
    _show(sandbox.workspace, root, writable=True)
    os.makedirs(f"{root}/dev")
    for name in _DEVICES:
        _show(f"/dev/{name}", root, writable=True)
    _private(f"{root}/dev/shm", sandbox.scratch_bytes)
    os.symlink("/proc/self/fd", f"{root}/dev/fd")
    os.makedirs(f"{root}/proc")
    _mount("proc", f"{root}/proc", "proc", _MS_NOSUID | _MS_NODEV | _MS_NOEXEC)
    home = f"{sandbox.workspace}/work"
    with contextlib.suppress(FileExistsError):  # a grader that runs in Colab shows its own
        os.symlink(home, f"{root}/content")  # where notebooks work in Colab
    _write(f"{root}/etc/passwd", f"student:x:{_USER}:{_USER}:student:{home}:/bin/sh\n")
    _write(f"{root}/etc/group", f"student:x:{_USER}:\n")
    _write(f"{root}/etc/hosts", "127.0.0.1 localhost\n")
    _enter_root(root)


def _enter_root(root: str) -> None:
    os.chdir(root)
    _call("pivot_root", ".", ".")
    _call("umount2", ".", _MNT_DETACH)
    _mount(None, "/", None, _MS_REMOUNT | _MS_BIND | _MS_RDONLY | _MS_NOSUID | _MS_NODEV)
    os.chdir("/")


def _python_folders() -> tuple[str, ...]:
    """Where this Python and its packages live, and this package itself."""
    package = Path(__file__).resolve().parents[1]
    folders = {sys.prefix, sys.base_prefix, sysconfig.get_path("stdlib"), str(package)}
    folders |= {path for path in site.getsitepackages() if os.path.isdir(path)}
    # A folder inside another one is there already.
    return tuple(
        sorted(f for f in folders if not any(f.startswith(f"{other}/") for other in folders))
    )


def _show_system(path: str, root: str) -> None:
    """Shows a system folder; on most systems some of them are links into /usr."""
    if os.path.islink(path):
        os.symlink(os.readlink(path), f"{root}{path}")
    else:
        _show(path, root)


def _show(path: str, root: str, *, writable: bool = False) -> None:
    """Shows a file or folder inside the new root, at the same path; does nothing if it is gone."""
    source = os.path.realpath(path)
    target = f"{root}{path}"
    if not os.path.exists(source) or os.path.ismount(target):
        return
    if os.path.isdir(source):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with contextlib.suppress(FileExistsError):
            os.close(os.open(target, os.O_CREAT | os.O_EXCL))
    _mount(source, target, None, _MS_BIND | _MS_REC)
    if not writable:
        # A remount in a user namespace must keep what the mount had.
        kept = _flags(target)
        _mount(None, target, None, _MS_REMOUNT | _MS_BIND | _MS_RDONLY | kept)


def _flags(path: str) -> int:
    flags = os.statvfs(path).f_flag
    pairs = (
        (os.ST_NOSUID, _MS_NOSUID),
        (os.ST_NODEV, _MS_NODEV),
        (os.ST_NOEXEC, _MS_NOEXEC),
        (os.ST_NOATIME, _MS_NOATIME),
        (os.ST_NODIRATIME, _MS_NODIRATIME),
        (os.ST_RELATIME, _MS_RELATIME),
    )
    return sum(mount for stat, mount in pairs if flags & stat)


def _private(path: str, size: int) -> None:
    os.makedirs(path, exist_ok=True)
    _mount("tmpfs", path, "tmpfs", _MS_NOSUID | _MS_NODEV, f"size={size},mode=1777")


def _loopback_up() -> None:
    """The namespace's own loopback, so that code may talk to itself, and to nobody else."""
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        request = struct.pack("16sh14x", b"lo", 0)
        answer = fcntl.ioctl(handle, _SIOCGIFFLAGS, request)
        flags = struct.unpack("16sh14x", answer)[1] | _IFF_UP
        fcntl.ioctl(handle, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags))


def _drop_privileges() -> None:
    """Gives up, for good, what the namespaces gave: nothing in here may mount or unshare back."""
    _call("prctl", _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    header = struct.pack("Ii", _CAPABILITY_VERSION_3, 0)
    _call("capset", header, struct.pack("6I", 0, 0, 0, 0, 0, 0))


def _limit(sandbox: Sandbox) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (sandbox.file_bytes, sandbox.file_bytes))
    if sandbox.processes:
        resource.setrlimit(resource.RLIMIT_NPROC, (sandbox.processes, sandbox.processes))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a file too large is an error, not the end


def _write(path: str, text: str) -> None:
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise SandboxError(f"writing {path} failed: {error.strerror}") from None


def _mount(
    source: str | None, target: str, kind: str | None, flags: int, data: str | None = None
) -> None:
    parts = [None if part is None else part.encode() for part in (source, target, kind)]
    _call("mount", *parts, ctypes.c_ulong(flags), None if data is None else data.encode())


_libc = ctypes.CDLL(None, use_errno=True)
#: pivot_root has no function in the C library; its number differs between processors
_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}


def _call(name: str, *arguments: object) -> None:
    """Calls a function of the C library and raises SandboxError where it fails."""
    plain = [part.encode() if isinstance(part, str) else part for part in arguments]
    if name == "pivot_root":
        result = _libc.syscall(_PIVOT_ROOT[os.uname().machine], *plain)
    else:
        result = getattr(_libc, name)(*plain)
    if result != 0:
        number = ctypes.get_errno()
        raise SandboxError(f"{name} failed: {errno.errorcode.get(number, number)}")
