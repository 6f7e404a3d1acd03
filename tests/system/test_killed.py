"""A class whose grading is killed, again and again, ends with the results of an undisturbed run.

`KILLS=20 pytest tests/system/test_killed.py` does it with 20 kills in a class of 60.
"""

from __future__ import annotations

import dataclasses
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from autograder.record.store import Store
from tests.conftest import notebook
from tests.support.small_course import CHECK, SETUP, course  # noqa: F401

KILLS = int(os.environ.get("KILLS", "2"))
CLASS = 3 * KILLS
_ANSWERS = ("42", "41", "1 / 0", "'42'", "...")
_AUTOGRADER = Path(sys.executable).with_name("autograder")


def _without_times(store: Store) -> list[object]:
    return [dataclasses.replace(result, seconds={}) for result in store.results()]


def _stamps(store: Store) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in store.folder.glob("results/*/*.json")}


def _kill_somewhere(
    command: list[str], store: Store, more: int, where: Path, dice: random.Random
) -> None:
    """Runs the command and kills it so many results later, or while it starts."""
    process = subprocess.Popen(
        command, cwd=where, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    before = len(_stamps(store))
    while process.poll() is None and len(_stamps(store)) < before + more:
        time.sleep(0.01)
    time.sleep(dice.uniform(0, 5) if more == 0 else dice.uniform(0, 1))
    process.kill()
    process.wait()


@pytest.mark.slow
def test_killed_at_random_instants_a_class_ends_as_if_undisturbed_and_nothing_is_graded_twice(
    course,
    tmp_path,
):
    for number in range(CLASS):
        answer = f"answer = {_ANSWERS[number % len(_ANSWERS)]}"
        path = tmp_path / "in" / f"s{number:02}.ipynb"
        path.parent.mkdir(exist_ok=True)
        cells = notebook(SETUP, f"import time; time.sleep(0.2) # {number}", answer, CHECK)
        nbformat.write(cells, path)
    grade = [str(_AUTOGRADER), "grade", str(tmp_path / "in"), "--jobs", "2", "--output"]
    stores = {name: Store(tmp_path / name) for name in ("undisturbed", "killed")}
    dice = random.Random(KILLS)
    killed = stores["killed"]
    for turn in range(KILLS):
        before = _stamps(killed)
        more = 0 if turn % 4 == 1 else dice.randint(1, 4)
        _kill_somewhere([*grade, str(killed.folder)], killed, more, course.root, dice)
        assert before.items() <= _stamps(killed).items(), "graded twice"
    finished = _stamps(killed)
    for name in stores:
        command = [*grade, str(tmp_path / name)]
        subprocess.run(command, cwd=course.root, check=True, capture_output=True)
    assert finished.items() <= _stamps(killed).items(), "graded twice"
    assert len(_stamps(killed)) == CLASS
    assert _without_times(killed) == _without_times(stores["undisturbed"])
    assert killed.grades_path.read_bytes() == stores["undisturbed"].grades_path.read_bytes()
