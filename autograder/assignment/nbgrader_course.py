"""An nbgrader assignment as its course has it: cells, tests, points, gradebook. [coordinator]

    nbgrader_config.py
    source/ps1/problem1.ipynb      the instructor's version: solutions, hidden tests
    release/ps1/problem1.ipynb     what students got
    gradebook.db

Each of an assignment's notebooks is graded by itself, and each of its test cells is a question. The
folder and the configuration are the instructor's own, and are read by nbgrader's library.
"""

from __future__ import annotations

import ast
import copy
import functools
import hashlib
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.assignment.model import GOOD_ANSWER, Assignment, AssignmentError, Question
from autograder.assignment.model import NbgraderCell as Cell
from autograder.assignment.model import NbgraderNotebook as Notebook
from autograder.assignment.prelude import needed_before
from autograder.assignment.test_inputs import NotATestFile, inputs
from autograder.datasets.registry import mentioned

if TYPE_CHECKING:
    import nbformat

CONFIG = "nbgrader_config.py"
_CHECKPOINTS = ".ipynb_checkpoints"
#: a test that nbgrader writes when it releases the assignment
_AUTOTEST = re.compile(r"(?m)^\s*###\s*(HASHED )?AUTOTEST\b")
#: a line that only IPython reads
_MAGIC = re.compile(r"(?m)^[ \t]*[%!].*$")


@dataclass(frozen=True)
class Course:
    """An nbgrader course.

    Attributes:
        root: its folder; None for an assignment that lies in no course.
        config: nbgrader's configuration, as traitlets have it.
    """

    root: Path | None
    config: Any

    @functools.cached_property
    def folders(self) -> Any:
        """nbgrader's own object for the course; None where there is no course."""
        if self.root is None:
            return None
        from nbgrader.coursedir import CourseDirectory

        with_root = copy.deepcopy(self.config)
        with_root.CourseDirectory.root = str(self.root)
        return CourseDirectory(config=with_root)

    @property
    def has_gradebook(self) -> bool:
        """Whether its gradebook is there; nbgrader would make one to look into it."""
        address = str(self.folders.db_url) if self.folders else ""
        return bool(address) and (
            not address.startswith("sqlite:///") or Path(address[len("sqlite:///") :]).is_file()
        )

    def places(self, assignment: str) -> dict[str, str]:
        """The fields of `NbgraderNotebook` that say where the course keeps what."""
        if self.folders is None:
            return {}
        where = self.folders.autograded_directory
        return {
            "course": str(self.folders.course_id),
            "database": str(self.folders.db_url),
            "autograded": str(self.folders.format_path(where, "{student_id}", assignment)),
        }


def is_nbgraders(path: Path) -> bool:
    """Whether a folder holds notebooks with cells of nbgrader's."""
    return path.is_dir() and any(
        '"nbgrader"' in one.read_text(encoding="utf-8", errors="replace")
        for one in _notebooks(path)
    )


def load_folder(path: Path, folder: Path) -> list[Assignment]:
    """Describes an assignment's notebooks, and writes their tests below `folder`.

    Args:
        path: the folder of the assignment, below `source` or `release` of a course, or anywhere.

    Raises:
        AssignmentError: there is no notebook of nbgrader's, or one cannot be used.
    """
    path = path.resolve()
    if not is_nbgraders(path):
        raise AssignmentError(
            f"{path} holds no notebook with nbgrader's cells. Give the folder of one assignment, "
            "such as source/ps1."
        )
    course = _course(path)
    notes: list[str] = []
    if any(_is_release(one) for one in _notebooks(path)):
        notes.append(
            "the release version was given, which has no hidden tests; give source/ for these"
        )
    found = []
    notebooks = _notebooks(path)
    for index, one in enumerate(notebooks):
        name = path.name if len(notebooks) == 1 else f"{path.name}-{one.stem}"
        made = _Reader(course, path.name, one).assignment(name, folder / str(index), tuple(notes))
        if made.questions:
            found.append(made)
    if not found:
        raise AssignmentError(f"No notebook in {path} has a cell that is graded.")
    return found


def _is_release(path: Path) -> bool:
    """Whether a notebook is what students got: in `release/`, or with stubs and no solutions."""
    text = path.read_text(encoding="utf-8", errors="replace")
    stubs = "YOUR CODE HERE" in text or "YOUR ANSWER HERE" in text
    return path.parent.parent.name == "release" or (stubs and "BEGIN SOLUTION" not in text)


def _notebooks(path: Path) -> list[Path]:
    return sorted(path.glob("*.ipynb"))


def _course(path: Path) -> Course:
    from traitlets.config import Config
    from traitlets.config.loader import PyFileConfigLoader

    for root in path.parents[1:3]:
        if (root / CONFIG).is_file():
            try:
                config = PyFileConfigLoader(CONFIG, path=str(root)).load_config()
            except Exception as error:  # it is Python, and does whatever it does
                raise AssignmentError(
                    f"{root / CONFIG} cannot be used: {type(error).__name__}: {error}."
                ) from None
            return Course(root, config)
    is_course = (
        path.parent.name in ("source", "release")
        and (path.parent.parent / "gradebook.db").is_file()
    )
    return Course(path.parent.parent if is_course else None, Config())


class _Reader:
    """Reads one notebook of an assignment."""

    def __init__(self, course: Course, assignment: str, path: Path) -> None:
        from nbgrader import nbgraderformat  # its schema has ids of letters, digits, - and _ alone

        self._course, self._assignment, self._path = course, assignment, path
        try:
            self._full = nbgraderformat.read(str(path), as_version=4)
            self._given = self._released(copy.deepcopy(self._full))
        except Exception as error:  # nbformat's and nbgrader's, which are many
            raise AssignmentError(
                f"{path} cannot be used: {' '.join(str(error).split())}"
            ) from None

    def _released(self, notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
        """The notebook as nbgrader gives it to students."""
        from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions

        if _is_release(self._path):  # nbgrader would take a cell without solution for a solution
            return notebook
        resources: dict[str, Any] = {}
        for preprocessor in (ClearSolutions, ClearHiddenTests, ClearMarkScheme):
            config = self._course.config
            notebook, resources = preprocessor(config=config).preprocess(notebook, resources)
        return notebook

    def assignment(self, name: str, folder: Path, notes: tuple[str, ...]) -> Assignment:
        """The assignment, with its tests in `folder`."""
        cells = [*self._cells()]
        tests = folder
        tests.mkdir(parents=True)
        questions = []
        digests = {}
        texts = [cell.source for cell in self._full.cells if cell.cell_type == "code"]
        for index, cell in enumerate(self._full.cells):
            known = next((one for one in cells if one.index == index), None)
            if known is None or not (known.tested or known.manual):
                continue
            if known.manual:
                rubric = self._rubric(index)
                questions.append(
                    Question(known.grade_id, manual=True, points=known.points, rubric=rubric)
                )
                continue
            source = self._tests(known, cells)
            (tests / f"{known.grade_id}.py").write_text(source, encoding="utf-8")
            digests[known.grade_id] = hashlib.sha256(source.encode()).hexdigest()
            names = frozenset().union(*(case.names for case in inputs(source).values()))
            on_data = bool(mentioned(cell.source))
            questions.append(Question(known.grade_id, names=tuple(sorted(names)), on_data=on_data))
        files = self._files(folder / "files")
        notebook = Notebook(
            self._assignment,
            self._path.stem,
            tuple(cells),
            path=str(self._path),
            **self._course.places(self._assignment),
        )
        graded = [(q.name, q.points) for q in questions]
        ran = repr([[(c.grade_id, c.cell_type, c.source, c.locked) for c in cells], files])
        return Assignment(
            name=name,
            title=name,
            tests=tests,
            questions=tuple(questions),
            sha256=hashlib.sha256(repr([graded, digests, ran]).encode()).hexdigest(),
            files=folder / "files" if files else None,
            notebook=self._path.stem,
            external=True,
            notes=notes,
            run_sha256=hashlib.sha256(ran.encode()).hexdigest(),
            tests_sha256=digests,
            datasets=frozenset().union(*map(mentioned, texts)),
            nbgrader=notebook,
        )

    def _cells(self) -> Iterator[Cell]:
        from nbgrader import utils

        for index, (full, given) in enumerate(
            zip(self._full.cells, self._given.cells, strict=True)
        ):
            name = full.metadata.get("nbgrader", {}).get("grade_id")
            is_known = utils.is_grade(full) or utils.is_solution(full) or utils.is_locked(full)
            if not name or not (is_known or utils.is_task(full)):
                continue
            graded = utils.is_grade(full) or utils.is_task(full)
            tested = utils.is_grade(full) and not utils.is_solution(full)
            yield Cell(
                name,
                index,
                full.cell_type,
                given.source,
                full=full.source,
                points=float(full.metadata["nbgrader"].get("points") or 0) if graded else 0.0,
                locked=utils.is_locked(full),
                tested=tested and full.cell_type == "code",
                manual=graded and not (tested and full.cell_type == "code"),
                solution=utils.is_solution(full),
                task=utils.is_task(full),
            )

    def _tests(self, cell: Cell, cells: Sequence[Cell]) -> str:
        """A test file of a cell: its visible part for no points, and then the whole of it."""
        full = self._instantiated(cell)
        before = [
            _python(one.full, self._path, one.grade_id)
            for one in cells
            if one.index < cell.index and one.locked and one.cell_type == "code"
        ]
        answered = [
            given.source for given in self._full.cells[: cell.index] if given.cell_type == "code"
        ]
        texts = [(cell.source, False), (full, True)] if full != cell.source else [(full, False)]
        cases: list[dict[str, Any]] = []
        for text, hidden in texts:
            code = _python(text, self._path, cell.grade_id)
            if hidden or len(texts) == 1:
                points, name = cell.points, cell.grade_id
            elif _tests_nothing(code):
                continue
            else:
                points, name = 0.0, f"{cell.grade_id} (what students see)"
            head = needed_before(code, before, answered)
            case = {"name": name, "code": head + code, "hidden": hidden, "points": points}
            cases.append(case)
        source = f"CELL_FORMAT = True\ntest = { {'name': cell.grade_id, 'cases': cases}!r}\n"
        try:
            inputs(source)
        except NotATestFile as error:
            raise AssignmentError(f"{self._path}, cell {cell.grade_id}: {error}.") from None
        return source

    def _instantiated(self, cell: Cell) -> str:
        """The cell's text; where nbgrader writes tests into it, as its gradebook has it."""
        if not _AUTOTEST.search(cell.full):
            return cell.full
        if self._course.has_gradebook:
            from nbgrader.api import Gradebook, MissingEntry

            with Gradebook(self._course.folders.db_url) as gradebook:
                try:
                    kept = gradebook.find_source_cell(
                        cell.grade_id, self._path.stem, self._assignment
                    )
                    if not _AUTOTEST.search(kept.source):
                        return str(kept.source)
                except MissingEntry:
                    pass
        raise AssignmentError(
            f"{self._path}, cell {cell.grade_id}: nbgrader writes these tests when it makes the "
            f"release. Run `nbgrader generate_assignment {self._assignment}` first."
        )

    def _rubric(self, index: int) -> str:
        """The task, and what the instructor's version says of a good answer (Markdown)."""
        full, given = self._full.cells[index], self._given.cells[index]
        above = self._full.cells[index - 1] if index else None
        metadata = full.metadata["nbgrader"]
        if metadata.get("task"):
            task, answer = given.source, full.source if full.source != given.source else ""
        else:
            is_text = above is not None and above.cell_type == "markdown"
            task = above.source if above is not None and is_text else ""
            answer = full.source if full.source != given.source else ""
            if answer and full.cell_type == "code":
                answer = f"```python\n{answer}\n```"
        return "\n\n".join(filter(None, [task, answer and GOOD_ANSWER, answer]))

    def _files(self, folder: Path) -> list[tuple[str, str]]:
        """Copies what lies beside the notebooks; the paths, and digests of what is in there."""
        root = self._path.parent
        found = []
        for path in sorted(root.rglob("*")):
            place = path.relative_to(root)
            if path.is_file() and path.suffix != ".ipynb" and _CHECKPOINTS not in place.parts:
                (folder / place).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, folder / place)
                found.append((str(place), hashlib.sha256(path.read_bytes()).hexdigest()))
        return found


def _python(source: str, path: Path, cell: str) -> str:
    """A cell's Python, without lines that only IPython reads."""
    for text in (source, _MAGIC.sub("", source)):
        try:
            ast.parse(text)
        except SyntaxError as error:
            wrong = f"{error.msg}, line {error.lineno}"
        except ValueError as error:
            wrong = str(error)
        else:
            return text
    raise AssignmentError(f"{path}, cell {cell}: this is not Python: {wrong}.")


def _tests_nothing(code: str) -> bool:
    """Whether a visible part has no statement but imports and texts."""
    return all(
        isinstance(node, ast.Import | ast.ImportFrom)
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        for node in ast.parse(code).body
    )
