"""The course site: a page for each lesson, with its outputs, made of nothing but what students get.

What is written here is the source of the site; Sphinx with MyST-NB makes pages of it, in the
students' repository by its own workflow and here by `make site`. Nothing is executed on the way:
the outputs come from the solution, which `autograder build` runs, for those cells that students
have as well. So the site needs neither TensorFlow nor minutes, and shows curves rather than
"nothing yet".
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator
from importlib import resources

import nbformat

from autograder.build.addresses import colab_address, github_address, kaggle_address
from autograder.build.publish import Built
from autograder.build.solution import solution_path
from autograder.course import Course

#: where the pages' sources lie in the students' repository
FOLDER = "site"
WORKFLOW = ".github/workflows/site.yml"
_BADGE = re.compile(r"\[!\[Open in Colab\]\([^)]*\)\]\([^)]*\)[^\n]*")
#: what a page can show without a running notebook; a widget alone is a dead picture
_SHOWN = ("text/html", "image/svg+xml", "image/png", "text/plain")
_WIDGET = "application/vnd.jupyter.widget-view+json"


def site(course: Course, built: Iterable[Built], syllabus: str) -> dict[str, bytes]:
    """path → content of the site's sources, the workflow that publishes it included.

    Args:
        built: every lesson; its executed solution lies in `dist/solutions/`.
        syllabus: the syllabus as Markdown.
    """
    built = list(built)
    pages = [f"{one.lesson.number} {one.lesson.title} <lessons/{one.lesson.name}>" for one in built]
    templates = resources.files("autograder.build") / "templates" / "students" / "site"
    index = (templates / "index.md").read_text(encoding="utf-8")
    files = {
        f"{FOLDER}/{name}": (templates / name).read_bytes()
        for name in ("conf.py", "requirements.txt", "style.css")
    }
    files[f"{FOLDER}/index.md"] = (
        index.replace("{{ lessons }}", "\n".join(_rows(course, built)))
        .replace("{{ pages }}", "\n".join(pages))
        .encode()
    )
    files[f"{FOLDER}/syllabus.md"] = re.sub(
        r"\(course/([^/)]+)/\1\.ipynb\)", r"(lessons/\1.ipynb)", syllabus
    ).encode()
    for one in built:
        executed = nbformat.read(solution_path(course, one.lesson.name), as_version=4)
        page = lesson_page(course, one.lesson.name, one.emitted.student_notebook, executed)
        files[f"{FOLDER}/lessons/{one.lesson.name}.ipynb"] = nbformat.writes(page).encode()
    files[WORKFLOW] = (templates / "workflow.yml").read_bytes()
    return files


def lesson_page(
    course: Course, lesson: str, notebook: nbformat.NotebookNode, executed: nbformat.NotebookNode
) -> nbformat.NotebookNode:
    """A student's notebook as a page: with outputs, and with links in the place of badges.

    A cell of the notebook gets the outputs of the executed solution's cell of the same source. A
    check cell gets none: a page that says "all passed" would say it to nobody.
    """
    page = copy.deepcopy(notebook)
    page.metadata = nbformat.NotebookNode(
        {name: page.metadata[name] for name in ("kernelspec", "language_info")}
    )
    page.metadata.language_info["pygments_lexer"] = "ipython3"  # it knows `!` and `%`
    ran = [cell for cell in executed.cells if cell.cell_type == "code"]
    for cell in page.cells:
        folded = cell.metadata.get("cellView") == "form"
        cell.metadata = nbformat.NotebookNode({"tags": ["hide-input"]} if folded else {})
        if cell.cell_type == "markdown":
            # The badge is a picture from elsewhere, and a page should load nothing.
            cell.source = _BADGE.sub(_ways_to_open(lesson, course), cell.source)
        elif not cell.source.startswith("grader.check("):
            for index, other in enumerate(ran):
                if other.source == cell.source:
                    cell.outputs = list(_kept(other.outputs))
                    del ran[: index + 1]  # cells come in one order, and some come twice
                    break
    return page


def _kept(outputs: Iterable[nbformat.NotebookNode]) -> Iterator[nbformat.NotebookNode]:
    for output in copy.deepcopy(list(outputs)):
        if output.output_type == "stream":
            if output.name == "stdout":
                yield output
        elif "data" in output and _WIDGET not in output.data:
            output.data = {kind: output.data[kind] for kind in _SHOWN if kind in output.data}
            if output.data:
                output.metadata = {}
                yield output


def _ways_to_open(lesson: str, course: Course) -> str:
    return (
        f"**[Open in Colab]({colab_address(lesson, course)})**, "
        f"or [on Kaggle]({kaggle_address(lesson, course)}), "
        f"or [look at it on GitHub]({github_address(lesson, course)}/{lesson}.ipynb). "
        "This page shows what the notebook shows when it is run."
    )


def _rows(course: Course, built: Iterable[Built]) -> Iterator[str]:
    for one in built:
        lesson, facts = one.lesson, one.lesson.facts
        summary = facts.summary if facts else ""
        yield (
            f"| [{lesson.number} {lesson.title}](lessons/{lesson.name}.ipynb) | {summary} "
            f"| [Open in Colab]({colab_address(lesson.name, course)}) |"
        )
