"""Bytes in, a notebook out; damaged ones made readable where that loses nothing."""

from __future__ import annotations

import json
import re
from typing import Any

import nbformat

MAX_BYTES = 200 << 20
_LESSON_LINE = re.compile(r"^LESSON = [\"']([\w-]+)[\"']", re.MULTILINE)


class Unreadable(ValueError):
    """A file is not a notebook. The message is one sentence about what it is instead."""


def read(content: bytes) -> nbformat.NotebookNode:
    """A valid notebook of nbformat 4.

    What editors and hand-made changes damage without loss is mended: a byte-order mark, cell ids
    that are missing, double or malformed, and older notebook formats.

    Raises:
        Unreadable: the content is no notebook, or what is left of one.
    """
    if not content.strip():
        raise Unreadable("The file is empty.")
    if len(content) > MAX_BYTES:
        raise Unreadable(f"The file is larger than {MAX_BYTES >> 20} MB.")
    if content.startswith(b"PK\x03\x04"):
        raise Unreadable("The file is a zip archive with a notebook's name.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("The file is not text, so it is not a notebook.") from None
    if re.search(r"^<<<<<<< ", text, re.MULTILINE) and re.search(r"^>>>>>>> ", text, re.MULTILINE):
        raise Unreadable("The file holds the marks of a merge conflict in git.")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        if text.lstrip().startswith("{") and '"cells"' in text:
            raise Unreadable("The notebook is cut off: the end of the file is missing.") from None
        raise Unreadable("The file is text, but not a notebook.") from None
    if not isinstance(data, dict) or not ({"cells", "worksheets"} & set(data)):
        raise Unreadable("The file is JSON, but not a notebook.")
    return _as_version_4(data)


def _as_version_4(data: dict[str, Any]) -> nbformat.NotebookNode:
    try:
        if not isinstance(data.get("nbformat"), int):
            data["nbformat"], data["nbformat_minor"] = 4, 5
        notebook = nbformat.convert(nbformat.from_dict(data), 4)
        for cell in notebook.cells:
            _mend(cell)
        notebook.nbformat_minor = max(int(notebook.get("nbformat_minor", 5)), 5)
        _renumber(notebook)
        nbformat.validate(notebook)
    except Exception as error:  # a hand-made file can break the converters in any way
        first = (str(error).strip().splitlines() or [type(error).__name__])[0][:120]
        raise Unreadable(f"The notebook's structure is broken: {first}.") from None
    notebook.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    return notebook


def _mend(cell: Any) -> None:
    if isinstance(cell.get("source"), list):
        cell["source"] = "".join(cell["source"])
    cell.setdefault("metadata", nbformat.NotebookNode())
    if cell.get("cell_type") == "code":
        # Outputs come from running the cell again; what was saved with it does not count.
        cell["outputs"] = []
        cell["execution_count"] = None
    else:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)


def _renumber(notebook: nbformat.NotebookNode) -> None:
    """Gives every cell an id that is valid and its own, keeping those that are."""
    seen: set[str] = set()
    for index, cell in enumerate(notebook.cells):
        name = cell.get("id")
        valid = isinstance(name, str) and re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", name)
        if not valid or name in seen:
            cell["id"] = f"cell-{index}"
            while cell["id"] in seen:
                cell["id"] += "-"
        seen.add(cell["id"])


def lesson_of(notebook: nbformat.NotebookNode) -> str | None:
    """The lesson that a notebook answers: from its metadata, else from its setup cell."""
    otter = notebook.metadata.get("otter")
    if isinstance(otter, dict) and isinstance(otter.get("assignment_name"), str):
        return str(otter["assignment_name"])
    for cell in notebook.cells:
        found = _LESSON_LINE.search(cell.source) if cell.cell_type == "code" else None
        if found:
            return found.group(1)
    return None
