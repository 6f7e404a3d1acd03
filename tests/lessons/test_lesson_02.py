"""Lesson 02: each typical answer gets its marks and its message from the grader."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import graphviz
import pydot
import pytest

from tests.support.lessons import (
    EnoughAnswers,
    EveryLesson,
    RestartedAnywhere,
    TypicalAnswers,
    messages_to,
)

LESSON = "02-installs"


class TestAnswers(TypicalAnswers):
    lesson = LESSON


class TestContents(EveryLesson, EnoughAnswers, RestartedAnywhere):
    lesson = LESSON


# Many small mistakes, each in the values that the tests look at


def noted(
    name: object = "emoji", command: object = None, number: object = "2.16.0"
) -> dict[Any, Any]:
    """What question 2 asks for, with one's own library as given."""
    pair = {
        lib: {"command": f"%pip install -q {lib}", "version": version(lib)}
        for lib in ("graphviz", "pydot")
    }
    command = f"%pip install -q {name}" if command is None else command
    return {**pair, name: {"command": command, "version": number}}


FOUR = ("pandas", "numpy", "matplotlib", "keras")


@pytest.mark.parametrize(
    ("versions", "message"),
    [
        (None, "versions is still `...`"),
        (dict.fromkeys(FOUR, ...), "The value of pandas in versions is still `...`"),
        (dict.fromkeys(FOUR, (2, 1)), "The value of pandas in versions is not text"),
        ({}, "versions has no key pandas yet"),
        (dict.fromkeys(FOUR, "2.1"), "versions says that pandas is 2.1, but"),
    ],
)
def test_versions_that_are_none_are_told_so(emitted, versions, message):
    assert any(message in said for said in messages_to(emitted, "q1", {"versions": versions}))


@pytest.mark.parametrize(
    ("installed", "message"),
    [
        (None, "installed is missing"),
        ([], "installed is a list"),
        ({"graphviz": {"command": ..., "version": ...}}, "version of graphviz in installed is st"),
        ({"graphviz": {"version": 0.21}}, "version of graphviz in installed is not text"),
        ({"pydot": {}}, "installed has no entry for graphviz"),
        ({"graphviz": "0.21"}, "The entry of graphviz needs a command and a version"),
        (noted("pretty_midi", ...), "The command of pretty_midi in installed is still `...`"),
        (noted("emoji", ["pip", "install"]), "The command of emoji in installed is not text"),
        (noted("emoji", "!pip install emojis"), "installs emojis. Name emoji in it"),
        (noted("emoji", "!pipp install emoji"), "No program that installs has that name"),
        (noted("emoji", "%apt-get install emoji"), "There is no magic %apt-get"),
        (noted("emoji", "%pip show emoji"), "and that installs nothing"),
        (noted(5), "5 is not text"),
        (noted("emoji==2.16.0"), "the version has a place of its own"),
        (noted("fica"), "was brought by the setup cell"),
        (noted("Scikit_Image"), "Colab has Scikit_Image already"),
        (noted("cv2"), "pip calls it opencv-python"),
        (noted("emoji", number=2.16), "Put it in quotes"),
        (noted("emoji", number="..."), "The version of emoji in installed is still dots"),
        (noted("emoji", number="Version: 2.16.0"), "is no version. Copy what pip show prints"),
        (noted("emoji", "pip install emoji<2", "2.16.0"), "Your command asks for emoji<2"),
        ({**noted(), "emoji": "2.16.0"}, "The entry of emoji needs a command and a version"),
    ],
)
def test_notes_on_installing_that_do_not_fit_are_told_why(emitted, installed, message):
    assert any(message in said for said in messages_to(emitted, "q2", {"installed": installed}))


@pytest.mark.parametrize(
    "command",
    [
        "pip install emoji",
        "%pip install -qU emoji",
        '!pip3 install "emoji>=2,<3" --quiet',
        "!python -m pip install \\\n    graphviz emoji",
        "import sys\n!{sys.executable} -m pip install emoji==2.16.0",
        "!pip install git+https://github.com/carpedm20/emoji.git",
        "!sudo apt-get update && sudo apt-get install -y python3-emoji",
        "%conda install -y -c conda-forge emoji",
        "!uv pip install --system Emoji",
        "!cd /content; pip install emoji  # the newest",
    ],
)
def test_every_command_that_installs_the_library_is_right(emitted, command):
    assert messages_to(emitted, "q2", {"installed": noted(command=command)}) == []


def network_of(*edges: tuple[str, str], kind: type = graphviz.Digraph) -> Any:
    drawing = kind()
    drawing.edges(edges)
    return lambda layers: drawing


@pytest.mark.parametrize(
    ("network", "message"),
    [
        (..., "network is not a function"),
        (lambda layers: None, "gives nothing back"),
        (lambda layers: graphviz.Digraph().source, "not its source"),
        (lambda layers: pydot.Dot(), "gives a Dot, and a graphviz.Digraph is asked for"),
        (lambda: None, "ended in an error: TypeError"),
        (lambda layers: graphviz.Digraph(), "has 0 nodes"),
        (network_of(*zip("aabc", "bccd", strict=True)), "share a name"),
        (network_of(*[(a, b) for a in "abc" for b in "defg"]), "only the first two layers"),
        (network_of(("a", "b"), ("c", "d")), "from each unit to each unit of the next layer"),
        (network_of(*[(a, b) for a in "abcde" for b in "fghi"]), "do not lead from each layer"),
    ],
)
def test_networks_that_are_none_are_told_why(emitted, network, message):
    assert any(message in said for said in messages_to(emitted, "q4", {"network": network}))


@pytest.mark.parametrize(
    ("question", "names", "message"),
    [
        ("q3", {"at_least": "2.10"}, "at_least is not a function"),
        ("q3", {"at_least": lambda version: True}, "ended in an error: TypeError"),
        ("q5", {"edge_count": 9}, "edge_count is not a function"),
        ("q5", {"edge_count": lambda dot_text: 9}, "gives 9, and 3 is right"),
        ("q5", {"edge_count": lambda dot_text: "3"}, "a whole number is asked for"),
        ("q5", {"picture": "digraph {}"}, "picture is a text"),
        ("q5", {"picture": b"GIF89a"}, "they are not a PNG"),
        ("q5", {"picture": graphviz.Digraph()}, "picture is a Digraph, and bytes are asked for"),
        ("q5", {"picture": b"\x89PNG\r\n\x1a\n"}, "it cannot be opened"),
        ("q6", {"setting": "5"}, "setting is not a function"),
        ("q6", {"setting": lambda name: None}, "ended in an error: TypeError"),
        ("q6", {"epochs": 5.0}, "epochs is a float, and a whole number is asked for"),
        ("q6", {"epochs": 1}, "NUMBER_OF_EPOCHS should be 5"),
    ],
)
def test_other_small_mistakes_are_told(emitted, question, names, message):
    assert any(message in said for said in messages_to(emitted, question, names))


# The lesson itself


def test_every_row_of_the_plan_is_met_in_the_lesson(emitted):
    text = "\n".join(cell.source for cell in emitted.student_notebook.cells)
    for phrase in (
        "import pandas as pd",
        "importlib.metadata",
        "!pip show",
        "%pip install -q",
        "!apt-get -qq install -y",
        "pinned",
        "nightly build",
        "Restart session",
        "pip's dependency resolver",
        "graphviz.Digraph",
        "pydot.graph_from_dot_data",
        "keras.utils.plot_model",
        "%env TEA=green",
        "os.environ",
        "google.colab import userdata",
    ):
        assert phrase in text, phrase
