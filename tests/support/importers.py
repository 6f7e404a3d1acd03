"""What Canvas and Moodle make of what is uploaded to them, after their own source.

Canvas: `lib/gradebook_importer.rb` in github.com/instructure/canvas-lms. Moodle:
`mod/assign/feedback/offline/importgradeslib.php` and `locallib.php`, and `lib/csvlib.class.php`, in
github.com/moodle/moodle. Gradescope has no import; its own table is read as it writes it.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Mapping

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


def canvas_attaches(
    content: bytes, handed_in: Mapping[tuple[int, int], str], groups: Iterable[str] = ()
) -> tuple[dict[int, list[tuple[str, bytes]]], list[str]]:
    """What *Re-Upload Submissions* attaches to comments.

    Source: `generate_comments_from_files` and `infer_comment_context_from_filename` in
    `app/models/abstract_assignment.rb`, and `lib/file_in_context.rb`, in
    github.com/instructure/canvas-lms.

    Args:
        handed_in: (user's id, file's id) → the name that the student gave to the file.
        groups: their names, as a download has them.

    Returns:
        User's id → the name and content of each attachment; and the files that are passed over.
    """
    attached: dict[int, list[tuple[str, bytes]]] = {}
    ignored = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for path in archive.namelist():
            name = path.rpartition("/")[2]
            for group in groups:
                name = name.removeprefix(f"{group}_")
            parts = [part for part in name.split("_") if part != "LATE"]
            numbers = [int(part) for part in parts if re.fullmatch(r"\d+", part)][:2]
            passed_over = parts[-1].startswith("link") or name.startswith("._")
            key = (numbers[0], numbers[1]) if len(numbers) == 2 else (0, 0)
            if passed_over or key not in handed_in:
                ignored.append(path)
            else:
                attached.setdefault(key[0], []).append((handed_in[key], archive.read(path)))
    return attached, ignored


def moodle_gives(
    content: bytes, participants: Mapping[int, list[str]], *, since_4_1: bool
) -> tuple[dict[str, dict[str, bytes]], list[str]]:
    """What *Upload multiple feedback files in a zip* gives to whom.

    Source: `is_valid_filename_for_import` and `import_zip_files` in
    `mod/assign/feedback/file/importziplib.php`, in github.com/moodle/moodle.

    Args:
        participants: a participant's number, or that of a team → the full names.
        since_4_1: whether parts of a path are looked at one by one, or the path as a whole.

    Returns:
        Full name → file's name → content; and the files that are passed over.
    """
    given: dict[str, dict[str, bytes]] = {}
    ignored = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for path in archive.namelist():
            found = None
            if not path.rpartition("/")[2].startswith((".", "~")):
                whole = f"/import/{path}"
                for part in whole.split("/") if since_4_1 else [whole]:
                    pieces = part.split("_", 4)
                    if len(pieces) == 5 and re.fullmatch(r"\d+", pieces[1]):
                        is_plugin = pieces[2:4] == ["assignsubmission", "file"]
                        names = participants.get(int(pieces[1]), [])
                        found = (names, pieces[4]) if names and is_plugin else None
                        break
            if found is None:
                ignored.append(path)
                continue
            for name in found[0]:
                given.setdefault(name, {})[found[1].rpartition("/")[2]] = archive.read(path)
    return given, ignored
