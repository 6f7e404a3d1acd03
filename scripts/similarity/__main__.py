"""Measures how well near copies are told from honest work, and writes `docs/similarity.md`.

    python -m scripts.similarity [--dolos FOLDER]

It makes 500 copies and 500 honest pairs of the typical answers, the same ones each time, and has
this project and Dolos compare them: a minute. Dolos is installed into FOLDER by npm,
unless it is there; it needs node, a C++ compiler and node's headers.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from autograder.authoring.course import find
from autograder.files import write_atomically
from scripts.similarity import dolos
from scripts.similarity.corpus import pairs, read_lesson
from scripts.similarity.measure import by_dolos, ours
from scripts.similarity.page import page

PAGE = Path(__file__).parents[2] / "docs" / "similarity.md"
_PAIRS = 500


def main() -> int:
    """Returns the exit status."""
    parser = argparse.ArgumentParser("python -m scripts.similarity")
    parser.add_argument("--dolos", type=Path, default=Path.home() / ".cache" / "dolos")
    folder = parser.parse_args().dolos
    course = find()
    lessons = {name: read_lesson(course, name) for name in course.lessons()}
    made = pairs([*lessons.values()], _PAIRS)
    print("installing Dolos", file=sys.stderr, flush=True)
    dolos.install(folder)
    verdicts = [ours(course, made), *by_dolos(folder, lessons, made)]
    forms = sum(len(each) for lesson in lessons.values() for each in lesson.forms.values())
    write_atomically(PAGE, page(made, verdicts, forms))
    mine, *others = (one.figures(made)[2] for one in verdicts)
    return 0 if mine >= max(others) else 1


if __name__ == "__main__":
    sys.exit(main())
