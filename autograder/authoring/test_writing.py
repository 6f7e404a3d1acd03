'''Questions of `kind: test-writing`: versions of a function say what a student's test finds. [any]

The author gives versions of a function, right ones and faulty ones. A student's test takes a
version, passes on each right one, and fails on the faulty ones. This module makes ordinary cases of
Otter's out of the versions, one for each faulty version, so that every grader marks them alike.
What judges the test is a helper that all these cases call, see `test_helpers`.

    # # BEGIN QUESTION
    # name: q7
    # kind: test-writing
    # writes: {test_mean: mean}       the student's test → their own function that it has to pass on

    # # BEGIN TESTS

    """ # BEGIN TEST CONFIG
    version: faulty
    points: 1
    says: "Try numbers whose mean is no whole number."
    """  # END TEST CONFIG


    def mean(numbers):
        return sum(numbers) // len(numbers)
'''

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import nbformat
import yaml

#: what a question says to be of this kind
TEST_WRITING = "test-writing"
#: the helper that judges a student's test
JUDGE = "judge_test"
#: the configuration above a test, or above a version
TEST_CONFIG = re.compile(r'(?ms)\A"{3} # BEGIN TEST CONFIG\n(.*?)^"{3} +# END TEST CONFIG')
_RIGHT, _FAULTY = "right", "faulty"
#: what an author may say of a version
_KEYS = {"version", "test", "points", "hidden", "says"}
_WRITES = "`writes: {test_mean: mean}`: the student's test, and their own function or null"


@dataclass(frozen=True)
class Version:
    """A version of the function that a student tests.

    Attributes:
        test: the student's test that it is for.
        function: its name.
        says: what a student reads whose test passes on it though it is faulty.
    """

    test: str
    function: str
    source: str
    right: bool
    hidden: bool
    points: float
    says: str


def problem_of(table: Mapping[str, Any], writes: Mapping[str, str | None], text: str) -> str:
    """What is wrong with a cell of versions, as a clause for its author; nothing where all is well.

    Args:
        table: its configuration, with a key `version`.
        writes: the student's test → their own function that it has to pass on.
        text: the code below the configuration.
    """
    if table["version"] not in (_RIGHT, _FAULTY):
        return f"`version` is {_RIGHT} or {_FAULTY}"
    if unknown := sorted({*map(str, table)} - _KEYS):
        return f"a version has no setting {unknown[0]!r}; there are {', '.join(sorted(_KEYS))}"
    if "test" in table and table["test"] not in writes:
        return f"`test` names one of {', '.join(writes)}"
    if "test" not in table and len(writes) > 1:
        return f"say which test it is for: `test: {next(iter(writes))}`"
    if table["version"] == _FAULTY and not str(table.get("says") or "").strip():
        return "`says` has what a student reads whose test passes on this version"
    functions = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    return "" if len(functions) == 1 else "a version is a cell of its own with one function"


def problem_of_writes(writes: Any) -> str:
    """What is wrong with the setting `writes`, as a clause; nothing where all is well."""
    well = isinstance(writes, dict) and writes
    if not well or not all(
        str(test).startswith("test_")
        and str(test).isidentifier()
        and (own is None or str(own).isidentifier())
        for test, own in writes.items()
    ):
        return f"a question of `kind: {TEST_WRITING}` has {_WRITES}"
    return ""


def missing(writes: Mapping[str, str | None], versions: list[tuple[str, bool, bool]]) -> list[str]:
    """What a question's versions lack, as clauses.

    Args:
        versions: of each its test, whether it is right, and whether it is hidden.
    """
    found = []
    for test, own in writes.items():
        of_it = [(right, hidden) for name, right, hidden in versions if name == test]
        if not any(not right for right, _ in of_it):
            found.append(f"{test} has no faulty version that it could find")
        elif not any(right for right, _ in of_it):
            found.append(f"{test} has no right version that it could pass on")
        elif own is None and (False, False) in of_it and (True, False) not in of_it:
            found.append(
                f"a visible faulty version of {test} needs a right one that students may see, with "
                "`hidden: false`, or their own function in `writes`"
            )
    return found


def expand(cells: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """A lesson's cells with a case of Otter's in place of each faulty version.

    Args:
        cells: without mistakes in these questions, as `blocks.Source` finds them.
    """
    made: list[nbformat.NotebookNode] = []
    writes: dict[str, str | None] = {}
    #: place among `made` → the version whose case belongs there, in the question that is open
    versions: dict[int, Version] = {}
    for cell in cells:
        first = cell.source.strip().split("\n", 1)[0]
        if cell.cell_type == "raw" and first == "# BEGIN QUESTION":
            table = yaml.safe_load(cell.source.strip()[len(first) :]) or {}
            if table.pop("kind", None) == TEST_WRITING:
                writes = table.pop("writes")
                cell = nbformat.from_dict(cell)
                cell.source = f"{first}\n{yaml.safe_dump(table, sort_keys=False)}".rstrip("\n")
        elif cell.cell_type == "raw" and first == "# END QUESTION":
            made = _with_cases(made, versions, writes)
            writes, versions = {}, {}
        config = TEST_CONFIG.match(cell.source) if writes and cell.cell_type == "code" else None
        table = (yaml.safe_load(config[1]) or {}) if config else {}
        if config and "version" in table:
            code = cell.source[config.end() :].strip("\n")
            versions[len(made)] = _version(table, writes, code)
        made.append(cell)
    return made


def _with_cases(
    cells: list[nbformat.NotebookNode],
    versions: Mapping[int, Version],
    writes: Mapping[str, str | None],
) -> list[nbformat.NotebookNode]:
    """The cells with cases where faulty versions stand, and without the right ones."""
    made = []
    number = 0
    for place, cell in enumerate(cells):
        if place not in versions:
            made.append(cell)
        elif not versions[place].right:
            number += 1
            made.append(_case_cell(versions[place], number, [*versions.values()], writes))
    return made


def _version(table: Mapping[str, Any], writes: Mapping[str, str | None], text: str) -> Version:
    [function] = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    right = table["version"] == _RIGHT
    return Version(
        test=table.get("test") or next(iter(writes)),
        function=function.name,
        # Without comments, and the same from every Python: what `ast` gives.
        source=ast.unparse(ast.parse(text)),
        right=right,
        hidden=bool(table.get("hidden", right)),
        points=float(table.get("points", 1)),
        says=str(table.get("says") or ""),
    )


def _case_cell(
    faulty: Version, number: int, versions: list[Version], writes: Mapping[str, str | None]
) -> nbformat.NotebookNode:
    right = [
        one.source
        for one in versions
        if one.right and one.test == faulty.test and (faulty.hidden or not one.hidden)
    ]
    config = yaml.safe_dump({"points": faulty.points, "hidden": faulty.hidden})
    head = f'""" # BEGIN TEST CONFIG\n{config}"""  # END TEST CONFIG\n'
    body = _case(faulty, number, right, writes[faulty.test])
    return nbformat.v4.new_code_cell(f"{head}\n\n{body}")


def _case(faulty: Version, number: int, right: list[str], own: str | None) -> str:
    """The code of one case: a call of what judges the student's test, with these versions.

    Students see the versions of a visible case. So what their test has to pass on there is their
    own function, where `writes` names one; a hidden case asks for no more than the test.
    """
    own = None if faulty.hidden else own
    parameters = ", ".join([faulty.test, *([own] if own else [])])
    hint = f"\n\n{faulty.says}" if faulty.hidden else ""
    given = [
        f"{faulty.test}, {own}",
        f"name={faulty.test!r}, function={faulty.function!r}, own_name={own!r}",
        f"right={right!r}",
        f"faulty={faulty.source!r}",
        f"says={faulty.says!r}, is_hidden={faulty.hidden}",
    ]
    return (
        f"def {faulty.test}_finds_fault_{number}({parameters}):\n"
        f"    {f'{faulty.test} finds fault {number}.{hint}'!r}\n"
        f"    {JUDGE}({', '.join(given)})\n"
    )


def judge() -> str:
    """The source of the helper that judges a student's test."""
    folder = resources.files("autograder.authoring") / "templates"
    tree = ast.parse((folder / "test_writing.py").read_text(encoding="utf-8"))
    [function] = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return ast.unparse(function)
