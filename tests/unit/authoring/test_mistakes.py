"""What a person can get wrong ends in a sentence that names the file, and in no traceback."""

from __future__ import annotations

import errno
import html
import os
import re
import resource
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.authoring.assignments import assignments
from autograder.authoring.course import find
from autograder.authoring.lesson import BuildError, read
from autograder.cli.mark import point_to_marking
from autograder.record.result import QuestionResult, Result, Status, Trust
from autograder.record.store import Store
from autograder.report.refresh import rewrite
from tests.support.commands import Done, autograder
from tests.support.rendering import HERE
from tests.support.tiny import TINY, write

AUTOGRADER = str(Path(sys.executable).parent / "autograder")
MARKED, WAITS = QuestionResult("q1", 1.0, 1.0), QuestionResult("q2", None, 1.0, Trust.MANUAL)


@pytest.fixture
def course(tmp_path, monkeypatch) -> Path:
    """A course of one tiny lesson, which commands find."""
    root = tmp_path / "course"
    root.mkdir()
    (root / "pyproject.toml").write_text('[tool.course]\nrepository = "a/b"\nbranch = "main"\n')
    write(root, TINY)
    monkeypatch.setenv("COURSE_ROOT", str(root))
    return root


def graded(folder: Path, student: str = "ada") -> Store:
    store = Store(folder)
    store.save(Result(student, "01-tiny", Status.GRADED, 1.0, 2.0, (MARKED, WAITS)))
    rewrite(store, HERE)
    return store


#: where no folder can be
NO_PLACES = ["a file/out", "/proc/out", "/dev/null/out"]


@pytest.mark.parametrize("command", ["demo", "export"])
@pytest.mark.parametrize("place", NO_PLACES)
def test_a_place_where_no_folder_can_be_is_named(course, tmp_path, monkeypatch, command, place):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a file").write_text("")
    names_the_place(autograder(command, "--output", place), place)


@pytest.mark.parametrize("place", NO_PLACES)
def test_a_place_where_no_folder_can_be_is_named_when_grading(
    course, tmp_path, monkeypatch, shared_fork_server, place
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a file").write_text("")
    (tmp_path / "ada.ipynb").write_text("{}")
    names_the_place(autograder("grade", "ada.ipynb", "--output", place), place)


def names_the_place(done: Done, place: str) -> None:
    assert done.returncode == 2
    last = done.stderr.splitlines()[-1]
    assert last.startswith("Error: ")
    assert place.rpartition("/")[0] in last


def test_a_disk_that_is_full_is_named_and_is_no_wrong_argument(tmp_path):
    store = graded(tmp_path / "out")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40, before[1]))
    try:
        done = autograder("export", "--output", store.folder, tmp_path / "marks.csv")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert done.returncode == 1
    assert f"{tmp_path / 'marks.csv'}" in done.stderr


COURSE = "[tool.course]\nrepository = 'a/b'\n"


def damage(source: bytes, how: str) -> bytes:
    return {
        "no YAML": source.replace(b"#   kernelspec:", b"# : [kernelspec:"),
        "no header": re.sub(rb"(?s)^# ---.*?# ---\n", b"", source),
        "no text": b"\xff\xfe" + source,
        "nothing": b"",
    }[how]


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ("no YAML", "lesson.py, line 3: this is not YAML: "),
        ("no header", "lesson.py, line 1: begin with a header"),
        ("no text", "line 1: this is not UTF-8. Save it as UTF-8."),
        ("nothing", "lesson.py, line 1: begin with a header"),
    ],
)
def test_a_lesson_that_does_not_build_is_named_when_grading(course, tmp_path, how, says):
    path = course / "solutions" / "01-tiny" / "lesson.py"
    path.write_bytes(damage(path.read_bytes(), how))
    (tmp_path / "ada.ipynb").write_text("{}")
    done = autograder("grade", tmp_path / "ada.ipynb", "--output", tmp_path / "out")
    assert done.returncode == 2
    assert done.stderr.startswith(f"Error: {path}")
    assert says in done.stderr


def test_a_mark_that_an_editor_put_before_a_lesson_is_passed_over(course):
    path = course / "solutions" / "01-tiny" / "lesson.py"
    before = read(find(course), "01-tiny")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    after = read(find(course), "01-tiny")
    assert (after.title, after.notebook.metadata) == (before.title, before.notebook.metadata)
    with pytest.raises(BuildError, match="There is no lesson '02-none'; lessons here: 01-tiny"):
        read(find(course), "02-none")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x = 1\ny = \n", "line 2 cannot be read: "),
        ("[tool.course]\n", "line 1: the table [tool.course] has no `repo"),
        (f"{COURSE}branhc = 'main'", "line 3: `branhc` in [tool.course] is not known; there are"),
        (f"{COURSE}minutes = [1]", "line 3: `minutes` in [tool.course] has entries of another"),
        (f"{COURSE}minutes = [60, 25]", "line 3: `minutes` in [tool.course] has the least first"),
        (f"{COURSE}questions = [-1, 7]", "line 3: `questions` in [tool.course] has the least"),
        (f"{COURSE}libraries = ['pandas>>2']", "line 3: `libraries` in [tool.course] has 'pandas>"),
        (f"{COURSE}requirements = ['a', 'b >= two']", "`requirements` in [tool.course] has 'b >="),
        (f"{COURSE}container = ['--index-url x']", "`container` in [tool.course] has '--index"),
        (f"{COURSE}hosts = ['deepnote']", "line 3: `hosts` in [tool.course] has 'deepnote'"),
        (f"{COURSE}assistant = 'on'", "line 3: `assistant` in [tool.course] is one of off, named"),
        (f"{COURSE}[tool.course.lint]\nlinks = false", "line 4: `links` in [tool.course] is left"),
        (
            f"{COURSE}[tool.course.grading]\nlate_days = 2\nscale = 'german'",
            "line 5: `scale` in [tool.course.grading] is one of percent, letters",
        ),
        (
            f"{COURSE}[tool.course.grading.weights]\n'09-x' = 2",
            "line 3: `weights` in [tool.course.grading] names '09-x', which is no lesson here",
        ),
        (f"{COURSE}grading = 3", "line 3: `grading` in [tool.course] is a table"),
        ("[tool.course]\nrepository = 3", "line 2: `repository` in [tool.course] is a text"),
        ("[tool]\ncourse = 3", "course is a table of its own: write `[tool.course]`"),
        ("\xff", "read"),
    ],
)
def test_settings_that_are_damaged_are_named(course, tmp_path, text, says):
    (course / "pyproject.toml").write_text(text, encoding="latin-1")
    done = autograder("demo", "--output", tmp_path / "demo")
    assert done.returncode == 2
    assert done.stderr.startswith(f"Error: {course / 'pyproject.toml'}")
    assert says in done.stderr


@pytest.mark.parametrize("refusal", [errno.EACCES, errno.EROFS, errno.EPERM])
def test_a_checkout_that_is_somebody_elses_is_graded_from(course, tmp_path, monkeypatch, refusal):
    """Its `dist/` lacks the zips and cannot be written."""

    def refuses(*_: object, **__: object) -> None:
        raise OSError(refusal, os.strerror(refusal), str(course / "dist"))

    monkeypatch.setattr("autograder.authoring.publish.build", refuses)
    known = assignments(find(course), tmp_path / "tests")
    assert [one.name for one in known["01-tiny"].questions] == ["q1"]
    assert not (course / "dist").exists()


@pytest.mark.kernel
@pytest.mark.parametrize("locale", ["C", "POSIX"])
def test_names_are_the_same_whatever_the_locale(tmp_path, locale):
    graded(tmp_path / "größe", "Zoë")
    done = subprocess.run(
        [AUTOGRADER, "export", "--output", "größe", "mär.csv"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONUTF8": "0", "LC_ALL": locale, "PYTHONCOERCECLOCALE": "0"},
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.decode() == "Wrote 1 rows to mär.csv.\n"
    assert "\nZoë,".encode() in (tmp_path / "mär.csv").read_bytes().replace(b"\r", b"")


def test_an_output_folder_whose_name_is_no_text_is_refused(course, tmp_path, shared_fork_server):
    (tmp_path / "ada.ipynb").write_text("{}")
    done = autograder("grade", tmp_path / "ada.ipynb", "--output", tmp_path / "J\udcf6rg")
    assert done.returncode == 2
    assert "is not UTF-8. Take another one." in done.stderr
    assert not (tmp_path / "J\udcf6rg").exists()


@pytest.mark.parametrize("name", ["out é", "it's", "$(x)", "out"])
def test_a_suggested_command_can_be_pasted(tmp_path, capsys, name):
    store = graded(tmp_path / name)
    point_to_marking(store.results(), store)
    said = capsys.readouterr().err
    command = shlex.split(said[said.index("autograder") :])
    assert command == ["autograder", "mark", str(store.folder)]
    page = store.report_path.read_text()
    assert f"autograder mark {shlex.quote(str(store.folder))}" in html.unescape(page)


def test_an_export_from_a_folder_that_cannot_be_written_is_written_all_the_same(
    tmp_path, monkeypatch
):
    store = graded(tmp_path / "out")

    def refuses(store: Store) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(store.grades_path))

    monkeypatch.setattr("autograder.report.refresh.rewrite", refuses)
    done = autograder("export", "--output", store.folder)
    assert done.returncode == 0
    assert "\nada," in done.stdout.replace("\r", "")
    assert "are not brought up to date: Read-only file system." in done.stderr
