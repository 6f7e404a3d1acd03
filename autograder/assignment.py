"""What is graded: an assignment's questions, their tests and points, and the names they look at."""

from __future__ import annotations

import ast
import hashlib
import io
import json
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

#: what `autograder build` adds to the zip that Otter makes: the title, and what a person marks
EXTRA_FILE = "course.json"
_MAX_TEST_BYTES = 10 << 20


class AssignmentError(ValueError):
    """An assignment's zip is missing, damaged, or holds no tests. The message says what to do."""


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        name: as in `grader.check("q1")`.
        names: the variables that its tests take as parameters, sorted.
        manual: whether a person marks it; it then has no tests, and `points` is what it can earn.
        points: only set for a question that is marked by hand; else the tests know.
    """

    name: str
    names: tuple[str, ...] = ()
    manual: bool = False
    points: float = 0.0


@dataclass(frozen=True)
class Assignment:
    """One assignment, with its test files unpacked to a folder that only the check room reads.

    Attributes:
        tests: the folder of Otter test files, one per question.
        questions: in the order of the lesson.
        sha256: over the names and contents of everything that can change a mark.
    """

    name: str
    title: str
    tests: Path
    questions: tuple[Question, ...]
    sha256: str

    @property
    def checked(self) -> tuple[Question, ...]:
        """The questions that tests mark."""
        return tuple(question for question in self.questions if not question.manual)


def load(archive: Path, folder: Path) -> Assignment:
    """Unpacks the tests of a zip that Otter Assign made into `folder`, and describes them.

    Raises:
        AssignmentError: no such file, not a zip, or a zip without tests.
    """
    try:
        content = archive.read_bytes()
        with zipfile.ZipFile(io.BytesIO(content)) as zipped:
            tests = _tests(zipped)
            extra = _extra(zipped)
            config = _json(zipped, "otter_config.json")
    except FileNotFoundError:
        raise AssignmentError(f"{archive} does not exist.") from None
    except (OSError, zipfile.BadZipFile) as error:
        raise AssignmentError(f"{archive} cannot be read as a zip: {error}.") from None
    if not tests:
        raise AssignmentError(
            f"{archive} holds no folder `tests`. Give the autograder zip that `otter assign` makes."
        )
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    for name, source in sorted(tests.items()):
        (folder / f"{name}.py").write_bytes(source)
        digest.update(f"{name}\0{len(source)}\0".encode() + source)
    digest.update(json.dumps(extra, sort_keys=True).encode())
    name = str(config.get("assignment_name") or extra.get("name") or archive.stem)
    return Assignment(
        name=name,
        title=str(extra.get("title") or name),
        tests=folder,
        questions=_questions(tests, extra),
        sha256=digest.hexdigest(),
    )


def _tests(zipped: zipfile.ZipFile) -> dict[str, bytes]:
    tests = {}
    for info in zipped.infolist():
        path = PurePosixPath(info.filename)
        if path.parent == PurePosixPath("tests") and path.suffix == ".py":
            if info.file_size > _MAX_TEST_BYTES:
                raise AssignmentError(f"{info.filename} is larger than a test file can be.")
            tests[path.stem] = zipped.read(info)
    return tests


def _extra(zipped: zipfile.ZipFile) -> dict[str, object]:
    return _json(zipped, EXTRA_FILE)


def _json(zipped: zipfile.ZipFile, name: str) -> dict[str, object]:
    try:
        data = json.loads(zipped.read(name))
    except KeyError:
        return {}
    except ValueError as error:
        raise AssignmentError(f"{name} in the zip is no JSON: {error}.") from None
    return data if isinstance(data, dict) else {}


def _questions(tests: dict[str, bytes], extra: dict[str, object]) -> tuple[Question, ...]:
    listed = extra.get("questions")
    if not isinstance(listed, list):
        listed = [{"name": name} for name in sorted(tests, key=natural)]
    questions = []
    for entry in listed:
        name = str(entry["name"])
        if entry.get("manual"):
            questions.append(Question(name, manual=True, points=float(entry["points"])))
        elif name in tests:
            questions.append(Question(name, names=parameters(tests[name].decode())))
    return tuple(questions)


def parameters(source: str) -> tuple[str, ...]:
    """The variables that a test file's cases take as parameters, sorted.

    Raises:
        AssignmentError: the file is not Python.
    """
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise AssignmentError(f"A test file is not Python: {error}.") from None
    names = {
        argument.arg
        for function in tree.body
        if isinstance(function, ast.FunctionDef) and function.decorator_list
        for argument in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
    }
    return tuple(sorted(names - {"env"}))


def natural(name: str) -> list[int | str]:
    """A sort key that puts q2 before q10."""
    return [int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", name)]
