"""A notebook that went through Colab is graded as the one that it was."""

from __future__ import annotations

import json
import zipfile

import pytest

from autograder.assignment.model import load
from autograder.authoring.answers import notebook_of
from autograder.authoring.typical import marks_due
from autograder.grading.conditions import Conditions
from autograder.grading.local import LocalBackend
from autograder.record.store import Store
from tests.support.grading import grade_class
from tests.support.lessons import answers_to, built, put_together
from tests.support.saved_by_colab import saved_by_colab
from tests.support.submissions import collect

LESSON = "01-setup"

emitted = built(LESSON)


@pytest.fixture(scope="module")
def scores(emitted, fork_server, mnist, tmp_path_factory):
    """How a class was handed in → (student, question) → score.

    As it was, it gets what the answers' files say, which `tests/lessons/test_lesson_01.py` tests.
    """
    apart = tmp_path_factory.mktemp("assignment")
    archive = apart / f"{LESSON}.zip"
    archive.write_bytes(emitted.autograder_zip)
    known = {LESSON: load(archive, apart / "tests")}
    class_ = put_together(answers_to(LESSON).values())[:8]
    ways = {}
    for way in ("saved by Colab", "in the zip of the last cell"):
        folder = tmp_path_factory.mktemp("class")
        for one in class_:
            name, notebook = one.answer.name, notebook_of(one.answer, emitted)
            text = json.dumps(saved_by_colab(notebook))
            if way == "in the zip of the last cell":
                with zipfile.ZipFile(folder / f"{name}.zip", "w") as zipped:
                    zipped.writestr(f"{LESSON}.ipynb", text)
            else:
                (folder / f"{name}.ipynb").write_text(text)
        store = Store(tmp_path_factory.mktemp("graded"))
        results = grade_class(
            collect([folder], known),
            known,
            store,
            LocalBackend(fork_server, Conditions({"mnist": mnist})),
            jobs=2,
        )
        assert {result.status for result in results} == {"graded"}
        ways[way] = {(r.student, q.name): q.score for r in results for q in r.questions}
    full = {q.name: q.max_score for q in results[0].questions}
    ways["as it was"] = {
        (one.answer.name, question): points
        for one in class_
        for question, points in marks_due(one.answer, full).items()
    }
    return ways


def test_the_class_has_right_and_wrong_answers(scores):
    assert len({student for student, _ in scores["as it was"]}) == 8
    assert len({*scores["as it was"].values()}) > 3


@pytest.mark.parametrize("way", ["saved by Colab", "in the zip of the last cell"])
def test_it_gets_the_same_points(scores, way):
    assert scores[way] == scores["as it was"]
