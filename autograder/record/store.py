"""The output folder and its layout; every file is written atomically. [coordinator]

This is the whole of what `autograder grade` and `formgrader` write:

    autograder-output.txt               marks the folder, so that nothing in it is read as handed in
    results/<student>/<lesson>.json     one result
    executed/<student>/<lesson>.ipynb   the notebook with its outputs
    feedback/<student>/<lesson>.html    the student's page
    crashes/<student>/<lesson>.txt      why grading itself failed, where it did: for instructors
    snapshots/runs/<student>/<lesson>.json   what a notebook left, for new tests to be checked on
    snapshots/files/<digest>            the files of it
    grades.csv                          the marks
    final.csv                           the grade of the course, and how it is made
    grading.json                        the policy by which it is made
    attempts.csv                        what was handed in several times
    report.html                         the page of the class
    alike.html, alike.json              near copies: the page, and the pairs
    class.json                          roster, due dates, lateness: what was said once
    reading.json                        what was read of the submissions, for the next run
    up-to-date.json                     what the folder was when it was last brought together
    lessons.json                        titles and written questions of the lessons
    viva/<student>/<lesson>.html        questions about their own work, with banks and a key
    viva.json                           what they answered, and what that counts for
    marks.json                          what people gave, as the gradebook has it
    course-marks.json                   what people gave in the gradebook of an nbgrader course
    marking.json                        who gave it, when, and what was there before; rubrics
    second-marks.json                   what a second person gave without seeing the first mark
    answers.json                        which texts of answers are the same or near, for marking
    gradebook.db                        nbgrader's gradebook, where it is a file
    gradebook.json                      where it is, where it is a database elsewhere
    sent.sqlite                         what `autograder upload` has sent to Canvas or Moodle
    audit.json, audit.key               what training again came to; the secret of its draw
    given-back/<way>/<student>/<lesson>.json   which page was given back, and when
    marked-answers/<student>/<lesson>.json   which texts of answers people have marked
    requests/<student>/<lesson>/*.json  requests for another look, and the replies
    give-back.key                       the secret of what nobody may guess on or about a page
    to-give-back/                       zips, mails and pages on their way to students
    grading.log, grading.1.log …        the log, the newest first
    attempts/<number>/                  an output folder for what was handed in first, second …
    audit/                              an output folder for what was trained again
    left-over/                          an output folder for results of files that are gone
    formgrader/                         nbgrader's course, with copies of what was executed

Every JSON file is written by `autograder.files.write_json` and read by `read_json`, by whose policy
what is missing is empty, and what is damaged or newer is named.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.collect.listing import OUTPUT_MARKER
from autograder.errors import UserError
from autograder.files import (
    DamagedFileError,
    file_name,
    natural,
    read_json,
    states,
    write_atomically,
    write_json,
)
from autograder.record.result import Result

_MARK = """\
`autograder grade` writes its results into this folder. By this file it knows that what lies in
executed/, attempts/ and the like was not handed in, wherever the folder is.
"""
_REMEDY = "Grade again: that makes it anew"


@dataclass(frozen=True)
class _Listed:
    """What one look at the results of a folder has found."""

    results: Sequence[Result]
    damaged: Sequence[DamagedFileError]


class Store:
    """An output folder of `autograder grade`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        #: results that were read, with what tells whether their file has changed since
        self._known: dict[Path, tuple[states.State, Result]] = {}
        self._paths: dict[str, Path] = {}
        self._listed: _Listed | None = None
        self._keeps_listing = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was graded into it so far."""
        return not any((self.folder / "results").glob("*/*.json"))

    def result_path(self, student: str, lesson: str) -> Path:
        """Where a result lies, or will."""
        return self._path("results", student, lesson, "json")

    def executed_path(self, student: str, lesson: str) -> Path:
        """Where the executed notebook lies, or will."""
        return self._path("executed", student, lesson, "ipynb")

    def feedback_path(self, student: str, lesson: str) -> Path:
        """Where the feedback page lies, or will."""
        return self._path("feedback", student, lesson, "html")

    def crash_path(self, student: str, lesson: str) -> Path:
        """Where it is told why grading itself failed, if it did; for the instructor alone."""
        return self._path("crashes", student, lesson, "txt")

    @property
    def formgrader_path(self) -> Path:
        """The folder that nbgrader's formgrader serves."""
        return self.folder / "formgrader"

    @property
    def viva_folder(self) -> Path:
        """Sheets of questions about students' own work, and their keys."""
        return self.folder / "viva"

    @property
    def viva_path(self) -> Path:
        """What students answered to such questions, and what that counts for."""
        return self.folder / "viva.json"

    @property
    def log_path(self) -> Path:
        """The log of grading."""
        return self.folder / "grading.log"

    @property
    def class_path(self) -> Path:
        """What is known of the class."""
        return self.folder / "class.json"

    @property
    def reading_path(self) -> Path:
        """What was read of the submissions, for a rerun that meets the same files."""
        return self.folder / "reading.json"

    @property
    def up_to_date_path(self) -> Path:
        """What the folder was when all of it had been brought together."""
        return self.folder / "up-to-date.json"

    @property
    def lessons_path(self) -> Path:
        """What pages say of lessons."""
        return self.folder / "lessons.json"

    @property
    def marks_path(self) -> Path:
        """What people gave."""
        return self.folder / "marks.json"

    @property
    def course_marks_path(self) -> Path:
        """Where what was last read of a course's own gradebook is kept."""
        return self.folder / "course-marks.json"

    @property
    def marking_path(self) -> Path:
        """Who gave what, when, and by which rubric."""
        return self.folder / "marking.json"

    @property
    def second_marks_path(self) -> Path:
        """What was marked a second time, to see how far markers agree."""
        return self.folder / "second-marks.json"

    @property
    def answers_path(self) -> Path:
        """Digests and sketches of written answers, which are made once."""
        return self.folder / "answers.json"

    @property
    def gradebook_path(self) -> Path:
        """The gradebook, where it is a file."""
        return self.folder / "gradebook.db"

    @property
    def gradebook_settings_path(self) -> Path:
        """Where the gradebook is, if it is not that file."""
        return self.folder / "gradebook.json"

    @property
    def audit_path(self) -> Path:
        """What training again came to."""
        return self.folder / "audit.json"

    @property
    def audit_key_path(self) -> Path:
        """The secret by which submissions are drawn to be trained again."""
        return self.folder / "audit.key"

    def given_back_path(self, way: str, student: str, lesson: str) -> Path:
        """What says which page was given back in one of the ways that there are."""
        return self._path(f"given-back/{way}", student, lesson, "json")

    def given_back_paths(self, way: str) -> list[Path]:
        """What says so of every page that was given back in one way."""
        return sorted((self.folder / "given-back" / way).glob("*/*.json"), key=str)

    def request_paths(self) -> list[Path]:
        """The file of every request for another look."""
        return sorted((self.folder / "requests").glob("*/*/*.json"), key=str)

    def marked_answers_path(self, student: str, lesson: str) -> Path:
        """What says which texts of a student's answers a person has marked."""
        return self._path("marked-answers", student, lesson, "json")

    def requests_path(self, student: str, lesson: str) -> Path:
        """The folder of a student's requests for another look at a lesson."""
        return self.folder / "requests" / file_name(student) / file_name(lesson)

    @property
    def give_back_key_path(self) -> Path:
        """The secret of what nobody may guess on or about a student's page."""
        return self.folder / "give-back.key"

    @property
    def to_give_back_path(self) -> Path:
        """Where zips, mails and pages on their way to students lie."""
        return self.folder / "to-give-back"

    @property
    def pairs_path(self) -> Path:
        """The submissions that are alike, for the page of the class."""
        return self.folder / "alike.json"

    @property
    def grades_path(self) -> Path:
        """The table of marks."""
        return self.folder / "grades.csv"

    @property
    def final_path(self) -> Path:
        """The table of the course's grades."""
        return self.folder / "final.csv"

    @property
    def policy_path(self) -> Path:
        """How the course's grade is made of the lessons' points."""
        return self.folder / "grading.json"

    @property
    def report_path(self) -> Path:
        """The page of the class."""
        return self.folder / "report.html"

    @property
    def similarity_path(self) -> Path:
        """The page of similar submissions."""
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
    def left_over(self) -> Store:
        """An output folder of its own for results of files that are gone."""
        return Store(self.folder / "left-over")

    @property
    def audit(self) -> Store:
        """An output folder of its own for submissions that were trained again to compare."""
        return Store(self.folder / "audit")

    def parts(self) -> list[Store]:
        """This folder, and the output folders of their own in it."""
        numbers = [int(path.name) for path in (self.folder / "attempts").glob("[1-9]*")]
        return [self, *map(self.attempt, sorted(numbers)), self.audit]

    def _path(self, kind: str, student: str, lesson: str, ending: str) -> Path:
        path = f"{self.folder}/{kind}/{file_name(student)}/{file_name(lesson)}.{ending}"
        return self._as_path(path) if kind == "results" else Path(path)

    def mark(self) -> None:
        """Marks the folder as an output folder, so that nothing in it is read as a submission.

        Raises:
            UserError: its name is not text, which the gradebook's address has to be.
        """
        try:
            os.fspath(self.folder.absolute()).encode()
        except UnicodeEncodeError:
            raise UserError(
                f"The name of the output folder {self.folder} is not UTF-8. Take another one."
            ) from None
        if not self.folder.exists():  # marks and answers are nobody's else on this machine
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            self.folder.mkdir(mode=0o700)
        marker = self.folder / OUTPUT_MARKER
        if not (marker.is_file() and marker.read_text(errors="replace") == _MARK):
            write_atomically(marker, _MARK)

    def save(self, result: Result) -> None:
        """Writes one result."""
        write_json(self.result_path(result.student, result.lesson), result.to_json())
        self.changed()

    def load(self, student: str, lesson: str) -> Result | None:
        """The result of one submission, or None where there is none that can be read."""
        path = self.result_path(student, lesson)
        try:
            state: states.State | OSError = states.of(path.stat())
        except OSError as error:
            state = error
        with contextlib.suppress(DamagedFileError):
            return self._read(path, state)
        return None

    def result_paths(self) -> list[Path]:
        """The file of every result in the folder."""
        return [path for path, _ in self._found()]

    def results(self) -> list[Result]:
        """Every result that can be read, by student and lesson. `damaged` names all others."""
        return [*self._all().results]

    def damaged(self) -> list[DamagedFileError]:
        """What is to be said of each result that is there and cannot be read."""
        return [*self._all().damaged]

    @contextlib.contextmanager
    def listed_once(self) -> Iterator[None]:
        """Within, `results` and `damaged` look into the folder anew only where this has changed it.

        To look into thousands of folders takes half a second. For a run that alone writes results.
        """
        self._keeps_listing = True
        try:
            yield
        finally:
            self._keeps_listing = False
            self.changed()

    def changed(self) -> None:
        """Has `results` and `damaged` look anew: `save` calls it, and whoever moves results."""
        self._listed = None

    def _all(self) -> _Listed:
        if self._listed is None:
            listed = self._look()
            if not self._keeps_listing:
                return listed
            self._listed = listed
        return self._listed

    def _look(self) -> _Listed:
        there: list[Result | None] = []
        damaged: list[DamagedFileError] = []
        for path, state in self._found():
            try:
                there.append(self._read(path, state))
            except DamagedFileError as error:
                damaged.append(error)
        results = sorted(
            filter(None, there),
            key=lambda result: (natural(result.student), natural(result.lesson)),
        )
        return _Listed(results, damaged)

    def _found(self) -> list[tuple[Path, states.State | OSError]]:
        """The file of every result, by its name, with its state or why that cannot be had.

        A large class has thousands, and each run asks again and again: so none is looked for by
        `Path.glob`, which takes four times as long.
        """
        found: list[tuple[str, states.State | OSError]] = []
        for student in _entries(str(self.folder / "results")):
            for entry in _entries(student.path) if student.is_dir() else ():
                if entry.name.endswith(".json"):
                    found.append((entry.path, _state(entry)))
        found.sort(key=lambda one: one[0])
        return [(self._as_path(path), state) for path, state in found]

    def _as_path(self, path: str) -> Path:
        """A path that is made once: `Path` takes longer to make one than the system to use it."""
        if path not in self._paths:
            self._paths[path] = Path(path)
        return self._paths[path]

    def _read(self, path: Path, state: states.State | OSError) -> Result | None:
        """A result; it is read once, because reading those of a large class takes a second.

        Raises:
            DamagedFileError: it cannot be read.
        """
        try:
            if isinstance(state, OSError):
                raise state
            known = self._known.get(path)
            if known is None or known[0] != state:
                result = read_json(path, Result.from_json, _REMEDY, whole=Result.from_bytes)
                if result is None:
                    return None
                known = self._known[path] = (state, result)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise DamagedFileError(path, error.strerror or str(error), _REMEDY) from None
        return known[1]


def _entries(folder: str) -> list[os.DirEntry[str]]:
    """What lies in a folder; nothing where there is none."""
    try:
        with os.scandir(folder) as found:
            return [*found]
    except (FileNotFoundError, NotADirectoryError):
        return []


def _state(entry: os.DirEntry[str]) -> states.State | OSError:
    try:
        return states.of(entry.stat())
    except OSError as error:
        return error
