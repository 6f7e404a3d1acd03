"""The notebooks beside the lessons: each task can be done, and its check says what to try."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import nbformat
import pytest

from autograder.authoring.course import find
from autograder.authoring.extras import Extra, extras
from autograder.authoring.lesson import BuildError
from tests.support.clean_course import CLEAN, course, write  # noqa: F401

EXTRAS = extras(find(Path(__file__).parent))


def printed(notebook: nbformat.NotebookNode) -> list[str]:
    """What each check of a notebook prints, run from top to bottom."""
    names: dict[str, object] = {}
    said = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            with contextlib.redirect_stdout(io.StringIO()) as told:
                exec(cell.source, names)
            if cell.source.startswith("check_"):
                said.append(told.getvalue().strip())
    return said


@pytest.fixture(params=EXTRAS, ids=lambda extra: extra.name)
def extra(request) -> Extra:
    return request.param


def test_the_ways_that_an_extra_shows_pass_its_checks(extra):
    said = printed(extra.answered)
    assert len(said) >= 4
    assert {*said} == {"That is right."}


def test_an_untouched_extra_runs_and_every_check_says_what_is_missing(extra):
    said = printed(extra.notebook)
    assert all(re.search(r"three dots|nothing", one) for one in said), said


def test_the_warm_up_teaches_what_the_lessons_ask_for_and_is_short():
    [warm_up] = [one for one in EXTRAS if one.name == "00-warm-up"]
    assert warm_up.minutes <= 20
    text = "\n".join(cell.source for cell in warm_up.notebook.cells)
    for taught in ("raise ValueError", "f-strings", "Slices", "**", "yield", "pandas"):
        assert taught in text


def test_an_extra_whose_task_shows_no_way_to_do_it_is_refused(course):
    write(course, CLEAN)
    folder = course.solutions / "extras"
    folder.mkdir()
    header = "# ---\n# jupyter:\n#   course:\n#     summary: count\n# ---\n\n"
    cells = "# %% [markdown]\n# # Count\n\n# %%\nnumber = ...\n"
    (folder / "00-count.py").write_text(header + cells)
    with pytest.raises(BuildError, match="1 cells with three dots, and 0 parts"):
        extras(course)
