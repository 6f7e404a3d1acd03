"""A notebook made ready for a page, as a worker hands it over. [coordinator, worker]

The worker writes pieces of sanitised HTML into one file, and answers how long each is. Nobody reads
them again; they are put into the page as they are, below the policy in its head, by which a browser
runs and loads nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: bytes of a page that cells may take; pictures count
MAX_PAGE = 4_000_000
#: what the pieces may have: each is counted, and those beside questions stand twice
MOST_BYTES = MAX_PAGE + 500_000
MOST_CELLS = 3_000


@dataclass(frozen=True)
class ShownCell:
    """A cell of the notebook, as sanitised HTML.

    Attributes:
        title: of code that is folded away, as in Colab; else empty.
    """

    index: int
    title: str
    source: str
    outputs: str


@dataclass(frozen=True)
class Shown:
    """A notebook made ready for a page.

    Attributes:
        left_out: how many cells at the end the budget left out.
        answers: question → the cells that answer it, beside the question.
        places: question → the index of the cell that asks it, or else answers it.
    """

    cells: list[ShownCell]
    left_out: int
    answers: Mapping[str, list[str]]
    places: Mapping[str, int]


def encode(shown: Shown) -> tuple[Mapping[str, Any], bytes]:
    """The record of a notebook, and its pieces."""
    texts = [part for cell in shown.cells for part in (cell.title, cell.source, cell.outputs)]
    texts += [part for parts in shown.answers.values() for part in parts]
    pieces = [part.encode("utf-8", "replace") for part in texts]
    record = {
        "cells": [cell.index for cell in shown.cells],
        "lengths": [len(piece) for piece in pieces],
        "left_out": shown.left_out,
        "answers": {question: len(parts) for question, parts in shown.answers.items()},
        "places": dict(shown.places),
    }
    return record, b"".join(pieces)


def decode(record: Any, pieces: bytes) -> Shown:
    """What `encode` gave.

    Raises:
        ValueError: it did not give this.
    """
    try:
        parts = []
        end = 0
        for length in record["lengths"]:
            if not (type(length) is int and 0 <= length <= len(pieces) - end):
                raise ValueError(f"a piece of {length!r} bytes")
            parts.append(pieces[end : end + length].decode())
            end += length
        rest = iter(parts)
        cells = [
            ShownCell(int(index), next(rest), next(rest), next(rest)) for index in record["cells"]
        ]
        answers = {
            str(question): [next(rest) for _ in range(int(number))]
            for question, number in record["answers"].items()
        }
        places = {str(question): int(index) for question, index in record["places"].items()}
        return Shown(cells, int(record["left_out"]), answers, places)
    except (KeyError, TypeError, AttributeError, StopIteration, OverflowError) as error:
        raise ValueError(f"no notebook: {error}") from None
