"""A class's submissions as every system gives them."""

from __future__ import annotations

from tests.support import downloads
from tests.support.downloads import canvas, gradescope, moodle, nbgrader, person, work, zipped

ONE, TWO = work("x = 1"), work("x = 2")


def class_zip() -> bytes:
    ada = canvas(12345, "Lovelace, Ada", ("01-tiny.ipynb", ONE))
    brian = canvas(678, "Kernighan, Brian", ("export.zip", zipped({"work.ipynb": TWO})))
    return zipped(ada | brian | canvas(910, "Carol", ("essay.pdf", b"%PDF")))


def everything() -> downloads.Files:
    """Downloads of all four systems in one folder, and a plain notebook and an Otter export."""
    hook = [person("Dorothy Vaughan", "d4", "dv@x.org")]
    scope = gradescope(("7", "2026-11-01 20:00:00 Z", hook, {"x.ipynb": work("x = 4")}))
    return {
        "submissions.zip": class_zip(),
        **moodle("Émilie du Châtelet", 501, ("a.ipynb", work("x = 3"))),
        **moodle("Fu Chunhui", 502, ("a.ipynb", work("x = 5")), flat=True),
        **{f"assignment_9_export/{name}": content for name, content in scope.items()},
        **nbgrader("grace", "01-tiny", "2026-11-01 20:00:00 UTC", work("x = 6")),
        **canvas(111, "Hamilton, Margaret", ("x.ipynb", work("x = 7"))),
        "ingrid.ipynb": work("x = 8"),
        "jean.zip": zipped({"work.ipynb": work("x = 9")}),
    }
