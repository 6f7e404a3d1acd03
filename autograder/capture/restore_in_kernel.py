"""Restores pretrained artifacts in a notebook, in place of the training. [student kernel]

Their values come as a snapshot, which `examine_pretrained` has written.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograder.capture import snapshot
from autograder.capture.snapshot_folder import DecodeError
from autograder.errors import Refused

#: what two layers have to have in common, as far as both say it, is all but these
_ANY = frozenset({"name", "dtype", "seed", "trainable", "batch_shape"})


class CannotRestore(Refused):
    """The notebook's own values differ from those that were handed in."""


def restore(namespace: dict[str, Any], folder: str, before: Sequence[str]) -> None:
    """Puts the values of a snapshot into a notebook's variables, and their files beside it.

    A network that the notebook has built takes the weights, so that it stays the same object under
    all of its names.

    Args:
        before: the variables that the notebook has to have by now.

    Raises:
        CannotRestore: a value cannot be rebuilt, or the notebook has built other layers.
    """
    import keras

    try:
        values = snapshot.load(Path(folder), Path.cwd())
    except (DecodeError, OSError):
        raise CannotRestore("the notebook has removed what was handed in") from None
    for name, value in values.items():
        if isinstance(value, snapshot.Opaque):
            raise CannotRestore(str(value))
        mine = namespace.get(name)
        if isinstance(value, keras.Model) and isinstance(mine, keras.Model):
            if not mine.built:
                mine.build(value.input_shape)
            if not _same_layers(mine, value):
                raise CannotRestore(
                    f"`{name}` has other layers in what was handed in than in the notebook"
                )
        elif name in before and (name not in namespace or isinstance(value, keras.Model)):
            raise CannotRestore(f"the notebook makes no such `{name}` before it is trained")
    for name, value in values.items():
        mine = namespace.get(name)
        if isinstance(value, keras.Model) and isinstance(mine, keras.Model):
            mine.set_weights(value.get_weights())
        else:
            namespace[name] = value


def _same_layers(one: Any, other: Any) -> bool:
    """Whether two models have layers of the same kinds, settings and weights, in the same order."""
    ours, theirs = (
        [layer for layer in model.layers if type(layer).__name__ != "InputLayer"]
        for model in (one, other)
    )
    return len(ours) == len(theirs) and all(
        type(a).__name__ == type(b).__name__
        and [tuple(w.shape) for w in a.weights] == [tuple(w.shape) for w in b.weights]
        and _same_settings(a.get_config(), b.get_config())
        for a, b in zip(ours, theirs, strict=True)
    )


def _same_settings(one: dict[str, Any], other: dict[str, Any]) -> bool:
    plain = (bool, int, float, str)
    return all(
        one[key] == other[key]
        for key in (one.keys() & other.keys()) - _ANY
        if isinstance(one[key], plain) and isinstance(other[key], plain)
    )
