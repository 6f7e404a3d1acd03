"""`autograder build`: one text file in, everything else out, and nothing that must not be."""

from __future__ import annotations

import ast
import dataclasses
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

from autograder.assignment.model import AssignmentError, load
from autograder.authoring.course import Course, find
from autograder.authoring.lesson import BuildError, read
from autograder.authoring.publish import build, emit_lesson
from autograder.cli.main import cli
from autograder.grading.conditions import Conditions
from autograder.grading.local import LocalBackend
from autograder.record.store import Store
from tests.conftest import LESSON, notebook
from tests.support.grading import grade_class
from tests.support.submissions import collect
from tests.support.tiny import TINY, write

#: put in place of the line `# jupyter:`
HEADER = (
    "# jupyter:\n#   course:\n#     summary: s\n#     needs: n\n#     hardware: h\n"
    "#     goals: {g: [q1]}\n#     topics: {t: [1]}\n"
)


@pytest.fixture
def tiny(tmp_path: Path) -> Course:
    """A course of one tiny lesson."""
    (tmp_path / "pyproject.toml").write_text(
        '[tool.course]\nrepository = "me/mine"\nbranch = "main"\n'
    )
    write(tmp_path, TINY)
    return find(tmp_path)


def test_a_lesson_becomes_a_notebook_visible_tests_and_a_zip(tiny):
    build(tiny, ["01-tiny"])
    made = sorted(p.relative_to(tiny.root).as_posix() for p in tiny.students.rglob("*.*"))
    assert made == ["course/01-tiny/01-tiny.ipynb", "course/01-tiny/tests/q1.py"]
    notebook = (tiny.students / "01-tiny" / "01-tiny.ipynb").read_text()
    assert "answer = ..." in notebook
    assert "github/me/mine/blob/main/course/01-tiny/01-tiny.ipynb" in notebook
    with zipfile.ZipFile(tiny.assignment_zip("01-tiny")) as archive:
        assert {"tests/q1.py", "run_autograder", "course.json"} <= set(archive.namelist())
        assert b"sage" in archive.read("tests/q1.py")


def test_building_twice_gives_the_same_bytes(tiny):
    first, second = emit_lesson(tiny, "01-tiny"), emit_lesson(tiny, "01-tiny")
    assert first.student == second.student
    assert first.autograder_zip == second.autograder_zip


@pytest.mark.parametrize(
    ("leak", "says"),
    [
        ("answer = 6 * 7 + len([])", "a line of a solution"),
        ("answer  =  6*7 + len( [] )  # look", "a line of a solution"),
        ("assert answer == 40 + 2, 'another number'", "a line of a hidden test"),
        ("def test_it_is_the_number_of_the_sage(answer):", "a line of a hidden test"),
        ("x = 1  # SOLUTION", "a mark of Otter Assign"),
    ],
)
def test_a_line_that_students_must_not_see_fails_the_build_and_is_named(tiny, leak, says):
    write(tiny.root, TINY.replace("# EXTRA", f"# {leak}"))
    with pytest.raises(BuildError) as error:
        build(tiny, ["01-tiny"])
    assert f"01-tiny.ipynb, cell 1, line 5: {says}: {leak}" in str(error.value)
    assert not tiny.students.exists()


def test_a_solution_in_a_demonstration_cell_fails_the_build(tiny):
    shown = TINY.replace("# {{ setup }}", "# {{ setup }}\n\n# %%\nanswer = 6 * 7 + len([])")
    write(tiny.root, shown)
    with pytest.raises(BuildError, match="a line of a solution"):
        build(tiny, ["01-tiny"])


@pytest.mark.parametrize("marker", ["{{ badge }}", "{{ setup }}", "{{ hand_in }}", "{{ links }}"])
def test_a_lesson_without_one_of_its_markers_is_named(tiny, marker):
    write(tiny.root, TINY.replace(marker, "gone"))
    with pytest.raises(BuildError, match=re.escape("must hold the marker")):
        read(tiny, "01-tiny")


def test_a_source_that_otter_refuses_is_named_with_otters_reason(tiny):
    write(tiny.root, TINY.replace("# init_cell: false", "# init_cell: false\n# nonsense: true"))
    with pytest.raises(BuildError, match="Otter Assign refuses 01-tiny"):
        build(tiny, ["01-tiny"])


#: what to replace in the tiny lesson, and the sentence that names its place
MISTAKES = {
    "an END QUESTION is missing": (
        "# %% [raw]\n# # END QUESTION\n",
        "",
        "line 29: the block QUESTION of q1 does not end: write `# END QUESTION` in a raw cell "
        "above the end of the file (line 65).",
    ),
    "an END SOLUTION is missing": (
        "# # END SOLUTION\n",
        "#\n",
        "line 36: the block SOLUTION of q1 does not end: write `# END SOLUTION` in a raw cell "
        "above `# BEGIN TESTS` (line 45).",
    ),
    "a BEGIN TESTS is missing": (
        "# # BEGIN TESTS\n",
        "#\n",
        "line 57: `# END TESTS` ends nothing that has begun.",
    ),
    "a block that Otter does not know": (
        "# # BEGIN SOLUTION\n",
        "# # BEGIN SOLUTIONS\n",
        "line 36: there is no block SOLUTIONS; Otter knows QUESTION, PROMPT, SOLUTION, TESTS.",
    ),
    "a header that is not YAML": ("#   kernelspec:", "#   kernelspec: [", "this is not YAML"),
    "a header that is no comment": ("#   kernelspec:", "kernelspec:", "line 3: each line of the h"),
    "no header": ("# ---\n# jupyter", "# jupyter", "line 1: begin with a header"),
    "no name": ("# name: q1", "# manual: false", "line 29: the question has no name: write `name:"),
    "a setting that does not exist": ("# name: q1", "# name: q1\n# point: 2", "setting 'point'"),
    "a question that is not YAML": ("# name: q1", "# name: q1: x", "line 30: this is not YAML"),
    "no name of a question": ("# name: q1", "# name: my-1", "line 30: 'my-1' is no name of a"),
    "a test that is not Python": ("(answer):\n    assert is", "(answer)\n    assert is", "line 48"),
    "a test without a function": ("def test_it_is_a_n", "def is_a_n", "line 48: a test is a cell"),
    "two tests of one name": ("_it_is_a_number(", "_it_is_the_number_of_the_sage(", "(line 48)"),
    "another lesson's name": (
        "# name: 01-tiny",
        "# name: 02-tiny",
        "line 10: write `name: 01-tiny",
    ),
    "tests in the notebook": (
        "#   files: true\n",
        "#   files: false\n",
        "line 10: write `tests: {",
    ),
    "Otter's own first cell": ("init_cell: false", "init_cell: true", "write `init_cell: false`"),
}


_CONFIGURED = '''""" # BEGIN TEST CONFIG
hidden: false
{}
"""  # END TEST CONFIG


'''


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("points: -1", "`points` is a number from 0 on"),
        ("points: one", "`points` is a number from 0 on"),
        ("points: [1, 2]", "`points` is a number from 0 on"),
        ("points: true", "`points` is a number from 0 on"),
        ("points: .nan", "`points` is a number from 0 on"),
        ("points: .inf", "`points` is a number from 0 on"),
        ("failure_message: 3", "`failure_message` is a text"),
        ("name: [a]", "`name` is a text"),
    ],
)
def test_a_setting_of_a_test_that_is_of_another_kind_is_named_with_its_line(tiny, setting, says):
    test = "def test_it_is_a_number"
    write(tiny.root, TINY.replace(test, _CONFIGURED.format(setting) + test))
    with pytest.raises(BuildError, match=f"line 50: {re.escape(says)}"):
        build(tiny, ["01-tiny"])


@pytest.mark.parametrize("hidden", ["yes please", "1", "[true]"])
def test_a_test_is_hidden_or_not(tiny, hidden):
    test = "def test_it_is_a_number"
    config = _CONFIGURED.replace("false", hidden).format("points: 1")
    write(tiny.root, TINY.replace(test, config + test))
    with pytest.raises(BuildError, match="line 49: `hidden` is true or false"):
        build(tiny, ["01-tiny"])


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("points: -3", "`points` is a number from 0 on"),
        ("manual: maybe", "`manual` is true or false"),
        ("all_or_nothing: 1", "`all_or_nothing` is true or false"),
        ("check_cell: never", "`check_cell` is true or false"),
    ],
)
def test_a_setting_of_a_question_that_is_of_another_kind_is_named_with_its_line(
    tiny, setting, says
):
    write(tiny.root, TINY.replace("# name: q1\n", f"# name: q1\n# {setting}\n"))
    with pytest.raises(BuildError, match=f"line 31: {re.escape(says)}"):
        build(tiny, ["01-tiny"])


@pytest.mark.parametrize("what", MISTAKES)
def test_a_mistake_in_a_source_is_named_with_its_line(tiny, what):
    old, new, says = MISTAKES[what]
    assert old in TINY
    write(tiny.root, TINY.replace(old, new, 1))
    with pytest.raises(BuildError) as error:
        read(tiny, "01-tiny")
    path = tiny.solutions / "01-tiny" / "lesson.py"
    assert says in str(error.value)
    assert all(line.startswith(f"{path}, line ") for line in str(error.value).splitlines())


def test_all_mistakes_of_a_source_are_named_at_once(tiny):
    write(
        tiny.root, TINY.replace("init_cell: false", "init_cell: true").replace("name: q1", "a: 1")
    )
    with pytest.raises(BuildError) as error:
        read(tiny, "01-tiny")
    assert len(str(error.value).splitlines()) == 3


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_the_marks_and_line_ends_of_windows_editors_change_nothing(tiny, mark, end):
    made = emit_lesson(tiny, "01-tiny")
    for path in (tiny.root / "pyproject.toml", tiny.root / "solutions" / "01-tiny" / "lesson.py"):
        path.write_bytes(mark + path.read_bytes().replace(b"\n", end))
    again = emit_lesson(find(tiny.root), "01-tiny")
    assert (again.student, again.autograder_zip) == (made.student, made.autograder_zip)


def test_an_unknown_lesson_is_named_with_those_there_are(tiny, monkeypatch):
    monkeypatch.setenv("COURSE_ROOT", str(tiny.root))
    result = CliRunner().invoke(cli, ["build", "05-none"], standalone_mode=False)
    assert isinstance(result.exception, BuildError)
    assert "There is no lesson '05-none'; lessons here: 01-tiny." in str(result.exception)


def test_the_committed_course_is_what_the_source_gives(course, emitted):
    for name, content in emitted.student.items():
        assert (course.students / LESSON / name).read_bytes() == content, name


def test_no_line_of_a_solution_and_no_hidden_test_is_in_what_students_get(course, emitted):
    """I7, over the files as they are committed and without the build's own code."""
    student = "\n".join(
        path.read_text() for path in (course.students / LESSON).rglob("*") if path.is_file()
    )
    hidden = [
        function.name
        for source in emitted.all_tests.values()
        for function in ast.parse(source).body
        if isinstance(function, ast.FunctionDef)
        and any("hidden=True" in ast.unparse(one) for one in function.decorator_list)
    ]
    assert len(hidden) >= 7
    assert not [name for name in hidden if name in student]
    assert "hidden=True" not in student


def test_test_cases_of_one_question_have_names_of_their_own(emitted):
    """Otter would lose the first of two."""
    for question, source in emitted.all_tests.items():
        names = [node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
        assert len(names) == len(set(names)), question


def test_what_python_3_11_to_3_13_make_of_the_tests_is_the_same(course):
    """Otter passes tests through ast.unparse, whose spelling changes between versions."""
    pythons = [path for path in map(_python, ("3.11", "3.12", "3.13")) if path]
    script = (
        "import ast, hashlib, sys\n"
        "tree = ast.parse(open(sys.argv[1]).read())\n"
        "tests = [n for n in tree.body if getattr(n, 'name', '')[:5] == 'test_']\n"
        "print(hashlib.sha256('\\n'.join(map(ast.unparse, tests)).encode()).hexdigest())\n"
    )
    source = course.solutions / LESSON / "lesson.py"
    seen = {
        subprocess.run(
            [python, "-c", script, str(source)], capture_output=True, text=True, check=True
        ).stdout
        for python in pythons
    }
    if len(pythons) < 2:
        pytest.skip("only one version of Python is here")
    assert len(seen) == 1, pythons


def _python(version: str) -> str | None:
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    named = sorted(versions.glob(f"{version}.*/bin/python"))
    return str(named[-1]) if named else shutil.which(f"python{version}")


def test_otter_takes_the_zip_for_its_own(emitted):
    from otter.run.run_autograder.autograder_config import AutograderConfig

    with zipfile.ZipFile(io.BytesIO(emitted.autograder_zip)) as archive:
        import json

        config = AutograderConfig(json.loads(archive.read("otter_config.json")))
    assert config.assignment_name == LESSON


@pytest.mark.kernel
def test_the_package_holds_the_templates_that_it_needs():
    """A wheel without them would only fail on somebody else's machine."""
    code = (
        "from autograder.report.pages import PAGES; PAGES.get_template('student.html');"
        "from autograder.authoring.lesson import shared; shared('setup')"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd="/")


def test_a_lessons_own_files_reach_students_and_are_served_while_grading(
    tiny, fork_server, mnist, tmp_path
):
    source = TINY.replace("# tests:\n", "# files:\n#   - data\n# tests:\n", 1)
    write(tiny.root, source)
    data = tiny.root / "solutions" / "01-tiny" / "data" / "numbers.csv"
    data.parent.mkdir()
    data.write_text("number\n42\n")
    emitted = emit_lesson(tiny, "01-tiny")
    assert emitted.student["data/numbers.csv"] == b"number\n42\n"
    (tmp_path / "tiny.zip").write_bytes(emitted.autograder_zip)
    known = {"01-tiny": load(tmp_path / "tiny.zip", tmp_path / "tests")}
    handed_in = notebook(
        "LESSON = '01-tiny'\nimport pandas as pd",
        "there = 'https://raw.githubusercontent.com/me/mine/main/course/01-tiny/data/numbers.csv'\n"
        "answer = int(pd.read_csv(there).number[0])",
        'grader.check("q1")',
    )
    nbformat.write(handed_in, tmp_path / "ada.ipynb")
    [result] = grade_class(
        collect([tmp_path / "ada.ipynb"], known),
        known,
        Store(tmp_path / "out"),
        LocalBackend(fork_server, Conditions({"mnist": mnist})),
        jobs=1,
    )
    assert result.score == result.max_score == 1.0


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("brings: [../../pyproject.toml]", "`brings` in the header has ../../pyproject.toml"),
        ("brings: [/etc/hostname]", "`brings` in the header has /etc/hostname"),
        ("brings: [data/../../x.csv]", "`brings` in the header has data/../../x.csv"),
        ("stand_ins: {s3://a/b: ../x.csv}", "`stand_ins` in the header has ../x.csv"),
    ],
)
def test_a_lesson_gives_no_file_from_outside_its_folder_to_students(tiny, entry, says):
    write(tiny.root, TINY.replace("# jupyter:\n", f"{HEADER}#     {entry}\n"))
    with pytest.raises(BuildError, match=f"{re.escape(says)}, which is outside the lesson"):
        emit_lesson(tiny, "01-tiny")


def test_a_file_that_is_no_text_is_not_brought_along_in_a_cell(tiny):
    write(tiny.root, TINY.replace("# jupyter:\n", f"{HEADER}#     brings: [tree.png]\n"))
    (tiny.root / "solutions" / "01-tiny" / "tree.png").write_bytes(b"\x89PNG\r\n\xff\x00")
    with pytest.raises(BuildError, match=r"tree\.png is no text, and cannot be brought along"):
        emit_lesson(tiny, "01-tiny")


def test_files_of_a_lesson_travel_in_the_setup_cell_and_stand_in_for_other_addresses(
    tiny, fork_server, mnist, tmp_path
):
    """For Colab, which opens a notebook and nothing beside it; and for S3, which is far away."""
    header = f"{HEADER}#     brings: [data/one.csv]\n#     stand_ins:\n"
    header += "#       s3://public/n.csv: data/two.csv\n#       upload:mine.csv: data/one.csv\n"
    assert TINY.count("# jupyter:\n") == 1
    source = TINY.replace("# jupyter:\n", header)
    write(tiny.root, source.replace("# tests:\n", "# files: [data]\n# tests:\n", 1))
    data = tiny.root / "solutions" / "01-tiny" / "data"
    data.mkdir()
    (data / "note.txt").write_text("Nothing yet.")
    with pytest.raises(BuildError, match=r"01-tiny brings data/one\.csv, but has no such file"):
        emit_lesson(tiny, "01-tiny")
    (data / "one.csv").write_text("number\n'40'\n")
    with pytest.raises(BuildError, match=r"has no file data/two\.csv to stand in for s3://"):
        emit_lesson(tiny, "01-tiny")
    (data / "two.csv").write_text("number\n2\n")
    emitted = emit_lesson(tiny, "01-tiny")
    setup = next(c.source for c in emitted.student_notebook.cells if "def set_up(" in c.source)
    assert "LESSON_FILES = {\n    'data/one.csv': r'''number\n'40'\n''',\n}" in setup
    (tmp_path / "tiny.zip").write_bytes(emitted.autograder_zip)
    known = {"01-tiny": load(tmp_path / "tiny.zip", tmp_path / "tests")}
    handed_in = notebook(
        "LESSON = '01-tiny'\nimport pandas as pd\nfrom google.colab import files",
        "[content] = files.upload().values()\n"
        "answer = int(content[8:10]) + int(pd.read_csv('s3://public/n.csv').number[0])",
        'grader.check("q1")',
    )
    nbformat.write(handed_in, tmp_path / "ada.ipynb")
    [result] = grade_class(
        collect([tmp_path / "ada.ipynb"], known),
        known,
        Store(tmp_path / "out"),
        LocalBackend(fork_server, Conditions({"mnist": mnist})),
        jobs=1,
    )
    assert result.score == result.max_score == 1.0


def test_what_a_training_leaves_behind_travels_with_the_answers_as_handed_out(tiny):
    header = f"{HEADER}#     evidence: {{q1: [answer, logs/]}}\n"
    write(tiny.root, TINY.replace("# jupyter:\n", header))
    with zipfile.ZipFile(io.BytesIO(emit_lesson(tiny, "01-tiny").autograder_zip)) as archive:
        facts = json.loads(archive.read("course.json"))
    assert facts["evidence"] == {"q1": {"names": ["answer", "logs/"], "given": ["answer = ..."]}}


@pytest.mark.parametrize(
    ("evidence", "says"),
    [
        ("{q2: [answer]}", "names q2. The lesson has no question of that name whose answer is"),
        ("{q1: []}", "says nothing of what q1 leaves"),
        ("{q1: answer}", "has lines such as `q5: [model, logs/]`"),
        ("[q1]", "has lines such as `q5: [model, logs/]`"),
        ("{q1: [../else]}", "has '../else' at q1; it takes names of variables, and names of fol"),
        ("{q1: [a.b]}", "has 'a.b' at q1"),
    ],
)
def test_evidence_that_names_nothing_of_the_lesson_is_refused(tiny, evidence, says):
    write(tiny.root, TINY.replace("# jupyter:\n", f"{HEADER}#     evidence: {evidence}\n"))
    with pytest.raises(BuildError, match=re.escape(says)):
        emit_lesson(tiny, "01-tiny")


def test_a_zip_says_its_format_and_one_of_a_newer_version_is_refused(tmp_path, emitted):
    (tmp_path / "lesson.zip").write_bytes(emitted.autograder_zip)
    with zipfile.ZipFile(tmp_path / "lesson.zip") as old:
        files = {name: old.read(name) for name in old.namelist()}
    facts = json.loads(files["course.json"])
    assert facts["format"] == 1
    now = load(tmp_path / "lesson.zip", tmp_path / "now")
    for format_, says in ((2, "A newer version of autograder built"), ("x", "which is no format")):
        with zipfile.ZipFile(tmp_path / "lesson.zip", "w") as new:
            for name, content in (
                files | {"course.json": json.dumps(facts | {"format": format_})}
            ).items():
                new.writestr(name, content)
        with pytest.raises(AssignmentError, match=says):
            load(tmp_path / "lesson.zip", tmp_path / says)
    del facts["format"]  # as it was before there were any
    with zipfile.ZipFile(tmp_path / "lesson.zip", "w") as new:
        for name, content in (files | {"course.json": json.dumps(facts)}).items():
            new.writestr(name, content)
    assert load(tmp_path / "lesson.zip", tmp_path / "before").sha256 == now.sha256


def test_a_zip_whose_stand_in_is_missing_is_refused(tmp_path, emitted):
    (tmp_path / "lesson.zip").write_bytes(emitted.autograder_zip)
    with zipfile.ZipFile(tmp_path / "lesson.zip") as old:
        files = {name: old.read(name) for name in old.namelist()}
    files["course.json"] = b'{"elsewhere": {"s3://a/b": "../../etc/passwd"}}'
    with zipfile.ZipFile(tmp_path / "lesson.zip", "w") as new:
        for name, content in files.items():
            new.writestr(name, content)
    with pytest.raises(AssignmentError, match="etc/passwd to stand for s3://a/b"):
        load(tmp_path / "lesson.zip", tmp_path / "tests")


@pytest.mark.parametrize("libraries", [(), ("pandas>=2",), ("tensorflow>=2.16",)])
def test_the_setup_cell_speaks_of_tensorflow_only_in_a_course_that_uses_it(tiny, libraries):
    """Its code is on each student's page."""
    course = dataclasses.replace(tiny, libraries=libraries)
    cells = nbformat.reads(
        emit_lesson(course, "01-tiny").student["01-tiny.ipynb"].decode(), as_version=4
    ).cells
    [setup] = [cell.source for cell in cells if "def set_up(" in cell.source]
    compile(setup, "setup", "exec")
    assert ("tensorflow" in "".join(libraries)) == ("TensorFlow" in setup)
    assert "{{" not in setup
