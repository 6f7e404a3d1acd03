"""What the test file of a lesson gets for the lesson that it names in `LESSON`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.authoring.targets.otter import Emitted
from tests.support.lessons import Graded, emitted_here


@pytest.fixture(scope="module")
def emitted(request) -> Emitted:
    """The lesson, built in memory."""
    return emitted_here(request.module.LESSON)


@pytest.fixture(scope="module")
def graded(graded_class: Callable[[str], Graded], request) -> Graded:
    """The lesson's typical answers, graded as one class."""
    return graded_class(request.module.LESSON)
