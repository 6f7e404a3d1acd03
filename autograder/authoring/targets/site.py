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
from importlib.resources.abc import Traversable

import nbformat

from autograder.authoring.addresses import badge, lesson_address, ways_to_open
from autograder.authoring.course import COLAB, Course
from autograder.authoring.extras import Extra, extras
from autograder.authoring.lesson import BuildError, Named
from autograder.authoring.publish import Built
from autograder.authoring.solution import solution_path

#: where the pages' sources lie in the students' repository
FOLDER = "site"
WORKFLOW = ".github/workflows/site.yml"
#: what the guides are called, and where each begins
_GUIDES = {"For instructors": "docs/instructors.md", "For authors": "docs/authors.md"}
_GUIDE_PAGE = re.compile(r"docs/[\w-]+\.md|CONTRIBUTING\.md")
_LINK = re.compile(r"\]\((?![a-z]+:)([^)#]+\.md)[)#]")
_SHOWS = "This page shows what the notebook shows when it is run."
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
    built, beside = list(built), extras(course)
    listed: tuple[Named, ...] = (*beside, *(one.lesson for one in built))
    pages = [f"{one.number} {one.title} <lessons/{one.name}>" for one in listed]
    templates = _templates() / "site"
    files = {
        f"{FOLDER}/{name}": (templates / name).read_bytes()
        for name in ("requirements.txt", "site.js", "style.css")
    }
    conf = (templates / "conf.py").read_text(encoding="utf-8")
    title = course.title.replace("\\", "\\\\").replace('"', '\\"')
    files[f"{FOLDER}/conf.py"] = conf.replace("{{ title }}", title).encode()
    guides = _guides(course)
    for paths in guides.values():
        files |= {f"{FOLDER}/{path}": (course.root / path).read_bytes() for path in paths}
    index = front_page(course, "site/index.md", lessons="\n".join(_rows(course, beside, built)))
    index = index.replace("{{ pages }}", "\n".join(pages))
    files[f"{FOLDER}/index.md"] = index.replace("{{ guides }}", "guides" * bool(guides)).encode()
    if guides:
        text = (templates / "guides.md").read_text(encoding="utf-8")
        text = text.replace("{{ guides }}", "\n".join(_tables_of_contents(guides)))
        files[f"{FOLDER}/guides.md"] = text.encode()
    files[f"{FOLDER}/syllabus.md"] = re.sub(
        r"\(course/([^/)]+)/\1\.ipynb\)", r"(lessons/\1.ipynb)", syllabus
    ).encode()
    for extra in beside:
        page = lesson_page(course, extra.name, extra.notebook, extra.notebook)
        files[f"{FOLDER}/lessons/{extra.name}.ipynb"] = nbformat.writes(page).encode()
    for one in built:
        executed = nbformat.read(solution_path(course, one.lesson.name), as_version=4)
        page = lesson_page(course, one.lesson.name, one.emitted.student_notebook, executed)
        files[f"{FOLDER}/lessons/{one.lesson.name}.ipynb"] = nbformat.writes(page).encode()
    workflow = (templates / "workflow.yml").read_text(encoding="utf-8")
    files[WORKFLOW] = workflow.replace("{{ branch }}", course.branch).encode()
    return files


def _templates() -> Traversable:
    return resources.files("autograder.authoring") / "templates" / "students"


def front_page(course: Course, name: str, *, lessons: str) -> str:
    """A page that begins the site, or the repository: the course's own, or else a template.

    Args:
        name: `README.md` or `site/index.md`; `solutions/pages/` may hold others for them.
        lessons: their table, as Markdown.
    """
    own = course.solutions / "pages" / name
    text = (own if own.is_file() else _templates() / name).read_text(encoding="utf-8")
    begin, do = (
        (
            "Open a lesson by its badge, choose **File → Save a copy in Drive**, run the first "
            "cell,\nand go.",
            "**Do** it in Colab: open it, choose *File → Save a\ncopy in Drive*, and run the first "
            "cell.",
        )
        if COLAB in course.hosts
        else ("Open a lesson, run the first cell, and go.", "**Do** it in its notebook.")
    )
    for marker, with_ in (
        ("title", course.title),
        ("introduction", course.introduction.strip()),
        ("how_to_begin", begin),
        ("how_to_do", do),
        ("lessons", lessons),
    ):
        text = text.replace(f"{{{{ {marker} }}}}", with_)
    return text


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
        yield f"## {title}\n\n```{{toctree}}\n:maxdepth: 1\n\n{pages}\n```\n"


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
            ways = f"{ways_to_open(lesson, course)}. {_SHOWS}"
            cell.source = cell.source.replace(badge(lesson, course), ways)
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


def _rows(course: Course, beside: Iterable[Extra], built: Iterable[Built]) -> Iterator[str]:
    said = [(one.number, one.title, one.name, one.summary) for one in beside]
    for one in built:
        lesson, facts = one.lesson, one.lesson.facts
        said.append((lesson.number, lesson.title, lesson.name, facts.summary if facts else ""))
    for number, title, name, summary in said:
        yield (
            f"| [{number} {title}](lessons/{name}.ipynb) | {summary} "
            f"| [{'Open in Colab' if COLAB in course.hosts else 'Open'}]"
            f"({lesson_address(name, course)}) |"
        )
