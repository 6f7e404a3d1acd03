"""What holds for every submission of a run, wherever it is graded. [coordinator]"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from autograder.assignment.model import Assignment
from autograder.collect.submissions import Submission
from autograder.datasets.dataset import Located
from autograder.datasets.registry import find
from autograder.record.numbers import Numbers
from autograder.run.sandbox.limits import Limits

#: when a network is trained: always; where nothing that can be used was handed in; never
Train = Literal["always", "missing", "never"]
ALWAYS: Final = "always"
MISSING: Final = "missing"
NEVER: Final = "never"
#: the least trust that a mark may rest on: on values that left as data; also on what the student's
#: process answers about its own objects; also on tests that ran in that process
LeastTrust = Literal["isolated", "asked", "in-kernel"]
ISOLATED: Final = "isolated"
ASKED: Final = "asked"
IN_KERNEL: Final = "in-kernel"
#: what is done where a network was trained on other data than the grader has: it is trained again,
#: on those; or what depends on it is left for later
WithoutData = Literal["train", "wait"]
TRAIN: Final = "train"
WAIT: Final = "wait"


@dataclass(frozen=True)
class Conditions:
    """Under which submissions are run and checked.

    Attributes:
        data: name → the data set that lessons train and test on.
        limits: on each submission.
        isolated: whether student code is locked in; stamped into every result.
        least_trust: the least trust that a mark may rest on. None is `asked` for an external
            assignment, and `isolated` for this course, where networks may hold code that is asked.
        without_data: what is done with networks from a data set that is missing.
        numbers: of the class, from which students' own values are derived.
    """

    data: Mapping[str, Located]
    limits: Limits = field(default_factory=Limits)
    isolated: bool = True
    least_trust: LeastTrust | None = None
    without_data: WithoutData = TRAIN
    numbers: Numbers = field(default_factory=Numbers)

    def for_assignment(self, *, external: bool) -> Conditions:
        """The same with what holds for an assignment where nobody has said which trust is enough.

        This course's own tests never run in a student's kernel.
        """
        trust = self.least_trust
        if external:
            trust = trust or ASKED
        elif trust == IN_KERNEL:
            trust = None
        return replace(self, least_trust=trust)

    def for_submission(self, submission: Submission, assignment: Assignment) -> Conditions:
        """As `for_assignment`, with no other data sets than the submission is served.

        One that nobody knew of before it was read is looked for now.
        """
        names = assignment.data_for(submission.mentions)
        data = {name: self.data.get(name) or find(name).locate() for name in names}
        return replace(self.for_assignment(external=assignment.external), data=data)

    @property
    def allow_in_kernel(self) -> bool:
        """Whether tests may run in a student's kernel where they need to."""
        return self.least_trust == IN_KERNEL

    @property
    def may_ask(self) -> frozenset[str]:
        """What may be asked: `objects`, and `networks` that hold code. Functions always may.

        Where tests may run in the student's kernel, an object is as its notebook left it there:
        asking it before, about its next line for example, would change that.
        """
        if self.least_trust == ISOLATED:
            return frozenset()
        return frozenset({"networks", "objects"} if self.least_trust == ASKED else {"networks"})

    @property
    def datasets(self) -> dict[str, str]:
        """Name → file, of the data sets that kernels and checkers are served."""
        return {name: str(one.path) for name, one in self.data.items()}
