"""The pages of this repository: what they link to is there, and a guide leads to each of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder.authoring.addresses import colab_address
from autograder.authoring.course import find

COURSE = find(Path(__file__).parent)
ROOT = COURSE.root
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "syllabus.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
GUIDES = ("docs/instructors.md", "docs/authors.md")


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return re.sub(r"(?ms)^(`{3,}).*?^\1$", "", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """Of the headings, as GitHub makes them."""
    titles = re.findall(r"(?m)^#+ (.+)$", prose(page))
    bare = (re.sub(r"\]\([^)]*\)|[^\w\s-]", "", title.lower()) for title in titles)
    return {title.replace(" ", "-") for title in bare}


def links(page: Path) -> list[tuple[Path, str]]:
    """The files that a page links to, and the headings in them."""
    found = re.findall(r"\]\((?![a-z]+:)([^)#\s]*)#?([^)\s]*)\)", prose(page))
    return [((page.parent / path).resolve() if path else page, anchor) for path, anchor in found]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_and_heading_that_a_page_links_to_is_there(page):
    for target, anchor in links(page):
        assert target.exists(), f"{page.name} links to {target}"
        if anchor:
            assert anchor in anchors(target), f"{page.name} links to {target.name}#{anchor}"


def test_a_guide_leads_to_each_page_and_the_readme_to_the_guides():
    reached = {target for guide in GUIDES for target, _ in links(ROOT / guide)}
    assert {*(ROOT / "docs").glob("*.md")} - {ROOT / name for name in GUIDES} <= reached
    assert {ROOT / name for name in GUIDES} <= {target for target, _ in links(ROOT / "README.md")}


def test_the_readme_has_a_badge_for_every_lesson():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in COURSE.lessons():
        assert f"({colab_address(name, COURSE)})" in readme


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_that_a_page_names_is_there_or_is_made(page):
    """`tests/attacks/`, `autograder/authoring/lint.py`: what an author goes to look for."""
    for path in re.findall(
        r"`((?:autograder|tests|solutions|scripts|docs)/[\w./-]+)`", prose(page)
    ):
        if not re.search(r"07-steps|_07|01-tables|02-streets|solutions/pages", path):
            # these the page tells to make
            assert (ROOT / path).exists(), f"{page.name} names {path}"
