"""The data sets that are known here: this package's own, and those of entry points. [any]"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from importlib.metadata import entry_points
from pathlib import Path

from autograder.datasets.dataset import Dataset, Located, TestSet
from autograder.datasets.mnist import Mnist
from autograder.errors import UserError

#: entry points by which a course brings data sets of its own; each names a `Dataset`
GROUP = "autograder.datasets"


class UnknownDatasetError(UserError):
    """A lesson depends on a data set that no package here brings."""


def _of_courses() -> list[Dataset]:
    return [point.load() for point in sorted(entry_points(group=GROUP), key=lambda one: one.name)]


#: name → data set
DATASETS: Mapping[str, Dataset] = {one.name: one for one in (Mnist(), *_of_courses())}


def mentioned(code: str) -> frozenset[str]:
    """The data sets that some code names, as whatever loads them does.

    A name within another word, or within one with hyphens such as a lesson's, is none.
    """
    return frozenset(
        name for name in DATASETS if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", code)
    )


def find(name: str) -> Dataset:
    """The data set of a name.

    Raises:
        UnknownDatasetError: none is called so.
    """
    if name not in DATASETS:
        raise UnknownDatasetError(
            f"A lesson depends on the data set {name!r}, which is not known here. Install the "
            f"package that brings it, by an entry point in the group `{GROUP}`."
        )
    return DATASETS[name]


def locate(names: Iterable[str]) -> dict[str, Located]:
    """Name → where the data set lies; see `Dataset.locate`.

    Raises:
        DatasetError: a person has to do something first.
        UnknownDatasetError: none is called so.
    """
    return {name: find(name).locate() for name in sorted(names)}


def preload(paths: Mapping[str, str]) -> None:
    """In the fork server: reads what a child will ask for, once for all of them.

    Args:
        paths: name → file.
    """
    for name, path in paths.items():
        with contextlib.suppress(UserError):  # the child meets it, too, and says so
            find(name).preload(Path(path))


def serve(paths: Mapping[str, str], *, copied: bool) -> dict[str, str]:
    """In a kernel or a checker: lets what loads data sets read these files.

    Args:
        paths: name → file.
        copied: as `Dataset.serve` takes it.

    Returns:
        Address → file, for those that are downloaded by hand.
    """
    for name, path in paths.items():
        find(name).serve(Path(path), copied=copied)
    return {address: path for name, path in paths.items() for address in find(name).addresses}


def test_sets(paths: Mapping[str, str]) -> list[Callable[[], TestSet | None]]:
    """What gives the test set of each data set, where it has one."""
    return [partial(find(name).test_set, Path(path)) for name, path in paths.items()]


def titles(names: Iterable[str]) -> str:
    """What people call some data sets, also those that are not known here any more."""
    said = [DATASETS[one].title if one in DATASETS else one for one in sorted(names)]
    return " and ".join(said) or "its own data"


def test_size(name: str) -> int:
    """How many entries the test set of a data set has; 0 where that is not known here."""
    return DATASETS[name].test_size if name in DATASETS else 0


def genuine(names: Iterable[str]) -> str:
    """What `digest` gives where all of some data sets are what they are called."""
    return " ".join(find(name).sha256 for name in sorted(names))


def digest(located: Mapping[str, Located]) -> str:
    """What says which data some data sets are: a SHA-256 for each of them."""
    return " ".join(located[name].sha256 for name in sorted(located))


def missing(name: str) -> str:
    """What to say where a synthetic data set takes the place of one."""
    one = find(name)
    return (
        f"{one.title} is missing here, so a stand-in of the same shapes and types takes its place, "
        f"where accuracies differ a little. To use {one.title} itself, put its {one.file} into a "
        "folder and name that folder in COURSE_DATASETS; `autograder doctor` says whether it is "
        "found."
    )
