"""Which text of an answer a person marked: whether it is another one now. [coordinator]

A mark stays where something else is handed in. By what is noted here, a person is asked to look
again only at answers whose own text is another one.
"""

from __future__ import annotations

from collections.abc import Mapping

from autograder.files import read_json, write_json
from autograder.record.store import Store

_REMEDY = "Delete it: you are then asked to look again where something else was handed in"


def note(store: Store, lesson: str, question: str, texts: Mapping[str, str]) -> None:
    """Notes what was marked.

    Args:
        texts: student → a digest of the answer's text.
    """
    for student, digest in texts.items():
        known = of(store, student, lesson)
        if known.get(question) != digest:
            answers = {**known, question: digest}
            write_json(store.marked_answers_path(student, lesson), {"answers": answers})


def of(store: Store, student: str, lesson: str) -> dict[str, str]:
    """Question → a digest of the text that was marked last; of those of which it is known.

    Raises:
        DamagedFileError: the file is damaged.
    """
    path = store.marked_answers_path(student, lesson)
    known = read_json(
        path, lambda data: {str(k): str(v) for k, v in data["answers"].items()}, _REMEDY
    )
    return known or {}
