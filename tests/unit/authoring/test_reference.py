"""The page for authors has every setting, header key and marker, as the tables in the code say."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring import lesson, reference
from autograder.authoring.init import InitError, begin_course

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize(
    ("page", "table"),
    [
        *(("authors", table) for table in ("settings", "keys", "markers")),
        ("course-grade", "grading"),
    ],
)
def test_the_page_has_the_table_as_it_stands_in_the_code(page, table):
    text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    assert getattr(reference, table)() in text


def test_every_marker_that_the_build_fills_in_is_in_the_table():
    source = Path(lesson.__file__).read_text(encoding="utf-8")
    for name in lesson.MARKERS:
        assert f'{{{{ {name} }}}}"' in source or name in ("minutes", "embed", "my_values")


@pytest.mark.parametrize("there", ["notes.txt", ".hidden"])
def test_a_course_begins_in_an_empty_folder_alone(tmp_path, there):
    (tmp_path / there).write_text("mine")
    with pytest.raises(InitError, match=f"holds {there} already"):
        begin_course(tmp_path)
    (tmp_path / there).unlink()
    (tmp_path / ".git").mkdir()
    assert "pyproject.toml" in begin_course(tmp_path)
