"""Questions about a training, from the curves and accuracies that results hold. [coordinator]"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence

from autograder.grading.viva.candidate import Candidate
from autograder.record.result import QuestionResult

#: a curve → how a question calls it
_CURVES = {
    "val_loss": "the loss on the validation data",
    "val_accuracy": "the accuracy on the validation data",
    "loss": "the loss on the training data",
    "accuracy": "the accuracy on the training data",
}


def from_result(question: QuestionResult) -> list[Candidate]:
    """What can be asked about a question's training; nothing where it has none."""
    return [one for one in _made(question) if len(one.near) >= 2]


def _made(question: QuestionResult) -> Iterator[Candidate]:
    curves = {name: question.curves[name] for name in _CURVES if question.curves.get(name)}
    for name, curve in curves.items():
        ask = _asking(question.name, len(curve))
        best: Callable[..., float] = min if "loss" in name else max
        if curve.count(best(curve)) == 1:
            word = "lowest" if "loss" in name else "highest"
            worst = (max if "loss" in name else min)(curve)
            near = [len(curve), curve.index(worst) + 1, 1]
            yield ask(
                f"best {name}",
                f"In which epoch of your training was {_CURVES[name]} {word}?",
                curve.index(best(curve)) + 1,
                near,
                rank=5 if name.startswith("val") else 3,
            )
        falls = [a > b if "loss" in name else a < b for a, b in itertools.pairwise(curve)]
        if False in falls and name.startswith("val"):
            near = [len(curve), curve.index(best(curve)) + 1]
            yield ask(
                f"first setback of {name}",
                f"In which epoch was {_CURVES[name]} for the first time no better than in the "
                "epoch before?",
                falls.index(False) + 2,
                near,
                rank=4,
            )
        if "accuracy" in name and all(0 <= value <= 1 for value in curve):
            shown = [f"{value:.1%}" for value in curve]
            yield Candidate(
                question.name,
                f"last {name}",
                f"What was {_CURVES[name]} after the last epoch of your training?",
                shown[-1],
                _wrong(shown[-1], [*shown[-2::-1], *_beside(curve[-1])]),
                is_code=False,
                shared=True,
                rank=3,
            )
    if curves:
        epochs = len(next(iter(curves.values())))
        others = [str(epochs + 1), str(epochs - 1), str(2 * epochs), str(epochs + 5)]
        text = "For how many epochs was the network of this question trained?"
        key = str(epochs)
        yield Candidate(
            question.name, "epochs", text, key, _wrong(key, others), is_code=False, shared=True
        )
    for variable, share in question.accuracy.items():
        key = f"{share:.1%}"
        yield Candidate(
            question.name,
            "accuracy",
            f"Which share of the test set does your network `{variable}` name right?",
            key,
            _wrong(key, _beside(share)),
            is_code=False,
            shared=True,
            rank=4,
        )


def _asking(question: str, epochs: int) -> Callable[..., Candidate]:
    """Makes questions whose choices are epochs, counted from 1."""

    def ask(kind: str, text: str, key: int, near: Sequence[int], rank: int) -> Candidate:
        others = [*near, *(key + by for by in (1, -1, 2, -2))]
        wrong = [f"epoch {one}" for one in others if 1 <= one <= epochs]
        shown = f"epoch {key}"
        return Candidate(
            question,
            kind,
            f"{text} (The first is epoch 1.)",
            shown,
            _wrong(shown, wrong),
            is_code=False,
            rank=rank,
        )

    return ask


def _wrong(key: str, near: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in near if one != key))[:8]


def _beside(share: float) -> list[str]:
    """Other shares, as far off as another network's would be."""
    steps = (-0.021, 0.013, -0.057, 0.034)
    return [f"{share + step:.1%}" for step in steps if 0 <= share + step <= 1]
