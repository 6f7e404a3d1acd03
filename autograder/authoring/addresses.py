"""URLs of a lesson and its files, by the course's repository and branch. [coordinator]"""

from __future__ import annotations

import re

from autograder.authoring.course import COLAB, KAGGLE, Course


def colab_address(name: str, course: Course) -> str:
    """Where a lesson opens in Colab."""
    return (
        f"https://colab.research.google.com/github/{course.repository}/blob/{course.branch}"
        f"/course/{name}/{name}.ipynb"
    )


def kaggle_address(name: str, course: Course) -> str:
    """Where a lesson opens on Kaggle."""
    return f"https://kaggle.com/kernels/welcome?src={github_address(name, course)}/{name}.ipynb"


def github_address(name: str, course: Course) -> str:
    """Where GitHub shows a lesson's folder; a file's name may follow."""
    return f"https://github.com/{course.repository}/blob/{course.branch}/course/{name}"


def page_address(name: str, course: Course) -> str:
    """Where the course's site shows a lesson with its outputs; GitHub Pages serves it."""
    owner, _, repository = course.repository.partition("/")
    return f"https://{owner.lower()}.github.io/{repository}/lessons/{name}.html"


def section_address(name: str, heading: str, course: Course) -> str:
    """Where that page shows the section under a heading; ids are made as docutils makes them."""
    anchor = re.sub(r"[^a-z0-9]+", "-", heading.lower()).lstrip("-0123456789").rstrip("-")
    return f"{page_address(name, course)}#{anchor}"


def raw_address(name: str, course: Course, branch: str) -> str:
    """Where GitHub serves the files of a lesson's folder as they are."""
    return f"https://raw.githubusercontent.com/{course.repository}/{branch}/course/{name}"


def badge(name: str, course: Course) -> str:
    """The badge, and the other places where the lesson opens, as Markdown."""
    picture = "https://colab.research.google.com/assets/colab-badge.svg"
    found = [
        *([f"[![Open in Colab]({picture})]({colab_address(name, course)})"] * _has(course, COLAB)),
        *([f"[open it on Kaggle]({kaggle_address(name, course)})"] * _has(course, KAGGLE)),
        f"[look at it on GitHub]({github_address(name, course)}/{name}.ipynb)",
        f"[read it as a page]({page_address(name, course)})",
    ]
    text = f"{found[0]} or {', or '.join(found[1:])}"
    return text[0] + text[1].upper() + text[2:]


def ways_to_open(name: str, course: Course) -> str:
    """What stands in the badge's place on the lesson's page, which loads nothing from elsewhere."""
    found = [
        *([f"**[Open in Colab]({colab_address(name, course)})**"] * _has(course, COLAB)),
        *([f"[on Kaggle]({kaggle_address(name, course)})"] * _has(course, KAGGLE)),
        f"[look at it on GitHub]({github_address(name, course)}/{name}.ipynb)",
    ]
    text = ", or ".join(found)
    return text if text.startswith("*") else text[0] + text[1].upper() + text[2:]


def _has(course: Course, host: str) -> int:
    return int(host in course.hosts)


def lesson_address(name: str, course: Course) -> str:
    """Where a student begins a lesson: in the first of the course's hosts, else on GitHub."""
    addresses = {COLAB: colab_address, KAGGLE: kaggle_address}
    for host in course.hosts:
        return addresses[host](name, course)
    return f"{github_address(name, course)}/{name}.ipynb"
