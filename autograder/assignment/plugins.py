"""Otter's plugins that an assignment asks for: which may change marks. [coordinator]

A plugin is code of somebody's that Otter runs beside the grading: before a notebook is run it may
change it, and afterwards what it has earned. None is run here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

#: Otter's own that change no mark → what they do instead
_HARMLESS = {
    "otter.plugins.builtin.RateLimiting": "it limits how often students may hand in",
    "otter.plugins.builtin.GmailNotifications": "it sends mails",
}


def named(listed: Any) -> tuple[str, ...]:
    """The names of the plugins in `otter_config.json`, where each may have its settings."""
    plugins = listed if isinstance(listed, list) else []
    return tuple(str(next(iter(p), "")) if isinstance(p, dict) else str(p) for p in plugins)


def refused(plugins: Sequence[str]) -> list[str]:
    """Those that may change marks; without the instructor's word nothing is graded."""
    return [name for name in plugins if name not in _HARMLESS]


def passed_by(plugins: Sequence[str]) -> Iterator[str]:
    """A clause for the instructor on each plugin that was not run."""
    for name in plugins:
        if name in _HARMLESS:
            yield f"the plugin {name} was not run: {_HARMLESS[name]}, and changes no mark"
        else:
            yield f"the plugin {name} was not run, which may change marks"
