"""The output folder: what is written there is written whole or not at all."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

from autograder.assignment import natural
from autograder.collect.files import OUTPUT_MARKER
from autograder.lms.table import defused
from autograder.record.result import Result

_MARK = """\
`autograder grade` writes its results into this folder. By this file it knows that what lies in
executed/, attempts/ and the like was not handed in, wherever the folder is.
"""
_UNSAFE = re.compile(r"[^\w .@+()-]+")


def file_name(text: str) -> str:
    """A name that is safe for a file or folder on any system, and resembles the text.

    Two texts never get the same one: a name that had to be changed says so by `~` and a digest.
    """
    safe = _UNSAFE.sub("_", text).strip("._ ")[:100]
    if safe and safe == text:
        return safe
    return f"{safe}~{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:10]}"


class Store:
    """An output folder of `autograder grade`. Its layout is described in DESIGN.md."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        #: results that were read, with what tells whether their file has changed since
        self._known: dict[Path, tuple[tuple[int, int, int], Result]] = {}

    def result_path(self, student: str, lesson: str) -> Path:
        """Where a result lies, or will."""
        return self._path("results", student, lesson, "json")

    def executed_path(self, student: str, lesson: str) -> Path:
        """Where the executed notebook lies, or will."""
        return self._path("executed", student, lesson, "ipynb")

    def feedback_path(self, student: str, lesson: str) -> Path:
        """Where the feedback page lies, or will."""
        return self._path("feedback", student, lesson, "html")

    @property
    def grades_path(self) -> Path:
        """The table of marks."""
        return self.folder / "grades.csv"

    @property
    def report_path(self) -> Path:
        """The page of the class."""
        return self.folder / "report.html"

    @property
    def alike_path(self) -> Path:
        """The page of submissions that are alike."""
        return self.folder / "alike.html"

    @property
    def attempts_path(self) -> Path:
        """The table of what was handed in several times."""
        return self.folder / "attempts.csv"

    def attempt(self, number: int) -> Store:
        """An output folder of its own for what students handed in first, second and so on.

        Args:
            number: counted from 1.
        """
        return Store(self.folder / "attempts" / str(number))

    @property
    def audit(self) -> Store:
        """An output folder of its own for submissions that were trained again to compare."""
        return Store(self.folder / "audit")

    def _path(self, kind: str, student: str, lesson: str, ending: str) -> Path:
        return self.folder / kind / file_name(student) / f"{file_name(lesson)}.{ending}"

    def mark(self) -> None:
        """Marks the folder as an output folder, so that nothing in it is read as a submission."""
        write_atomically(self.folder / OUTPUT_MARKER, _MARK)

    def save(self, result: Result) -> None:
        """Writes one result."""
        text = json.dumps(result.to_json(), indent=1, ensure_ascii=False, sort_keys=False)
        write_atomically(self.result_path(result.student, result.lesson), text + "\n")

    def load(self, student: str, lesson: str) -> Result | None:
        """The result of one submission, or None where there is none that can be read."""
        return self._read(self.result_path(student, lesson))

    def result_paths(self) -> list[Path]:
        """The file of every result in the folder."""
        return sorted((self.folder / "results").glob("*/*.json"), key=str)

    def results(self) -> list[Result]:
        """Every result in the folder, by student and lesson."""
        found = [result for result in map(self._read, self.result_paths()) if result is not None]
        return sorted(found, key=lambda result: (natural(result.student), result.lesson))

    def _read(self, path: Path) -> Result | None:
        """A result; it is read once, because reading those of a large class takes a second."""
        try:
            state = path.stat()
            version = (state.st_ino, state.st_mtime_ns, state.st_size)
            known = self._known.get(path)
            if known is None or known[0] != version:
                result = Result.from_json(json.loads(path.read_text(encoding="utf-8")))
                known = self._known[path] = (version, result)
        except (OSError, ValueError):
            return None
        return known[1]

    def save_grades(self, results: Iterable[Result]) -> None:
        """Writes grades.csv: a row per result, then one column per question."""
        results = list(results)
        names = sorted({q.name for result in results for q in result.questions}, key=natural)
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["student", "lesson", "status", "score", "max_score", *names])
        for result in results:
            scores = {question.name: question.score for question in result.questions}
            row = [result.student, result.lesson, result.status]
            row += [f"{result.score:g}", f"{result.max_score:g}"]
            row += ["" if scores.get(name) is None else f"{scores[name]:g}" for name in names]
            writer.writerow(map(defused, row))
        write_atomically(self.grades_path, text.getvalue())


def write_atomically(path: Path, content: str | bytes) -> None:
    """Writes a file so that readers, and a run that is killed, see the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Half of a surrogate pair, which students' code may show, has no bytes.
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
