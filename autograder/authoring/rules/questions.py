"""Lint rules for questions: a task, what the result looks like, hints, a check. [coordinator]"""

from __future__ import annotations

import re
from collections.abc import Iterator

from autograder.assignment.own_values import NUMBER
from autograder.authoring.answers import answer_cells
from autograder.authoring.lint import Draft, rule

_QUESTION = re.compile(r"(?m)^### Question (\d+[a-z]?):")
_KEEPING = re.compile(r"(?m)^keep_or_resume\(.*\)$")
_CHECK = re.compile(r'grader\.check\("(\w+)"\)')


@rule("ask as many questions as `questions` in [tool.course] says")
def number_of_questions(draft: Draft) -> Iterator[str]:
    """Fewer leave goals unchecked, more tire."""
    least, most = draft.course.questions
    if not least <= (number := len(draft.questions)) <= most:
        yield f"{number} question{'s' if number != 1 else ''}, not {least} to {most}"


@rule("let the check stand right below the answer cell")
def check_below_answer(draft: Draft) -> Iterator[str]:
    """So that students see what to try next where they try it."""
    answers = {index for indices in _answers(draft).values() for index in indices}
    for index, (place, cell) in enumerate(draft.placed):
        if _CHECK.fullmatch(cell.source.strip()) and index - 1 not in answers:
            yield place


def _answers(draft: Draft) -> dict[str, list[int]]:
    from nbformat.v4 import new_notebook

    return answer_cells(new_notebook(cells=draft.cells))


@rule("give the question at least two hints that unfold one after the other")
def hints(draft: Draft) -> Iterator[str]:
    """Between a question's heading and its answer cell."""
    for place, text in _tasks(draft):
        if text.count("<summary>") < 2 or "<summary>Hint 1" not in text:
            yield place


@rule("close each <details> of the hints with </details>")
def folds_that_close(draft: Draft) -> Iterator[str]:
    """An open one swallows the rest of the page."""
    for place, text in draft.prose:
        if text.count("<details>") != text.count("</details>"):
            yield place


@rule("say what the result should look like: **What it should look like:** …")
def what_it_looks_like(draft: Draft) -> Iterator[str]:
    """So that a student can judge before asking."""
    for place, text in _tasks(draft):
        if "**What it should look like" not in text:
            yield place


@rule("say in two to four lines what earns the points")
def rubric(draft: Draft) -> Iterator[str]:
    """Where a person marks an answer; Otter notes such questions in the notebook."""
    for index, (place, cell) in enumerate(draft.placed):
        if "<!-- BEGIN QUESTION -->" in cell.source:
            text = "\n".join(c.source for c in draft.cells[index : index + 2])
            if not 2 <= len(re.findall(r"(?m)^\s*[-*] .*point", text)) <= 4:
                yield place


@rule("leave three dots in the answer cell, so that nothing happens when it is left as it is")
def blank_answers(draft: Draft) -> Iterator[str]:
    """An untouched notebook runs from top to bottom."""
    for indices in _answers(draft).values():
        for index in indices:
            place, cell = draft.placed[index]
            if cell.cell_type == "code" and "..." not in cell.source:
                yield place


@rule("keep what the header's `evidence` names: call keep_or_resume below the question's answer")
def evidence_is_kept(draft: Draft) -> Iterator[str]:
    """What no cell keeps can never be handed in."""
    for question, names in (draft.lesson.facts.evidence if draft.lesson.facts else {}).items():
        below = draft.cells[min(_answers(draft)[question]) :]
        calls = "".join(line for cell in below for line in _KEEPING.findall(cell.source))
        for name in names:
            if f'"{name}"' not in calls:
                yield f"{question}, {name}"


@rule("show the values that the header's `variants` names, and let a test take each of them")
def own_values_are_used(draft: Draft) -> Iterator[str]:
    """A value that nobody sees, or that no test looks at, makes no answer a student's own."""
    variants = draft.lesson.facts.variants if draft.lesson.facts else {}
    code = "\n".join(cell.source for cell in draft.cells if cell.cell_type == "code")
    for question, parameters in variants.items():
        for name in parameters:
            shown = f'my_values("{question}")["{name}"]' in code and f"{NUMBER} = " in code
            if not shown or not re.search(rf"def test_\w+\([^)]*\b{name}\b", draft.text):
                yield f"{question}, {name}"


def _tasks(draft: Draft) -> Iterator[tuple[str, str]]:
    """(place, text) of each question with tests: all prose from its heading to its answer."""
    begun: list[str] = []
    place = ""
    for here, cell in draft.placed:
        if cell.cell_type == "code":
            if begun and "question" in cell.metadata:
                yield place, "\n".join(begun)
                begun = []
            elif begun:
                begun.append("")
        elif _QUESTION.search(cell.source):
            begun, place = [cell.source], here
        elif begun:
            begun.append(cell.source)
