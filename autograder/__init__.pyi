"""The public names, for type checkers."""

from autograder.grading.api import grade as grade
from autograder.grading.api import load_assignment as load_assignment
from autograder.grading.request import GradeRequest as GradeRequest
from autograder.record.result import Result as Result
from autograder.record.result import Status as Status
from autograder.record.result import Trust as Trust
from autograder.record.store import Store as Store

DISTRIBUTION: str

__all__ = ["GradeRequest", "Result", "Status", "Store", "Trust", "grade", "load_assignment"]
