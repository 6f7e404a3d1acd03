"""What holds for every submission of a run, wherever it is graded. [coordinator]"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from autograder.datasets.mnist import Located
from autograder.run.sandbox.limits import Limits

#: when a network is trained: always; where nothing that can be used was handed in; never
Train = Literal["always", "missing", "never"]
ALWAYS: Final = "always"
MISSING: Final = "missing"
NEVER: Final = "never"
#: what is done where a network was trained on other data than the grader has: it is trained again,
#: on those; or what depends on it is left for later
WithoutMnist = Literal["train", "wait"]
TRAIN: Final = "train"
WAIT: Final = "wait"


@dataclass(frozen=True)
class Conditions:
    """Under which submissions are run and checked.

    Attributes:
        mnist: the data that the lessons train and test on.
        limits: on each submission.
        isolated: whether student code is locked in; stamped into every result.
        allow_in_kernel: whether an external assignment's tests may run in a student's kernel where
            they need to.
        without_mnist: what is done with networks from MNIST where it is missing.
    """

    mnist: Located
    limits: Limits = field(default_factory=Limits)
    isolated: bool = True
    allow_in_kernel: bool = False
    without_mnist: WithoutMnist = TRAIN

    @property
    def datasets(self) -> dict[str, str]:
        """Name → file, of the data sets that kernels and checkers are served."""
        return {"mnist": str(self.mnist.path)}
