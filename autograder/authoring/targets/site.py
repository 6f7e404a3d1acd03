"""The course site: a page for each lesson, with outputs, made of what students get. [coordinator]

What is written here is the source of the site; Sphinx with MyST-NB makes pages of it, in the
students' repository by its own workflow and here by `make site`. Nothing is executed on the way:
the outputs come from the solution, which `autograder build` runs, for those cells that students
have as well. So the site needs neither TensorFlow nor minutes, and shows curves rather than
"nothing yet". The pages for instructors and authors are those of `docs/`, each where it lies in
this repository, so that a link between them leads to the same page here and there.
"""

from __future__ import annotations

import copy
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources

import nbformat

from autograder.authoring.addresses import colab_address, github_address, kaggle_address
from autograder.authoring.course import Course
from autograder.authoring.lesson import BuildError
from autograder.authoring.publish import Built
from autograder.authoring.solution import solution_path

#: where the pages' sources lie in the students' repository
FOLDER = "site"
WORKFLOW = ".github/workflows/site.yml"
#: what the guides are called, and where each begins
_GUIDES = {"For instructors": "docs/instructors.md", "For authors": "docs/authors.md"}
_GUIDE_PAGE = re.compile(r"docs/[\w-]+\.md|CONTRIBUTING\.md")
_LINK = re.compile(r"\]\((?![a-z]+:)([^)#]+\.md)[)#]")
_BADGE = re.compile(r"(?m)^\[!\[Open in Colab\]\([^)]*\)\]\([^)]*\)[^\n]*")
#: what a page can show without a running notebook; a widget alone is a dead picture
_SHOWN = ("text/html", "image/svg+xml", "image/png", "text/plain")
_WIDGET = "application/vnd.jupyter.widget-view+json"


def site(course: Course, built: Iterable[Built], syllabus: str) -> dict[str, bytes]:
    """path → content of the site's sources, the workflow that publishes it included.

    Args:
        built: every lesson; its executed solution lies in `dist/solutions/`.
        syllabus: the syllabus as Markdown.

    Raises:
        BuildError: a guide links to a page that is not there.
    """
    built = list(built)
    pages = [f"{one.lesson.number} {one.lesson.title} <lessons/{one.lesson.name}>" for one in built]
    templates = resources.files("autograder.authoring") / "templates" / "students" / "site"
    index = (templates / "index.md").read_text(encoding="utf-8")
    files = {
        f"{FOLDER}/{name}": (templates / name).read_bytes()
        for name in ("conf.py", "requirements.txt", "site.js", "style.css")
    }
    guides = _guides(course)
    for paths in guides.values():
        files |= {f"{FOLDER}/{path}": (course.root / path).read_bytes() for path in paths}
    files[f"{FOLDER}/index.md"] = (
        index.replace("{{ lessons }}", "\n".join(_rows(course, built)))
        .replace("{{ pages }}", "\n".join(pages))
        .replace("{{ guides }}", " · ".join(f"[{t}]({paths[0]})" for t, paths in guides.items()))
        .replace("{{ guide_pages }}", "\n".join(_tables_of_contents(guides)))
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


def is_guide(path: str) -> bool:
    """Whether a file of the students' repository is a page for instructors or authors."""
    return bool(_GUIDE_PAGE.fullmatch(path.removeprefix(f"{FOLDER}/")))


def _guides(course: Course) -> dict[str, list[str]]:
    """Title → the guide's first page and those that it links to, in that order, each once.

    Raises:
        BuildError: a guide links to a page that is not there.
    """
    guides: dict[str, list[str]] = {}
    seen = {*_GUIDES.values()}
    for title, begin in _GUIDES.items():
        if not (course.root / begin).is_file():
            continue
        guides[title] = [begin]
        for link in _LINK.findall((course.root / begin).read_text(encoding="utf-8")):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(begin), link))
            if path not in seen and _GUIDE_PAGE.fullmatch(path):
                if not (course.root / path).is_file():
                    raise BuildError(f"{begin} links to {link}, which is not there.")
                seen.add(path)
                guides[title].append(path)
    return guides


def _tables_of_contents(guides: Mapping[str, list[str]]) -> Iterator[str]:
    for title, paths in guides.items():
        pages = "\n".join(path.removesuffix(".md") for path in paths)
        yield f"```{{toctree}}\n:hidden:\n:caption: {title}\n\n{pages}\n```\n"


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
