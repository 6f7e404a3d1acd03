"""Hands damaged files to the reader for as long as it is told to, and says what it cannot take.

Usage: python -m scripts.fuzz_reader MINUTES [--seed N]
"""

from __future__ import annotations

import argparse
import io
import json
import random
import tempfile
import time
import zipfile
from pathlib import Path

from autograder.collect.submissions import Submission
from autograder.grading.reading import Reader, ReadingError
from autograder.run.worker import open_workers

_HONEST = "honest.ipynb"
_NAMES = ("a.ipynb", "b.zip", "c.py", "d.json", "e.ipynb.txt", "submission_metadata.yml", "f.csv")
#: wall time for a class of a few files
_SECONDS = 60.0


def parts() -> list[bytes]:
    """What is damaged: a notebook, a script, a zip, and what a system says of a class."""
    cells: list[dict[str, object]] = [
        {"cell_type": "code", "source": source, "metadata": {}, "outputs": []}
        for source in ("LESSON = '01-tiny'", "answer = 42")
    ]
    notebook = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("01-tiny.ipynb", notebook)
        archive.writestr("evidence.json", '{"lesson": "01-tiny", "sha256": {}}')
        archive.writestr("kept/model.keras", b"weights")
    metadata = b"submission_1:\n  :submitters:\n  - :name: Ada\n    :sid: '7'\n"
    script = b"LESSON = '01-tiny'\n\n# %% [markdown]\n# text\n\n# %%\nanswer = 42\n"
    return [notebook.encode(), script, packed.getvalue(), metadata]


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The bytes with some of them cut out, doubled, replaced or repeated."""
    for _ in range(chance.randrange(4)):
        place, length = chance.randrange(len(content) + 1), chance.randrange(40)
        part = content[place : place + length]
        new = chance.choice(
            [b"", part * 2, chance.randbytes(length), part * chance.randrange(2_000), b"\n" * 5_000]
        )
        content = content[:place] + new + content[place + length :]
    return content


def main() -> None:
    """Reads class after class."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("minutes", type=float)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    chance = random.Random(given.seed)  # noqa: S311 it chooses damage
    until, classes, bad = time.monotonic() + 60 * given.minutes, 0, 0
    with open_workers() as workers:
        reader = Reader(workers)
        while time.monotonic() < until:
            classes += 1
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                (folder / _HONEST).write_bytes(parts()[0])
                for file in chance.sample(_NAMES, 3):
                    (folder / file).write_bytes(damaged(chance.choice(parts()), chance))
                began = time.monotonic()
                try:
                    found = {
                        Path(one.origin).name: one for one in reader.collect([folder], ["01-tiny"])
                    }
                    for one in found.values():
                        if isinstance(one, Submission):
                            with reader.opened(one):
                                pass
                    wrong = "" if isinstance(found.get(_HONEST), Submission) else "no honest file"
                except ReadingError as error:
                    wrong = str(error)
                if wrong or time.monotonic() - began > _SECONDS:
                    bad += 1
                    print(f"class {classes}: {wrong or 'it took too long'}")
    print(f"{classes} classes, {bad} that could not be taken")


if __name__ == "__main__":
    main()
