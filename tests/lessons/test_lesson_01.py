"""Lesson 01: each typical answer gets its marks and its message from the grader."""

from __future__ import annotations

import os
from typing import Any

import nbformat
import numpy as np
import pytest

from autograder.authoring.answers import answer_cells
from tests.support.lessons import (
    EnoughAnswers,
    EveryLesson,
    RestartedAnywhere,
    TypicalAnswers,
    cells_of,
    messages_to,
    names_in,
)

LESSON = "01-setup"
PICTURE = "![A map of an island](https://example.org/map.png)"


class TestAnswers(TypicalAnswers):
    lesson = LESSON


class TestContents(EveryLesson, EnoughAnswers, RestartedAnywhere):
    lesson = LESSON


def colab(url: str) -> str:
    return "https://colab.research.google.com/github/" + url[19:].replace("/blob/", "/")


@pytest.mark.parametrize(
    ("question", "names", "message"),
    [
        ("q1", {"colab_url": "https://colab.research.google.com"}, "colab_url is not a function"),
        ("q1", {"colab_url": colab}, "The word blob is lost"),
        ("q1", {"colab_url": lambda url: url}, "gives the address back unchanged"),
        ("q1", {"colab_url": lambda url: [url]}, "An address is a text"),
        ("q1", {"colab_url": lambda url: url.nothing}, "stops at https://github.com/ada/"),
        ("q1", {"colab_url": lambda url: int("x")}, "so it should be accepted"),
        ("q1", {"colab_url": lambda url: {}[url]}, "it raises a KeyError instead"),
        ("q1", {"colab_url": lambda url: ValueError(url)}, "Write raise in place of return"),
        ("q2", {"pick_device": "GPU"}, "pick_device is not a function"),
        ("q2", {"pick_device": lambda devices: max(devices)[0]}, "The kind, the second half"),
        ("q2", {"pick_device": lambda devices: ["GPU"]}, "a list, and one word is asked for"),
        ("q2", {"pick_device": lambda devices: "/GPU:0"}, "Write just 'GPU', in capitals"),
        ("q2", {"pick_device": lambda devices: devices[5]}, "stops with this error: IndexError"),
        ("q3", {"coins_after": 7}, "Keep the dictionary that stood there"),
        ("q3", {"coins_after": {"ABC": 7}}, "coins_after has no key 'ACB' any more"),
        ("q3", {"longer_week": [2, 4, 3]}, "It should hold 2, 4, 3 from week"),
        ("q3", {"week": [], "longer_week": [5, 1]}, "Leave it as it was: [2, 4, 3]"),
        ("q4", {"project_folder": ..., "home": "/content"}, "project_folder is missing"),
        ("q4", {"project_folder": 3, "home": "/content"}, "project_folder is a int"),
        (
            "q4",
            {"project_folder": "/content/old", "home": "/content"},
            "You ended up in /content/old",
        ),
        ("q4", {"inside": "data"}, "inside is not a list of names"),
        ("q5", {"machine": [2, 12.7]}, "A dictionary with three keys is asked for"),
        ("q5", {"machine": {"cpus": None}}, "The value of 'cpus' in machine is still missing"),
        ("q5", {"machine": {"cpus": 1.5, "ram_gb": 8}}, "Count whole ones"),
        (
            "q5",
            {"machine": {"cpus": 2, "ram_gb": 8, "python": "3.13"}},
            "The version 3.13 lacks a part",
        ),
        ("q6", {"about_me": f"# Me\n```\n- a\n- b\n```\n{PICTURE}"}, "about_me has no list"),
        ("q6", {"about_me": "```\n# Me\n```"}, "What stands between those is shown as it is"),
        ("q6", {"about_me": "[me] (https://example.org)"}, "right after the square one"),
        ("q6", {"about_me": "[me](www.example.org)"}, "should begin with https://"),
        ("q6", {"about_me": f"{PICTURE} costs 5$"}, "no formula between two of them"),
        ("q6", {"about_me": "2 $\times$ 3"}, "Python has read a backslash"),
        ("q6", {"about_me": PICTURE.replace("A map of an island", "???")}, "has no words"),
        (
            "q6",
            {"about_me": PICTURE.replace("example.org", "drive.google.com/file/d")},
            "leads to a page of Google Drive",
        ),
    ],
)
def test_further_mistakes_are_told_in_the_students_own_terms(emitted, question, names, message):
    told = messages_to(emitted, question, names)
    assert any(message in one for one in told), told


ODD: list[Any] = []
ODD += [None, ..., 0, -1.5, float("nan"), float("inf"), "", "x", b"x", [], [[]], (1, 2), {1: 2}]
ODD += [{}, np.arange(3), np.float64(2), object(), print, dict, lambda x: x, lambda x: np.arange(3)]


@pytest.mark.parametrize("question", [f"q{number}" for number in range(1, 7)])
@pytest.mark.parametrize("odd", ODD, ids=lambda value: str(value)[:20])
def test_whatever_an_answer_is_the_tests_say_a_sentence(emitted, question, odd):
    names = names_in(emitted, question)
    inside = {"coins_after": ["ABC", "ACB", "ABBC", "AABC", "restart, only B"]}
    inside["machine"] = ["cpus", "ram_gb", "python"]
    for values in (
        dict.fromkeys(names, odd),
        {name: dict.fromkeys(inside.get(name, []), odd) for name in names},
    ):
        for told in messages_to(emitted, question, values):
            assert "AssertionError: " in told, told
            assert not told.endswith("AssertionError: ")


@pytest.mark.parametrize(
    "text",
    [
        "Me\n---\n* a\n* b\n\n[b](<https://example.org>) $$x$$ " + PICTURE,
        "## Me\n1. a\n2. b\n\n[`b` *c*](mailto:me@example.org) $a_{1}$ " + PICTURE,
        "<h1>Me</h1><li>a<li>b<a href=https://example.org>c</a>\\begin{align}x\\end{align}"
        "<IMG alt='A map' SRC=https://example.org/m.png>",
        f"# Me\n\n- a\n  - b\n\n[{PICTURE}](https://example.org) and $a = \\$5$, done",
        "# Ich\n- ä\n- ö\n\n[ü](https://例え.jp/ü) $ß$ ![Ein Käse](data:image/png;base64,AAAA)",
    ],
)
def test_markdown_may_be_written_in_many_ways(emitted, text):
    assert messages_to(emitted, "q6", {"about_me": text}) == []


@pytest.mark.parametrize("divisor", [2**30, 10**9, 1024 * 10**6])
@pytest.mark.parametrize("as_given", [float, round, int])
def test_gigabytes_may_be_counted_and_rounded_in_any_way(emitted, divisor, as_given):
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    machine = {"cpus": os.cpu_count(), "ram_gb": as_given(total / divisor), "python": "none"}
    told = messages_to(emitted, "q5", {"machine": machine})
    assert not any("ram_gb" in one for one in told), told


def test_a_second_run_of_every_cell_changes_no_mark(emitted, run):
    """A student who runs the notebook from the top again, without a restart."""
    solution = emitted.solution
    sources = [cell.source for cell in solution.cells if cell.cell_type == "code"]
    sources = [source for source in sources if not source.startswith(("grader.", "# @title Hand"))]
    told = "print('MARK', longer_week, week, coins, os.path.relpath(project_folder, home))"
    executed = run(*sources, *sources, told)
    text = "".join(output.get("text", "") for output in executed.notebook.cells[-1].outputs)
    assert executed.status == "graded"
    assert text == "MARK [2, 4, 3, 5, 1] [2, 4, 3] 7 my_project\n"


def test_the_checks_are_found_wherever_a_cell_has_gone(emitted, run):
    setup = next(cell.source for cell in cells_of(emitted) if "def set_up(" in cell.source)
    executed = run(setup, "!mkdir elsewhere\n%cd elsewhere", 'print(grader.check("q1"))')
    text = "".join(output.get("text", "") for output in executed.notebook.cells[-1].outputs)
    assert "q1 results" in text


def test_commands_that_a_machine_lacks_are_no_error(emitted, graded):
    path = graded.store.executed_path("untouched", LESSON)
    cells = nbformat.read(path, as_version=4).cells
    [asked] = [cell for cell in cells if "!nvidia-smi" in cell.source]
    assert "MemTotal" in asked.outputs[0].text
    assert not any(output.output_type == "error" for output in asked.outputs)


def test_the_answer_cell_about_folders_begins_and_ends_at_home(emitted):
    [place] = answer_cells(emitted.student_notebook)["q4"]
    lines = cells_of(emitted)[place].source.splitlines()
    assert lines[0] == lines[-1] == "os.chdir(home)"
    assert "..." in lines
