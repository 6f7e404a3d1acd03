"""Pages about all lessons: the syllabus, and the mistakes that are recognised. [coordinator]"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from otter.test_files import ExceptionTestFile

from autograder.authoring import assistant, minutes
from autograder.authoring.answers import Answer, read_answers
from autograder.authoring.course import Course
from autograder.authoring.extras import Extra
from autograder.authoring.facts import Facts, is_quiz
from autograder.authoring.lesson import BuildError, Lesson
from autograder.authoring.targets.otter import Emitted, manual_points
from autograder.files import natural

#: the hand-written text around the syllabus
SOURCE = "syllabus.md"
_LESSONS, _GOALS, _TOPICS, _RULE, _ASSISTANT = (
    "{{ lessons }}",
    "{{ goals }}",
    "{{ topics }}",
    "{{ minutes_rule }}",
    "{{ assistant }}",
)
_GENERATED = "<!-- Generated from {source} by `autograder build`; do not edit. -->\n\n"
_MISTAKES = """\
# What the checks recognise

Each line is a typical answer in `answers/`. The tests grade all of them and hold the lessons to
these points and messages.
"""


@dataclass(frozen=True)
class Chapter:
    """A built lesson, as the syllabus sees it.

    Attributes:
        tests: question → points that its tests give.
        manual: question → points that a person gives.
    """

    lesson: Lesson
    facts: Facts
    emitted: Emitted
    tests: dict[str, float]
    manual: dict[str, float]


def chapter(lesson: Lesson, emitted: Emitted) -> Chapter:
    """A lesson with its points.

    Raises:
        BuildError: it has no header; a goal has no question or a question no goal; a topic names
            a section or a question that the lesson does not have.
    """
    if lesson.facts is None:
        raise BuildError(f"{lesson.name} has no table `course` in its header.")
    tests = {
        name: sum(case.points for case in ExceptionTestFile.from_string(source).test_cases)
        for name, source in sorted(emitted.all_tests.items(), key=lambda item: natural(item[0]))
    }
    made = Chapter(lesson, lesson.facts, emitted, tests, manual_points(lesson))
    problems = list(_problems(made))
    if problems:
        listed = "\n".join(f"  {problem}" for problem in problems)
        raise BuildError(f"The header of {lesson.name} does not fit the lesson:\n{listed}")
    return made


def _problems(made: Chapter) -> Iterator[str]:
    questions = {*made.tests, *made.manual}
    checked = {name for goal in made.facts.goals for name in goal.questions}
    for goal in made.facts.goals:
        if not goal.questions:
            yield f"no question checks the goal {goal.text!r}"
    for name in sorted(questions - checked):
        yield f"the question {name} checks no goal"
    sections = {part.number for part in made.emitted.parts if part.number is not None}
    for topic in made.facts.topics:
        for number in topic.sections:
            if number not in sections:
                yield f"the topic {topic.text!r} is to be found in section {number}: there is none"
    named = checked | {name for topic in made.facts.topics for name in topic.questions}
    for name in sorted(named - questions):
        if not is_quiz(name):
            yield f"there is no question {name}"


def syllabus(course: Course, chapters: Iterable[Chapter], extras: Iterable[Extra] = ()) -> str:
    """The text of `syllabus.md`.

    Args:
        extras: notebooks beside the lessons, in which nothing is graded.

    Raises:
        BuildError: the hand-written text lacks one of its markers.
    """
    path = course.solutions / SOURCE
    text = path.read_text(encoding="utf-8-sig")
    chapters = list(chapters)
    for marker, table in (
        (_LESSONS, _lessons(chapters, extras)),
        (_GOALS, _goals(chapters)),
        (_TOPICS, _topics(chapters)),
        (_RULE, minutes.RULE[0].upper() + minutes.RULE[1:]),
        (_ASSISTANT, assistant.for_syllabus(course)),
    ):
        if text.count(marker) != 1:
            raise BuildError(f"{path} must hold the marker {marker} once.")
        text = text.replace(marker, table)
    return _GENERATED.format(source=f"solutions/{SOURCE}") + text


def _lessons(chapters: list[Chapter], extras: Iterable[Extra]) -> str:
    rows = [(_link(one), one.summary, str(one.minutes), "nothing", "not graded") for one in extras]
    for one in chapters:
        parts = one.emitted.parts
        by_tests, by_hand = sum(one.tests.values()), sum(one.manual.values())
        points = f"{by_tests:g} by tests" + (f", {by_hand:g} by a person" if by_hand else "")
        seconds = one.lesson.computing
        computing = f"{max(1, round(seconds))} s" if seconds else "not measured"
        whole = minutes.total(parts, one.lesson.computing)
        rows.append((_link(one.lesson), one.facts.summary, str(whole), computing, points))
    return _table(
        ("lesson", "you will be able to", "minutes", "of these, computing", "points"), rows
    )


def _link(one: Lesson | Extra) -> str:
    return f"[{one.number} {one.title}](course/{one.name}/{one.name}.ipynb)"


def _goals(chapters: list[Chapter]) -> str:
    rows = [
        (one.lesson.number, goal.text, _names(goal.questions))
        for one in chapters
        for goal in one.facts.goals
    ]
    return _table(("lesson", "goal", "checked by"), rows)


def _topics(chapters: list[Chapter]) -> str:
    rows = []
    for one in chapters:
        titles = {part.number: part.title for part in one.emitted.parts}
        for topic in one.facts.topics:
            places = "; ".join(f"{number}. {titles[number]}" for number in topic.sections)
            rows.append((one.lesson.number, topic.text, places, _names(topic.questions)))
    return _table(("lesson", "topic", "section", "asked in"), rows)


def _names(questions: Iterable[str]) -> str:
    """Questions as a reader finds them: `q2_why` is the written part of question 2."""
    names = []
    for name in questions:
        if is_quiz(name):
            names.append(f"quiz {name.removeprefix('quiz')}")
        else:
            short = re.fullmatch(r"q(\d+[a-z]?)(_\w+)?", name)
            words = " (in words)" if short and short[2] else ""
            names.append(f"question {short[1] if short else name}{words}")
    return ", ".join(names) or "not graded"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    cells = [[cell.replace("|", "\\|").replace("\n", " ") for cell in line] for line in lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def mistakes(course: Course, chapters: Iterable[Chapter]) -> str:
    """The text of `solutions/mistakes.md`: what each question recognises, lesson by lesson."""
    parts = [_GENERATED.format(source="the lessons' answers/") + _MISTAKES]
    for one in chapters:
        answers = read_answers(course, one.lesson.name)
        parts.append(f"## {one.lesson.number} {one.lesson.title}\n")
        for question, full in one.tests.items():
            rows = [row for answer in answers for row in _mistake(answer, question, full)]
            parts.append(f"### {_names([question]).capitalize()} ({full:g} points)\n")
            parts.append(_table(("answer", "points", "the message says"), rows) + "\n")
    return "\n".join(parts)


def _mistake(answer: Answer, question: str, full: float) -> Iterator[tuple[str, str, str]]:
    asked = {*answer.cells, *answer.before} or {*answer.marks, *answer.says}
    if question not in asked and question not in answer.says:
        return
    base = full if answer.base == "solution" else 0.0
    points = answer.marks.get(question, base)
    says = answer.says.get(question, "")
    yield answer.what, f"{points:g}", f"“{says}”" if says else ""
