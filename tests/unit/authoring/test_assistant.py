"""What help of AI assistants is allowed stands in each lesson's header and in the syllabus."""

from __future__ import annotations

import dataclasses

import pytest

from autograder.authoring.assistant import POLICIES, SWITCHES
from autograder.authoring.course import _ASSISTANT, Course, find
from autograder.authoring.lesson import source
from autograder.authoring.publish import build_pages, emit_lesson
from tests.support.clean_course import CLEAN, course, write  # noqa: F401
from tests.support.texts_of_lessons import TEXT

WORDS = {
    "off": ("**Off for answers.**", "If help got into an answer all the same, write a comment"),
    "named": ("**Allowed, and named.**", "If you were helped, write a comment `# Help: …`"),
    "free": ("**Free.**", "You need not write down that you were helped."),
}


def texts(course: Course) -> tuple[str, str]:
    """The header of the course's one lesson, and its syllabus."""
    write(course, CLEAN)
    (course.solutions / "syllabus.md").write_text(TEXT)
    build_pages(course, [])
    header = emit_lesson(course, "01-count").student_notebook.cells[0].source
    return header, (course.root / "syllabus.md").read_text()


@pytest.mark.parametrize("chosen", _ASSISTANT)
def test_header_and_syllabus_say_the_rule_what_to_write_and_how_to_switch_it_off(course, chosen):
    settings = course.root / "pyproject.toml"
    settings.write_text(f'{settings.read_text()}\nassistant = "{chosen}"\n')
    header, syllabus = texts(find(course.root))
    for words in (*WORDS[chosen], SWITCHES):
        assert words in header
        assert words in syllabus
    row = next(line for line in header.splitlines() if line.startswith("| AI assistants | "))
    assert row.count(" | ") == 1


def test_a_course_that_says_nothing_asks_for_help_to_be_named(course):
    assert WORDS["named"][0] in texts(course)[0]


def test_who_never_opens_colab_is_told_nothing_of_its_settings(course):
    header, syllabus = texts(dataclasses.replace(course, hosts=()))
    assert "AI assistants" in header
    assert "Colab" not in syllabus
    assert SWITCHES not in header


def test_the_settings_are_those_of_lesson_01_which_the_page_of_facts_holds():
    lesson = " ".join(source(find(), "01-setup").replace("\n# ", " ").split())
    for setting in ("Tools → Settings → AI Assistance", "*Hide generative AI features*"):
        assert setting in lesson
        assert setting in SWITCHES
    assert "*AI-powered inline completions*" in lesson
    assert "*AI-powered inline completions*" in SWITCHES
    assert set(POLICIES) == set(_ASSISTANT)
