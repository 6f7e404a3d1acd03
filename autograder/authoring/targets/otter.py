"""The Otter backend: Otter Assign as a library, from source to notebooks. [coordinator]"""

from __future__ import annotations

import contextlib
import io
import json
import re
import shutil
import zipfile
from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import otter.assign
from otter.assign.blocks import (
    BlockType,
    extract_fenced_otter_cell,
    get_cell_config,
    is_block_boundary_cell,
)
from otter.assign.solutions import ANSWER_CELL_TAG, SOLUTION_CELL_TAG

from autograder.assignment.model import DATA as DATA_SETS
from autograder.assignment.model import EXTRA_FILE, GOOD_ANSWER, RUBRICS, SECTIONS, VARIANTS
from autograder.assignment.notebook import QUESTION_KEY, answers, heading_above
from autograder.authoring import minutes
from autograder.authoring.addresses import raw_address, section_address
from autograder.authoring.course import Course
from autograder.authoring.lesson import BuildError, Lesson, fill_in, fill_in_minutes
from autograder.authoring.test_helpers import in_file
from autograder.files import FORMAT

#: the folder of a lesson's own files, beside its source and beside the student notebook
DATA = "data"
_GENERATED = "Generated from solutions/{name}/lesson.py by `autograder build`; do not edit."
# A zip's time stamps would make every build another file; this is the earliest that it can hold.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
#: Otter Assign's marks in a solution: regions with their delimiters, and the end of a line
_PROMPTS = re.compile(r'^""" # BEGIN PROMPT\n.*?^""" # END PROMPT;?\n?', re.M | re.DOTALL)
_MARKS = re.compile(r"^\s*# (BEGIN|END) SOLUTION( NO PROMPT)?\s*$")
_MARK_AT_END = re.compile(r"\s*# SOLUTION\s*$")


@dataclass(frozen=True)
class Emitted:
    """What came out of Otter Assign for one lesson.

    Attributes:
        student: path → content of each file in the lesson's folder of `course/`.
        solution: the notebook with the solutions in it, not executed.
        student_notebook: the same notebook as students get it.
        public_tests: question → source of its test file as students get it.
        all_tests: question → source of its test file with the hidden cases.
        autograder_zip: the zip for Otter.
        written: question that a person marks → its points.
        parts: the student notebook's sections.
    """

    student: dict[str, bytes]
    solution: nbformat.NotebookNode
    student_notebook: nbformat.NotebookNode
    public_tests: dict[str, str]
    all_tests: dict[str, str]
    autograder_zip: bytes
    written: dict[str, float]
    parts: list[minutes.Section]


def emit(lesson: Lesson, course: Course, workdir: Path) -> Emitted:
    """Runs Otter Assign over a lesson, in an empty folder of its own.

    Raises:
        BuildError: Otter refuses the source; the message is Otter's, with the lesson's name.
    """
    master = workdir / "master" / f"{lesson.name}.ipynb"
    master.parent.mkdir(parents=True)
    nbformat.write(lesson.notebook, master)
    data = course.solutions / lesson.name / DATA
    if data.is_dir():
        shutil.copytree(data, master.parent / DATA)
    result = workdir / "result"
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            otter.assign.main(str(master), str(result), no_pdfs=True, no_run_tests=True)
    except Exception as error:  # Otter raises whatever its parsers raise
        raise BuildError(f"Otter Assign refuses {lesson.name}: {error}") from error
    public, everything = (
        {
            path.stem: in_file(path.read_text(encoding="utf-8"), lesson.helpers)
            for path in sorted(folder.glob("[!_]*.py"))
        }
        for folder in (result / "student" / "tests", result / "autograder" / "tests")
    )
    notebooks = []
    for folder, tag in (("student", ANSWER_CELL_TAG), ("autograder", SOLUTION_CELL_TAG)):
        notebook = nbformat.read(result / folder / master.name, as_version=4)
        fill_in(notebook, lesson, course, public)
        _name_answers(notebook, lesson, tag)
        notebooks.append(notebook)
    parts = minutes.sections(*notebooks)
    for notebook in notebooks:
        fill_in_minutes(notebook, lesson, course, parts)
    student, solution = (_finished(notebook, lesson) for notebook in notebooks)
    files = {f"{lesson.name}.ipynb": _bytes(student)}
    files |= {f"tests/{name}.py": source.encode() for name, source in public.items()}
    files |= {
        path.relative_to(data.parent).as_posix(): path.read_bytes()
        for path in sorted(data.rglob("*"))
        if path.is_file()
    }
    [made] = (result / "autograder").glob("*.zip")
    archive = with_tests(made.read_bytes(), everything)
    return Emitted(
        student=files,
        solution=solution,
        student_notebook=student,
        public_tests=public,
        all_tests=everything,
        autograder_zip=_settled_zip(archive, lesson, course, student),
        written=manual_points(lesson),
        parts=parts,
    )


def _name_answers(notebook: nbformat.NotebookNode, lesson: Lesson, tag: str) -> None:
    """Writes into each answer cell's metadata which question it answers.

    Code belongs to the check cell below it; written answers come in the order of the lesson.
    """
    written = [q["name"] for q in _facts(lesson)["questions"] if q.get("manual")]
    unchecked: list[nbformat.NotebookNode] = []
    for cell in notebook.cells:
        if tag in cell.metadata.get("tags", []):
            if cell.cell_type == "markdown":
                cell.metadata[QUESTION_KEY] = written.pop(0)
            else:
                unchecked.append(cell)
        elif check := re.fullmatch(r"grader\.check\(\"(\w+)\"\)", cell.source.strip()):
            for answer in unchecked:
                answer.metadata[QUESTION_KEY] = check.group(1)
            unchecked.clear()


def _facts(lesson: Lesson) -> dict[str, Any]:
    """What Otter's zip does not say: the title, the order of questions, what a person marks."""
    questions = []
    for cell in lesson.notebook.cells:
        if is_block_boundary_cell(cell, BlockType.QUESTION):
            config = get_cell_config(extract_fenced_otter_cell(cell))
            entry = {"name": config["name"]}
            if config.get("manual"):
                entry |= {"manual": True, "points": config.get("points", 1)}
            questions.append(entry)
    return {"name": lesson.name, "title": lesson.title, "questions": questions}


def _rubrics(lesson: Lesson) -> dict[str, str]:
    """question → its task, with what earns the points, and the solution; of those marked by hand.

    Whoever marks sees these words rather than those that a student may have changed.
    """
    rubrics: dict[str, list[str]] = {}
    inside: list[str] | None = None
    for cell in lesson.notebook.cells:
        if is_block_boundary_cell(cell, BlockType.QUESTION):
            config = get_cell_config(extract_fenced_otter_cell(cell))
            inside = rubrics.setdefault(config["name"], []) if config.get("manual") else None
        elif is_block_boundary_cell(cell, BlockType.QUESTION, end=True):
            inside = None
        elif inside is not None and is_block_boundary_cell(cell, BlockType.SOLUTION):
            inside.append(GOOD_ANSWER)
        elif inside is not None and cell.cell_type == "markdown":
            inside.append(cell.source)
    return {name: "\n\n".join(parts) for name, parts in rubrics.items()}


def manual_points(lesson: Lesson) -> dict[str, float]:
    """question → points, of the questions that a person marks."""
    questions = _facts(lesson)["questions"]
    return {q["name"]: float(q["points"]) for q in questions if q.get("manual")}


def _sections(
    lesson: Lesson, course: Course, student: nbformat.NotebookNode
) -> dict[str, dict[str, str]]:
    """question → the heading that it stands under, and where the course's site shows that."""
    questions = [question["name"] for question in _facts(lesson)["questions"]]
    found = {}
    for name, indices in answers(student, questions, manual_points(lesson)).items():
        if indices and (above := heading_above(student, indices[0])):
            heading = re.sub(r"[`*]", "", above[1])
            address = section_address(lesson.name, heading, course)
            found[name] = {"heading": heading, "address": address}
    return found


def _addresses(lesson: Lesson, course: Course) -> list[str]:
    """Where GitHub serves the lesson's folder, as a link by hand and as its own button gives it."""
    return [
        f"{raw_address(lesson.name, course, branch)}/"
        for branch in (course.branch, f"refs/heads/{course.branch}")
    ]


def _elsewhere(lesson: Lesson, course: Course) -> dict[str, str]:
    """Other addresses that the lesson reads, and the file of its own that each stands for.

    Raises:
        BuildError: there is no such file.
    """
    fixtures = dict(lesson.facts.fixtures) if lesson.facts else {}
    for address, path in fixtures.items():
        if not (course.solutions / lesson.name / path).is_file():
            raise BuildError(f"{lesson.name} has no file {path} to stand in for {address}.")
    return fixtures


def _evidence(lesson: Lesson, student: nbformat.NotebookNode) -> dict[str, dict[str, list[str]]]:
    """question → the names that its training leaves behind, and its answer cells as handed out.

    Raises:
        BuildError: the header names a question that has no answers in code.
    """
    named = lesson.facts.evidence if lesson.facts else {}
    cells = answers(student, [question["name"] for question in _facts(lesson)["questions"]], ())
    found = {}
    for question, names in named.items():
        given = [student.cells[index].source for index in cells.get(question, [])]
        if not given or question in manual_points(lesson):
            raise BuildError(
                f"`evidence` in the header of {lesson.name} names {question}. The lesson has no "
                "question of that name whose answer is code."
            )
        found[question] = {"names": list(names), "given": given}
    return found


def _finished(notebook: nbformat.NotebookNode, lesson: Lesson) -> nbformat.NotebookNode:
    """Settles all that would differ from one build to the next, and drops what nobody needs."""
    for index, cell in enumerate(notebook.cells):
        cell["id"] = f"{lesson.number}-{index:03d}"
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notebook.metadata = nbformat.from_dict(
        {
            "colab": {"name": f"{lesson.name}.ipynb", "provenance": [], "toc_visible": True},
            "kernelspec": {
                "display_name": "Python 3",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
            "otter": notebook.metadata.get("otter", {"assignment_name": lesson.name}),
            "source": _GENERATED.format(name=lesson.name),
        }
    )
    nbformat.validate(notebook)
    return notebook


def _bytes(notebook: nbformat.NotebookNode) -> bytes:
    return f"{nbformat.writes(notebook)}\n".encode()


def _settled_zip(
    content: bytes, lesson: Lesson, course: Course, student: nbformat.NotebookNode
) -> bytes:
    """The same zip and the lesson's facts, in order and without time stamps: reproducible."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        files = {name: old.read(name) for name in old.namelist()}
    facts = {"format": FORMAT} | _facts(lesson) | {"addresses": _addresses(lesson, course)}
    facts |= {"elsewhere": _elsewhere(lesson, course), RUBRICS: _rubrics(lesson)}
    facts[SECTIONS] = _sections(lesson, course, student)
    if lesson.datasets:
        facts[DATA_SETS] = [*lesson.datasets]
    if evidence := _evidence(lesson, student):
        facts["evidence"] = evidence
    if lesson.facts and (variants := lesson.facts.variants):
        facts[VARIANTS] = {"key": course.variant_key(lesson.name), "questions": dict(variants)}
    return as_zip(files | {EXTRA_FILE: json.dumps(facts, indent=1).encode()})


def with_tests(archive: bytes, tests: Mapping[str, str]) -> bytes:
    """The zip for Otter with other test files: question → source."""
    with zipfile.ZipFile(io.BytesIO(archive)) as old:
        files = {name: old.read(name) for name in old.namelist()}
    return as_zip(files | {f"tests/{name}.py": text.encode() for name, text in tests.items()})


def unmarked(solution: str) -> list[str]:
    """The lines of a solution without Otter Assign's marks."""
    lines = _PROMPTS.sub("", solution).split("\n")
    return [_MARK_AT_END.sub("", line) for line in lines if not _MARKS.match(line)]


def as_zip(files: Mapping[str, bytes], programs: Container[str] = ()) -> bytes:
    """A zip of path → content, whose bytes depend on nothing else.

    Args:
        programs: the files that may be run.
    """
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _NO_TIME)
            packed = name.endswith(".keras")  # already, and would hardly get smaller
            entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            if name in programs:
                entry.external_attr = 0o755 << 16
            archive.writestr(entry, files[name])
    return output.getvalue()
