"""The text of a lesson with goals and topics."""

from __future__ import annotations

_MARKERS = ("lessons", "minutes_rule", "assistant", "goals", "topics")
TEXT = "# Syllabus\n" + "".join(f"\n{{{{ {marker} }}}}\n" for marker in _MARKERS)
