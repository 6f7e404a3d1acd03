"""The text of a lesson with goals and topics."""

from __future__ import annotations

TEXT = "# Syllabus\n\n{{ lessons }}\n\n{{ minutes_rule }}\n\n{{ goals }}\n\n{{ topics }}\n"
