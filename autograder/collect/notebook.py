"""Bytes in, a notebook out; damaged ones made readable as far as they are whole. [worker]"""

from __future__ import annotations

import itertools
import json
import re
from datetime import UTC, datetime
from typing import Any

import nbformat

from autograder.errors import Refused

MAX_BYTES = 200 << 20
#: validating as many takes three seconds
_MAX_CELLS = 10_000
#: lists, dictionaries and their members; each takes up to 240 bytes of memory once it is read
_MAX_PARTS = 3_000_000
MAX_SCRIPT = 2_000_000
#: of a script; jupytext takes two seconds for as many
_MAX_PARAGRAPHS = 3_000
_MAY_END_A_CELL = re.compile(r"^[ \t]*$|^#[ \t]*(?:%%|\+|-|(?:end)?region|<|In)", re.MULTILINE)
_MAX_NAME = 100
_LESSON_LINE = re.compile(r"^LESSON = [\"']([\w-]+)[\"']", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
# The schema becomes code here, before processes are forked: it takes a fifth of a second.
_VALIDATOR = nbformat.validator.get_validator(4, 5)
_KEPT = ("id", "source", "metadata", "attachments")
_KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


class UnreadableError(Refused):
    """A file is not a notebook. The message is one sentence about what it is instead."""


def read(content: bytes) -> tuple[nbformat.NotebookNode, str]:
    """A valid notebook of nbformat 4, and a sentence on what is missing from it, or nothing.

    What editors, converters and hand-made changes damage is mended: encodings, older formats,
    missing or double ids, metadata and cells that are not valid. Of a file that breaks off,
    the cells above the break are read; a script of the lesson is read as a notebook. Saved outputs
    are dropped: they come from running the cells again.

    Raises:
        UnreadableError: the content is no notebook, or nothing whole is left of it.
    """
    text = _text(content)
    if re.search(r"^<<<<<<< ", text, re.MULTILINE) and re.search(r"^>>>>>>> ", text, re.MULTILINE):
        raise UnreadableError("The file holds the marks of a merge conflict in git.")
    if is_script(text):
        return _as_version_4(_script(text)), ""
    if sum(map(text.count, "[{,")) > _MAX_PARTS:
        raise UnreadableError(f"The file holds more than {_MAX_PARTS:,} parts.")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        if not text.lstrip().startswith("{") or '"cells"' not in text:
            raise UnreadableError("The file is text, but not a notebook.") from None
        data, complete = _whole_part(text)
        if not data.get("cells"):
            raise UnreadableError(
                "The notebook is cut off: the end of the file is missing."
            ) from None
        problem = f"the file breaks off after cell {len(data['cells'])}; what stood below is lost"
        return _as_version_4(data), "" if complete else problem
    if not isinstance(data, dict) or not ({"cells", "worksheets"} & set(data)):
        raise UnreadableError("The file is JSON, but not a notebook.")
    return _as_version_4(data), ""


def _text(content: bytes) -> str:
    if not content.strip():
        raise UnreadableError("The file is empty.")
    if len(content) > MAX_BYTES:
        raise UnreadableError(f"The file is larger than {MAX_BYTES >> 20} MB.")
    if content.startswith(b"PK\x03\x04"):
        raise UnreadableError("The file is a zip archive with a notebook's name.")
    try:
        # Also UTF-16 and UTF-32, which some editors on Windows write, with or without their mark.
        return content.decode(json.detect_encoding(content)).removeprefix("\ufeff")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    if _CONTROL.search(text):
        raise UnreadableError("The file is not text, so it is not a notebook.")
    return text  # code is ASCII; at worst a letter in a comment is another one


def is_script(text: str) -> bool:
    """Whether a text is a lesson saved as a script: Python that says which lesson it answers."""
    return bool(_LESSON_LINE.search(text)) and not text.lstrip().startswith(("{", "["))


def _script(text: str) -> dict[str, Any]:
    """What Colab, Jupyter, VS Code or jupytext save as `.py`, cut into cells again."""
    if len(text) > MAX_SCRIPT:
        raise UnreadableError("The file is a script that is too long for a lesson.")
    # A YAML header could be small and unfold into gigabytes; nothing in it is needed.
    text = re.sub(r"^#[ \t]*---[ \t]*$", "#", text, flags=re.MULTILINE)
    text = re.sub(r"\A(#!.*\n)?#.*coding[:=].*\n", "", text)
    # What Colab writes above a cell magic, which must come first in its cell.
    text = re.sub(r"^# Commented out IPython magic .*\n", "", text, flags=re.MULTILINE)
    # jupytext's time grows with the square of the number of cells, and an empty line may end one.
    text = re.sub(r"\n{8,}", "\n" * 8, text)
    if len(_MAY_END_A_CELL.findall(text)) > _MAX_PARAGRAPHS:
        raise UnreadableError(f"The script has more than {_MAX_PARAGRAPHS:,} paragraphs.")
    import jupytext  # a tenth of a command's start, and few hand in scripts

    try:
        return dict(jupytext.reads(text, fmt="py"))
    except Exception as error:  # whatever jupytext's many formats stumble over
        raise UnreadableError(
            f"The script cannot be cut into cells: {_first_line(error)}."
        ) from None


def _whole_part(text: str) -> tuple[dict[str, Any], bool]:
    """The members of a notebook's JSON up to where the text breaks, and whether that has all cells.

    The list of cells is read cell by cell, so that those above the break are there.
    """
    data: dict[str, Any] = {}
    complete = False
    decode = json.JSONDecoder().raw_decode
    gap = re.compile(r"[\s,]*")
    place = text.index("{") + 1
    try:
        while not text.startswith("}", place := _end(gap, text, place)):
            key, place = decode(text, place)
            place = _end(gap, text, text.index(":", place) + 1)
            if key != "cells" or not text.startswith("[", place):
                data[key], place = decode(text, place)
                continue
            data["cells"] = []
            place += 1
            while not text.startswith("]", place := _end(gap, text, place)):
                cell, place = decode(text, place)
                data["cells"].append(cell)
            complete = True
            place += 1
    except (ValueError, TypeError, RecursionError):
        pass  # here it breaks off
    return data, complete


def _end(pattern: re.Pattern[str], text: str, place: int) -> int:
    found = pattern.match(text, place)
    return found.end() if found else place


def _as_version_4(data: dict[str, Any]) -> nbformat.NotebookNode:
    # No further than it takes to see that there are too many.
    made = (made for cell in _cells(data) if (made := _cell(cell)) is not None)
    cells = list(itertools.islice(made, _MAX_CELLS + 1))
    if not cells:
        raise UnreadableError("The notebook's structure is broken: it has no cells.")
    if len(cells) > _MAX_CELLS:
        raise UnreadableError(f"The notebook has more than {_MAX_CELLS:,} cells.")
    try:
        notebook = nbformat.from_dict(
            {
                "cells": cells,
                "metadata": {"kernelspec": _KERNEL, "language_info": {"name": "python"}},
                "nbformat": 4,
                "nbformat_minor": 5,
            }
        )
        if name := _name_in(data.get("metadata")):
            notebook.metadata["otter"] = {"assignment_name": name}
        _renumber(notebook)
        if next(iter(_VALIDATOR.iter_errors(notebook)), None) is not None:
            for cell in notebook.cells:
                cell.metadata = {}
                cell.pop("attachments", None)
            nbformat.validate(notebook)
    except Exception as error:  # a hand-made file can break a library in any way
        raise UnreadableError(
            f"The notebook's structure is broken: {_first_line(error)}."
        ) from None
    return notebook


def _cells(data: dict[str, Any]) -> list[Any]:
    """The cells of nbformat 4, or of 3, where they lay in worksheets."""
    if isinstance(data.get("cells"), list):
        return list(data["cells"])
    sheets = data.get("worksheets")
    if not isinstance(sheets, list):
        raise UnreadableError("The notebook's structure is broken: its cells are no list.")
    lists = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
    return [cell for cells in lists if isinstance(cells, list) for cell in cells]


def _cell(cell: Any) -> dict[str, Any] | None:
    """What counts of a cell: its text and what an editor noted about it; None where it is none."""
    if not isinstance(cell, dict):
        return None
    source = cell.get("source", cell.get("input"))  # `input` in nbformat 3
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str):
        return None
    # Half of a surrogate pair has no bytes, and no kernel takes it.
    source = source.encode("utf-8", "replace").decode()
    kind = cell.get("cell_type")
    if kind in ("heading", "html"):  # of nbformat 3
        kind = "markdown"
    made = {key: cell[key] for key in _KEPT if key in cell} | {"source": source}
    made["cell_type"] = kind if kind in ("code", "markdown") else "raw"
    if not isinstance(made.get("metadata"), dict):
        made["metadata"] = {}
    if kind == "code":
        made.pop("attachments", None)
        made |= {"outputs": [], "execution_count": None}
    return made


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


def _name_in(metadata: Any) -> str:
    otter = metadata.get("otter") if isinstance(metadata, dict) else None
    name = otter.get("assignment_name") if isinstance(otter, dict) else None
    return name[:_MAX_NAME] if isinstance(name, str) else ""


def lesson_of(notebook: nbformat.NotebookNode) -> str | None:
    """The lesson that a notebook answers: from its metadata, else from its setup cell."""
    if name := _name_in(notebook.metadata):
        return name
    for cell in notebook.cells:
        found = _LESSON_LINE.search(cell.source) if cell.cell_type == "code" else None
        if found:
            return found.group(1)[:_MAX_NAME]
    return None


def last_run(notebook: nbformat.NotebookNode) -> datetime | None:
    """When a cell was last run, as Colab, Kaggle and JupyterLab note it; in UTC, without a zone."""
    moments = []
    for cell in notebook.cells:
        in_colab, elsewhere = cell.metadata.get("executionInfo"), cell.metadata.get("execution")
        try:
            if isinstance(in_colab, dict):
                moments.append(datetime.fromtimestamp(in_colab["timestamp"] / 1000, UTC))
            elif isinstance(elsewhere, dict):
                text = elsewhere["iopub.execute_input"]
                moments.append(datetime.fromisoformat(text).astimezone(UTC))
        except (KeyError, TypeError, ValueError, OverflowError, OSError):
            continue
    return max(moments).replace(tzinfo=None) if moments else None


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:120].rstrip(".")
