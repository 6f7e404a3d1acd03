"""Nothing that lies in a working folder, or among submissions, is imported by the grader itself.

A folder may hold a file called like any library or module that a command could import. Where one
of them runs, it notes its path, outside of every sandbox.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from importlib.metadata import packages_distributions
from pathlib import Path

import nbformat
import pytest

from autograder.authoring.course import CourseError, find
from autograder.authoring.publish import emit_lesson
from autograder.authoring.targets.gradescope import gradescope_zip
from autograder.cli.main import cli
from autograder.run.kernel.environment import environment
from autograder.run.sandbox.policy import Sandbox
from tests.conftest import notebook
from tests.support.marked import graded
from tests.support.rendering import HERE
from tests.support.tiny import TINY, write

BIN = Path(sys.executable).parent
LESSON = "01-tiny"
RIGHT = ["LESSON = '01-tiny'", "answer = 42", 'grader.check("q1")']
ANSWER = """\
# %% [markdown]
# ---
# what: "All right"
# base: solution
# demo: true
# student: ada
# ---
"""
#: every name that Python itself, and every installed library, could be imported by
NAMES = sorted(
    {*sys.stdlib_module_names, *packages_distributions(), "sitecustomize", "usercustomize"}
    | {"autograder", "tests", "scripts", "attr", "orjson", "simplejson", "jupyter_config"}
)
#: settings that some libraries look for in the working folder, and that are Python or name some
SETTINGS = {
    "jupyter_server_config.py": "{code}",
    "jupyter_config.py": "{code}",
    "nbgrader_config.py": "{code}",
    "ipython_config.py": "{code}",
    "matplotlibrc": "backend: module://graphviz\n",
    ".pth": "import graphviz\n",
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course, submissions, an output folder and a working folder, all full of such files."""
    world = tmp_path_factory.mktemp("world")
    root = world / "course"
    root.mkdir()
    (root / "pyproject.toml").write_text('[tool.course]\nrepository = "a/b"\nbranch = "main"\n')
    write(root, TINY)
    answers = root / "solutions" / LESSON / "answers"
    answers.mkdir(exist_ok=True)
    (answers / "solution.py").write_text(ANSWER)
    shutil.copy(Path(find(Path(__file__).parent).root) / "LICENSE", root)
    emitted = emit_lesson(find(root), LESSON)
    (world / "container.zip").write_bytes(gradescope_zip(LESSON, emitted))
    (world / "roster.csv").write_text("id,name,number\nada,Ada,7\n")
    for name in ("submissions", "out", "elsewhere"):
        (world / name).mkdir()
    nbformat.write(notebook(*RIGHT), world / "submissions" / "ada.ipynb")
    for folder in (root, world / "submissions", world / "out", world / "elsewhere"):
        fill(folder, world / "ran.txt")
    return world


def fill(folder: Path, notes: Path) -> None:
    code = f"open({str(notes)!r}, 'a').write(__file__ + '\\n')\nraise ImportError(__name__)\n"
    for name in NAMES:
        (folder / f"{name}.py").write_text(code)
    for name, text in SETTINGS.items():
        (folder / name).write_text(text.replace("{code}", code))


@pytest.fixture
def ran(world: Path) -> Callable[[], list[str]]:
    """The files of such folders that ran since the test began."""
    notes = world / "ran.txt"
    notes.unlink(missing_ok=True)
    return lambda: sorted({*notes.read_text().splitlines()}) if notes.exists() else []


def command(world: Path, cwd: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BIN / "autograder", *arguments],
        cwd=world / cwd,
        env={**os.environ, "COURSE_ROOT": str(world / "course")},
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_the_trap_works(world, ran):
    """Python's own `-m` runs what lies in the working folder."""
    subprocess.run([sys.executable, "-m", "graphviz"], cwd=world / "elsewhere", capture_output=True)
    assert ran()


@pytest.mark.parametrize("paths", [".", pytest.param("../submissions", marks=pytest.mark.slow)])
def test_grading_and_exporting_import_nothing_from_where_one_stands(world, ran, paths):
    done = command(world, "submissions", "grade", paths, "--output", "../out", "--again")
    assert done.returncode == 0, done.stderr
    assert "1 / 1" in done.stdout
    exported = command(world, "out", "export", "--output", ".", "--to", "csv")
    assert exported.returncode == 0, exported.stderr
    assert ran() == []


#: where one stands, and what one types there
LINES = [
    ("course", "build"),
    ("submissions", "build --check"),
    ("submissions", "doctor"),
    ("submissions", "demo --output ../demo"),
    ("elsewhere", "publish ../students"),
    ("elsewhere", "colab-watch pip-freeze.txt"),
    ("elsewhere", "grade ../submissions --output ../in-process --isolation none"),
    ("elsewhere", "init ../new"),
    ("submissions", "import ada.ipynb"),
    ("course", "test"),
    ("course", "prove --dry-run --most 1"),
    ("elsewhere", "prepare ../container.zip --without otter-grader"),
    # in the folder that the lines above grade into
    ("submissions", "grades ../in-process"),
    ("submissions", "give-back ../in-process --to folder --dry-run"),
    ("submissions", "requests . --output ../in-process"),
    ("submissions", "upload ../in-process --to canvas --url https://127.0.0.1:9 --course 1"),
    ("elsewhere", "lti init ../lti"),
    ("submissions", "viva ../in-process --isolation none"),
    ("submissions", "variants --roster ../roster.csv"),
]
#: these grade, as `grade` does, and take half a minute each
LONG = {"build", "demo", "test", "prove", "viva"}
#: these have a test of their own
OTHERS = {"export", "formgrader", "mark"}


def test_every_command_is_tried():
    assert {line.split()[0] for _, line in LINES} | OTHERS == {*cli.commands}


@pytest.fixture(scope="module")
def tried(world: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Line → what it wrote to standard error, and the files of such folders that ran.

    One process runs all that are not long, as the console script does, each where one stands: what
    the first of them has imported is no other file for the second.
    """
    program = tmp_path_factory.mktemp("program") / "in_turn.py"
    program.write_text(IN_TURN)
    lines = [(str(world / cwd), line) for cwd, line in LINES if line.split()[0] not in LONG]
    done = subprocess.run(
        [sys.executable, str(program), str(world / "ran.txt"), json.dumps(lines)],
        cwd=world / "elsewhere",
        env={**os.environ, "COURSE_ROOT": str(world / "course")},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return dict(map(json.loads, re.findall(r"(?m)^TRIED (.+)$", done.stdout)))


IN_TURN = """
import contextlib, io, json, os, sys
from pathlib import Path
from autograder.cli.main import main
notes = Path(sys.argv[1])
for cwd, line in json.loads(sys.argv[2]):
    notes.unlink(missing_ok=True)
    os.chdir(cwd)
    sys.argv[1:] = line.split()
    said = io.StringIO()
    with contextlib.suppress(SystemExit), contextlib.redirect_stderr(said):
        main()
    ran = notes.read_text().splitlines() if notes.exists() else []
    print("\\nTRIED", json.dumps([line, [said.getvalue(), *ran]]), flush=True)
"""


@pytest.mark.parametrize("line", [line for _, line in LINES if line.split()[0] not in LONG])
def test_no_command_imports_anything_from_where_one_stands(tried, line):
    said, *ran = tried[line]
    assert "Traceback" not in said
    assert ran == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cwd", "line"), [(cwd, line) for cwd, line in LINES if line.split()[0] in LONG]
)
def test_no_long_command_imports_anything_from_where_one_stands(world, ran, cwd, line):
    if line.startswith("viva"):
        command(world, "elsewhere", *["grade", "../submissions", "--output", "../in-process"])
    done = command(world, cwd, *line.split())
    assert "Traceback" not in done.stderr
    assert not line.startswith("demo") or "1 / 1" in done.stdout, done.stderr
    assert ran() == []


@pytest.mark.parametrize("mechanism", ["none", "namespaces", "bubblewrap"])
@pytest.mark.parametrize("server", ["kernels and checkers", "workers"])
def test_no_forked_process_finds_a_module_in_the_folder_that_it_works_in(
    fork_server, folder, server, mechanism, monkeypatch
):
    """Kernels before their first cell, checkers, examiners and workers are all forked this way."""
    if mechanism == "bubblewrap" and not shutil.which("bwrap"):
        pytest.skip("bwrap is not installed")
    fill(folder, folder / "ran.txt")
    (folder / "look").mkdir()
    (folder / "look" / "look.py").write_text(
        "import os, sys\n"
        "from importlib.machinery import PathFinder\n"
        f"for name in {NAMES!r}:\n"
        "    found = PathFinder.find_spec(name)\n"
        "    if found and str(found.origin).startswith(os.getcwd()): print(name)\n"
        "print('looked', [path for path in sys.path if not path.startswith('/')])\n"
        "print('rfc3987_syntax' in sys.modules)\n"
    )
    monkeypatch.setattr(
        fork_server, "mechanism", "namespaces" if mechanism == "none" else mechanism
    )
    child = (fork_server.light if server == "workers" else fork_server).spawn(
        "runpy:run_path",
        {"path_name": str(folder / "look" / "look.py")},
        cwd=folder,
        env=environment(folder),
        log=folder / "log",
        sandbox=None if mechanism == "none" else Sandbox(str(folder)),
    )
    assert child.wait(60) == 0
    # Nor is there what takes a second to import, and nobody needs.
    assert (folder / "log").read_text() == "looked []\nFalse\n"
    assert not (folder / "ran.txt").exists()


@pytest.mark.parametrize(
    "page", ["formgrader --output ../out", "mark ../marking --marker formgrader"]
)
def test_a_page_for_marking_imports_nothing_from_where_one_stands(world, ran, page):
    if not (world / "out" / "grades.csv").exists():
        command(world, "elsewhere", "grade", "../submissions", "--output", "../out")
    if not (world / "marking").exists():  # the lesson above has no question for a person
        graded(world / "marking", {"ada": "Because."}, HERE)
    process = subprocess.Popen(
        [BIN / "autograder", *page.split(), "--no-browser"],
        cwd=world / "submissions",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("formgrader: http"):
            break
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert any(line.startswith("formgrader: http") for line in lines), lines
    assert ran() == []


@pytest.mark.slow
def test_a_worker_of_a_cluster_imports_nothing_from_where_it_was_started(world, ran):
    address = str(world / "scheduler.json")
    at = ["--scheduler-file", address, "--no-dashboard"]
    safe = {**os.environ, "PYTHONSAFEPATH": "1"}
    here = {"cwd": world / "submissions", "stderr": subprocess.DEVNULL, "env": safe}
    commands = [
        ["scheduler", "--host", "127.0.0.1", "--port", "0", *at],
        ["worker", "--nthreads", "1", *at],
    ]
    processes = [subprocess.Popen([BIN / "dask", *each], **here) for each in commands]
    try:
        while not Path(address).exists():
            time.sleep(0.1)
        done = command(
            world, "submissions", "grade", ".", "--output", "../far", "--scheduler", address
        )
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait(30)
    assert done.returncode == 0, done.stderr
    assert ran() == []


def test_gradescopes_container_imports_nothing_of_a_submission(world, ran, tmp_path):
    for folder in ("results", "submission", "source"):
        (tmp_path / folder).mkdir()
    with zipfile.ZipFile(world / "container.zip") as zipped:
        zipped.extractall(tmp_path / "source")
    fill(tmp_path / "submission", world / "ran.txt")
    made = notebook(*RIGHT)
    made.metadata["otter"] = {"assignment_name": LESSON}
    nbformat.write(made, tmp_path / "submission" / "anything.ipynb")
    script = tmp_path / "source" / "run_autograder"
    subprocess.run(
        ["bash", str(script)],
        cwd=tmp_path / "submission",
        env={
            **os.environ,
            "GRADESCOPE_ROOT": str(tmp_path),
            "GRADESCOPE_PYTHON": sys.executable,
        },
        check=True,
        capture_output=True,
        timeout=300,
    )
    assert '"score": 1.0' in (tmp_path / "results" / "results.json").read_text()
    assert ran() == []


def test_a_students_own_course_is_not_graded_against(tmp_path, monkeypatch):
    """A pyproject.toml among the submissions would bring the student's own tests along."""
    (tmp_path / "pyproject.toml").write_text('[tool.course]\nrepository = "a/b"\nbranch = "x"\n')
    deeper = tmp_path / "mallory"
    deeper.mkdir()
    (deeper / "pyproject.toml").write_text('[tool.course]\nrepository = "m/m"\nbranch = "m"\n')
    monkeypatch.chdir(deeper)
    monkeypatch.delenv("COURSE_ROOT", raising=False)
    assert find().repository == "m/m"
    assert find(submissions=[Path()]).root == tmp_path
    assert find(submissions=[deeper / "pyproject.toml", deeper]).root == tmp_path
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("autograder.__file__", str(tmp_path / "no" / "__init__.py"))
        with pytest.raises(CourseError):
            find(submissions=[tmp_path])
