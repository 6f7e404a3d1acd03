"""Runs Otter's test files over snapshots. [checker]"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import socket
import sys
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from autograder.assignment.own_values import Variant, find
from autograder.assignment.seed import set_seed
from autograder.assignment.test_inputs import MADE, Inputs
from autograder.capture import missing_answer, random_numbers, unused_parameters, working_files
from autograder.capture.checker_state import CheckerState
from autograder.capture.print_options import as_in
from autograder.capture.remote import is_remote
from autograder.capture.snapshot import Opaque, load
from autograder.capture.snapshot_folder import DecodeError
from autograder.check import learning, type_in_tests
from autograder.check.observed_predict import Cache, observed
from autograder.check.otter_tests import MAX_MESSAGE, hint, parse, run
from autograder.check.relay_in_checker import connected
from autograder.check.unsaid import unsaid
from autograder.datasets.dataset import TestSet
from autograder.datasets.registry import serve, test_sets
from autograder.run.channel import receive

_WHOLE = "This check looks at the whole notebook at once, which it cannot do here."
_UNREADABLE = (
    "What your cells made could not be handed to this check, so it says nothing about your answer. "
    "Your instructor can see that."
)
_MAX_REQUEST = 256 << 20
#: bytes of a snapshot, arrays aside, whose values wait in memory for the hidden cases
_MOST_KEPT = 16 << 20
#: compiled code looks at what a value is, not at what it answers
_NO_OBJECT = "a test gives an object that stayed in the student's kernel to what takes none"
#: what a student's own values are not any more
_CHANGED = "The cell of your own values gave {} another value. Run it again, and then your answer."
_WARNED = "a test shows a warning, for which nbgrader may give no points; here it keeps them"
_EVERYTHING = "a test looks at everything in the student's kernel, which can't leave it"


@dataclass(eq=False)
class Checker(CheckerState):
    """A checker's state, with what makes checking fast.

    Attributes:
        predictions: of all questions of a submission.
        kept: snapshot → its values, how its objects stood, and its functions, for the hidden cases.
        test_sets: as `autograder.datasets.registry.test_sets` gives them.
    """

    predictions: Cache = field(default_factory=Cache)
    kept: dict[Path, tuple[dict[str, Any], dict[int, str], dict[int | None, Any]]] = field(
        default_factory=dict
    )
    test_sets: Sequence[Callable[[], TestSet | None]] = ()


def main(datasets: Mapping[str, str], descriptors: Sequence[int]) -> None:
    """What the forked child becomes: it waits for what it is to check, as `check_all` takes it.

    Args:
        datasets: files that are served in place of downloads.
        descriptors: its end of a socket pair.
    """
    serve(datasets, copied=False)
    with socket.socket(fileno=descriptors[0]) as channel:
        request, _ = receive(channel, _MAX_REQUEST)
    check_all(datasets=datasets, **request)


def check_all(
    tests: str,
    inputs: Mapping[str, Mapping[str, tuple[Sequence[str], bool]]],
    jobs: Sequence[tuple[str, str]],
    snapshots: Mapping[str, str],
    datasets: Mapping[str, str],
    output: str,
    files: str | None = None,
    seed: int | None = None,
    may_ask: Sequence[str] = (),
    variants: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
    exception_format: Container[str] = (),
) -> None:
    """Does one job after another and appends a JSON line for each to `output`.

    Args:
        tests: folder with one Otter test file per question.
        inputs: question → case → the fields of its `Inputs`.
        jobs: pairs of a step and a question, in order.
        snapshots: question → folder of its snapshot; a question without one is checked on nothing.
        datasets: files that are served in place of downloads.
        files: modules and data that the tests bring along; each question gets a copy in the folder
            that its tests are run in.
        seed: what Otter would have set random numbers to before a check.
        may_ask: what may be asked beside functions: `networks` that hold code, `objects`.
        variants: question → the fields of the `Variant` that is expected of it.
        exception_format: the questions whose test files are known to be in that format.
    """
    checker = Checker(
        objects="objects" in may_ask, parts="networks" in may_ask, test_sets=test_sets(datasets)
    )
    here = Path.cwd()
    if files is not None:
        sys.path.append(files)
    with connected(Path(output).parent, checker):
        for step, name in jobs:
            path = Path(tests) / f"{name}.py"
            if step == "read":
                report = describe(path, exception_format=name in exception_format)
            else:
                if seed is not None:
                    set_seed(seed)
                # Each step of a question has a folder of its own, with the files that values name.
                folder = here / "files" / step / name
                if files is None:
                    folder.mkdir(parents=True)
                else:
                    shutil.copytree(files, folder)
                os.chdir(folder)
                variant = Variant(**variants[name]) if name in variants else None
                report = check(
                    path,
                    snapshots.get(name),
                    folder,
                    checker,
                    {
                        case: Inputs(frozenset(names), whole)
                        for case, (names, whole) in inputs.get(name, {}).items()
                    },
                    hidden=step == "hidden",
                    variant=variant,
                    exception_format=name in exception_format,
                )
            with Path(output).open("a", encoding="utf-8") as file:
                file.write(json.dumps({"step": step, "question": name, **report}) + "\n")


def describe(path: Path, *, exception_format: bool = False) -> dict[str, Any]:
    """A question's cases, before anything of the student's is looked at.

    Returns:
        `problem` (a sentence, or empty), `all_or_nothing`, and `cases`: for each its name, whether
        it is hidden, its points, and of a hidden one its hint.
    """
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            source = path.read_text(encoding="utf-8")
            test_file = parse(source, exception_format=exception_format)
    except Exception as error:  # a test file is code, and Otter's reader asserts and raises
        problem = f"the tests of {path.stem} cannot be used: {type(error).__name__}: {error}"
        return {"problem": problem[:MAX_MESSAGE], "all_or_nothing": False, "cases": []}
    cases = [
        {
            "name": case.name,
            "hidden": bool(case.hidden),
            "points": float(case.points),
            "hint": hint(case) if case.hidden else "",
        }
        for case in test_file.test_cases
    ]
    return {"problem": "", "all_or_nothing": bool(test_file.all_or_nothing), "cases": cases}


def check(
    path: Path,
    snapshot: str | None,
    folder: Path,
    checker: Checker,
    inputs: Mapping[str, Inputs],
    *,
    hidden: bool,
    variant: Variant | None = None,
    exception_format: bool = False,
) -> dict[str, Any]:
    """What the visible or the hidden cases of one question say, as plain data.

    Args:
        snapshot: the folder of its snapshot; None checks it on nothing.
        folder: the working folder, for the files that values name.
        inputs: what its cases look at; see `autograder.assignment.test_inputs.inputs`.
        hidden: which cases.
        variant: where each student has values of their own, what is expected of this one. Cases
            are given those of the number that the notebook was made for, whatever it says that
            they are.

    Returns:
        `problem` (a sentence, or empty), `held_back`: clauses for the instructor about what these
        cases look at and what could not leave the kernel, `unseen`: clauses about what may be right
        and failed because of that, `asked`: variables whose networks the kernel answers for,
        `objects`: whether it answers about objects,
        `outcomes`: for each case its number among all cases, whether it passed, its message,
        whether it measured a network that nobody has trained, and what it earns all the same where
        it has not passed; `accuracy`, `weights` and `curves` of the student's models, as
        `learning` has them; and where they are not as expected, `made_for`: the number that the
        notebook was made for, and `changed`: variables that have other values than that gives.
    """
    nothing: dict[str, Any] = {"problem": "", "held_back": [], "outcomes": []}
    try:
        source = path.read_text(encoding="utf-8")
        test_file = parse(source, exception_format=exception_format)
    except Exception:  # `describe` has said why
        return nothing
    looks = _inputs_of(inputs, test_file)
    chosen = [n for n, case in enumerate(test_file.test_cases) if bool(case.hidden) == hidden]
    if not chosen:
        return nothing
    namespace: dict[str, Any] = {}
    problem = ""
    if snapshot is not None:
        try:
            namespace = _values(Path(snapshot), folder, checker)
            working_files.place(Path(snapshot), checker)
        except DecodeError as error:
            problem = str(error)
    other: dict[str, Any] = {}
    if variant is not None:
        own = find(variant, namespace)
        namespace = {**namespace, **own.values}
        if own.is_other and snapshot is not None and not problem:
            other["made_for"] = own.number
        other["changed"] = [*own.changed]
    looked_at = frozenset[str]().union(*(case.names for case in looks))
    if checker.objects:
        type_in_tests.give(test_file, namespace)
    checker.namespace = namespace
    checker.variables = {name: namespace[name] for name in looked_at & namespace.keys()}
    checker.begin_question(random_numbers.read(Path(snapshot)) if snapshot is not None else None)
    missing = missing_answer.read(Path(snapshot)) if snapshot is not None else None
    unused_notes = unused_parameters.read(Path(snapshot)) if snapshot is not None else {}
    held_back = checker.held_back
    held_back.clear()
    recorded = learning.curves(namespace.values())  # before a test can change anything
    outcomes: list[list[Any]] = []
    unseen: list[str] = []
    answering: set[str] = set()
    objects = False
    printing = as_in(Path(snapshot) if snapshot is not None else None)
    found = learning.Measured.of(namespace, checker.test_sets)
    with printing, observed(namespace, checker.predictions, [found], asked=checker.networks):
        for number in chosen:
            found.untrained.clear()
            values = [namespace.get(name) for name in sorted(looks[number].names)]
            opaque = [value for value in values if isinstance(value, Opaque)]
            answering |= {
                n for n in looks[number].names if _is_asked(namespace.get(n), checker.networks)
            }
            checker.begin_case()
            held_back.extend(value.for_instructors for value in opaque)
            if looks[number].whole:
                held_back.append(_EVERYTHING)
                passed, message, partial = False, _WHOLE, 0.0
            else:
                passed, message, partial, warned = run(test_file, number, namespace)
                if warned and (passed or partial):
                    unseen.append(_WARNED)
            asked_some = checker.took_part or any(map(_holds_objects, values))
            objects |= asked_some
            if not passed:  # else it went on without
                held_back.extend([*checker.unread, *checker.changed_copies()])
                held_back.extend(working_files.unsaid(message, checker))
                held_back.extend(unsaid(source, message, values, asked=asked_some))
            if asked_some and not passed and _is_of_compiled_code(message, checker.raised):
                held_back.append(_NO_OBJECT)
            if opaque and not passed:  # whatever the test made of it, this is the reason
                message = " ".join(map(str, opaque))[:MAX_MESSAGE]
                unseen += [value.for_a_person for value in opaque if value.leaves]
            elif problem and not passed and looks[number].names:
                message = _UNREADABLE
                unseen.append("what its tests look at could not be read")
            elif other.get("changed") and not passed:
                message = f"{_CHANGED.format(', '.join(other['changed']))} {message}"[:MAX_MESSAGE]
            elif missing is not None and not passed:
                why = missing_answer.reasons(missing, looks[number].names, namespace)
                unused = unused_parameters.sentence(unused_notes, looks[number].names)
                message = missing_answer.with_reason(message, why)
                message = f"{unused} {message}".strip()[:MAX_MESSAGE]
            outcomes.append([number, passed, message, bool(found.untrained), partial])
    return {
        "problem": problem,
        "held_back": list(dict.fromkeys(held_back)),
        "unseen": list(dict.fromkeys(unseen)),
        "asked": sorted(answering),
        "objects": objects,
        "outcomes": outcomes,
        "accuracy": found.accuracy,
        "weights": found.weights,
        "curves": recorded,
        **other,
    }


def _is_asked(value: Any, networks: Container[Any]) -> bool:
    """Whether a value is, or holds, a network of which parts are asked, one of `networks`."""
    if issubclass(type(value), (list, tuple, dict)):
        parts = value.values() if isinstance(value, dict) else value
        return any(_is_asked(part, networks) for part in parts)
    keras = sys.modules.get("keras")
    is_network = keras is not None and issubclass(type(value), keras.Model)
    return is_network and value in networks


def _holds_objects(value: Any) -> bool:
    """Whether a value is, or holds, an object that is asked."""
    if type(value) in (list, tuple, dict):
        return any(map(_holds_objects, value.values() if type(value) is dict else value))
    return is_remote(value)


def _is_of_compiled_code(message: str, raised: Sequence[str]) -> bool:
    """Whether a test ended in a TypeError that no student's code has raised."""
    return "TypeError" in message and not any(text and text in message for text in raised)


def _values(snapshot: Path, folder: Path, checker: Checker) -> dict[str, Any]:
    """What a snapshot holds; for the hidden cases the very values that the visible ones saw.

    As with Otter, where all cases of a question share them. They are rebuilt where they lie in
    files, because each step has a folder of its own, or where keeping them would take much memory.
    """
    if snapshot in checker.kept:
        values, checker.standing, checker.functions = checker.kept.pop(snapshot)
        return values
    checker.standing, checker.functions = {}, {}
    before = _below(folder)
    values = load(snapshot, folder, checker=checker)
    in_memory = sum(file.stat().st_size for file in snapshot.iterdir() if file.suffix != ".npy")
    if _below(folder) == before and in_memory <= _MOST_KEPT:
        checker.kept[snapshot] = (values, checker.standing, checker.functions)
    return values


def _below(folder: Path) -> list[str]:
    """All that lies below a folder."""
    return [f"{top}/{name}" for top, *found in os.walk(folder) for names in found for name in names]


def _inputs_of(found: Mapping[str, Inputs], test_file: Any) -> list[Inputs]:
    """What each case looks at, in the order of Otter's cases."""
    otherwise = found.get(MADE, Inputs(frozenset()))
    return [
        found.get(
            str(number) if isinstance(case.body, str) else case.body.test_func.__name__, otherwise
        )
        for number, case in enumerate(test_file.test_cases)
    ]
