"""What Canvas and Moodle make of a table that is uploaded to them, after their own source.

Canvas: `lib/gradebook_importer.rb` in github.com/instructure/canvas-lms. Moodle:
`mod/assign/feedback/offline/importgradeslib.php` and `locallib.php`, and `lib/csvlib.class.php`, in
github.com/moodle/moodle. Gradescope has no import; its own table is read as it writes it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping

BOM = b"\xef\xbb\xbf"
_TOTALS = re.compile("(Current|Final|Override) (Score|Points|Grade|Status)")


def rows_of(content: bytes) -> list[list[str]]:
    """Rows of cells; a spreadsheet would show them alike, and calculate none."""
    assert content.startswith(BOM), "Excel takes it for another encoding"
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    assert len({len(row) for row in rows}) == 1, "rows of different lengths"
    formulas = [cell for row in rows for cell in row if re.match(r"[=@\t\r]|[+-]\D", cell)]
    assert not formulas, f"a spreadsheet calculates {formulas}"
    return rows


def canvas_takes(
    content: bytes, students: Mapping[int, str], assignments: Mapping[int, str]
) -> tuple[dict[tuple[str, str], str], list[str], list[str]]:
    """What Canvas would set.

    Args:
        students: Canvas's id → sortable name.
        assignments: Canvas's id → title.

    Returns:
        (sortable name, title) → grade; students, and assignments, that it would have to create.
    """
    header, *rows = rows_of(content)
    assert len(header) > 3
    assert "Student" in header[0]
    assert "ID" in header[1]
    about = 3
    if re.search(r"SIS\s+Login\s+ID", header[2]):
        about = 4
    elif re.search(r"SIS\s+User\s+ID", header[2]) and re.search(r"SIS\s+Login\s+ID", header[3]):
        about = 5 + bool(re.search(r"Integration\s+ID", header[4]))
    assert "Section" in header[about - 1]
    columns = {}
    for place, heading in enumerate(header[about:], about):
        if _TOTALS.search(heading):
            continue
        found = re.fullmatch(r"(.*)\s\((\d+)\)", heading)
        known = assignments.get(int(found[2])) if found else None
        titles = [title for title in assignments.values() if title == heading]
        columns[place] = known or (titles[0] if titles else None), heading
    grades, new_students = {}, []
    for row in rows:
        if "Points Possible" in row[0] or all(
            re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", cell, re.IGNORECASE) for cell in row
        ):
            continue
        number = re.match(r"\d+", row[1])  # Ruby's to_i
        name = students.get(int(number[0]) if number else 0)
        name = name or next((one for one in students.values() if one == row[0]), None)
        if name is None:
            new_students.append(row[0])
            continue
        for place, (title, heading) in columns.items():
            if row[place].strip():
                grades[name, title or heading] = row[place].strip()
    new = [heading for title, heading in columns.values() if title is None]
    return grades, new_students, new


def moodle_takes(
    content: bytes, participants: Mapping[str, str], maximum: float
) -> dict[str, tuple[float, str]]:
    """What the offline grading worksheet would set: full name → grade and feedback.

    Args:
        participants: number in this assignment → full name.
    """
    header, *rows = rows_of(content)
    for heading in ("Identifier", "Grade", "Last modified (grade)"):
        assert heading in header, f"Moodle says that the file is no worksheet: no {heading}"
    taken = {}
    for row in rows:
        by_column = dict(zip(header, row, strict=True))
        name = participants.get(by_column["Identifier"][len("Participant ") :])
        grade = by_column["Grade"].strip()
        if name and grade and 0 <= float(grade) <= maximum:
            taken[name] = float(grade), by_column["Feedback comments"]
    return taken


def gradescope_shows(content: bytes) -> dict[tuple[str, str], tuple[str, ...]]:
    """(SID, assignment) → points, maximum, moment and lateness, as its own gradebook has them."""
    header, *rows = rows_of(content)
    assert header[:4] == ["Name", "SID", "Email", "Sections"]
    shown = {}
    for start in range(4, len(header), 4):
        title = header[start]
        assert header[start + 1 : start + 4] == [
            f"{title} - Max Points",
            f"{title} - Submission Time",
            f"{title} - Lateness (H:M:S)",
        ]
        for row in rows:
            shown[row[1], title] = tuple(row[start : start + 4])
    return shown
