"""What help of AI assistants is allowed, for lessons' headers and the syllabus. [coordinator]

`[tool.course]` chooses one of `POLICIES`. The names of Colab's settings are those of two issues of
googlecolab/colabtools (#5819 and #6084); `docs/colab.md` has the day on which they were read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autograder.authoring.course import COLAB, Course

#: where a student switches help off in Colab's page
SWITCHES = (
    "in Colab, *Tools → Settings → AI Assistance*: tick *Hide generative AI features*, and untick "
    "*AI-powered inline completions*"
)
_NAME_IT = (
    "write a comment `# Help: …` into your answer, with what you asked for and what you checked or "
    "changed; below an answer in words, a line `Help: …`"
)


@dataclass(frozen=True)
class Policy:
    """What a course says of assistants.

    Attributes:
        rule: what is allowed, in a sentence or two.
        naming: what a student writes who was helped, as a sentence.
        begin: the clause in front of `SWITCHES`.
    """

    rule: str
    naming: str
    begin: str


#: by what `assistant` in `[tool.course]` may be
POLICIES: Mapping[str, Policy] = {
    "off": Policy(
        "**Off for answers.** Write your answers yourself. You may ask an assistant about the "
        "text, about an example or about an error, and not for code that answers a question.",
        f"If help got into an answer all the same, {_NAME_IT}.",
        "Before you begin, switch it off",
    ),
    "named": Policy(
        "**Allowed, and named.** You may ask an assistant, also about an answer. You have to "
        "understand what you hand in: you may be asked about it.",
        f"If you were helped, {_NAME_IT}.",
        "If you want to think for yourself first, switch it off",
    ),
    "free": Policy(
        "**Free.** Use an assistant as you like. You answer for all that you hand in, and the "
        "checks see what it does, not who wrote it.",
        "You need not write down that you were helped.",
        "If you want to think for yourself first, switch it off",
    ),
}


def for_header(course: Course) -> str:
    """The policy in one cell of a table."""
    policy = POLICIES[course.assistant]
    return f"{policy.rule} {policy.naming}{_switching(policy, course)}"


def for_syllabus(course: Course) -> str:
    """The policy as paragraphs."""
    policy = POLICIES[course.assistant]
    colab = (
        " Colab completes your code by default, also in answer cells. A notebook cannot switch "
        "that off for you, and a button beside a data frame stays even when all is hidden."
        if COLAB in course.hosts
        else ""
    )
    return f"{policy.rule} {policy.naming}\n\nThe rule is the same in all lessons.{colab}" + (
        _switching(policy, course)
    )


def _switching(policy: Policy, course: Course) -> str:
    return f" {policy.begin}: {SWITCHES}." if COLAB in course.hosts else ""
