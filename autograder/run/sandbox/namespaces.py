"""Linux namespaces: own files, processes, network and users for one process tree. [forked child]

Linux gives this to root, and through user namespaces to ordinary users; see namespaces(7),
mount_namespaces(7), pid_namespaces(7) and user_namespaces(7).
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import socket
import struct
from collections.abc import Callable
from pathlib import Path

from autograder.run.sandbox.ephemeral_uid import STUDENT, become, give
from autograder.run.sandbox.lock import drop_privileges, limit, restrict
from autograder.run.sandbox.policy import Mechanism, Sandbox
from autograder.run.sandbox.shown import DEVICES, ETC, SYSTEM, python_folders
from autograder.run.sandbox.syscalls import SandboxError, call, die_with_parent

# From linux/sched.h, linux/mount.h, linux/prctl.h and linux/sockios.h.
_CLONE_NEWNS, _CLONE_NEWUTS, _CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
_CLONE_NEWUSER, _CLONE_NEWPID, _CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC = 1, 2, 4, 8
_MS_REMOUNT, _MS_NOATIME, _MS_NODIRATIME, _MS_BIND = 32, 1024, 2048, 4096
_MS_REC, _MS_PRIVATE, _MS_RELATIME = 16384, 1 << 18, 1 << 21
_MNT_DETACH = 2
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 0x1

_OTHERS = _CLONE_NEWNS | _CLONE_NEWNET | _CLONE_NEWIPC | _CLONE_NEWUTS
#: how many files and folders the disk of the sandbox takes
MAX_FILES = 200_000


class Namespaces(Mechanism):
    """Namespaces of the kernel, as root or through user namespaces."""

    name = "namespaces"
    describes = "namespaces: no network, no other files or processes"
    private_disk = True

    def fork(self, uid: int | None) -> tuple[int, bool]:
        """Forks, where root may, into a PID namespace of the child's own: it is process 1 there.

        So `enter` need not fork a second time. A process as large as one that has imported
        TensorFlow takes a fiftieth of a second to be forked and to be taken down.
        """
        if uid is None:
            return super().fork(uid)
        own = os.open("/proc/self/ns/pid_for_children", os.O_RDONLY | os.O_CLOEXEC)
        try:
            call("unshare", _CLONE_NEWPID)
        except SandboxError:
            os.close(own)
            return super().fork(uid)
        pid = -1
        try:
            pid = os.fork()
            return pid, True
        finally:
            if pid != 0:  # further children of this process are to be born where it is
                call("setns", own, _CLONE_NEWPID)
            os.close(own)

    def enter(
        self,
        sandbox: Sandbox,
        uid: int | None,
        fork: Callable[[], None] = lambda: None,
        *,
        has_own_pids: bool = False,
    ) -> None:
        """As `Mechanism.enter`. The working folder `work` becomes a private one.

        Where this process is not yet in a PID namespace of its own, it returns in a new child. The
        calling process then stays outside, waits, and leaves with the child's exit status; when it
        is killed, so is everything inside. The process must have a single thread.
        """
        if uid is not None:
            give(Path(sandbox.workspace), uid)
        privileged = uid is not None and (has_own_pids or _unshared())
        if has_own_pids:
            call("unshare", _OTHERS)
        else:
            if not privileged:
                if uid is not None:
                    become(uid)
                _unshare_as_user()
            inside = os.fork()
            if inside:
                _wait_for(inside)
            die_with_parent()
        owner = uid if privileged else None
        _build_root(sandbox.workspace, sandbox.readable, sandbox.disk_bytes, owner)
        _loopback_up()
        if owner is not None:  # root's own files in /proc could otherwise be written
            become(owner)
            # Changing user ids clears PDEATHSIG; see prctl(2).
            die_with_parent()
        drop_privileges()
        limit(sandbox)
        restrict(sandbox)
        fork()


def _unshared() -> bool:
    """Whether root could make namespaces; in some containers it may not."""
    try:
        call("unshare", _OTHERS | _CLONE_NEWPID)
    except SandboxError:
        return False
    return True


def _unshare_as_user() -> None:
    user, group = os.getuid(), os.getgid()
    call("unshare", _OTHERS | _CLONE_NEWPID | _CLONE_NEWUSER)
    # Both maps, from ids read before: without them files on tmpfs fail with EOVERFLOW.
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{STUDENT} {user} 1")
    _write("/proc/self/gid_map", f"{STUDENT} {group} 1")


def _wait_for(inside: int) -> None:
    """Outside: passes the end of the child on."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the code inside
    _, status = os.waitpid(inside, 0)
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        with contextlib.suppress(OSError):  # SIGKILL has no handler to be set
            signal.signal(-code, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.kill(os.getpid(), -code)
    os._exit(code)


def _build_root(
    workspace: str, readable: tuple[str, ...], disk_bytes: int, owner: int | None
) -> None:
    _mount(None, "/", None, _MS_REC | _MS_PRIVATE)
    root = str(Path(workspace) / "root")
    os.makedirs(root, exist_ok=True)  # checking may need a second process in the same workspace
    _mount("tmpfs", root, "tmpfs", _MS_NOSUID | _MS_NODEV, "size=16m,mode=755")
    # One disk for everything private. Those come first in which what is shown may lie.
    disk = f"{root}/disk"
    os.mkdir(disk)
    size = f"size={disk_bytes},nr_inodes={MAX_FILES},mode=755"
    _mount("tmpfs", disk, "tmpfs", _MS_NOSUID | _MS_NODEV, size)
    _private(disk, f"{root}/tmp")
    _private(disk, f"{root}/dev/shm")
    for path in SYSTEM:
        _show_system(path, root)
    for name in ETC:
        _show(f"/etc/{name}", root)
    for path in (*python_folders(), *readable):
        _show(path, root)
    _show(workspace, root, writable=True)
    work = f"{workspace}/work"
    if os.path.isdir(work):
        _private(disk, f"{root}{work}")
        os.symlink(work, f"{root}/content")  # where Colab's notebooks are at home
    for name in DEVICES:
        _show(f"/dev/{name}", root, writable=True)
    call("umount2", disk, _MNT_DETACH)  # its folders stay where they are shown
    os.symlink("/proc/self/fd", f"{root}/dev/fd")
    os.makedirs(f"{root}/proc")
    _mount("proc", f"{root}/proc", "proc", _MS_NOSUID | _MS_NODEV | _MS_NOEXEC)
    number = STUDENT if owner is None else owner
    _write(f"{root}/etc/passwd", f"student:x:{number}:{number}:student:{work}:/bin/sh\n")
    _write(f"{root}/etc/group", f"student:x:{number}:\n")
    _write(f"{root}/etc/hosts", "127.0.0.1 localhost\n")
    _enter_root(root)


def _enter_root(root: str) -> None:
    os.chdir(root)
    call("pivot_root", ".", ".")
    call("umount2", ".", _MNT_DETACH)
    _mount(None, "/", None, _MS_REMOUNT | _MS_BIND | _MS_RDONLY | _MS_NOSUID | _MS_NODEV)
    os.chdir("/")


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


def _private(disk: str, path: str) -> None:
    """Makes a folder on the private disk and shows it at `path`, writable for everybody."""
    folder = f"{disk}/{Path(path).name}"
    os.mkdir(folder)
    os.chmod(folder, 0o1777)
    os.makedirs(path, exist_ok=True)
    _mount(folder, path, None, _MS_BIND)


def _loopback_up() -> None:
    """Brings up the loopback of the new network namespace; see network_namespaces(7)."""
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        request = struct.pack("16sh14x", b"lo", 0)
        answer = fcntl.ioctl(handle, _SIOCGIFFLAGS, request)
        flags = struct.unpack("16sh14x", answer)[1] | _IFF_UP
        fcntl.ioctl(handle, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags))


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
    call("mount", *parts, ctypes.c_ulong(flags), None if data is None else data.encode())
