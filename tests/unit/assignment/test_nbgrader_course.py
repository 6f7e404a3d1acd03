"""An assignment of an nbgrader course, read out of its folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions

from autograder.assignment.model import Assignment, AssignmentError
from autograder.assignment.nbgrader_course import load_folder
from tests.support import nbgrader_course as plants


@pytest.fixture
def root(tmp_path) -> Path:
    plants.make(tmp_path / "course")
    return tmp_path / "course"


def release(root: Path, place: str) -> Path:
    """The assignment as nbgrader gives it to students."""
    folder = root / place
    folder.mkdir(parents=True)
    for path in (root / "source" / "ps1").glob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        for preprocessor in (ClearSolutions, ClearHiddenTests, ClearMarkScheme):
            notebook, _ = preprocessor().preprocess(notebook, {})
        nbformat.write(notebook, folder / path.name)
    return folder


def load(path: Path, tmp_path: Path) -> dict[str, Assignment]:
    folder = tmp_path / f"tests-{len([*tmp_path.iterdir()])}"
    return {one.name: one for one in load_folder(path, folder)}


def change(root: Path, cell: str, **changes: str) -> None:
    path = root / "source" / "ps1" / "growth.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for one in notebook.cells:
        if one.metadata.get("nbgrader", {}).get("grade_id") == cell:
            one.source = changes.get("source", one.source)
            one.metadata["nbgrader"]["grade_id"] = changes.get("grade_id", cell)
    nbformat.write(notebook, path)


def test_its_questions_are_the_cells_with_points_in_their_order(root, tmp_path):
    growth = load(root / "source" / "ps1", tmp_path)["ps1-growth"]
    assert [(q.name, q.points if q.manual else None, q.names) for q in growth.questions] == [
        ("mean-tests", None, ("mean_height",)),
        ("mean-edges", None, ("mean_height",)),
        ("trees-tests", None, ("trees",)),
        ("trees-again", None, ("found", "trees")),
        ("why", 3.0, ()),
        ("draw", 2.0, ()),
        ("field", 4.0, ()),
    ]
    of_person = {q.name: q.rubric for q in growth.questions if q.manual}
    assert of_person["why"].endswith("Light.\n### END SOLUTION")
    assert "Two kinds: 4." in of_person["field"]


def test_no_hidden_test_and_no_solution_is_among_what_a_notebook_is_run_with(root, tmp_path):
    for one in load(root / "source" / "ps1", tmp_path).values():
        given = " ".join(cell.source for cell in one.nbgrader.cells)
        for secret in ("secret", "HIDDEN", "SOLUTION", "Light.", "Two kinds"):
            assert secret not in given


@pytest.mark.parametrize("place", ["release/ps1", "elsewhere/ps1"])
def test_a_release_has_the_same_cells_and_says_that_it_hides_no_tests(root, tmp_path, place):
    source = load(root / "source" / "ps1", tmp_path)
    found = load(release(root, place), tmp_path)
    for name, one in found.items():
        of_source = [(c.grade_id, c.source, c.points) for c in source[name].nbgrader.cells]
        assert [(c.grade_id, c.source, c.points) for c in one.nbgrader.cells] == of_source
        assert "has no hidden tests" in one.notes[0]


def test_a_folder_in_no_course_has_no_gradebook(root, tmp_path):
    assert load(root / "source" / "ps1", tmp_path)["ps1-water"].nbgrader.database
    alone = shutil.copytree(root / "source" / "ps1", tmp_path / "some" / "where" / "ps1")
    assert load(alone, tmp_path)["ps1-water"].nbgrader.database == ""


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"source": "assert ("}, "growth.ipynb, cell mean-tests: this is not Python"),
        (
            {"source": "### AUTOTEST mean_height([1])"},
            "Run `nbgrader generate_assignment ps1` first",
        ),
        ({"source": "### BEGIN HIDDEN TESTS"}, "growth.ipynb cannot be used: No end hidden tests"),
        ({"grade_id": "../../evil"}, "growth.ipynb cannot be used: '../"),
    ],
    ids=str,
)
def test_a_notebook_that_cannot_be_used_is_named_with_the_reason(root, tmp_path, changes, says):
    change(root, "mean-tests", **changes)
    with pytest.raises(AssignmentError) as error:
        load(root / "source" / "ps1", tmp_path)
    assert says in str(error.value)
    assert not (root / "gradebook.db").exists()


def test_what_changes_marks_changes_the_hash_and_a_hidden_test_needs_no_new_run(root, tmp_path):
    before = load(root / "source" / "ps1", tmp_path)["ps1-growth"]
    cell = next(c for c in before.nbgrader.cells if c.grade_id == "mean-edges")
    change(root, "mean-edges", source=cell.full.replace("A secret", "Another secret"))
    after = load(root / "source" / "ps1", tmp_path)["ps1-growth"]
    assert before.sha256 != after.sha256
    assert before.run_sha256 == after.run_sha256
