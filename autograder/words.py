"""What every command says in the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from autograder.datasets import Located


def say(text: str) -> None:
    """A sentence for whoever sits at the terminal, on standard error."""
    Console(stderr=True).print(text, style="bold", markup=False, highlight=False, soft_wrap=True)


def find_mnist() -> Located:
    """MNIST, wherever this machine has it; says so where a stand-in takes its place."""
    from autograder.datasets import STAND_IN_WARNING, locate_mnist

    with Console(stderr=True).status("looking for MNIST"):
        mnist = locate_mnist()
    if mnist.is_stand_in:
        say(STAND_IN_WARNING)
    return mnist
