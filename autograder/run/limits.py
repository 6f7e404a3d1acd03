"""How much a submission may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Limits on one submission, in seconds of wall time."""

    cell_seconds: float = 300.0
    notebook_seconds: float = 1200.0
    #: how long an interrupted cell has to come to an end before its kernel is killed
    grace_seconds: float = 5.0
    #: how long taking a snapshot may last
    capture_seconds: float = 120.0
