"""A question that can be asked about a student's own work, before its choices are drawn. [any]"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

#: of a text, of code, of a choice; lines of code; wrong choices
MOST_TEXT, MOST_CODE, MOST_CHOICE, MOST_LINES, MOST_NEAR = 600, 4_000, 120, 60, 12


@dataclass(frozen=True)
class Candidate:
    """A question with its key and wrong choices to draw from.

    Attributes:
        question: the lesson's question whose answer it is about.
        kind: what is asked; a sheet has different kinds where it can.
        text: what is asked, with code between backticks.
        key: the right choice.
        near: wrong choices, the most plausible first.
        code: the student's code that it is about; empty where it needs none.
        is_code: whether choices are Python.
        shared: whether what is right for other students may be a wrong choice.
        rank: how much it tells; the higher the better.
        same: what the key is compared by: choices with the same one mean the same.
    """

    question: str
    kind: str
    text: str
    key: str
    near: tuple[str, ...] = ()
    code: str = ""
    is_code: bool = True
    shared: bool = False
    rank: int = 1
    same: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {**asdict(self), "near": list(self.near[:MOST_NEAR])}

    @classmethod
    def from_json(cls, data: Any) -> Candidate:
        """A candidate that a worker gives, which has read what a student's process wrote.

        Raises:
            ValueError: it is none, or larger than one may be.
        """
        try:
            made = cls(**{**data, "near": tuple(data["near"])})
        except (TypeError, KeyError) as error:
            raise ValueError(f"not a valid question: {error}") from None
        texts = (
            *((made.question, MOST_CHOICE), (made.kind, MOST_CHOICE), (made.text, MOST_TEXT)),
            *((made.key, MOST_CHOICE), (made.code, MOST_CODE), (made.same, MOST_CHOICE)),
            *((one, MOST_CHOICE) for one in made.near),
        )
        for text, most in texts:
            if not isinstance(text, str) or len(text) > most:
                raise ValueError("not a valid question: no text, or too long")
        if type(made.rank) is not int or len(made.near) > MOST_NEAR:
            raise ValueError("not a valid question: no rank, or too many choices")
        if not all(type(one) is bool for one in (made.is_code, made.shared)):
            raise ValueError("not a valid question: no flag")
        return made


def other_sizes(size: int) -> list[str]:
    """Other sizes, as far off as a glance tells."""
    step = max(1, size // 4)
    return [str(size + by) for by in (step, -step, 2 * step, -2 * step) if size + by >= 0]


@dataclass(frozen=True)
class VivaQuestion:
    """A question as it stands on a sheet.

    Attributes:
        about: what it was drawn from.
        choices: in the order in which they are shown.
        right: the index of the right one.
    """

    about: Candidate
    choices: tuple[str, ...]
    right: int

    @property
    def letter(self) -> str:
        """The right choice's letter."""
        return "ABCDEFGH"[self.right]


@dataclass(frozen=True)
class Sheet:
    """What one student is asked about one lesson.

    Attributes:
        name: the student's, as far as it is known.
        title: of the lesson.
        missing: why there are fewer questions than were asked for; or nothing.
    """

    student: str
    lesson: str
    name: str
    title: str
    questions: tuple[VivaQuestion, ...] = ()
    missing: str = ""
