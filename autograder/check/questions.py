"""Runs Otter's test files over snapshots. This module works in a process of its own."""

from __future__ import annotations

import contextlib
import io
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from otter.test_files import ExceptionTestFile, OKTestFile

from autograder.capture.room import DecodeError
from autograder.capture.snapshot import Opaque, load
from autograder.check.relay import connect

_FAILED = "❌ Test case failed"
_MAX_MESSAGE = 2_000


class _MessageTestFile(ExceptionTestFile):  # type: ignore[misc]
    """An exception test file whose failures read as the author's sentence, without the source.

    What Otter shows would print the line of the test, which for a hidden test is nobody's business.
    """

    def _generate_error_message(self, excp: Exception, context: int = 0) -> str:
        if isinstance(excp, AssertionError):
            return str(excp) or "This is not what the task asks for."
        return (
            "This check could not make sense of the answer "
            f"({type(excp).__name__}: {str(excp)[:300]})."
        )


def main(
    tests: str,
    questions: list[str],
    snapshots: Mapping[str, str],
    datasets: Mapping[str, str],
    output: str,
) -> None:
    """Checks questions one after another and appends a JSON line per question to `output`.

    Args:
        tests: folder with one Otter test file per question.
        questions: which ones, in order.
        snapshots: question → folder of its snapshot; a question without one is checked on nothing.
        datasets: files that stand in for downloads.
    """
    if "mnist" in datasets:
        from autograder.datasets import serve_to_keras

        serve_to_keras(Path(datasets["mnist"]))
    connect(Path(output).parent)
    here = Path.cwd()
    for name in questions:
        # Each question has a folder of its own, with the files that its values name.
        folder = here / "files" / name
        folder.mkdir(parents=True, exist_ok=True)
        os.chdir(folder)
        report = check(Path(tests) / f"{name}.py", snapshots.get(name), folder)
        with Path(output).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"question": name, **report}) + "\n")


def check(test_path: Path, snapshot: str | None, files: Path) -> dict[str, Any]:
    """Points and messages of one question, as plain data.

    Args:
        snapshot: the folder of its snapshot; None checks it on nothing.
        files: the working folder, empty, for the files that values name.

    Returns:
        `score`, `possible`, `problem` (a sentence, or empty) and `tests`: for each case its name,
        whether it is hidden, whether it passed, its points and its message.
    """
    namespace: dict[str, Any] = {}
    problem = ""
    if snapshot is not None:
        try:
            namespace = load(Path(snapshot), files)
        except DecodeError as error:
            problem = str(error)
    with contextlib.redirect_stdout(io.StringIO()):
        test_file = _read(test_path)
        test_file.run(namespace)
    tests = [
        {
            "name": result.test_case.name,
            "hidden": bool(result.test_case.hidden),
            "passed": bool(result.passed),
            "points": float(result.test_case.points),
            "message": _message(result, namespace),
        }
        for result in test_file.test_case_results
    ]
    return {
        "score": round(float(test_file.score), 5),
        "possible": round(float(test_file.possible), 5),
        "problem": problem,
        "tests": tests,
    }


def _read(path: Path) -> Any:
    source = path.read_text(encoding="utf-8")
    kind = OKTestFile if "OK_FORMAT = True" in source else _MessageTestFile
    return kind.from_file(str(path))


def _sentence(case: Any) -> str:
    """What a passing test has shown, from its function's name: test_it_is_right → It is right."""
    name = getattr(getattr(case, "test_func", None), "__name__", "")
    words = name.removeprefix("test_").replace("_", " ").strip()
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def _message(result: Any, namespace: Mapping[str, Any]) -> str:
    if result.passed:
        return str(result.test_case.success_message or _sentence(result.test_case.body))
    stayed_behind = [
        str(namespace[name])
        for name in getattr(result.test_case.body, "_get_func_params", list)()
        if isinstance(namespace.get(name), Opaque)
    ]
    if stayed_behind:  # whatever the test made of it, this is the reason
        return " ".join(stayed_behind)[:_MAX_MESSAGE]
    text = str(result.message or "").removeprefix(_FAILED).strip()
    if result.test_case.failure_message:
        text = f"{result.test_case.failure_message} {text}".strip()
    return text[:_MAX_MESSAGE]
