"""Lesson 03: each typical answer gets its marks and its message from the grader."""

from __future__ import annotations

import pickle
import re
import zipfile
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pandas as pd
import pytest

from autograder.assignment.model import load
from autograder.authoring.answers import answer_cells
from tests.support.execution import execute
from tests.support.lessons import (
    EnoughAnswers,
    EveryLesson,
    TypicalAnswers,
    cells_of,
    errors_in,
    messages_to,
    names_in,
)

LESSON = "03-data-import"


class TestAnswers(TypicalAnswers):
    lesson = LESSON


class TestContents(EveryLesson, EnoughAnswers):
    lesson = LESSON


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path, monkeypatch):
    """The tests of unpack and save_arrays write into the working folder."""
    monkeypatch.chdir(tmp_path)


def data(name: str) -> Path:
    return Path(__file__).parents[2] / "solutions" / LESSON / "data" / name


PLANETS = pd.read_csv(data("planets.csv"), sep=";", decimal=",")
MOONS = pd.read_csv(data("moons.csv"))
WEATHER = pd.read_csv(data("weather-1800.csv"))
MISSIONS = pd.DataFrame(
    {
        "probe": ["Mariner 10", "Magellan", "Viking 1", "Galileo", "Cassini", "Voyager 2"],
        "planet": ["Mercury", "Venus", "Mars", "Jupiter", "Saturn", "Neptune"],
        "launched": [1973, 1989, 1975, 1989, 1997, 1977],
    }
)


def raw(url: str) -> str:
    return url.replace("github.com", "raw.githubusercontent.com").replace("/blob/", "/")


def saved(path, arrays):
    np.savez(path, **arrays)
    return path


# Many small mistakes, each in the values that the tests look at


@pytest.mark.parametrize(
    ("question", "names", "message"),
    [
        ("q1", {"df_upload": b"planet;"}, "df_upload is of type bytes"),
        ("q1", {"df_upload": PLANETS.head(7)}, "there are eight planets"),
        ("q1", {"df_upload": PLANETS.assign(days=1.0)}, "days of Mercury is 1.0, and 88.0"),
        ("q1", {"df_upload": PLANETS.assign(planet="Earth")}, "names of the eight planets"),
        ("q1", {"df_upload": PLANETS.rename(columns=str.upper)}, "It has: PLANET, DIAMETER"),
        ("q2", {"drive_path": "/content"}, "drive_path is not a function"),
        ("q2", {"drive_path": lambda name, root: print(name)}, "gives nothing back yet"),
        ("q2", {"drive_path": lambda name, root: [root, name]}, "A path is a text"),
        ("q2", {"drive_path": lambda name, root: f"{root}/{name}"}, "The folder deep-learning"),
        ("q2", {"drive_path": lambda name, root: f"{root}/deep-learning"}, "The name of the file"),
        ("q2", {"drive_path": lambda name: name}, "ended in an error: TypeError"),
        ("q2", {"df_drive": MISSIONS, "drive_file": 5}, "drive_file is not a path"),
        ("q2", {"df_drive": MISSIONS, "drive_file": "missions.csv"}, "in the folder deep-learning"),
        ("q2", {"df_drive": "", "drive_file": "x"}, "to_csv gives nothing back"),
        ("q2", {"df_drive": MISSIONS.head(2), "drive_file": "x"}, "has 2 rows, and missions has"),
        ("q3", {"raw_url": "https://"}, "raw_url is not a function"),
        ("q3", {"raw_url": lambda url: url}, "gives the address back unchanged"),
        ("q3", {"raw_url": lambda url: [url]}, "An address is a text"),
        ("q3", {"raw_url": lambda url: url[99]}, "so it should be accepted"),
        ("q3", {"raw_url": lambda url: f"https://raw.githubusercontent.com/{url}"}, "blob must go"),
        ("q3", {"raw_url": lambda url: ValueError()}, "Write raise in place of return"),
        ("q3", {"raw_url": lambda url: {}[url]}, "raises a KeyError instead"),
        ("q3", {"df_url": pd.DataFrame({"<!DOCTYPE html>": []})}, "is made from a web page"),
        ("q3", {"df_url": MOONS.set_index("moon")}, "The moons' names have become the index"),
        ("q3", {"df_url": MOONS.head(3)}, "does not hold the ten moons"),
        ("q3", {"df_s3": WEATHER.head(5)}, "has 5 rows only"),
        ("q3", {"df_s3": WEATHER.assign(DATE=20250101)}, "not in the year 1800"),
        ("q3", {"df_s3": MOONS}, "should have the columns of the file"),
        ("q4", {"unpack": "pictures"}, "unpack is not a function"),
        ("q4", {"unpack": lambda path, target: None}, "unpack gives nothing back yet"),
        ("q4", {"unpack": lambda path, target: "pictures"}, "A list of paths is asked for"),
        ("q4", {"unpack": lambda path, target: [target]}, "Give one path for each file"),
        ("q4", {"unpack": lambda path, target: ["a", "b", "c"]}, "do not lead to the files"),
        ("q4", {"unpack": lambda path: []}, "stops at a harmless zip"),
        ("q5", {"where": 3}, "where is not a path"),
        ("q5", {"where": "data/orbit.py"}, "there is no such file"),
        ("q5", {"speeds": {"Earth": 29.8}}, "speeds has no key Mercury"),
        ("q5", {"speeds": dict.fromkeys(PLANETS["planet"], "fast")}, "is not a number"),
        ("q6", {"save_arrays": 1, "load_arrays": 2}, "is not a function"),
        ("q6", {"save_arrays": lambda p, a: p, "load_arrays": dict}, "has written no file"),
        ("q6", {"save_arrays": saved, "load_arrays": np.load}, "should give a dictionary"),
        ("q6", {"save_arrays": saved, "load_arrays": lambda path: {}}, "there is no array under"),
        ("q6", {"save_arrays": saved}, "which can only be kept with pickle"),
        ("q6", {"save_arrays": lambda p, a: {}[p]}, "raises a KeyError instead"),
        ("q6", {"load_arrays": lambda p: pickle.loads(b"")}, "raises a EOFError instead"),
    ],
)
def test_further_mistakes_are_told_in_the_students_own_terms(emitted, question, names, message):
    told = messages_to(emitted, question, names)
    assert any(message in one for one in told), told


ODD: list[Any] = []
ODD += [None, ..., 0, -1.5, float("nan"), "", "x", b"x", [], [[]], (1, 2), {1: 2}, {}, print, dict]
ODD += [np.arange(3), object(), pd.DataFrame(), pd.DataFrame([[1, 2]]), lambda *_: np.arange(3)]


@pytest.mark.parametrize("odd", ODD, ids=lambda value: str(value)[:20])
def test_whatever_an_answer_is_the_tests_say_a_sentence(emitted, odd):
    for question in emitted.all_tests:
        for told in messages_to(emitted, question, dict.fromkeys(names_in(emitted, question), odd)):
            assert "AssertionError: " in told, told
            assert not told.endswith("AssertionError: ")


@pytest.mark.parametrize("kind", [str, "string", "category", "string[pyarrow]"])
def test_text_may_be_of_any_of_pandas_types(emitted, kind):
    planets = PLANETS.astype({"planet": kind}).convert_dtypes()
    assert messages_to(emitted, "q1", {"df_upload": planets}) == []
    moons = MOONS.astype({"moon": kind, "planet": kind, "finder": kind})
    assert messages_to(emitted, "q3", {"df_url": moons, "df_s3": WEATHER}) == []


def test_no_check_leaves_anything_behind(emitted):
    names: dict[str, object] = {"np": np, "zipfile": zipfile}
    exec("import pathlib\nis_link = lambda m: m.external_attr >> 28 == 10", names)
    for cell in emitted.solution.cells:
        if cell.source.startswith(("def unpack(", "def save_arrays(")):
            exec(cell.source, names)
    for question in ("q4", "q6"):
        assert messages_to(emitted, question, names) == []
    assert list(Path().iterdir()) == []


# The lesson itself


def test_each_section_works_after_a_restart_with_the_cells_above_it(
    emitted, fork_server, folder, tmp_path
):
    cells = emitted.solution.cells
    titles = ("# @title Setup", "# @title Your number", "# @title Help")
    first = [cell for cell in cells if cell.source.startswith(titles)]
    assert len(first) == 3
    sections: list[list[nbformat.NotebookNode]] = []
    for cell in cells:
        if cell.cell_type == "markdown" and re.search(r"(?m)^## \d\.", cell.source):
            sections.append([])
        elif cell.cell_type == "code" and sections and "grader.check(" not in cell.source:
            sections[-1].append(cell)
    assert len(sections) == 7
    again = []
    for section in sections:
        again += [*first, *section, nbformat.v4.new_code_cell("%reset -f")]
    (tmp_path / "lesson.zip").write_bytes(emitted.autograder_zip)
    served = load(tmp_path / "lesson.zip", tmp_path / "tests").served
    sources = [cell.source for cell in again if "hand_in(" not in cell.source]
    done = _run(sources, fork_server, folder, served=served)
    assert errors_in(done) == []


def test_outside_of_colab_and_without_internet_nothing_raises(emitted, fork_server, folder):
    """At home: no google.colab, no address answers, and no s3fs."""
    home = "import sys\ndel sys.modules['google.colab']\nsys.modules['s3fs'] = None"
    sources = [c.source for c in emitted.student_notebook.cells if c.cell_type == "code"]
    done = _run([home, *(s for s in sources if "hand_in(" not in s)], fork_server, folder)
    assert errors_in(done) == []
    said = "".join(o.get("text", "") for c in done.cells for o in c.get("outputs", []))
    assert "This folder takes the place of My Drive: " in said
    assert "The bucket cannot be reached." in said


def _run(sources, fork_server, folder, **options) -> nbformat.NotebookNode:
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    notebook = nbformat.v4.new_notebook(cells=cells)
    done = execute(notebook, fork_server=fork_server, workspace=folder, **options)
    assert done.status == "graded", done.problems
    return done.notebook


def test_the_setup_cell_brings_the_lessons_files_along_as_they_are(emitted):
    setup = next(cell.source for cell in cells_of(emitted) if "def set_up(" in cell.source)
    for name in ("planets.csv", "orbit.py"):
        assert f"'data/{name}': r'''{data(name).read_text()}''',\n" in setup
        assert emitted.student[f"data/{name}"] == data(name).read_bytes()
    assert "ITE00100554,1800" not in setup


def test_the_evidence_is_marked_by_hand_in_a_text_cell(graded, emitted):
    [place] = answer_cells(emitted.student_notebook)["q3_evidence"]
    assert cells_of(emitted)[place].cell_type == "markdown"
    [question] = [q for q in graded.results["solution"].questions if q.name == "q3_evidence"]
    assert (question.score, question.max_score) == (None, 1.5)


def test_twelve_points_can_be_earned(graded):
    assert sum(graded.full.values()) + 1.5 == 12


def test_every_row_of_the_plan_is_met_in_the_lesson(emitted):
    text = "\n".join(cell.source for cell in cells_of(emitted))
    for phrase in (
        "files.upload()",
        "io.BytesIO(",
        'drive.mount("/content/drive")',
        "/content/drive/My Drive",
        "drive.flush_and_unmount()",
        "raw.githubusercontent.com",
        '"s3://noaa-ghcn-pds/csv/by_year/1800.csv"',
        'storage_options={"anon": True}',
        "!wget -q -O",
        "!unzip -qq",
        "Errno 5",
        "sys.path.append",
        "importlib.reload",
        "`imp.load_source`",
        "pickle.loads(",
        "np.savez(",
        "to_parquet(",
        ".keras",
        "files.download(",
        "bigquery.Client(",
        "kagglehub.dataset_download(",
    ):
        assert phrase in text, phrase
