"""Marks as CSV tables for systems and spreadsheets, formulas defused. [coordinator, worker]"""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from shlex import quote

from autograder.errors import UserError
from autograder.lms.people import Directory, Person

_DELIMITER = re.compile(r'"?sep=([^\r\n])"?[,;\t]*\r?\n', re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")
#: how systems write that there is no mark
_EMPTY = ("", "-")
_FORMULA = re.compile(r"[=@\t\r\n]|[+-](?!\s*[\d.,]*%?$)")


class ColumnError(UserError):
    """A table does not have what is needed of it. The message says what to do."""


@dataclass(frozen=True)
class Grade:
    """One student's mark of one lesson.

    Attributes:
        score: points; None where there is no mark (yet), so that the cell stays empty.
        lms_id: what the system calls the student, where it has a number of its own.
        sis_id: the student's id on the roster, where there is one.
        participant: Moodle's number of the student in this assignment.
        comment: what the student should read beside the mark.
        submitted_at: ISO 8601, or nothing.
    """

    student: str
    lesson: str
    score: float | None
    max_score: float
    name: str = ""
    email: str = ""
    lms_id: str = ""
    sis_id: str = ""
    participant: str = ""
    comment: str = ""
    submitted_at: str = ""
    late_by: timedelta = timedelta()


@dataclass(frozen=True)
class Table:
    """A heading for each column, and rows of text.

    Attributes:
        first_line: of its file, in which the rows begin.
    """

    header: list[str]
    rows: list[list[str]]
    first_line: int = 2


def points(score: float | None) -> str:
    """A score as text, with the two decimals that systems keep; nothing for none."""
    return "" if score is None else f"{score:.2f}".rstrip("0").rstrip(".")


def defused(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    Source: owasp.org/www-community/attacks/CSV_Injection. Numbers with a sign stay as they are.
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def as_csv(table: Table) -> bytes:
    """The table as CSV (RFC 4180) in UTF-8, with the mark at its start that Excel knows it by."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in (table.header, *table.rows):
        writer.writerow(map(defused, row))
    return text.getvalue().encode("utf-8-sig", "replace")


def read_csv(path: Path) -> Table:
    """A table that a system or a spreadsheet wrote, with commas, semicolons or tabs.

    Raises:
        ColumnError: it cannot be read as one; the message names the file.
    """
    try:
        return parse_csv(path.read_bytes(), str(path))
    except OSError as error:
        raise ColumnError(f"{path} cannot be read: {error.strerror}.") from None


def parse_csv(content: bytes, path: str) -> Table:
    """The same, of a file's bytes.

    Args:
        path: what the message calls it.
    """
    if content.startswith(b"PK\x03\x04"):
        raise ColumnError(f"{path} is a spreadsheet. Save it as CSV (UTF-8) first.")
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
        said = _DELIMITER.match(text)  # to Excel, which takes it for no row
        text = text[said.end() :] if said else text
        first = text.partition("\n")[0]
        delimiter = said[1] if said else max(",;\t", key=first.count)
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except UnicodeDecodeError:
        raise ColumnError(f"{path} is not in UTF-8. Save it as CSV (UTF-8).") from None
    except csv.Error as error:
        raise ColumnError(f"{path} is no CSV: {error}.") from None
    if not rows or not any(rows[0]):
        raise ColumnError(f"{path} has no row of headings.")
    return Table([cell.strip() for cell in rows[0]], rows[1:], 3 if said else 2)


def number(text: str) -> float | None:
    """A number as systems write it, with a comma or a point; None for what is none."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


class Cells:
    """Fills the cells of a template, and leaves what somebody else has written there.

    Attributes:
        overwrite: whether that is written over.
    """

    def __init__(self, *, overwrite: bool) -> None:
        self.overwrite = overwrite
        self._others: list[str] = []

    def fill(self, there: str, ours: str, whose: str, locked: str = "") -> str:
        """What the cell is to hold.

        Args:
            there: what it holds.
            ours: what there is to write; nothing changes nothing.
            whose: a name for the cell.
            locked: why the system does not want it changed, whatever is there.
        """
        if not ours or _is_same(there, ours):
            return there
        if _is_taken(there, ours, locked):
            theirs = there.strip() if there.strip() not in _EMPTY else ""
            said = ", ".join(filter(None, (theirs, locked)))
            self._others.append(f"{whose}: {said} there, {ours} here")
            return ours if self.overwrite else there
        return ours

    def keeps(self, there: str, ours: str, locked: str = "") -> bool:
        """Whether the cell stays as it is though there is something else to write."""
        return not self.overwrite and _is_taken(there, ours, locked)

    def remarks(self) -> list[str]:
        """A sentence with each cell that held something else, one a line."""
        if not self._others:
            return []
        number = f"{len(self._others)} cell{'s' * (len(self._others) > 1)}"
        done = (
            f"Written over, as --overwrite says, what {number} of the template held:"
            if self.overwrite
            else f"Kept what {number} of the template held; --overwrite writes over it:"
        )
        return ["\n".join([done, *(f"  {line}" for line in self._others)])]


def _is_taken(there: str, ours: str, locked: str) -> bool:
    """Whether there is something else in a cell, or nothing may be put there."""
    other = bool(locked) or there.strip() not in _EMPTY
    return bool(ours) and other and not _is_same(there, ours)


def _is_same(there: str, ours: str) -> bool:
    if (ours_as_number := number(ours)) is not None:
        theirs = number(there)
        return theirs is not None and points(theirs) == points(ours_as_number)
    return _plain(there) == _plain(ours)


def _plain(text: str) -> str:
    """A comment without what makes it HTML, as Moodle gives it back."""
    return " ".join(html.unescape(_TAG.sub(" ", text)).split())


def lesson_columns(
    header: Sequence[str], lessons: Iterable[str], columns: Mapping[str, str]
) -> dict[str, int]:
    """Which column holds which lesson: the one given, else the only one with its name in it.

    Raises:
        ColumnError: a lesson has none, or several.
    """
    places = {}
    for lesson in lessons:
        if lesson in columns:
            found = [place for place, name in enumerate(header) if name == columns[lesson].strip()]
        else:
            # The id that follows a title is a number in parentheses.
            titles = [re.sub(r"\s*\(\d+\)$", "", name).casefold() for name in header]
            found = [place for place, title in enumerate(titles) if title == lesson.casefold()]
            found = found or [
                place for place, title in enumerate(titles) if lesson.casefold() in title
            ]
        if len(found) != 1:
            wanted = repr(columns[lesson]) if lesson in columns else f"with {lesson!r} in its name"
            raise ColumnError(
                f"The template has {len(found) or 'no'} column{'s' * (len(found) > 1)} {wanted}. "
                f"Say which with --column {quote(f'{lesson}=HEADING')}; it has: "
                f"{', '.join(header)}."
            )
        places[lesson] = found[0]
    return places


def by_person(grades: Iterable[Grade]) -> Directory[Grade]:
    """Grades, to be found by what a row says of its student."""
    return Directory(
        (Person((grade.lms_id, grade.sis_id, grade.student), grade.email, grade.name), grade)
        for grade in grades
    )
