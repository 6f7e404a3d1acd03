"""What comes from a student is never unpickled or evaluated: no module has such a call."""

from __future__ import annotations

import ast

from tests.support.sources import PACKAGE, trees

FORBIDDEN = {"eval", "exec", "pickle", "dill", "marshal", "shelve", "cloudpickle", "joblib"}
#: file → what it may use all the same
ALLOWED = {
    # a part of a test file, which makes functions of an author's own text and takes no other
    "authoring/templates/test_writing.py": {"exec"},
    # runs an author's test file for its table, before a student's is there
    "assignment/computed_table.py": {"exec"},
    # runs an instructor's test cells
    "check/cell_tests.py": {"exec"},
    # run students' cells once more, in their own kernel
    "grading/viva/learning_rate_in_kernel.py": {"exec"},
    "grading/viva/trace_in_kernel.py": {"eval", "exec"},
    # a student's object there and back, in that student's kernel, where a test pickles it
    "capture/calls_in_kernel.py": {"pickle"},
}


def test_no_module_of_the_package_unpickles_or_evaluates() -> None:
    """I2: such calls are not there, rather than there and guarded."""
    found = {}
    for path, tree in trees().items():
        names = {
            getattr(node, "id", None) or getattr(node, "name", None)
            for node in ast.walk(tree)
            if isinstance(node, (ast.Name, ast.alias))
        }
        if used := names & FORBIDDEN:
            found[path.relative_to(PACKAGE).as_posix()] = used
    assert found == ALLOWED
