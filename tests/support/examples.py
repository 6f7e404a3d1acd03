"""How many examples property tests draw."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

from tests.conftest import EVERYTHING


def examples(number: int) -> settings:
    return settings(
        max_examples=number if EVERYTHING in os.environ else max(20, number // 5),
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
