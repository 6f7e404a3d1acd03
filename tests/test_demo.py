"""The demo class, and what the README promises about it."""

from __future__ import annotations

import re

from autograder.collect.notebook import lesson_of, read
from autograder.demo import write_class
from tests.conftest import LESSON

NUMBERS = {"eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12}


def test_the_class_has_at_least_eight_students_with_notebooks_of_their_own(course, tmp_path):
    demo_class = write_class(course, tmp_path)
    files = sorted(tmp_path.glob("*/*.ipynb"))
    assert len(files) == len(demo_class.remarks) >= 8
    assert {file.parent.name for file in files} == set(demo_class.remarks)
    contents = [file.read_bytes() for file in files]
    assert len(set(contents)) == len(files)
    assert all(lesson_of(read(content)[0]) == LESSON for content in contents)


def test_the_class_holds_right_and_wrong_and_untouched_answers(answers):
    shown = [answer for answer in answers.values() if answer.student]
    assert any(answer.base == "blank" and not answer.cells for answer in shown)
    assert any(answer.base == "solution" and not answer.cells for answer in shown)
    assert sum(answer.name.startswith("right") for answer in shown) >= 1
    assert sum(bool(answer.says) for answer in shown) >= 4


def test_the_readme_says_how_many_students_there_are(course, answers):
    readme = (course.root / "README.md").read_text()
    [word] = re.findall(r"notebooks of (\w+) students", readme)
    assert NUMBERS[word] == sum(bool(answer.student) for answer in answers.values())


def test_the_badge_in_the_readme_opens_a_lesson_that_is_there(course):
    readme = (course.root / "README.md").read_text()
    prefix = f"github/{course.repository}/blob/{course.branch}/"
    for path in re.findall(re.escape(prefix) + r"([^)]+)", readme):
        assert (course.root / path).is_file()
