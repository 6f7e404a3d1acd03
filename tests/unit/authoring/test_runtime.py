"""Colab's runtime: what changed, whom it concerns, what is recorded."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.authoring.course import Course, find
from autograder.authoring.runtime import RuntimeListError, read_list, record, runtime_name
from autograder.authoring.verified import verified, write_verified
from autograder.cli.main import cli

RECORD = """\
# Colab's CPU runtime of 2020-01-31: some of it.
# Source: there
keras==3.13.2
numpy==2.1.3
python-dateutil==2.9.0
wrapt==2.3.0
"""


@pytest.fixture
def course(tmp_path: Path, monkeypatch) -> Course:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.course]\nrepository = "me/mine"\nbranch = "main"\n'
    )
    lesson = tmp_path / "solutions" / "04-mnist-ann" / "lesson.py"
    lesson.parent.mkdir(parents=True)
    lesson.write_text("import keras\nimport os\n    from numpy import array\n")
    monkeypatch.setenv("COURSE_ROOT", str(tmp_path))
    found = find(tmp_path)
    record(found).write_text(RECORD)
    return found


def watch(course: Course, freeze: str):
    path = course.root / "freeze.txt"
    path.write_text(freeze)
    return CliRunner().invoke(cli, ["colab-watch", str(path)], standalone_mode=False)


def test_each_change_is_named_with_the_lessons_it_concerns_and_recorded(course):
    newer = "Keras==4.0.0\nnumpy==2.1.4\nother==1\nPython_DateUtil==2.9.0\n"
    result = watch(course, newer)
    assert result.return_value == 0
    assert result.stdout.splitlines() == [
        "keras 3.13.2 → 4.0.0: imported by 04-mnist-ann; names may be gone or mean something else",
        "numpy 2.1.3 → 2.1.4: imported by 04-mnist-ann; mends only, as a rule",
        "wrapt 2.3.0 is gone: other packages stand on it; their cells fail",
    ]
    first, *lines = record(course).read_text().splitlines()
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    assert first == f"# Colab's CPU runtime of {today}: some of it."
    assert lines == ["# Source: there", "keras==4.0.0", "numpy==2.1.4", "python-dateutil==2.9.0"]
    assert runtime_name(course) == f"Colab's CPU runtime of {today}"
    again = watch(course, newer)
    assert (again.stdout, again.return_value) == ("", 0)
    assert "Nothing that the course needs has changed." in again.stderr


def test_an_older_version_and_a_new_minor_one_are_told_apart(course):
    result = watch(course, "keras==3.14.0\nnumpy==2.0.9\npython-dateutil==2.9.0\nwrapt==odd\n")
    assert "warnings and printed output may differ" in result.stdout
    assert "numpy 2.1.3 → 2.0.9: imported by 04-mnist-ann; an older one" in result.stdout
    assert (
        "wrapt 2.3.0 → odd: other packages stand on it; look at what its authors say"
        in result.stdout
    )


@pytest.mark.parametrize("text", ["", "<html>not found</html>", "numpy>=2\n"])
def test_what_is_no_list_of_packages_is_refused_and_nothing_is_recorded(course, text):
    result = watch(course, text)
    assert isinstance(result.exception, RuntimeListError)
    assert "has no line such as numpy==2.1.3" in str(result.exception)
    assert record(course).read_text() == RECORD


SYSTEM = """\
# system: Ubuntu 22.04.5
# system: Python 3.13.15
# apt: git 1:2.34.1-1
# apt: graphviz 2.42.2-6
"""


@pytest.fixture
def system(course):
    record(course).write_text(RECORD.replace("keras", f"{SYSTEM}keras"))

    def system(**lists: str):
        paths = []
        for name, text in lists.items():
            path = course.root / f"{name.replace('_', '-')}.txt"
            path.write_text(text)
            paths.append(str(path))
        return CliRunner().invoke(cli, ["colab-watch", *paths], standalone_mode=False)

    return system


def test_another_ubuntu_and_its_programs_are_named_with_what_they_may_break(system, course):
    told = "# Do not modify this file\nUbuntu 24.04.1 LTS\nPython 3.13.15\nR version 4.6.1\n"
    programs = (
        "Listing...\ngit/noble,now 1:2.43.0-1 amd64 [installed]\nzip/noble,now 3.0 amd64 [x]\n"
    )
    result = system(os_info=told, apt_list=programs)
    assert result.return_value == 0
    may = "a program that the lessons call: what it prints and draws may differ"
    assert result.stdout.splitlines() == [
        "Ubuntu 22.04.5 → 24.04.1: what apt-get installs, and programs such as dot, are of other "
        "versions",
        f"git 1:2.34.1-1 → 1:2.43.0-1: {may}",
        f"graphviz 2.42.2-6 is gone: {may}",
    ]
    lines = record(course).read_text().splitlines()
    assert lines[2:5] == [
        "# system: Ubuntu 24.04.1",
        "# system: Python 3.13.15",
        "# apt: git 1:2.43.0-1",
    ]
    assert "wrapt==2.3.0" in lines
    assert system(os_info=told).stdout == ""


def test_another_python_is_named(system):
    said = system(os_info="Ubuntu 22.04.5 LTS\nPython 3.14.1\n").stdout
    assert said.startswith("Python 3.13.15 → 3.14.1: packages may be missing for it")


def test_what_is_no_list_of_a_system_is_refused(system, course):
    before = record(course).read_text()
    result = system(os_info="<html>not found</html>")
    assert isinstance(result.exception, RuntimeListError)
    assert record(course).read_text() == before


def test_a_missing_file_is_named(course):
    result = CliRunner().invoke(cli, ["colab-watch", "none.txt"], standalone_mode=False)
    assert isinstance(result.exception, RuntimeListError)
    assert "none.txt cannot be read" in str(result.exception)


def test_this_courses_record_names_what_the_lessons_stand_on():
    packages = read_list(record(find(Path(__file__).parent)))
    for name in ("tensorflow", "keras", "numpy", "ipython", "ipykernel", "ipywidgets", "graphviz"):
        assert name in packages


def test_a_lesson_says_when_it_was_last_run_in_colabs_runtime_and_never_by_hand(course):
    assert verified(course, "04-mnist-ann") == "not yet in Colab's runtime"
    run = {"day": "2026-11-21", "runtime": runtime_name(course), "versions": {"Python": "3.13"}}
    write_verified(course, {"04-mnist-ann": run})
    said = (
        "Python 3.13: the packages of Colab's CPU runtime of 2020-01-31, rebuilt here on 2026-11-21"
    )
    assert verified(course, "04-mnist-ann") == said
    write_verified(course, {"05-tensorboard": run})
    assert verified(course, "04-mnist-ann") == said
    assert json.loads((course.solutions / "verified.json").read_text())["format"] == 1
