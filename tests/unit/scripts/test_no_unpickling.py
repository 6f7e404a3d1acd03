"""What comes from a student is never unpickled or evaluated: no module has such a call."""

from __future__ import annotations

import ast

from tests.support.sources import PACKAGE, trees

FORBIDDEN = {"eval", "exec", "pickle", "dill", "marshal", "shelve", "cloudpickle", "joblib"}
# A part of a test file, which makes functions of an author's own text and takes no other; what
# runs an author's test file for its table, before a student's is there; what runs an
# instructor's test cells; and what runs students' cells once more, in their own kernel.
ALLOWED = {
    PACKAGE / "assignment" / "computed_table.py",
    PACKAGE / "authoring" / "templates" / "test_writing.py",
    PACKAGE / "check" / "cell_tests.py",
    PACKAGE / "grading" / "viva" / "learning_rate_in_kernel.py",
    PACKAGE / "grading" / "viva" / "trace_in_kernel.py",
}


def test_no_module_of_the_package_unpickles_or_evaluates() -> None:
    """I2: such calls are not there, rather than there and guarded."""
    assert {*trees()} >= ALLOWED
    for path, tree in trees().items():
        if path in ALLOWED:
            continue
        names = {
            getattr(node, "id", None) or getattr(node, "name", None)
            for node in ast.walk(tree)
            if isinstance(node, (ast.Name, ast.alias))
        }
        assert not names & FORBIDDEN, f"{path} uses {names & FORBIDDEN}"
