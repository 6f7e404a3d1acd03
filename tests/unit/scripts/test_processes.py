"""Each module says which process it belongs to, and none imports what another process trusts."""

from __future__ import annotations

import ast
import importlib.util
import re
from functools import cache
from itertools import product

import grimp
import pytest

from tests.support.sources import PACKAGE, parsed

#: the processes that a tag may name; CONTRIBUTING.md draws them
PROCESSES = {
    "coordinator",
    "fork server",
    "forked child",
    "student kernel",
    "checker",
    "examiner",
    "worker",
    "driver",
}
SHORT = {"kernel": {"student kernel"}, "any": PROCESSES}
#: what a process may import besides its own: what it forks or is a kind of, never the other way
MAY_ALSO = {
    "coordinator": {"fork server", "forked child"},
    "fork server": {"forked child"},
    "examiner": {"checker"},
}
TAG = re.compile(r"\[([a-z ,]+)\]$")


@cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("autograder")


@cache
def source(module: str) -> ast.Module:
    path = PACKAGE.parent.joinpath(*module.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return parsed(path)


@cache
def tag(module: str) -> str | None:
    """What stands in brackets at the end of a docstring's first line; None where nothing does."""
    first = (ast.get_docstring(source(module)) or "").partition("\n")[0]
    found = TAG.search(first)
    return found[1] if found else None


def processes(module: str) -> set[str]:
    """The processes that a module belongs to."""
    named = (tag(module) or "any").split(", ")
    return set().union(*(SHORT.get(name, {name}) for name in named))


def modules() -> list[str]:
    """All that hold code; a package may be but a docstring."""
    return sorted(module for module in graph().modules if len(source(module).body) > 1)


def allowed(importer: str, imported: str) -> bool:
    """Whether every process that runs the one module is meant to run the other."""
    theirs = processes(imported)
    return all(({one} | MAY_ALSO.get(one, set())) & theirs for one in processes(importer))


def test_each_module_says_which_process_it_belongs_to() -> None:
    without = [module for module in modules() if tag(module) is None]
    assert without == [], "end the docstring's first line in its process, such as [coordinator]"
    assert set().union(*map(processes, modules())) == PROCESSES


def test_no_module_imports_what_belongs_to_another_process() -> None:
    wrong = [
        f"{module} [{tag(module)}] imports {other} [{tag(other)}]"
        for module in modules()
        for other in sorted(graph().find_modules_directly_imported_by(module))
        if not allowed(module, other)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        *product(
            ("student kernel", "checker", "examiner", "worker", "driver", "fork server"),
            ("coordinator",),
        ),
        ("student kernel", "checker"),
        ("coordinator", "student kernel"),
        ("coordinator", "checker"),
        ("any", "kernel, checker"),
    ],
)
def test_the_rule_keeps_processes_apart(
    monkeypatch: pytest.MonkeyPatch, importer: str, imported: str
) -> None:
    monkeypatch.setattr(f"{__name__}.tag", lambda module: module)
    assert not allowed(importer, imported)
    assert allowed(importer, importer)


def test_what_is_called_by_name_in_another_process_is_there_and_not_the_coordinators() -> None:
    named = {
        found
        for path in PACKAGE.rglob("*.py")
        for found in re.findall(r'"(autograder\.[\w.]+):(\w+)"', path.read_text("utf-8"))
    }
    assert len(named) >= 9
    for module, function in named:
        assert importlib.util.find_spec(module) is not None, module
        defined = {node.name for node in source(module).body if isinstance(node, ast.FunctionDef)}
        assert function in defined, f"{module}:{function}"
        assert tag(module) != "coordinator", f"{module}:{function}"
