"""Fingerprints of a notebook's code, made in a worker. [worker]

Code is compared as sequences of tokens, so that other names, other spaces and other comments change
nothing; numbers and words of the language stay. Cells that are never run are left out.
"""

from __future__ import annotations

import hashlib
import io
import json
import keyword
import os
import tokenize
import zlib
from array import array
from collections.abc import Iterator, Sequence
from typing import Any

from nbformat import NotebookNode, from_dict

from autograder.assignment.notebook import is_ignored
from autograder.run import worker_process

_MOST_CELLS = 3_000
#: characters of a cell that stand on the page of similar submissions
_MOST_SHOWN = 8_000
#: tokens in a k-gram: about two lines
_K = 12
_SKIPPED = frozenset(
    {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENCODING,
        tokenize.ENDMARKER,
    }
)


def of_notebook(most_code: int) -> dict[str, Any]:
    """Fingerprints of the code cells of the notebook in file 0, which go to file 1 as numbers.

    Args:
        most_code: characters of code that are looked at.

    Returns:
        How many each cell has, a digest of all cells, and whether some code was left out.
    """
    cells = _cells()
    code = [cell for cell in cells if cell.cell_type == "code"][:_MOST_CELLS]
    left = most_code
    lengths = []
    grams = array("I")
    for cell in code:
        source = "" if is_ignored(cell) else cell.source
        found = sorted({*fingerprints(source[: max(0, left)])})
        left -= len(source)
        lengths.append(len(found))
        grams.extend(found)
    with os.fdopen(worker_process.open_file(1), "wb") as file:
        file.write(grams.tobytes())
    whole = json.dumps([(cell.cell_type, cell.source.strip()) for cell in cells])
    return {
        "lengths": lengths,
        "whole": hashlib.sha256(whole.encode()).hexdigest(),
        "cut": left < 0 or len(code) == _MOST_CELLS,
    }


def of_sources(sources: Sequence[str]) -> None:
    """Fingerprints of code that everybody got, to file 1."""
    found = sorted({gram for source in sources for gram in fingerprints(source)})
    with os.fdopen(worker_process.open_file(1), "wb") as file:
        file.write(array("I", found).tobytes())


def sources(numbers: Sequence[int]) -> list[str]:
    """The code of some code cells of the notebook in file 0, for a person to look at."""
    code = [cell.source for cell in _cells() if cell.cell_type == "code"]
    return [code[number][:_MOST_SHOWN] for number in numbers]


def _cells() -> list[NotebookNode]:
    with os.fdopen(worker_process.open_file(0), "rb") as file:
        cells = json.loads(file.read())["cells"]
    kept = [
        {
            "cell_type": str(cell["cell_type"]),
            "source": "".join(cell["source"]),
            "metadata": cell["metadata"] if isinstance(cell.get("metadata"), dict) else {},
        }
        for cell in cells
    ]
    return [from_dict(cell) for cell in kept]


def fingerprints(source: str) -> Iterator[int]:
    """The fingerprint of each k-gram of tokens of a cell."""
    tokens = _tokens(source)
    for begin in range(len(tokens) - _K + 1):
        yield zlib.crc32("\0".join(tokens[begin : begin + _K]).encode())


def _tokens(source: str) -> list[str]:
    """The tokens of a cell; lines that are no Python (`!`, `%`) and what follows a mistake are out.

    Names become one word and texts another; those of the language stay.
    """
    python = "\n".join("" if line.lstrip()[:1] in "!%?" else line for line in source.splitlines())
    found = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(python + "\n").readline):
            if token.type == tokenize.NAME:
                found.append(token.string if keyword.iskeyword(token.string) else "name")
            elif token.type == tokenize.STRING:
                found.append("text")
            elif token.type not in _SKIPPED:
                found.append(token.string)
    except (tokenize.TokenError, SyntaxError, ValueError):
        pass  # as far as it can be read
    return found
