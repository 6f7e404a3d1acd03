"""What pages share: their templates, and how a page says what it was made of. [coordinator]"""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from autograder.lms.table import points
from autograder.report.sanitize import with_code

PAGES = Environment(
    loader=PackageLoader("autograder.report"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
PAGES.filters |= {"points": points, "with_code": with_code}
#: how far into a page its digest stands, in bytes
_HEAD = 400


def is_of(page: Path, digest: str) -> bool:
    """Whether a page is there and was made of what has this digest."""
    try:
        with page.open("rb") as file:
            return digest.encode() in file.read(_HEAD)
    except FileNotFoundError:
        return False
