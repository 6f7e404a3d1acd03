"""Measures this grader beside Otter and nbgrader, and writes docs/benchmarks.md.

What follows from its figures is written to docs/scaling.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from autograder.datasets.dataset import DatasetError
from autograder.files import write_atomically
from scripts.bench.figures import LESSON_04, LIGHT, BenchError
from scripts.bench.measure import Plan, measure
from scripts.bench.page import page
from scripts.bench.scaling import BENCHMARKS, update

_FULL = Plan({LIGHT: 5, LESSON_04: 2}, class_size=100, growth=(10, 100, 1000), handed_in=(10, 300))
_QUICK = Plan({LIGHT: 1}, class_size=10, growth=(10,), locked_in=10, results=60)


def main() -> int:
    """Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="try it with a few submissions, and print the page"
    )
    quick = parser.parse_args().quick
    try:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            text = page(measure(_QUICK if quick else _FULL, Path(folder), _say))
    except (BenchError, DatasetError) as error:
        _say(f"Error: {error}")
        return 1
    except KeyboardInterrupt:
        _say("Stopped. Nothing was written.")
        return 130
    if quick:
        print(text)
    else:
        write_atomically(BENCHMARKS, text)
        update()
        _say("wrote docs/benchmarks.md and docs/scaling.md")
    return 0


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
