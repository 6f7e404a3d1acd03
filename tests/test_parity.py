"""I6: an honest submission gets the same points from `otter run` as from this grader.

`test_lesson_04` holds the grader to the marks in each answer's file; here Otter is held to them. It
trains and imports TensorFlow anew for each, so only some are run, others each day; `make parity`
runs all of them.
"""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder.build.answers import notebook_of, read_answers
from autograder.course import find
from tests.conftest import LESSON

ANSWERS = {answer.name: answer for answer in read_answers(find(Path(__file__).parent), LESSON)}
ALWAYS = ["solution", "untouched"]
OTTER = """
import json, sys
from otter.api import grade_submission
results = grade_submission(sys.argv[1], sys.argv[2], quiet=True)
print("SCORES", json.dumps({name: test.score for name, test in results.results.items()}))
"""


def chosen() -> list[str]:
    if os.environ.get("PARITY") == "all":
        return list(ANSWERS)
    quick = [answer.name for answer in ANSWERS.values() if answer.base == "blank"]
    first = datetime.date.today().toordinal() % len(quick)
    return [*ALWAYS, *[name for name in (quick * 2)[first : first + 4] if name not in ALWAYS]]


@pytest.mark.trains
@pytest.mark.parametrize("name", chosen())
def test_otter_run_gives_the_same_points(
    name, emitted, assignment, lesson_zip, offline_environment, tmp_path
):
    answer = ANSWERS[name]
    path = tmp_path / f"{LESSON}.ipynb"
    nbformat.write(notebook_of(answer, emitted), path)
    done = subprocess.run(
        [sys.executable, "-c", OTTER, str(path), str(lesson_zip)],
        cwd=tmp_path,
        env=offline_environment,
        capture_output=True,
        text=True,
        timeout=900,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("SCORES ")]
    assert lines, done.stdout + done.stderr
    scores = json.loads(lines[-1].removeprefix("SCORES "))
    full = {question.name: points_of(lesson_zip, question.name) for question in assignment.checked}
    base = full if answer.base == "solution" else dict.fromkeys(full, 0.0)
    assert scores == pytest.approx(base | answer.marks)


def points_of(lesson_zip: Path, question: str) -> float:
    """What a question can earn, as Otter adds it up."""
    import zipfile

    from otter.test_files import ExceptionTestFile

    with zipfile.ZipFile(lesson_zip) as archive:
        source = archive.read(f"tests/{question}.py").decode()
    return float(ExceptionTestFile.from_string(source).possible)
