"""What a data set is to the grader, whatever it holds and wherever it lies. [any]"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from autograder.errors import UserError


class DatasetError(UserError):
    """A data file cannot be used, and a person has to do something about it.

    `path` is the file, `problem` says what is wrong with it, `remedy` what to do. The message
    is one sentence made of the three.
    """

    def __init__(self, path: Path, problem: str, remedy: str) -> None:
        # All three go to Exception, so that the error survives a trip between processes.
        super().__init__(path, problem, remedy)
        self.path = path
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.path} {self.problem}; {self.remedy}."


@dataclass(frozen=True)
class Located:
    """Where a data set, or a synthetic one in its place, lies.

    Attributes:
        path: of its file, absolute.
        name: what the data are, for people: the data set's title, or a name that begins with
            "stand-in".
        is_synthetic: whether the data are anything but the data set itself.
        sha256: over what the file holds, so that it is the same however that is packed: of the
            data set itself `Dataset.sha256`, of each synthetic one another.
    """

    path: Path
    name: str
    is_synthetic: bool
    sha256: str


@dataclass(frozen=True)
class TestSet:
    """What models are measured on.

    Attributes:
        inputs: an array whose first axis has an entry for each label.
        labels: whole numbers from 0, shape (n,).
    """

    __test__ = False  # pytest takes the name for a test class otherwise

    inputs: Any
    labels: Any


class Dataset(Protocol):
    """A data set that lessons train or test on.

    It holds nothing that students may not see: each of them is served all of it. Its module imports
    what takes time in its functions alone, because every process of the grader imports it.

    Attributes:
        name: the word by which code loads it, and results and assignments know it.
        title: what people call it.
        file: what its file is called in the folder that COURSE_DATASETS names.
        sha256: of the data set itself, as `Located.sha256` has it.
        addresses: where on the network its file lies, for whoever downloads it by hand.
        test_size: how many entries its test set has; 0 where it has none.
    """

    name: str
    title: str
    file: str
    sha256: str
    addresses: tuple[str, ...] = ()
    test_size: int = 0

    def locate(self) -> Located:
        """In the coordinator: finds the data set, or makes a synthetic one, in a few seconds.

        Called for each run whose marks depend on it.

        Raises:
            DatasetError: a person has to do something first.
        """
        raise NotImplementedError

    def preload(self, path: Path) -> None:
        """In the fork server: reads the file for all processes that are forked from it.

        Runs no TensorFlow operation, and leaves no file open, but for what `shared_arrays` holds.

        Raises:
            DatasetError: the file is damaged.
        """

    def serve(self, path: Path, *, copied: bool) -> None:
        """In a kernel or a checker: lets what loads the data set read the file at `path`.

        Args:
            copied: whether what is loaded belongs to whoever loads it, as in a kernel. A checker
                loads it often, and copies what it changes.
        """

    def test_set(self, path: Path) -> TestSet | None:
        """In a checker: what models are measured on; None where the data set has none."""
        return None

    def digest_source(self) -> str:
        """The source of a function `digest_of_<name>()`, which notebooks of students get.

        It returns `Located.sha256` of what they load there; without it, what they hand in is taken
        for trained on the data set itself.
        """
        return ""


def in_course_datasets(file: str) -> Path | None:
    """The place of a file in the folder that COURSE_DATASETS names; None where it names none."""
    folder = os.environ.get("COURSE_DATASETS")
    return Path(folder).expanduser().absolute() / file if folder else None


def unreadable(path: Path, error: OSError, remedy: str) -> DatasetError:
    """Return the error for a file that the system will not let us read."""
    return DatasetError(path, f"cannot be read ({error.strerror or error})", remedy)
