"""Makes a lesson of an Otter master notebook or of nbgrader's source. [coordinator]

What cannot be known is left open, and all of it is named in one list: the lesson's goals, say, are
nowhere in such notebooks.
"""

from __future__ import annotations

import ast
import builtins
import copy
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import yaml
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell
from otter.assign.blocks import extract_all_fenced_otter_cells

from autograder.authoring.blocks import Source
from autograder.authoring.course import Course
from autograder.authoring.lesson import BuildError, on_one_line, source_path
from autograder.errors import UserError
from autograder.files import write_atomically

#: what of Otter's configuration a lesson keeps
_KEPT = ("files", "seed", "show_question_points", "generate")
_OPEN = "say this yourself"
_TITLE = re.compile(r"(?m)^# (.+)$")
_MARK = re.compile(r"(?m)^(\s*)#{2,} (BEGIN|END) SOLUTION\s*$")
_HIDDEN = re.compile(r"(?ms)^\s*### BEGIN HIDDEN TESTS\s*?\n(.*?)^\s*### END HIDDEN TESTS\s*?$")
_CONFIG = re.compile(r'(?ms)\A"{3} # BEGIN TEST CONFIG\n.*?^"{3} *# END TEST CONFIG[^\n]*\n?')
_OTTER = re.compile(r"(?m)^(?:import otter\b.*|grader\s*=\s*otter\..*|grader\.(?:check|export).*)$")


class ImportingError(UserError):
    """A notebook cannot be made a lesson. The message says why."""


@dataclass
class Imported:
    """A lesson that was made.

    Attributes:
        left: what its author has to look at or to say, one sentence each.
    """

    path: Path
    left: list[str] = field(default_factory=list)


def import_lesson(course: Course, given: Path) -> Imported:
    """Writes `solutions/<lesson>/lesson.py`, and copies the files that lie beside the notebook.

    Args:
        given: a master notebook, or a folder with one notebook.

    Raises:
        ImportingError: there is no such notebook, or nothing in it is a question.
    """
    notebook_path = _notebook(given)
    try:
        notebook = nbformat.read(notebook_path, as_version=4)
    except Exception as error:  # whatever nbformat stumbles over
        raise ImportingError(f"{notebook_path} is no notebook: {on_one_line(error)}.") from None
    word = re.sub(r"[^a-z0-9]+", "-", (given if given.is_dir() else notebook_path).stem.lower())
    numbers = [int(n[1]) for n in (re.match(r"(\d+)", one) for one in course.lessons()) if n]
    name = f"{max(numbers, default=0) + 1:02d}-{word.strip('-') or 'lesson'}"[:50]
    path = source_path(course, name)
    made = Imported(path)
    modules = _modules(notebook)
    if any("nbgrader" in cell.metadata for cell in notebook.cells):
        config: dict[str, Any] = {}
        cells = list(_from_nbgrader(notebook.cells, modules, made))
    else:
        config, cells = _from_otter(notebook.cells, modules, made)
    questions = [
        str((yaml.safe_load(cell.source) or {}).get("name"))
        for cell in cells
        if cell.cell_type == "raw" and cell.source.startswith("# BEGIN QUESTION")
    ]
    if not questions:
        raise ImportingError(
            f"{notebook_path} has no question: neither a raw cell `# BEGIN QUESTION` nor cells of "
            "nbgrader's."
        )
    files = _copy_files(notebook_path, path.parent, made)
    if files:
        config["files"] = ["data"]
    write_atomically(path, _text(name, config, cells, questions, made))
    problems = Source(path.read_text(encoding="utf-8"), name).problems
    made.left += [f"line {line}: {what}" for line, what in problems]
    return made


def _notebook(given: Path) -> Path:
    if given.is_dir():
        found = sorted(given.glob("*.ipynb"))
        if len(found) != 1:
            there = ", ".join(one.name for one in found) or "none"
            raise ImportingError(f"{given} is to hold one notebook; there: {there}. Name one.")
        return found[0]
    if not given.is_file():
        raise ImportingError(f"{given} does not exist.")
    return given


def _modules(notebook: NotebookNode) -> dict[str, str]:
    """Name → the import that makes it, of what the notebook's code imports."""
    found: dict[str, str] = {}
    for cell in notebook.cells:
        for line in cell.source.splitlines() if cell.cell_type == "code" else ():
            try:
                nodes = ast.parse(line.strip()).body
            except SyntaxError:
                continue
            for node in nodes:
                if isinstance(node, ast.Import | ast.ImportFrom):
                    for alias in node.names:
                        one = copy.copy(node)
                        one.names = [alias]
                        found[(alias.asname or alias.name).partition(".")[0]] = ast.unparse(one)
    return found


def _from_otter(
    cells: list[NotebookNode], modules: dict[str, str], made: Imported
) -> tuple[dict[str, Any], list[NotebookNode]]:
    config: dict[str, Any] = {}
    kept: list[NotebookNode] = []
    question, inside, number = "", False, 0
    for cell in extract_all_fenced_otter_cells(cells):
        first = cell.source.strip().partition("\n")[0].strip()
        if cell.cell_type == "raw" and re.match(r"(?i)#\s+assignment\s+config", first):
            config = _yaml(cell, made)
            dropped = sorted({*config} - {*_KEPT, "name", "init_cell", "export_cell", "tests"})
            if dropped:
                made.left.append(f"of the assignment's configuration are left out: {dropped}")
            config = {key: config[key] for key in _KEPT if key in config}
            continue
        if cell.cell_type == "raw" and (
            block := re.match(r"(?i)#\s+(begin|end)\s+(question|tests)", first)
        ):
            begins = block[1].lower() == "begin"
            if block[2].lower() == "tests":
                inside = begins
            elif begins:
                table = _yaml(cell, made)
                question, number = _identifier(str(table.get("name") or "question")), 0
                table["name"] = question
                cell = new_raw_cell("# BEGIN QUESTION\n" + _dump(table))
        elif inside:
            number += 1
            cell = _test(cell, question, number, modules, made)
        elif cell.cell_type == "code" and _OTTER.search(cell.source):
            cell.source = _OTTER.sub("", cell.source).strip()
            if not cell.source:
                continue
        kept.append(cell)
    return config, kept


def _yaml(cell: NotebookNode, made: Imported) -> dict[str, Any]:
    try:
        table = yaml.safe_load(cell.source)
    except yaml.YAMLError as error:
        made.left.append(f"this was not YAML, and is left out: {on_one_line(error)}")
        return {}
    return table if isinstance(table, dict) else {}


def _test(
    cell: NotebookNode, question: str, number: int, modules: dict[str, str], made: Imported
) -> NotebookNode:
    """A test cell as a function; what it printed becomes what it has to give."""
    config = _CONFIG.match(cell.source)
    head, source = (config[0], cell.source[config.end() :]) if config else ("", cell.source)
    hidden = re.match(r"(?i)\s*# ?hidden\s*\n", source)
    if hidden:
        head, source = head or "# HIDDEN\n", source[hidden.end() :]
    if re.search(r"(?m)^def test_", source):
        return new_code_cell(head + source)
    shown = [
        output.get("data", {}).get("text/plain") or output.get("text", "")
        for output in cell.get("outputs", [])
    ]
    name = f"test_{question}_{number}"
    return new_code_cell(head + _function(name, source, "".join(shown), modules, question, made))


def _function(
    name: str, source: str, shown: str, modules: dict[str, str], question: str, made: Imported
) -> str:
    try:
        tree = ast.parse(source)
    except SyntaxError:
        made.left.append(f"{question}: the test {name} is no Python by itself; write it anew")
        tree = ast.parse("assert False")
    last = tree.body[-1] if tree.body else None
    if shown and isinstance(last, ast.Expr):
        wanted = f"assert repr({ast.unparse(last)}) == {shown!r}"
        tree.body[-1:] = ast.parse(wanted).body
        made.left.append(f"{question}: {name} compares what was printed; compare values instead")
    if not any(isinstance(node, ast.Assert) and node.msg for node in ast.walk(tree)):
        made.left.append(f"{question}: {name} has no message that says what to try next")
    stored = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    read = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    free = sorted(read - stored - {*dir(builtins)})
    imports = [modules[one] for one in free if one in modules]
    taken = ", ".join(one for one in free if one not in modules)
    body = [*imports, *(ast.unparse(tree).splitlines() or ["pass"])]
    return f"def {name}({taken}):\n" + "\n".join(f"    {line}" for line in body)


def _from_nbgrader(
    cells: list[NotebookNode], modules: dict[str, str], made: Imported
) -> Iterator[NotebookNode]:
    """Answers and the tests below them are a question; other cells stay as they are."""
    waiting: list[NotebookNode] = []
    index = 0
    while index < len(cells):
        cell = cells[index]
        facts = cell.metadata.get("nbgrader", {})
        index += 1
        if facts.get("solution") and (facts.get("grade") or facts.get("task")):
            yield from waiting
            yield from _manual(cell, facts)
            waiting = []
        elif facts.get("task"):
            made.left.append(f"the task {facts.get('grade_id')} has no cell for an answer: add one")
            yield cell
        elif facts.get("solution"):
            waiting.append(cell)
        elif facts.get("grade"):
            tests = [cell]
            while index < len(cells) and cells[index].metadata.get("nbgrader", {}).get("grade"):
                if cells[index].metadata.nbgrader.get("solution"):
                    break
                tests.append(cells[index])
                index += 1
            yield from _question(waiting, tests, modules, made)
            waiting = []
        elif waiting:  # it stands between an answer and its test, and may show the answer
            waiting.append(cell)
        else:
            yield cell
    for cell in waiting:
        if _is_answer(cell):
            made.left.append(f"the answer {cell.metadata.nbgrader.grade_id} has no test: write one")
        yield cell


def _is_answer(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def _manual(cell: NotebookNode, facts: Any) -> Iterator[NotebookNode]:
    name, points = _identifier(facts["grade_id"]), facts.get("points", 1)
    table = {"name": name, "manual": True, "points": points}
    yield new_raw_cell("# BEGIN QUESTION\n" + _dump(table))
    yield new_markdown_cell("Write your answer below.")
    yield from _solutions([cell])
    yield new_raw_cell("# END QUESTION")


def _question(
    answers: list[NotebookNode],
    tests: list[NotebookNode],
    modules: dict[str, str],
    made: Imported,
) -> Iterator[NotebookNode]:
    shown = [cell for cell in answers if not _is_answer(cell)]
    answers = [cell for cell in answers if _is_answer(cell)]
    name = _identifier((answers or tests)[0].metadata.nbgrader.grade_id)
    if not answers:
        made.left.append(f"{name}: no answer cell stands above its tests; add one")
    yield new_raw_cell("# BEGIN QUESTION\n" + _dump({"name": name}))
    yield from _solutions(answers)
    yield from shown
    yield new_raw_cell("# BEGIN TESTS")
    number = 0
    for cell in tests:
        hidden = "\n".join(_HIDDEN.findall(cell.source)).strip()
        visible = _HIDDEN.sub("", cell.source).strip()
        parts = [
            (text, is_hidden)
            for text, is_hidden in ((visible, False), (hidden, True))
            if _does_something(text)
        ]
        for text, is_hidden in parts:
            number += 1
            points = float(cell.metadata.nbgrader.get("points", 1)) / len(parts)
            lines = [f"points: {points:g}", *(["hidden: true"] * is_hidden)]
            config = '""" # BEGIN TEST CONFIG\n' + "\n".join(lines) + '\n"""  # END TEST CONFIG\n'
            function = _function(f"test_{name}_{number}", text, "", modules, name, made)
            yield new_code_cell(f"{config}\n\n{function}")
    yield new_raw_cell("# END TESTS")
    yield new_raw_cell("# END QUESTION")


def _does_something(text: str) -> bool:
    try:
        return bool(ast.parse(text).body)
    except SyntaxError:
        return True


def _solutions(answers: list[NotebookNode]) -> Iterator[NotebookNode]:
    yield new_raw_cell("# BEGIN SOLUTION")
    for cell in answers:
        text = _MARK.sub(r"\1# \2 SOLUTION", cell.source)
        if cell.cell_type == "markdown":
            yield new_markdown_cell(text)
        else:
            whole = f"# BEGIN SOLUTION\n{text}\n# END SOLUTION"
            yield new_code_cell(text if "# BEGIN SOLUTION" in text else whole)
    yield new_raw_cell("# END SOLUTION")


def _identifier(name: str) -> str:
    text = re.sub(r"\W+", "_", name).strip("_")
    return text if text.isidentifier() else f"q{text}"


def _dump(table: dict[str, Any]) -> str:
    return yaml.safe_dump(table, sort_keys=False, allow_unicode=True).strip()


def _copy_files(notebook: Path, folder: Path, made: Imported) -> list[str]:
    """Copies what lies beside the notebook into the lesson's `data/`."""
    copied: list[str] = []
    if folder.resolve().is_relative_to(notebook.parent.resolve()):
        return copied  # the course itself lies there, and none of it is the notebook's
    for path in sorted(notebook.parent.iterdir()):
        if path == notebook or path.suffix == ".ipynb" or path.name.startswith((".", "_")):
            continue
        target = folder / "data" / ("" if path.name == "data" else path.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            shutil.copytree(path, target, dirs_exist_ok=True)
        else:
            shutil.copy(path, target)
        copied.append(path.name)
        if path.name != "data":
            made.left.append(f"{path.name} lies in data/ now: read data/{path.name}")
    if copied:
        made.left.append(
            "name in the header's `brings` the small text files that a notebook needs in Colab"
        )
    return copied


def _text(
    name: str,
    config: dict[str, Any],
    cells: list[NotebookNode],
    questions: list[str],
    made: Imported,
) -> str:
    """The lesson's source."""
    body = [cell for cell in cells if cell.source.strip()]
    title = next(
        (m[1] for c in body if c.cell_type == "markdown" if (m := _TITLE.search(c.source))), ""
    )
    head = "{{ badge }}\n\n**In this lesson you will**\n\n{{ goals }}\n\n{{ facts }}"
    if title:
        for cell in body:
            if cell.cell_type == "markdown" and _TITLE.search(cell.source):
                cell.source = _TITLE.sub(lambda m: f"{m[0]}\n\n{head}", cell.source, count=1)
                first = body.index(cell) + 1
                break
    else:
        title, first = name, 1
        body.insert(0, new_markdown_cell(f"# {name}\n\n{head}"))
        made.left.append("the notebook has no title: write one in place of the lesson's name")
    body.insert(first, new_code_cell("# {{ setup }}"))
    body.append(new_markdown_cell("## Hand in\n\nRun the next cell. It says how to hand in."))
    body += [new_code_cell("# {{ hand_in }}"), new_markdown_cell("{{ links }}")]
    settings = {"name": name, "init_cell": False, "export_cell": False, "check_all_cell": False}
    settings |= config | {"tests": {"files": True, "ok_format": False}}
    body.insert(0, new_raw_cell("# ASSIGNMENT CONFIG\n" + _dump(settings)))
    facts = {
        "summary": _OPEN,
        "needs": _OPEN,
        "hardware": _OPEN,
        "previous": None,
        "next": None,
        "goals": {f"{_OPEN}, of {one}": [one] for one in questions},
        "topics": {title: questions},
    }
    made.left.append(f"the header's `course`: what says “{_OPEN}”, and `previous` and `next`")
    header = _dump(
        {
            "jupyter": {
                "course": facts,
                "kernelspec": {
                    "display_name": "Python 3",
                    "language": "python",
                    "name": "python3",
                },
            }
        }
    )
    plain = new_notebook(cells=[_plain(cell) for cell in body])
    try:
        text = str(jupytext.writes(plain, fmt="py:percent"))
    except Exception as error:  # whatever jupytext stumbles over
        raise BuildError(f"The notebook cannot be written as text: {on_one_line(error)}.") from None
    text = text[text.index("\n# %%") + 1 :] if not text.startswith("# %%") else text
    lines = "".join(f"# {line}\n" for line in header.splitlines())
    return f"# ---\n{lines}# ---\n\n{text}"


def _plain(cell: NotebookNode) -> NotebookNode:
    """The cell's text alone."""
    make = {"code": new_code_cell, "markdown": new_markdown_cell}.get(cell.cell_type, new_raw_cell)
    return make(cell.source)
