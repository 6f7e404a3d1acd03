"""What students may see, as a repository of its own; and a course that moves elsewhere."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

from autograder.authoring.course import Course, CourseError, find, move
from autograder.authoring.lesson import BuildError
from autograder.authoring.minutes import Measured, write_measured
from autograder.authoring.publish import build, build_pages
from autograder.authoring.solution import fingerprint, note_proof, solution_path
from autograder.cli.main import cli
from autograder.files import write_atomically
from tests.support.clean_course import CLEAN, clean_course, write
from tests.support.texts_of_lessons import TEXT


@pytest.fixture(scope="module")
def built_once(tmp_path_factory) -> Path:
    """A course of one lesson, built."""
    course = clean_course(tmp_path_factory.mktemp("course"))
    write(course, CLEAN)
    (course.solutions / "syllabus.md").write_text(TEXT)
    for name in ("LICENSE", "LICENSE-PROSE"):
        (course.root / name).write_text(f"{name} of the course\n")
    (course.root / "README.md").write_text("See https://github.com/me/mine/blob/main/LICENSE\n")
    [built] = build(course, course.lessons())
    solution = built.emitted.solution  # as if it had been run, which takes a while
    write_atomically(solution_path(course, "01-count"), nbformat.writes(solution))
    note_proof(course, "01-count", built.emitted)
    measured = Measured(fingerprint(solution), 1.0, 2, "2026-11-21")
    write_measured(course.solutions / "01-count", measured)
    build_pages(course, build(course, course.lessons()))
    return course.root


@pytest.fixture
def counting(built_once: Path, tmp_path: Path, monkeypatch) -> Course:
    """The same for one test, as the course that commands find."""
    course = find(Path(shutil.copytree(built_once, tmp_path / "counting")))
    monkeypatch.setenv("COURSE_ROOT", str(course.root))
    return course


def publish(folder: Path):
    return CliRunner().invoke(cli, ["publish", str(folder)], standalone_mode=False)


def files_in(folder: Path) -> list[str]:
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in found if path.parts[0] != ".git")


FILES = [
    ".github/workflows/site.yml",
    "LICENSE",
    "LICENSE-PROSE",
    "README.md",
    "course/01-count/01-count.ipynb",
    "course/01-count/tests/q1.py",
    "course/01-count/tests/q2.py",
    "course/01-count/tests/q3.py",
    "course/01-count/tests/q4.py",
    "requirements.txt",
    "site/conf.py",
    "site/index.md",
    "site/lessons/01-count.ipynb",
    "site/requirements.txt",
    "site/site.js",
    "site/style.css",
    "site/syllabus.md",
    "syllabus.md",
]


def test_students_get_the_lessons_and_how_to_begin_and_nothing_else(counting, tmp_path):
    result = publish(tmp_path / "out")
    assert result.return_value == 0, result.output
    assert result.stdout.split() == FILES == files_in(tmp_path / "out")
    readme = (tmp_path / "out" / "README.md").read_text()
    assert "| 01 Count | [![Open in Colab](" in readme
    assert "github/me/mine/blob/main/course/01-count/01-count.ipynb" in readme
    text = b"".join((tmp_path / "out" / name).read_bytes() for name in FILES)
    assert b"len([])" not in text
    assert "Push" in result.stderr


def test_a_second_time_replaces_what_is_there_and_leaves_the_history(counting, tmp_path):
    out = tmp_path / "out"
    publish(out)
    subprocess.run(["git", "init", "-q", out], check=True)
    (out / "course" / "01-count" / "old.txt").write_text("from an older lesson")
    assert publish(out).return_value == 0
    assert files_in(out) == FILES
    assert (out / ".git").is_dir()


def test_a_folder_of_somebody_else_is_left_alone(counting, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.tex").write_text("years of work")
    result = publish(out)
    assert isinstance(result.exception, BuildError)
    assert "thesis.tex, which is not from here" in str(result.exception)
    assert files_in(out) == ["thesis.tex"]


def test_a_solution_in_the_history_is_found_though_it_was_deleted(counting, tmp_path):
    out = tmp_path / "out"
    publish(out)
    git = ["git", "-C", str(out), "-c", "user.name=a", "-c", "user.email=a@b.c"]
    subprocess.run(["git", "init", "-q", out], check=True)
    (out / "course" / "answer.py").write_text("answer3 = 3 * 1 + len([])\n")
    for message in ("with", "without"):
        subprocess.run([*git, "add", "-A"], check=True)
        subprocess.run([*git, "commit", "-qm", message, "--allow-empty"], check=True)
        (out / "course" / "answer.py").unlink(missing_ok=True)
    result = publish(out)
    assert isinstance(result.exception, BuildError)
    assert "do not push: the history of this repository holds" in str(result.exception)
    assert ":course/answer.py, line 1: a line of a solution" in str(result.exception)


def test_a_solution_that_a_page_would_print_is_found(counting, tmp_path):
    """What students run may show what they are to find out."""
    path = solution_path(counting, "01-count")
    executed = nbformat.read(path, as_version=4)
    setup = next(cell for cell in executed.cells if "def set_up(" in cell.source)
    setup.outputs = [nbformat.v4.new_output("stream", text="answer3 = 3 * 1 + len([])\n")]
    nbformat.write(executed, path)
    result = publish(tmp_path / "out")
    assert isinstance(result.exception, BuildError)
    assert re.search(
        r"site/lessons/01-count.ipynb, cell \d+, line 1: a line of", str(result.exception)
    )
    assert not (tmp_path / "out").exists()


def test_a_page_for_authors_may_say_what_marks_mean_and_shows_no_solution(counting, tmp_path):
    page = counting.root / "docs" / "authors.md"
    write_atomically(page, "# A lesson\n\n`# BEGIN SOLUTION` begins it, `# HIDDEN` hides.\n")
    out = tmp_path / "out"
    assert publish(out).return_value == 0
    assert (out / "site" / "docs" / "authors.md").read_bytes() == page.read_bytes()
    index = (out / "site" / "index.md").read_text()
    assert "docs/authors" not in index  # which is for students
    assert ":caption: About the course\n\nsyllabus\nguides\n" in index
    assert "## For authors\n" in (out / "site" / "guides.md").read_text()
    page.write_text(f"{page.read_text()}\n    answer3 = 3 * 1 + len([])\n")
    result = publish(out)
    assert isinstance(result.exception, BuildError)
    assert "site/docs/authors.md, line 5: a line of a solution" in str(result.exception)


def test_a_course_that_is_not_built_is_not_published(counting, tmp_path):
    write(counting, CLEAN.replace("Use your fingers.", "Use your toes."))
    result = publish(tmp_path / "out")
    assert isinstance(result.exception, BuildError)
    assert "Run `autograder build` first" in str(result.exception)
    assert not (tmp_path / "out").exists()


def test_a_fork_changes_all_badges_and_links_at_once(counting):
    moved = ["build", "--repository", "ada/deep", "--branch", "spring"]
    CliRunner().invoke(cli, [*moved, "--check"], standalone_mode=False)
    assert find(counting.root).repository == "me/mine"
    course = move(find(counting.root), "ada/deep", "spring")
    assert (course.repository, course.branch) == ("ada/deep", "spring")
    assert find(counting.root) == course
    assert "ada/deep/blob/spring/LICENSE" in (counting.root / "README.md").read_text()
    build(course, course.lessons())
    notebook = (course.students / "01-count" / "01-count.ipynb").read_text()
    assert "github/ada/deep/blob/spring/course/01-count" in notebook
    assert "me/mine" not in notebook


@pytest.mark.parametrize("name", ["ada", "https://github.com/ada/deep", "a/b/c"])
def test_what_is_no_repository_is_refused(counting, name):
    result = CliRunner().invoke(cli, ["build", "--repository", name], standalone_mode=False)
    assert isinstance(result.exception, CourseError)
    assert "write OWNER/NAME" in str(result.exception)
    assert find(counting.root).repository == "me/mine"


def test_every_link_of_the_readme_to_this_repository_leads_to_a_file():
    course = find(Path(__file__).parent)
    text = (course.root / "README.md").read_text()
    own = re.findall(rf"{course.repository}/blob/{course.branch}/([^)\s]+)", text)
    local = re.findall(r"\]\((?!https:)([^)#]+)", text)
    assert len(own) >= 3
    for path in own + local:
        assert (course.root / path).exists(), path
