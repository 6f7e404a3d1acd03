"""What a lesson says is shown as it is meant, wherever its lines end."""

from autograder.report.notebook import comments, texts

FOLDED = {"q1": "What did you install,\nand what for?\n\n- one\n- two"}


def test_a_lessons_lines_are_folded_anywhere():
    assert "install,\nand what for?</p>" in texts(FOLDED)["q1"]
    assert "<li>two</li>" in texts(FOLDED)["q1"]


def test_a_comments_lines_stay_as_they_were_typed():
    assert "<br" in comments(FOLDED)["q1"]
