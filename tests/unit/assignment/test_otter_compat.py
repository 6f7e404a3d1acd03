"""While a notebook is graded, Otter keeps no log of its own, and checks as ever."""

from __future__ import annotations

from otter import Notebook

from autograder.assignment.otter_compat import keep_no_log

TEST = """
OK_FORMAT = True
test = {"name": "q1", "points": 1, "suites": [{"type": "doctest", "cases": [
    {"code": ">>> answer\\n42", "hidden": False}
]}]}
"""


def test_a_check_leaves_no_log_and_says_the_same(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "q1.py").write_text(TEST)
    before = Notebook(tests_dir=".").check("q1", global_env={"answer": 42})
    assert (tmp_path / ".OTTER_LOG").exists()
    (tmp_path / ".OTTER_LOG").unlink()
    monkeypatch.setattr(Notebook, "_log_event", Notebook._log_event)  # so that it comes back
    keep_no_log()
    grader = Notebook(tests_dir=".")
    assert grader.check("q1", global_env={"answer": 42}).passed_all_public is True
    assert before.passed_all_public is True
    assert not (tmp_path / ".OTTER_LOG").exists()
