"""The syllabus, the minutes, and the table of mistakes: one truth, and it fits the lessons."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.authoring import minutes
from autograder.authoring.course import Course, find
from autograder.authoring.lesson import BuildError, read, source
from autograder.authoring.publish import build, build_pages, emit_lesson
from autograder.authoring.solution import fingerprint
from autograder.cli.main import cli
from tests.support.clean_course import BRIEF, CLEAN, course, write  # noqa: F401
from tests.support.texts_of_lessons import TEXT


@pytest.fixture
def counting(course: Course) -> Course:
    """A course of one lesson, with a syllabus."""
    write(course, CLEAN)
    (course.solutions / "syllabus.md").write_text(TEXT)
    return course


def test_the_syllabus_says_what_one_learns_how_long_it_takes_and_what_it_counts(counting):
    assert build_pages(counting, []) == ("syllabus.md", "solutions/mistakes.md")
    text = (counting.root / "syllabus.md").read_text()
    assert "Generated from solutions/syllabus.md" in text.splitlines()[0]
    row = "| [01 Count](course/01-count/01-count.ipynb) | count to four | 30 | not measured | 4 by"
    assert row in text
    assert "| 01 | count to four | question 1, question 2, question 3, question 4 |" in text
    assert "| 01 | Counting | 1. Count | question 1 |" in text
    assert build_pages(counting, [], check=True) == ()


def test_what_a_solution_computed_counts_as_minutes(counting):
    solution = emit_lesson(counting, "01-count").solution
    folder = counting.solutions / "01-count"
    minutes.write_measured(folder, minutes.Measured(fingerprint(solution), 400.0, 2, "2026-11-21"))
    build_pages(counting, [])
    assert "| count to four | 35 | 400 s | 4 by" in (counting.root / "syllabus.md").read_text()
    written = json.loads((folder / "measured.json").read_text())
    assert (written["format"], written["cores"]) == (1, 2)
    notebook = emit_lesson(counting, "01-count").student_notebook
    assert "| Time | about 35 minutes |" in notebook.cells[0].source


def test_checking_writes_nothing_and_names_what_differs(counting):
    assert build_pages(counting, [], check=True) == ("syllabus.md", "solutions/mistakes.md")
    assert not (counting.root / "syllabus.md").exists()


def test_the_command_that_checks_names_all_that_differs_and_is_silent_when_nothing_does(
    counting, monkeypatch
):
    monkeypatch.setenv("COURSE_ROOT", str(counting.root))
    pages = ["syllabus.md", "solutions/mistakes.md"]
    missing = CliRunner().invoke(cli, ["build", "--check"], standalone_mode=False)
    assert missing.return_value == 1
    assert "differs course/01-count/01-count.ipynb" in missing.output
    for name in (*pages, "solutions/01-count/measured.json"):
        assert f"differs {name}" in missing.output
    assert not counting.students.exists()
    solution = emit_lesson(counting, "01-count").solution
    minutes.write_measured(
        counting.solutions / "01-count",
        minutes.Measured(fingerprint(solution), 1.0, 2, "2026-11-21"),
    )
    build_pages(counting, build(counting, ["01-count"]))
    same = CliRunner().invoke(cli, ["build", "--check"], standalone_mode=False)
    assert (same.return_value, same.output) == (0, "")
    (counting.students / "01-count" / "tests" / "q9.py").write_text("left over")
    left = CliRunner().invoke(cli, ["build", "--check"], standalone_mode=False)
    assert left.output == "differs course/01-count/tests/q9.py\n"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[q1, q2, q3, q4]", "[q1, q2, q3]", "the question q4 checks no goal"),
        ("[q1, q2, q3, q4]", "[q1, q2, q3, q4]\n#       sing: []", "no question checks the goal"),
        ("[q1, q2, q3, q4]", "[q1, q2, q3, q4, q9]", "there is no question q9"),
        ("[1, q1]", "[3, q1]", "is to be found in section 3: there is none"),
        ("[1, q1]", "[1, 2.5]", "names 2.5 at 'Counting', which is no question"),
        ("[1, q1]", "everywhere", "lines such as `in words: [1, q1]`"),
        ("#     needs: Nothing at all.\n", "", "lacks needs"),
        ("#     needs: Nothing at all.\n", "#     needs: [1]\n", "`needs` in the header is a text"),
        (
            "#     next: null\n",
            "#     minutes: 50\n",
            "`minutes` in the header is no entry of `course`",
        ),
    ],
)
def test_a_header_that_does_not_fit_is_refused_with_the_reason(counting, old, new, words):
    assert old in CLEAN
    write(counting, BRIEF.replace(old, new, 1))
    with pytest.raises(BuildError) as refused:
        build_pages(counting, [])
    assert words in str(refused.value)


def test_a_syllabus_without_its_marker_is_refused(counting):
    (counting.solutions / "syllabus.md").write_text(TEXT.replace("{{ goals }}", ""))
    with pytest.raises(BuildError, match=re.escape("the marker {{ goals }} once")):
        build_pages(counting, [])


def test_the_table_of_mistakes_says_what_each_question_recognises(counting):
    folder = counting.solutions / "01-count" / "answers"
    folder.mkdir()
    (folder / "q2-three.py").write_text(
        '# %% [markdown]\n# ---\n# what: "One too many"\n# base: blank\n# marks: {q2: 0}\n'
        '# says: {q2: "Count once more"}\n# ---\n\n# %% q2\nanswer2 = 3\n'
    )
    build_pages(counting, [])
    text = (counting.solutions / "mistakes.md").read_text()
    assert "### Question 2 (1 points)" in text
    assert text.count("| One too many | 0 | “Count once more” |") == 1


@pytest.mark.parametrize(
    ("lesson", "rows"),
    [
        ("01-setup", 8),
        ("02-installs", 6),
        ("03-data-import", 10),
        ("04-mnist-ann", 11),
        ("05-tensorboard", 6),
        ("06-tips", 10),
    ],
)
def test_every_row_of_the_plan_is_a_topic_of_its_lesson(lesson, rows):
    assert len(read(find(Path(__file__).parent), lesson).facts.topics) == rows


def _minutes_of(answers: list[str], hints: int = 0) -> float:
    """What one question with these answer cells takes."""
    heading = "## 1. A\n\n### Question 1: b\n" + "<summary>Hint 1</summary>" * hints
    cells = [new_markdown_cell(heading)]
    given, done = new_notebook(cells=[*cells]), new_notebook(cells=[*cells])
    for answer in answers:
        place = {"question": "q1"}
        given.cells.append(new_code_cell("x = ...", metadata=place))
        done.cells.append(new_code_cell(answer, metadata=place))
    return sum(part.minutes for part in minutes.sections(given, done))


def test_minutes_count_answer_cells_lines_hints_and_what_makes_one_think():
    one = _minutes_of(["x = 1"])
    assert _minutes_of(["x = 1", "x = 2"]) == pytest.approx(one + 1.5)
    assert _minutes_of(["x = 1\n\n# why\ny = 2"]) == pytest.approx(one + 0.5)
    assert _minutes_of(["x = 1"], hints=4) == pytest.approx(one + 1, abs=0.05)
    assert _minutes_of(["x = 1\nif x:\n    y = 2"]) == pytest.approx(one + 1.5)
    assert _minutes_of(["!pip list\nx = 1"]) == pytest.approx(one + 0.5)


@pytest.mark.parametrize("lesson", ["03-data-import", "06-tips"])
def test_at_most_a_third_of_the_points_is_for_handling_text(lesson):
    """The others ask for reasoning about data, memory, time, training or tests."""
    text = source(find(Path(__file__).parent), lesson)
    configs = re.findall(r"(?s)# BEGIN TEST CONFIG\n(.*?)\"\"\"(.*?)(?=^# %%)", text + "# %%", re.M)
    handling = re.compile(r"def test_\w+\([^)]*\b(?:raw_url|unpack|parse_form|default_of)\b")
    points, on_text = 0.0, 0.0
    for config, test in configs:
        earned = re.search(r"(?m)^points: ([\d.]+)", config)
        points += float(earned[1]) if earned else 0.0
        on_text += float(earned[1]) if earned and handling.search(test) else 0.0
    assert on_text > 0
    assert on_text <= points / 3
