"""The course site: what its sources hold, and its pages in a real browser."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from autograder.assignment.model import load
from autograder.authoring.addresses import badge, page_address
from autograder.authoring.course import Course, find, move
from autograder.authoring.leaks import forbidden_lines, leaks_in, shown_lines
from autograder.authoring.publish import Built, build
from autograder.authoring.solution import solution_path
from autograder.authoring.targets.site import is_guide, lesson_page, site
from autograder.files import write_atomically
from tests import SLOW_TO_IMPORT
from tests.conftest import OFFLINE
from tests.support.browser import chromium, needs_chromium, serious_faults

#: by colour scheme: one page of each kind, for axe, which takes its time
LOOKED_AT = {"light": ("index", "lms", "authors"), "dark": ("syllabus", "04-mnist-ann")}


@dataclass(frozen=True)
class Source:
    """What the site of this course is made of. Without the outputs, which take minutes."""

    built: list[Built]
    files: dict[str, bytes]


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> Source:
    real = find(Path(__file__).parent)
    root = tmp_path_factory.mktemp("course")
    for name in ("solutions", "course", "docs", "pyproject.toml", "README.md", "CONTRIBUTING.md"):
        (root / name).symlink_to(real.root / name)
    course = find(root)
    built = build(course, course.lessons(), only_dist=True)
    for one in built:
        path = solution_path(course, one.lesson.name)
        write_atomically(path, nbformat.writes(one.emitted.solution))
    text = (real.root / "syllabus.md").read_text(encoding="utf-8")
    return Source(built, site(course, built, text))


@pytest.fixture(scope="module")
def pages(source, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    for name, content in source.files.items():
        write_atomically(folder / name, content)
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", "site", "pages"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(OFFLINE), "COURSE_WITHOUT": SLOW_TO_IMPORT},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return folder / "pages"


def test_each_lesson_has_a_page_with_ways_to_open_it(pages):
    course = find(Path(__file__).parent)
    for name in course.lessons():
        text = (pages / "lessons" / f"{name}.html").read_text()
        notebook = f"{course.repository}/blob/{course.branch}/course/{name}/{name}.ipynb"
        assert f'href="https://colab.research.google.com/github/{notebook}"' in text
        assert f"https://github.com/{notebook}" in text
        assert not re.search(r'<img[^>]* src="http', text)


def test_every_link_inside_the_site_leads_somewhere(pages):
    anchors = {page: set(re.findall(r'\bid="([^"]+)"', page.read_text())) for page in html(pages)}
    for page in html(pages):
        for address in re.findall(r'<a [^>]*href="([^"]+)"', page.read_text()):
            if re.match(r"[a-z]+:", address):
                continue
            path, _, anchor = address.partition("#")
            target = (page.parent / path).resolve() if path else page
            assert target.is_file(), f"{page.name} leads to {address}"
            assert not anchor or anchor in anchors[target], f"{page.name} leads to {address}"


def test_every_badge_and_address_of_this_course_leads_to_a_file(pages):
    course = find(Path(__file__).parent)
    on_github = re.escape(f"{course.repository}/blob/{course.branch}/")
    own_pages = page_address("", course).removesuffix("lessons/.html")
    found = 0
    for page in html(pages):
        text = page.read_text()
        for path in re.findall(rf'{on_github}([^"?#&\s<]+)', text):
            found += 1
            assert (course.root / path).is_file(), f"{page.name} leads to {path}"
        for path in re.findall(rf'href="{re.escape(own_pages)}([^"#]*)', text):
            assert (pages / path).is_file(), f"{page.name} leads to {path}"
    assert found >= 4 * len(course.lessons())


def test_there_are_pages_for_instructors_and_authors_reached_from_the_first(pages):
    index = (pages / "index.html").read_text()
    for name in ("instructors", "lms", "marking", "security", "authors"):
        assert f'href="docs/{name}.html"' in index
    assert 'href="CONTRIBUTING.html"' in index
    instructors = (pages / "docs" / "instructors.html").read_text()
    for title in ("Install", "Grade", "Mark by hand", "Export", "Scale", "Security"):
        assert re.search(rf"<h2>{title}<", instructors), title


def test_no_page_for_instructors_or_authors_holds_anything_of_a_solution(source):
    guides = {name: text for name, text in source.files.items() if is_guide(name)}
    assert len(guides) >= 7
    course = {
        f"course/{one.lesson.name}/{name}": text
        for one in source.built
        for name, text in one.emitted.student.items()
    }
    shown = shown_lines(course)
    forbidden = {
        line: why
        for one in source.built
        for line, why in forbidden_lines(one.emitted).items()
        if line not in shown
    }
    assert leaks_in(guides, forbidden, explained_in=is_guide) == []


def test_each_question_has_a_section_where_feedback_pages_lead(source, pages, tmp_path):
    root = page_address("", find(Path(__file__).parent)).removesuffix(".html")
    for one in source.built:
        archive = tmp_path / f"{one.lesson.name}.zip"
        archive.write_bytes(one.emitted.autograder_zip)
        for question in load(archive, tmp_path / one.lesson.name).questions:
            assert question.heading.startswith("Question "), question
            path, _, anchor = question.address.removeprefix(root).partition("#")
            assert f'id="{anchor}"' in (pages / "lessons" / path).read_text(), question.address


def html(pages: Path) -> list[Path]:
    return sorted(page.resolve() for page in pages.rglob("*.html"))


@pytest.mark.browser
@needs_chromium
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_pages_load_nothing_from_elsewhere_fit_a_phone_and_serve_everybody(pages, scheme, width):
    errors: list[str] = []
    with chromium() as browser:
        looks = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}}
        page, other = browser.new_page(**looks), browser.new_page(**looks)

        def requested(one):
            if not one.url.startswith(("file:", "data:")):
                errors.append(one.url)

        def logged(one):
            if one.type == "error":
                errors.append(one.text)

        page.on("request", requested)
        page.on("console", logged)
        for path in html(pages):
            # What is too wide here, or is loaded from elsewhere, is so on a phone as well.
            if scheme == "light" and path.stem not in LOOKED_AT[scheme]:
                continue
            page.goto(path.as_uri())
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{path.name} is {wide} pixels wide"
            if path.stem in LOOKED_AT[scheme]:
                other.goto(path.as_uri())  # axe loads style sheets by itself
                assert serious_faults(other) == [], path.name
    assert errors == []


@pytest.mark.browser
@needs_chromium
def test_the_search_finds_a_lesson_and_a_page_for_instructors(pages):
    with chromium() as browser:
        page = browser.new_page()
        page.goto((pages / "index.html").as_uri())
        page.get_by_placeholder("Search").first.fill("formgrader")
        page.keyboard.press("Enter")
        results = page.locator("#search-results")
        results.get_by_role("link", name="Marking by hand").first.wait_for()
        page.goto((pages / "search.html").as_uri() + "?q=dropout")
        results.get_by_role("link", name="Your first neural network").first.wait_for()


def notebook_of(*sources: str) -> nbformat.NotebookNode:
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    return nbformat.v4.new_notebook(
        cells=cells,
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3"},
            "language_info": {"name": "python"},
        },
    )


def test_a_page_shows_the_outputs_of_cells_that_students_have_and_of_no_answer():
    student = notebook_of("x = ...", "print(x)", 'grader.check("q1")', "print(x)")
    executed = notebook_of("x = 7", "print(x)", 'grader.check("q1")', "print(x)")
    for number, cell in enumerate(executed.cells):
        cell.outputs = [nbformat.v4.new_output("stream", text=f"{number}\n")]
    page = lesson_page(find(), "01-setup", student, executed)
    shown = ["".join(output.text for output in cell.outputs) for cell in page.cells]
    assert shown == ["", "1\n", "", "3\n"]


def test_a_badge_becomes_a_link_and_what_the_lesson_says_about_badges_stays():
    page = notebook_of()
    said = "[![Open in Colab](https://a.b/badge.svg)](https://a.b/c.ipynb)"
    text = f"# A\n\n{badge('01-setup', find())}\n\nIt is `{said}`."
    page.cells = [nbformat.v4.new_markdown_cell(text)]
    [cell] = lesson_page(find(), "01-setup", page, notebook_of()).cells
    assert cell.source.startswith("# A\n\n**[Open in Colab](https://colab.research.google.com/")
    assert cell.source.endswith(f"is run.\n\nIt is `{said}`.")


def test_a_page_shows_no_warnings_and_no_dead_widgets():
    student, executed = notebook_of("a"), notebook_of("a")
    executed.cells[0].outputs = [
        nbformat.v4.new_output("stream", name="stderr", text="W0000 oneDNN"),
        nbformat.v4.new_output(
            "display_data",
            {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "Tab(children=())"},
        ),
        nbformat.v4.new_output("display_data", {"text/html": "<b>1</b>", "text/x-odd": "?"}),
    ]
    [output] = lesson_page(find(), "01-setup", student, executed).cells[0].outputs
    assert output.data == {"text/html": "<b>1</b>"}


def test_the_address_of_a_page_follows_a_fork(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.course]\nrepository = "a/b"\nbranch = "main"\n')
    course = move(Course(tmp_path, "a/b", "main"), "Ada/deep", "main")
    assert page_address("01-setup", course) == "https://ada.github.io/deep/lessons/01-setup.html"
