"""What Canvas, Moodle, Gradescope and nbgrader let an instructor download, as paths and bytes.

The names are built from each system's own source; the modules of `autograder.lms` name it.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import nbformat

from tests.conftest import notebook

Files = dict[str, bytes]


def work(*sources: str, lesson: str = "01-tiny") -> bytes:
    return nbformat.writes(notebook(f"LESSON = '{lesson}'", *sources)).encode()


def canvas(
    user_id: int, sortable_name: str, *files: tuple[str, bytes], late: bool = False
) -> Files:
    """`content_zipper.rb`: the name is made small and loses all that is no letter or digit."""
    parts = [sortable_name.lower(), "LATE" if late else None, str(user_id)]
    prefix = re.sub(r"\W", "", "_".join(part for part in parts if part))
    return {
        f"{prefix}_{10_000 * user_id + number}_{name}": content
        for number, (name, content) in enumerate(files)
    }


def moodle(full_name: str, number: int, *files: tuple[str, bytes], flat: bool = False) -> Files:
    """`locallib.php`: a folder for each participant, or the same name before each file's."""
    prefix = f"{full_name}_{number}_assignsubmission_file_"
    return {f"{prefix}{'' if flat else '/'}{name}": content for name, content in files}


def gradescope(*submissions: tuple[str, str, list[dict[str, str]], Files]) -> Files:
    """An export of `(number, created_at, submitters, files)`."""
    about = ["---"]
    files: Files = {}
    for number, created_at, submitters, handed_in in submissions:
        about += [f"submission_{number}:", "  :submitters:"]
        for person in submitters:
            facts = [f"{key}: {json.dumps(value)}" for key, value in person.items()]
            about += [f"  - {facts[0]}", *(f"    {fact}" for fact in facts[1:])]
        about += [f"  :created_at: {created_at}", "  :score: 0.0"]
        about += ["  :history:", "  - !ruby/object:Submission", "    :id: 1"]
        files |= {f"submission_{number}/{name}": content for name, content in handed_in.items()}
    return {"submission_metadata.yml": "\n".join(about).encode(), **files}


def person(name: str, sid: str, email: str) -> dict[str, str]:
    return {":name": name, ":sid": sid, ":email": email}


def nbgrader(student: str, lesson: str, moment: str, content: bytes) -> Files:
    folder = f"submitted/{student}/{lesson}"
    return {f"{folder}/{lesson}.ipynb": content, f"{folder}/timestamp.txt": moment.encode()}


def zipped(files: Mapping[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()


def write(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder
