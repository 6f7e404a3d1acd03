"""I6: an honest submission gets the same points from `otter run` as from this grader.

`test_lesson_04` holds the grader to the marks in each answer's file; here Otter is held to them. It
trains and imports TensorFlow anew for each, so only some are run, others each day; `make parity`
runs all of them.
"""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest

from autograder.build.answers import notebook_of, read_answers
from autograder.course import find
from tests.conftest import LESSON
from tests.support.lessons import otter_scores

ANSWERS = {answer.name: answer for answer in read_answers(find(Path(__file__).parent), LESSON)}
ALWAYS = ["solution", "untouched"]


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
    notebook = notebook_of(answer, emitted)
    scores = otter_scores({name: notebook}, lesson_zip, offline_environment, tmp_path)[name]
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
