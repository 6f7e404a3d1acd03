"""The course site: what its sources hold, and its pages in a real browser."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder.build.publish import build
from autograder.build.site import lesson_page, site
from autograder.build.solution import solution_path
from autograder.course import Course, find, move
from autograder.record.store import write_atomically

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> Path:
    """The pages of this course. Without the outputs, which take minutes of training."""
    real = find(Path(__file__).parent)
    root = tmp_path_factory.mktemp("course")
    for name in ("solutions", "course", "pyproject.toml", "README.md"):
        (root / name).symlink_to(real.root / name)
    course = Course(root, real.repository, real.branch)
    built = build(course, course.lessons(), only_dist=True)
    for one in built:
        path = solution_path(course, one.lesson.name)
        write_atomically(path, nbformat.writes(one.emitted.solution))
    folder = tmp_path_factory.mktemp("site")
    text = (real.root / "syllabus.md").read_text(encoding="utf-8")
    for name, content in site(course, built, text).items():
        write_atomically(folder / name, content)
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", "site", "pages"],
        cwd=folder,
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


def html(pages: Path) -> list[Path]:
    return sorted(page.resolve() for page in pages.rglob("*.html"))


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (Debian: apt-get install chromium)")
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_pages_load_nothing_from_elsewhere_and_fit_a_phone(pages, scheme, width):
    from playwright.sync_api import sync_playwright

    errors: list[str] = []
    with sync_playwright() as browsers:
        browser = browsers.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
        page.on(
            "request",
            lambda request: (
                request.url.startswith(("file:", "data:")) or errors.append(request.url)
            ),
        )
        page.on("console", lambda m: m.type != "error" or errors.append(m.text))
        for path in html(pages):
            page.goto(path.as_uri())
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{path.name} is {wide} pixels wide"
        browser.close()
    assert errors == []


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
    from autograder.build.addresses import page_address

    (tmp_path / "pyproject.toml").write_text('[tool.course]\nrepository = "a/b"\nbranch = "main"\n')
    course = move(Course(tmp_path, "a/b", "main"), "Ada/deep", "main")
    assert page_address("01-setup", course) == "https://ada.github.io/deep/lessons/01-setup.html"
