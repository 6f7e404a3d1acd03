"""What stands around every lesson: title, badge, goals, setup, recap, ways on. [coordinator]"""

from __future__ import annotations

import re
from collections.abc import Iterator

from autograder.authoring.addresses import badge
from autograder.authoring.course import COLAB
from autograder.authoring.lint import Draft, rule

_TITLE = re.compile(r"(?m)^(# # [^#\n]+)\n(?!#\n# \{\{ badge \}\})")
_PLACE_TO_STOP, _LONG = "A good place to stop.", 60
_ENDING = ("## Recap", "## Three questions to take along", "## Go further", "## Hand in")


def _put_badge_under_title(text: str) -> str:
    """Moves the badge's marker to the place right under the title."""
    if "\r" in text or not _TITLE.search(text) or "# {{ badge }}" not in text:
        return text
    gone = re.sub(r"(?m)^# \{\{ badge \}\}\n(#\n)?", "", text, count=1)
    # The first such line is the name of Otter's block; the title is the first one after it.
    begin = gone.index("\n# %% [markdown]\n")
    return gone[:begin] + re.sub(
        r"(?m)^(# # [^#\n]+)\n", r"\1\n#\n# {{ badge }}\n", gone[begin:], count=1
    )


@rule("put the marker {{ badge }} right under the title", fix=_put_badge_under_title)
def badge_under_title(draft: Draft) -> Iterator[str]:
    """The first cell begins with the title and the badge."""
    lines = [line for line in draft.cells[0].source.splitlines() if line.strip()]
    if not lines[0].startswith("# ") or badge(draft.lesson.name, draft.course) not in lines[1:2]:
        yield "cell 1"


@rule("give the header a table `course`, and the first cell {{ goals }} and {{ facts }}")
def header(draft: Draft) -> Iterator[str]:
    """The first cell says what one learns and what one needs."""
    first = draft.cells[0].source
    facts = draft.lesson.facts
    if facts is None or facts.goals_list not in first or "| Last verified |" not in first:
        yield "cell 1"


@rule("say that one saves a copy in Drive before one changes anything")
def save_a_copy(draft: Draft) -> Iterator[str]:
    """In Colab; it stands above the first cell that runs."""
    if COLAB not in draft.course.hosts:
        return
    for cell in draft.cells:
        if cell.cell_type == "code":
            break
        if "Save a copy in Drive" in cell.source:
            return
    yield ""


@rule("let the setup cell be the first one that runs, and let handing in stand under ## Hand in")
def setup_first(draft: Draft) -> Iterator[str]:
    """Nothing works before setup, and nothing is asked for after handing in."""
    code = [source for _, source in draft.code]
    ending = [cell.source for cell in draft.cells]
    begins = next((i for i, text in enumerate(ending) if "## Hand in" in text), len(ending))
    if "def set_up(" not in code[0] or not any("def hand_in(" in c for c in ending[begins:]):
        yield ""


@rule("number the sections from 1 without a gap: ## 1. Title ({{ minutes }})")
def numbered_sections(draft: Draft) -> Iterator[str]:
    """Topics in the syllabus lead to these numbers, and students plan by the minutes."""
    numbers = [part.number for part in draft.parts if part.number is not None]
    if not numbers or numbers != list(range(1, len(numbers) + 1)):
        yield ""
    for place, text in draft.prose:
        for line in re.findall(r"(?m)^## \d+\. .*$", text):
            if not re.search(r" \(\d+ minutes?\)$", line):
                yield place


@rule("end with ## Recap, ## Three questions to take along, ## Go further, ## Hand in")
def ending(draft: Draft) -> Iterator[str]:
    """What to keep, what to ask oneself, what to do next."""
    headings = [line for _, text in draft.prose for line in re.findall(r"(?m)^## .*$", text)]
    if tuple(headings[-len(_ENDING) :]) != _ENDING:
        yield ""


@rule("let three quiz questions with folded answers stand after the recap")
def three_quiz_questions(draft: Draft) -> Iterator[str]:
    """They work without a network: the answer is in the page."""
    text = "\n".join(text for _, text in draft.prose)
    quiz = text.partition("## Three questions to take along")[2].partition("## Go further")[0]
    if [int(n) for n in re.findall(r"<details><summary>(\d)\. ", quiz)] != [1, 2, 3]:
        yield ""


@rule(f"mark a place to stop, because it takes more than an hour: **{_PLACE_TO_STOP}** …")
def place_to_stop(draft: Draft) -> Iterator[str]:
    """Few sit down for longer; in English alone, because the rule looks for the words."""
    minutes = sum(part.minutes for part in draft.parts)
    marked = any(f"**{_PLACE_TO_STOP}**" in text for _, text in draft.prose)
    if draft.course.language == "en" and minutes > _LONG and not marked:
        yield f"{minutes:.0f} minutes"


@rule("let it take as long as `minutes` in [tool.course] says; “Go further” takes what is left")
def length(draft: Draft) -> Iterator[str]:
    """By the rule of `autograder.authoring.minutes`, without computing, give or take five."""
    minutes = sum(part.minutes for part in draft.parts)
    least, most = draft.course.minutes
    if not least <= minutes <= most + 5:
        yield f"{minutes:.0f} minutes, not {least} to {most}"
