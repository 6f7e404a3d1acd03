"""The question what a larger learning rate would change, from what a run found. [worker]"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from autograder.grading.viva.candidate import Candidate

#: of two losses, by how much the larger one has to be larger, so that chance does not decide
_CLEARLY = 1.1


def of_trial(noted: Mapping[str, Any]) -> Iterator[Candidate]:
    """The question about a network that was tried; none where the runs do not agree.

    Args:
        noted: as `learning_rate_in_kernel` notes it. `losses` has for each order of the data the
            loss before, after learning with the student's rate, and with the larger one; None
            where it is no number any more.
    """
    outcomes = {_outcome(*losses) for losses in noted.get("losses", [])}
    if len(outcomes) != 1 or None in outcomes:
        return
    rate, entries, size = float(noted["rate"]), int(noted["entries"]), int(noted["batch"])
    choices = {
        "further": f"It falls further, to less than with {rate:g}.",
        "less": f"It falls less, to more than with {rate:g}.",
        "rises": "It does not fall: it is larger than before the training.",
        "same": f"It is the same as with {rate:g}.",
    }
    key = choices[str(outcomes.pop())]
    yield Candidate(
        str(noted["question"]),
        "learning rate",
        f"Your network has a learning rate of {rate:g}. Suppose it has {10 * rate:g}, ten times as "
        f"much, and all else is as it is: it learns from the first {entries:,} entries of the data "
        f"that `fit` gets here, once, in batches of {size}. What becomes of the loss on them?",
        key,
        tuple(choice for choice in choices.values() if choice != key),
        str(noted["source"]),
        is_code=False,
        rank=6,
    )


def _outcome(before: float | None, after: float | None, larger: float | None) -> str | None:
    """What the larger rate makes of the loss; None where that is not clear."""
    if before is None or after is None or not after * _CLEARLY < before:
        return None
    if larger is None or larger > before * _CLEARLY:
        return "rises"
    if after * _CLEARLY < larger < before / _CLEARLY:
        return "less"
    return "further" if larger * _CLEARLY < after else None
