"""A network that holds code of the student's own is graded like any other, and a person is told."""

from __future__ import annotations

import zipfile

import nbformat
import pytest

from autograder.assignment.model import Assignment, load
from autograder.grading.conditions import Conditions
from autograder.grading.local import LocalBackend
from autograder.record.store import Store
from tests.conftest import notebook
from tests.support.grading import grade_class
from tests.support.submissions import collect

TESTS = """
from otter.test_files import test_case
OK_FORMAT = False
name = "{name}"
points = None

@test_case(points=1, hidden=False)
def test_it_is_a_network(model):
    import keras
    assert isinstance(model, keras.Model), f"model is a {{type(model).__name__}}, no network"
    assert model.count_params() == 8, f"it has {{model.count_params()}} parameters"

@test_case(points=2, hidden=True)
def test_it_halves(model):
    import numpy as np
    found = model.predict(np.full((70, 3), 4711.0), verbose=0)
    assert np.allclose(found, 4711.0 / 2 * 3), f"secret: {{found[0]}}"
"""
HALVES = """
import keras, tensorflow as tf
def net(*parts):
    model = keras.Sequential([keras.Input((3,)), *parts])
    return model
Dense = keras.layers.Dense
half = keras.initializers.Constant(0.5)
"""
ANSWERS = {
    "a Lambda": "model = net(Dense(2, kernel_initializer=half), keras.layers.Lambda(lambda x: x))",
    "an activation": "def same(x):\n    print('seen', x)\n    return x * tf.ones_like(x)\n"
    "model = net(Dense(2, activation=same, kernel_initializer=half))",
    "a layer": "class Same(keras.layers.Layer):\n    def call(self, x): return tf.identity(x)\n"
    "model = net(Dense(2, kernel_initializer=half), Same())",
    "tf.nn": "model = net(Dense(2, activation=tf.nn.relu, kernel_initializer=half))",
    "wrong": "model = net(Dense(2, kernel_initializer='ones'), keras.layers.Lambda(lambda x: x))",
    "broken": "model = net(Dense(2), keras.layers.Lambda(lambda x: 1 / 0, output_shape=(2,)))",
}


@pytest.fixture(scope="module")
def graded(fork_server, mnist, tmp_path_factory):
    """All answers in one notebook, a question each: question → result; and the result."""
    folder = tmp_path_factory.mktemp("asked")
    cells = ["LESSON = 'n'", HALVES]
    with zipfile.ZipFile(folder / "n.zip", "w") as archive:
        for number, source in enumerate(ANSWERS.values(), start=1):
            archive.writestr(f"tests/q{number}.py", TESTS.format(name=f"q{number}"))
            cells += [source, f"grader.check('q{number}')"]
        archive.writestr("otter_config.json", '{"assignment_name": "n"}')
    assignment: Assignment = load(folder / "n.zip", folder / "tests")
    nbformat.write(notebook(*cells), folder / "ada.ipynb")
    store = Store(folder / "out")
    submissions = collect([folder / "ada.ipynb"], {"n": assignment})
    [result] = grade_class(
        submissions,
        {"n": assignment},
        store,
        LocalBackend(fork_server, Conditions({"mnist": mnist})),
        jobs=1,
        again=True,
    )
    questions = dict(zip(ANSWERS, result.questions, strict=True))
    return questions, result, store


@pytest.mark.parametrize("name", ["a Lambda", "an activation", "a layer", "tf.nn"])
def test_a_right_network_earns_its_points_whatever_it_holds(graded, name):
    question = graded[0][name]
    assert [test.message for test in question.tests if not test.passed] == []
    assert question.score == 3.0
    assert question.trust == ("isolated" if name == "tf.nn" else "asked")


def test_a_wrong_network_is_measured_and_a_broken_one_says_what_it_raised(graded):
    wrong, broken = graded[0]["wrong"], graded[0]["broken"]
    assert [test.passed for test in wrong.tests] == [True, False]
    assert [test.passed for test in broken.tests] == [True, False]
    assert "division by zero" in broken.tests[1].message


def test_a_person_is_told_whose_networks_were_asked_and_students_are_not(graded):
    questions, result, store = graded
    asked = [f"q{n}" for n, q in enumerate(questions.values(), 1) if q.trust == "asked"]
    assert len(asked) == 5
    for name in asked:
        assert any(name in problem and "was asked" in problem for problem in result.problems)
    page = store.feedback_path("ada", "n").read_text()
    assert "was asked" not in page
    assert "4711" not in page
