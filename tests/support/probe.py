"""Runs one notebook in a sandbox of the given kind and prints, as JSON, what its cells found.

Started by tests as another program, under whatever user and Python they want to try:

    python probe.py KIND SECRET_FILE

KIND is a way of isolating, or `auto` for what `ensure` chooses.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import nbformat

from autograder.run.kernel.forkserver import PRELOAD, ForkServer
from autograder.run.kernel.workspace import workspace
from autograder.run.notebook import execute
from autograder.run.sandbox.policy import MechanismName
from autograder.run.sandbox.probe import IsolationError, ensure

CELL = """
import ctypes, json, os, signal, socket, subprocess

def refused(do):
    try:
        do()
    except OSError:
        return True
    return False

secret, grader = SECRET, GRADER
open("mine.txt", "w").write("written")
print(json.dumps({
    "works": open("mine.txt").read() == "written" and bool(__import__("LIBRARY")),
    "secret": not refused(lambda: open(secret)),
    "root": os.getuid() == 0 and not refused(lambda: open("/proc/sys/kernel/core_pattern", "r+")),
    "proc_sys": not refused(lambda: open("/proc/sys/kernel/core_pattern", "r+")),
    "network": not refused(lambda: socket.create_connection(("192.0.2.1", 80), 2)),
    "signal": not refused(lambda: os.kill(grader, 0)),
    "memory": not refused(lambda: open(f"/proc/{grader}/mem", "rb")),
    "environment": not refused(lambda: open(f"/proc/{grader}/environ", "rb")),
    "namespaces": ctypes.CDLL(None).unshare(0x10000000) == 0,
    "own_secrets": "SECRET_OF_THE_GRADER" in os.environ,
    "connects": [
        kind
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW)
        for address in DOORS
        if not refused(lambda: socket.socket(socket.AF_UNIX, kind).connect(address))
    ],
    "sends": [
        kind
        for kind in (socket.SOCK_DGRAM, socket.SOCK_RAW)
        for address in DOORS
        if not refused(lambda: socket.socketpair(socket.AF_UNIX, kind)[0].sendto(b"x", address))
    ],
    "watches": ctypes.CDLL(None).inotify_init() >= 0,
}))
left_behind = subprocess.Popen(["setsid", "sleep", "161803"])
"""


def _doors() -> Iterator[socket.socket]:
    """Sockets of the machine that everybody may reach: by a path, and by an abstract name."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    for style in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        for address in (str(folder / style.name), f"\0door-{os.getpid()}-{style.name}"):
            door = socket.socket(socket.AF_UNIX, style)
            door.bind(address)
            if style == socket.SOCK_STREAM:
                door.listen()
            yield door
    for path in folder.iterdir():
        path.chmod(0o777)


def main(kind: str, secret: str) -> None:
    doors = [*_doors()]
    source = CELL.replace("SECRET", repr(secret), 1).replace("GRADER", str(os.getpid()), 1)
    source = source.replace("DOORS", repr([door.getsockname() for door in doors]))
    # Of all ways one imports in the sandbox itself what others have imported before it.
    source = source.replace("LIBRARY", "keras" if kind == "bubblewrap" else "numpy")
    cells = (source, "os._exit(0)", source)  # a Python that is begun anew is to find the same
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    light = tuple(one for one in PRELOAD if one not in ("keras", "tensorflow"))
    with ForkServer(preload=light) as fork_server, workspace() as folder:
        try:
            fork_server.mechanism = (
                ensure(fork_server) if kind == "auto" else cast(MechanismName, kind)
            )
        except IsolationError as error:
            print(json.dumps({"refused": str(error)}))
            return
        done = execute(nbformat.writes(made).encode(), fork_server=fork_server, workspace=folder)
        executed = nbformat.reads(done.notebook.decode(), as_version=4)
        shown = [
            "".join(str(output.get("text", output)) for output in cell.outputs)
            for cell in executed.cells[::2]
        ]
        print(
            json.dumps({"kind": fork_server.mechanism, "shown": shown, "problems": done.problems})
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
