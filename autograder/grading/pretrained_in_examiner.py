"""Which trainings of a notebook need not be run; the examiner's side of `pretrained`. [examiner]"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import nbformat

from autograder.assignment.notebook import answers
from autograder.capture import examine_pretrained
from autograder.capture.exchange import FILES, KEPT, PLAN, REFUSED
from autograder.grading.instrument import passed_over

_MAX_REFUSED = 16 << 20


def examine(folder: str, descriptors: Sequence[int]) -> None:
    """Reads the pretrained artifacts of one submission; see `examine_pretrained.examine`.

    Args:
        folder: holds `plan.json`, as `autograder.grading.pretrained` writes it.
        descriptors: the notebook, and where artifacts were handed in, these as a zip.
    """
    place = Path(folder)
    facts = json.loads((place / PLAN).read_text(encoding="utf-8"))
    with os.fdopen(descriptors[0], "rb") as file:
        file.seek(0)
        notebook = nbformat.from_dict(json.load(file))
    (place / FILES).mkdir()
    refused = {"": facts["refused"]} if facts["refused"] else {}
    for descriptor in descriptors[1:]:
        refused |= unpack(descriptor, place / FILES)
    examine_pretrained.examine(folder, _plan(notebook, facts, refused))


def unpack(descriptor: int, folder: Path) -> dict[str, str]:
    """Writes what a worker has read of a submission's artifacts into an existing folder.

    Returns:
        Path below `kept/` → why it was not written, in a clause; an empty path stands for all.
    """
    with os.fdopen(descriptor, "rb") as file, zipfile.ZipFile(file) as archive:
        with archive.open(REFUSED) as listed:
            refused: dict[str, str] = json.loads(listed.read(_MAX_REFUSED))
        for info in archive.infolist():
            below = PurePosixPath(info.filename)
            if info.filename == REFUSED or below.parts[0] != KEPT or ".." in below.parts:
                continue
            target = folder.joinpath(*below.parts[1:])
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(info))
            except OSError as error:  # such as a file where a folder should be
                name = str(below.relative_to(KEPT))
                refused[name] = f"it cannot be unpacked: {type(error).__name__}"
    return refused


def _plan(
    notebook: nbformat.NotebookNode, facts: Mapping[str, Any], refused: Mapping[str, str]
) -> dict[str, Any]:
    """What `examine_pretrained.examine` is told."""
    left_out = passed_over(notebook)
    cells = answers(notebook, facts["all"], facts["manual"])
    return {
        "sources": {
            index: cell.source
            for index, cell in enumerate(notebook.cells)
            if cell.cell_type == "code" and index not in left_out
        },
        "questions": {
            name: {**question, "cells": cells[name]}
            for name, question in facts["questions"].items()
        },
        "checked": {
            name: {"names": names, "cells": cells[name]} for name, names in facts["checked"].items()
        },
        "tested": sorted({name for names in facts["checked"].values() for name in names}),
        "refused": refused,
        "other_data": facts["other_data"],
    }
