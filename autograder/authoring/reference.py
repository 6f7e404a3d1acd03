"""What authors may say, as the tables that pages in `docs/` have. [coordinator]"""

from __future__ import annotations

from collections.abc import Iterable

from autograder.authoring.course import SETTINGS
from autograder.authoring.facts import KEYS
from autograder.authoring.lesson import MARKERS
from autograder.record.grading_policy import SETTINGS as GRADING


def settings() -> str:
    """The table of `[tool.course]`."""
    rows = ((f"`{name}`", _shown(default), what) for name, (default, what) in SETTINGS.items())
    return _table(("setting", "by default", "says"), rows)


def grading() -> str:
    """The table of `[tool.course.grading]`."""
    rows = (
        (f"`{name}`", f"`{one.shown}`" if one.shown else "", one.says)
        for name, one in GRADING.items()
    )
    return _table(("setting", "by default", "says"), rows)


def keys() -> str:
    """The table of a lesson's header."""
    rows = ((f"`{key}`", "yes" if needed else "", what) for key, (needed, what) in KEYS.items())
    return _table(("key", "has to be there", "says"), rows)


def markers() -> str:
    """The table of what the build fills in."""
    rows = (
        (f"`{{{{ {name} }}}}`", "yes" if needed else "", what)
        for name, (needed, what) in MARKERS.items()
    )
    return _table(("marker", "has to be there once", "becomes"), rows)


def _shown(default: object) -> str:
    return "" if default is None or default == "" else f"`{default}`"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *rows))
