"""What learning management systems call things, one file a system. [coordinator, worker]

Each says how its system names what it lets an instructor download, and, where it takes marks back,
in which columns. Plain data goes in and comes out: these modules import no other room.

A new system is a module with `recognise`, and a line in `SYSTEMS` below. Where it takes marks back,
the module has `table` as well, and `fill` for a table that the system exported.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from autograder.lms import canvas, gradescope, moodle, nbgrader
from autograder.lms.download import Download, HandedIn

SYSTEMS = (gradescope, moodle, nbgrader, canvas)
#: as `Submitter.lms` has them
NAMES = tuple(system.__name__.rpartition(".")[2] for system in SYSTEMS)
#: by name, those in whose columns marks can be written
WITH_TABLES = {
    name: system for name, system in zip(NAMES, SYSTEMS, strict=True) if hasattr(system, "table")
}

#: what systems put beside submissions; no student's work
METADATA = frozenset({gradescope.METADATA, nbgrader.TIMESTAMP})


def recognise(download: Download) -> dict[PurePosixPath, list[HandedIn]]:
    """Who handed in each file of a download; files whose names no system gave are left out.

    The outermost name counts: what lies in a student's folder or zip is that student's, whatever
    its own name says, because the student chose it.
    """
    found: dict[PurePosixPath, list[HandedIn]] = {}
    for system in SYSTEMS:
        for path, handed_in in system.recognise(download).items():
            if path not in found or handed_in[0].place < found[path][0].place:
                found[path] = handed_in
    return found
