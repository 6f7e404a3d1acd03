"""Assignments of other courses, graded with `--assignment`: as Otter would, but from outside.

Otter grades the same notebooks beside us, in processes of its own; every question must come out the
same, wherever its tests need nothing that cannot leave the student's kernel.
"""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.assignment.model import Assignment, AssignmentError, Settings, load
from autograder.assignment.test_inputs import inputs
from autograder.collect.submissions import Only
from autograder.datasets.dataset import Located
from autograder.grading.attempts import only
from autograder.grading.conditions import Conditions, LeastTrust
from autograder.grading.local import LocalBackend
from autograder.record.result import Result
from autograder.record.store import Store
from autograder.run.kernel.forkserver import ForkServer
from tests import SLOW_TO_IMPORT
from tests.conftest import LESSON
from tests.conftest import notebook as notebook_of
from tests.support import zoo
from tests.support.commands import autograder_in
from tests.support.grading import grade_class
from tests.support.lessons import emitted_here
from tests.support.submissions import collect

ANSWERS = {
    "doctests": {
        "right": {
            "x": "3",
            "y": "4",
            "z": "[1, 2]",
            "w": "6",
            "v": "7",
            "u": "8",
            "array": "np.arange(4)",
            "drawn": "np.random.rand(2).round(3).tolist()",
            "read": 'pd.read_csv("data.csv")["n"].sum().item()',
            "roll": "lambda n: print(*np.random.randint(1, 7, n))",
        },
        "half": {
            "x": "3.5",
            "y": "2",
            "z": "[2, 1, 0]",
            "w": "7",
            "v": "8",
            "u": "7.5",
            "array": "[0, 1, 2, 3]",
            "drawn": "[0.375, 0.95]",
            "read": "6.0",
            "roll": "lambda n: print(6, 4, 5)",
        },
        "wrong": {},
    },
    "functions": {
        "right": {
            "x": "3",
            "y": "4",
            "z": "5",
            "w": "6",
            "v": "7",
            "drawn": "int(np.random.default_rng(rng_seed).integers(1000))",
            "u": "8",
            "t": "9",
        },
        "half": {"x": "2", "y": "6", "z": "1", "w": "7", "v": "7", "drawn": "944", "t": "7"},
        "wrong": {},
    },
    "live": {
        "right": {
            "x": "3",
            "stream": 'io.StringIO("text")',
            "y": "4",
            "twice": "lambda function, value: function(function(value))",
        },
        "half": {
            "x": "3",
            "stream": 'io.StringIO("texts")',
            "y": "5",
            "twice": "lambda function, value: function(value)",
        },
        "wrong": {},
    },
}
ANSWERS["spoken"] = ANSWERS["live"]
MAKERS = {
    **{"doctests": zoo.doctests, "functions": zoo.functions},
    **{"live": zoo.live, "spoken": zoo.spoken},
}
#: those whose students are trusted
TRUSTED = ("live", "spoken")
OTTER = f"""
import json, sys
sys.modules[{SLOW_TO_IMPORT!r}] = None
from otter.api import grade_submission
def graded(notebook, archive, tries=3):
    try:
        return grade_submission(notebook, archive, quiet=True).results
    except Exception:  # of several Otters at work at a time two may choose one port
        if tries == 1:
            raise
        return graded(notebook, archive, tries - 1)
for notebook, archive in json.loads(sys.argv[1]):
    tests = graded(notebook, archive)
    scores = {{name: [test.score, test.possible] for name, test in tests.items()}}
    print("SCORES", json.dumps([notebook, scores]), flush=True)
"""


@dataclasses.dataclass
class World:
    """Assignments, a class for each, and a way to grade them."""

    folder: Path
    made: dict[str, zoo.Made]
    assignments: dict[str, Assignment]
    fork_server: ForkServer
    mnist: Located

    def hand_in(self, name: str, student: str, answers: dict[str, str]) -> Path:
        return zoo.hand_in(self.made[name], self.folder / "in" / name, student, answers)

    def grade(
        self, name: str, path: Path, store: Path, trust: LeastTrust | None = None
    ) -> dict[str, Result]:
        assignment = self.assignments[name]
        names = {assignment.name, assignment.notebook, path.stem}
        results = grade_class(
            collect([path], names, only=only(assignment)),
            {assignment.name: assignment},
            Store(store),
            LocalBackend(self.fork_server, Conditions({"mnist": self.mnist}, least_trust=trust)),
            jobs=2,
        )
        return {result.student: result for result in results}


@pytest.fixture(scope="module")
def world(tmp_path_factory, fork_server, mnist) -> World:
    folder = tmp_path_factory.mktemp("zoo")
    made = {name: make(folder) for name, make in MAKERS.items()}
    known = {name: load(made[name].archive, folder / "tests" / name) for name in made}
    world = World(folder, made, known, fork_server, mnist)
    for name, answers in ANSWERS.items():
        for student, given in answers.items():
            world.hand_in(name, student, given)
    return world


@pytest.fixture(scope="module")
def otters(world, offline_environment) -> dict[str, subprocess.Popen]:
    """Otter at work on every class, while others do something else."""
    return {
        name: subprocess.Popen(
            [
                sys.executable,
                *("-c", OTTER),
                json.dumps(
                    [
                        [
                            str(world.folder / "in" / name / student / f"{name}.ipynb"),
                            str(made.archive),
                        ]
                        for student in ANSWERS[name]
                    ]
                ),
            ],
            cwd=world.folder,
            env=offline_environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name, made in world.made.items()
    }


@pytest.fixture(scope="module")
def ours(world, otters, tmp_path_factory) -> dict[str, dict[str, Result]]:
    """Assignment → student → result. The students of some are trusted."""
    store = tmp_path_factory.mktemp("ours")
    return {
        name: world.grade(
            name,
            world.folder / "in" / name,
            store / name,
            trust="in-kernel" if name in TRUSTED else None,
        )
        for name in MAKERS
    }


@pytest.fixture(scope="module")
def theirs(ours, otters) -> dict[str, dict[str, dict[str, list[float]]]]:
    """Assignment → student → question → points and possible points, by Otter."""
    scores: dict = {}
    for name, process in otters.items():
        said, complained = process.communicate(timeout=300)
        assert process.returncode == 0, complained
        for line in said.splitlines():
            if line.startswith("SCORES "):
                path, questions = json.loads(line.removeprefix("SCORES "))
                scores.setdefault(name, {})[Path(path).parent.name] = questions
    return scores


def points(result: Result) -> dict[str, list[float | None]]:
    return {question.name: [question.score, question.max_score] for question in result.questions}


def of(result: Result, question: str):
    return next(q for q in result.questions if q.name == question)


@pytest.mark.parametrize("student", ["right", "half", "wrong"])
@pytest.mark.parametrize("name", MAKERS)
def test_every_question_gets_the_points_that_otter_gives(ours, theirs, name, student):
    expected = theirs[name][student]
    found = points(ours[name][student])
    assert set(found) == set(expected)
    for question, numbers in expected.items():
        assert found[question] == pytest.approx(numbers, abs=1e-5), question


def test_the_zoo_tells_right_from_half_right_and_wrong(theirs):
    """Else the comparison above would prove little."""
    for name, students in theirs.items():
        total = {s: sum(score for score, _ in found.values()) for s, found in students.items()}
        possible = sum(most for _, most in students["right"].values())
        assert total["right"] == pytest.approx(possible), name
        assert possible > total["half"] > total["wrong"], name


def test_messages_are_the_authors_where_there_are_any(ours):
    half, right = ours["doctests"]["half"], ours["doctests"]["right"]
    assert "Well chosen." in [test.message for test in of(right, "config").tests]
    cats = of(ours["functions"]["half"], "messages").tests[0].message
    assert cats == "Think of cats. cats have more lives"
    assert of(half, "each").tests[0].message == "`y` gives `2`; it should give `4`."
    blank = of(ours["doctests"]["wrong"], "listed").tests[1].message
    assert blank == "`len(z)` raises TypeError: object of type 'ellipsis' has no len()."


def test_a_total_is_scaled_as_the_assignment_asks(ours):
    right, half = ours["functions"]["right"], ours["functions"]["half"]
    assert (right.score, right.max_score) == (50.0, 50.0)
    unscaled = sum(question.score for question in half.questions)
    assert half.score == pytest.approx(50 * unscaled / 13, abs=1e-5)


@pytest.mark.parametrize("score", [0, 3, 5, 10])
@pytest.mark.parametrize(
    "config",
    [
        {},
        {"points_possible": 4},
        {"score_threshold": 0.5},
        {"points_possible": 4, "score_threshold": 0.5},
    ],
)
def test_a_total_is_what_otter_sends_to_gradescope(config, score):
    from otter.run.run_autograder.autograder_config import AutograderConfig
    from otter.test_files import GradingResults, OKTestFile

    case = {"code": ">>> 1\n1", "points": 10}
    file = OKTestFile.from_spec({"name": "q1", "suites": [{"cases": [case]}]})
    file.update_score(score)
    sent = GradingResults([file]).to_gradescope_dict(AutograderConfig(config))
    expected = sent.get("score", score)
    assert Settings(**config).total(float(score), 10.0) == (
        expected,
        config.get("points_possible", 10),
    )


def test_students_get_their_notebook_back_as_they_wrote_it(world, ours, tmp_path):
    world.grade("doctests", world.folder / "in" / "doctests" / "right", tmp_path)
    executed = nbformat.read(tmp_path / "executed" / "right" / "doctests.ipynb", as_version=4)
    handed_in = nbformat.read(
        world.folder / "in" / "doctests" / "right" / "doctests.ipynb", as_version=4
    )
    assert [cell.source for cell in executed.cells] == [cell.source for cell in handed_in.cells]
    assert not [o for cell in executed.cells for o in cell.get("outputs", [])], "an error or words"


# What cannot leave the kernel


def test_by_default_objects_are_asked_and_what_they_cannot_answer_is_said(world, tmp_path):
    [result] = world.grade("live", world.folder / "in" / "live" / "right", tmp_path).values()
    assert points(result) == {
        "plain": [1, 1],
        "object": [2, 2],
        "everything": [1, 2],
        "higher": [0, 1],
    }
    assert {question.name: question.trust for question in result.questions} == {
        "plain": "isolated",
        "object": "asked",
        "everything": "isolated",
        "higher": "isolated",
    }
    told = {test.message for test in of(result, "higher").tests}
    assert told == {
        "This check calls a function with something other than plain data, arrays, frames and "
        "models, which it cannot do here."
    }
    assert result.problems == (
        "for the instructor: in everything, a test looks at everything in the student's kernel, "
        "which can't leave it; grade with --allow-in-kernel if you trust these people",
        "for the instructor: in higher, a test calls a function with what can't be handed into the "
        "student's kernel; grade with --allow-in-kernel if you trust these people",
    )
    page = (tmp_path / "feedback" / "right" / "live.html").read_text()
    assert "looks at the whole notebook at once" in page
    assert "--allow-in-kernel" not in page
    assert "for the instructor" not in page


@pytest.mark.parametrize("name", TRUSTED)
def test_with_trust_those_questions_and_only_those_are_marked_as_checked_in_the_kernel(ours, name):
    right = ours[name]["right"]
    assert {question.name: question.trust for question in right.questions} == {
        "plain": "isolated",
        "object": "in-kernel",
        "everything": "in-kernel",
        "higher": "in-kernel",
    }
    assert (right.score, right.problems) == (6.0, ())
    assert {q.trust for q in ours["doctests"]["right"].questions} == {"isolated"}


def test_where_values_alone_are_trusted_an_object_is_named_to_both_sides(world, tmp_path):
    right = world.folder / "in" / "live" / "right"
    [result] = world.grade("live", right, tmp_path, "isolated").values()
    assert points(result)["object"] == [0, 2]
    assert {question.trust for question in result.questions} == {"isolated"}
    told = {test.message for test in of(result, "object").tests}
    assert told == {"`stream` is a StringIO, which this check cannot look into."}
    assert (
        "for the instructor: in object, `stream` is a StringIO of io, which can't leave the "
        "student's kernel; grade with --least-trust asked or in-kernel"
    ) in result.problems
    page = (tmp_path / "feedback" / "right" / "live.html").read_text()
    assert "<code>stream</code> is a StringIO" in page
    assert "--least-trust" not in page


SPY = """
class Spy:
    def read(self, *size):
        import sys
        seen, frame = "", sys._getframe()
        while frame:
            seen += str(frame.f_locals) + str(frame.f_globals)
            frame = frame.f_back
        found = [name for name in ("secret_" + "three", "secret_" + "rest") if name in seen]
        raise AssertionError(f"{found} \\ud800")
"""


def test_a_kernel_gets_the_tests_of_no_other_question_and_none_before_its_end(world, tmp_path):
    path = world.hand_in("live", "mallory", {"x": "3", "stream": "Spy()", "y": "4"})
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(SPY))
    last = "try: Spy().read()\nexcept AssertionError as seen: print(seen.args[0][:-1])"
    notebook.cells.append(nbformat.v4.new_code_cell(last))
    nbformat.write(notebook, path)
    [result] = world.grade("live", path, tmp_path, trust="in-kernel").values()
    assert of(result, "object").tests[0].message.startswith("['secret_rest']")
    assert of(result, "plain").trust == "isolated"
    executed = nbformat.read(tmp_path / "executed" / "mallory" / "live.ipynb", as_version=4)
    assert executed.cells[-1].outputs[0].text == "[] \n"


LIES = """
import json, os
dumps = json.dumps
class Liar:
    def read(self, *size):
        def lie(claims, *more, **options):
            return {lie} if isinstance(claims, list) else dumps(claims, *more, **options)
        json.dumps = lie
        return ""
"""


@pytest.mark.parametrize(
    ("lie", "score"),
    [
        ("dumps([[True, 'mine']] * 2)", 2.0),  # it is their word for this question
        ("dumps([[True, 'mine']] * 3)", 0.0),
        ("dumps([[1, 'mine'], [2, 'mine']])", 0.0),
        ("'[' * 100_000", 0.0),
        ("os._exit(1)", 0.0),
    ],
)
def test_what_a_kernel_claims_counts_for_its_own_question_and_only_if_it_makes_sense(
    world, tmp_path, lie, score
):
    path = world.hand_in("live", f"liar{hash(lie)}", {"x": "4", "stream": "Liar()", "y": "4"})
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(LIES.replace("{lie}", lie)))
    nbformat.write(notebook, path)
    [result] = world.grade("live", path, tmp_path, trust="in-kernel").values()
    assert result.status == "graded"
    assert points(result)["object"] == [score, 2.0]
    assert points(result)["plain"] == [0.0, 1.0]
    failed = "checking object in the notebook's own kernel failed"
    assert any(problem.startswith(failed) for problem in result.problems) == (score == 0)


def test_a_rerun_with_more_or_less_trust_grades_anew_what_depends_on_it(world, tmp_path):
    def again(trust: LeastTrust | None) -> Result:
        path = world.folder / "in" / "live" / "right"
        return world.grade("live", path, tmp_path, trust)["right"]

    levels: list[LeastTrust | None] = ["in-kernel", None, "in-kernel", "isolated", "asked"]
    assert [again(trust).score for trust in levels] == [6.0, 4.0, 6.0, 2.0, 4.0]
    assert again("asked") == again(None)


def test_no_test_of_this_course_needs_what_cannot_leave_a_kernel(course):
    for lesson in course.lessons():
        for question, source in emitted_here(lesson).all_tests.items():
            cases = inputs(source)
            assert cases, f"{lesson} {question}"
            assert not any(case.whole for case in cases.values()), f"{lesson} {question}"


# Which notebook belongs to the assignment


def test_a_notebook_of_another_assignment_is_named_with_both_names(world, tmp_path):
    path = world.hand_in("functions", "lost", {})
    [result] = world.grade("live", path, tmp_path).values()
    assert (result.student, result.status) == ("lost", "unknown_lesson")
    assert "'functions'" in result.problems[0]
    assert "(live)" in result.problems[0]


def test_a_notebook_that_names_no_assignment_belongs_to_the_one_that_is_given(world, tmp_path):
    path = world.hand_in("live", "quiet", {"x": "3"})
    notebook = nbformat.read(path, as_version=4)
    del notebook.metadata["otter"]
    nbformat.write(notebook, path)
    [result] = world.grade("live", path, tmp_path).values()
    assert (result.status, result.score, result.student) == ("graded", 1.0, "quiet")


def test_an_assignment_without_a_name_takes_every_notebook(world, tmp_path):
    archive = rewritten(world, "live", tmp_path / "hw01-autograder_2026_01_02T03.zip", config={})
    assignment = load(archive, tmp_path / "tests")
    assert only(assignment) == Only("hw01", others=False)


def test_checks_among_other_code_are_silent_and_ignored_cells_are_passed_over(world, tmp_path):
    path = world.hand_in("live", "mixed", {})
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.source.startswith("x = "):
            cell.source = 'grader.check("plain"); grader.check_all(); x = 3'
    ignored = nbformat.v4.new_code_cell("x = 4", metadata={"otter": {"ignore": True}})
    tagged = nbformat.v4.new_code_cell("x = 5", metadata={"tags": ["otter_ignore"]})
    place = next(n for n, cell in enumerate(notebook.cells) if "; x = 3" in cell.source)
    notebook.cells[place + 1 : place + 1] = [ignored, tagged]
    nbformat.write(notebook, path)
    [result] = world.grade("live", path, tmp_path).values()
    assert points(result)["plain"] == [1.0, 1.0]


# Zips that cannot be graded against


def rewritten(world: World, name: str, path: Path, config=None, **tests: bytes | None) -> Path:
    """An assignment's zip with another configuration or other tests; None takes one out."""
    with zipfile.ZipFile(world.made[name].archive) as old, zipfile.ZipFile(path, "w") as new:
        for entry in old.namelist():
            question = entry.removeprefix("tests/").removesuffix(".py")
            if entry == "otter_config.json" and config is not None:
                text = config if isinstance(config, str) else json.dumps(config)
                new.writestr(entry, text)
            elif question not in tests and not (entry.startswith("tests/") and "all" in tests):
                new.writestr(entry, old.read(entry))
        for question, source in tests.items():
            if source is not None:
                new.writestr(f"tests/{question}.py", source)
    return path


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"all": None}, "holds no tests"),
        ({"plain": b"def test(:"}, "tests/plain.py in .* is not a test file of Otter's: it is not"),
        ({"plain": b"\xff"}, "tests/plain.py in .* is not a test file of Otter's"),
        ({"plain": b"x = 1"}, "tests/plain.py in .* does not set OK_FORMAT"),
        ({"config": {"lang": "r"}}, "is an assignment in R. This grades assignments in Python"),
        ({"config": "{"}, "otter_config.json in .* is not valid JSON"),
        ({"config": "[]"}, "otter_config.json in .* is not a table"),
        ({"config": {"seed": "x"}}, "seed is 'x', not a whole number"),
        ({"config": {"points_possible": [1]}}, r"points_possible is \[1\], not a number"),
    ],
    ids=str,
)
def test_a_zip_that_cannot_be_used_is_named_with_the_reason(world, tmp_path, change, says):
    archive = rewritten(world, "live", tmp_path / "hw.zip", **change)
    with pytest.raises(AssignmentError, match=says) as error:
        load(archive, tmp_path / "tests")
    assert "hw.zip" in str(error.value)


TABLE = """{"name": "q", "points": None, "suites": [
    {"cases": [{"code": ">>> x == 3\\nTrue", "hidden": False, "points": 1}]},
    {"cases": [{"code": ">>> x > 4\\nTrue"}, {"code": ">>> x > 0\\nTrue", "points": 2}]},
]}"""


@pytest.mark.parametrize("marked", ["OK_FORMAT = True\n", ""])
def test_a_table_of_several_suites_counts_all_of_their_cases(world, tmp_path, marked):
    """Of before version 4 as well, which did not write the format."""
    archive = rewritten(
        world, "live", tmp_path / "hw.zip", plain=f"{marked}test = {TABLE}".encode()
    )
    world.assignments["suites"] = load(archive, tmp_path / "tests")
    [result] = world.grade("suites", world.folder / "in" / "live" / "right", tmp_path).values()
    assert points(result)["plain"] == [3.0, 3.0]
    tests = of(result, "plain").tests
    assert [test.passed for test in tests] == [True, False, True]
    assert [test.hidden for test in tests] == [False, True, True]


def test_a_zip_of_r_tests_is_named_as_such(tmp_path):
    with zipfile.ZipFile(tmp_path / "hw.zip", "w") as archive:
        archive.writestr("tests/q1.R", "test = list()")
    with pytest.raises(AssignmentError, match="is an assignment in R"):
        load(tmp_path / "hw.zip", tmp_path / "tests")


def test_a_path_that_leads_out_of_the_zip_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "hw.zip", "w") as archive:
        archive.writestr("tests/q1.py", "OK_FORMAT = False")
        archive.writestr("files/../../evil.py", "")
    with pytest.raises(AssignmentError, match="leads out of it"):
        load(tmp_path / "hw.zip", tmp_path / "tests")


PLUGINS = [{"otter.plugins.builtin.RateLimiting": {"days": 1}}, {"mine.Plugin": {"a": 1}}]


def test_a_plugin_that_may_change_marks_is_refused_by_its_name(world, tmp_path):
    archive = rewritten(world, "live", tmp_path / "hw.zip", config={"plugins": PLUGINS})
    with pytest.raises(AssignmentError, match=r": mine.Plugin. Grade without them by --without-pl"):
        load(archive, tmp_path / "tests")


def test_what_the_zip_asks_for_and_does_not_get_is_noted(world, tmp_path):
    config = {"plugins": PLUGINS, "grade_from_log": True, "assignment_name": "live"}
    archive = rewritten(world, "live", tmp_path / "hw.zip", config=config)
    world.assignments["noted"] = load(archive, tmp_path / "tests", without_plugins=True)
    [result] = world.grade("noted", world.folder / "in" / "live" / "right", tmp_path).values()
    assert result.problems[-3:] == (
        "for the instructor: the plugin otter.plugins.builtin.RateLimiting was not run: it limits "
        "how often students may hand in, and changes no mark",
        "for the instructor: the plugin mine.Plugin was not run, which may change marks",
        "for the instructor: the notebook was run, though the assignment asks to grade from "
        "Otter's log",
    )


def test_whatever_can_change_a_mark_changes_the_assignments_hash(world, tmp_path):
    changes: list[dict[str, Any]] = [
        {},
        {"config": {"seed": 1}},
        {"config": {"seed": 1, "seed_variable": "s"}},
        {"config": {"points_possible": 7}},
        {"plain": b"OK_FORMAT = False\nname = 'plain'"},
    ]
    hashes = {
        load(rewritten(world, "live", tmp_path / f"{n}.zip", **change), tmp_path / str(n)).sha256
        for n, change in enumerate(changes)
    }
    assert len(hashes) == len(changes)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--assignment", "no.zip"], "Error: no.zip does not exist."),
        (["--assignment", "text.zip"], "Error: text.zip cannot be read as a zip"),
        (["--assignment", "."], "holds no notebook with nbgrader's cells"),
        (["--notebook", "hw.ipynb"], "--notebook and --without-plugins go with --assignment"),
        (["--allow-in-kernel"], "--allow-in-kernel goes with --assignment"),
    ],
)
def test_a_users_mistake_is_one_sentence_and_status_2(tmp_path, arguments, says):
    (tmp_path / "text.zip").write_text("no zip")
    done = autograder_in(tmp_path, "grade", ".", "--output", "out", *arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.usefixtures("shared_fork_server")
def test_the_command_grades_a_folder_of_folders_against_a_zip(world, tmp_path):
    folder = tmp_path / "in"
    for student in ("ada", "brian"):
        zoo.hand_in(world.made["live"], folder, student, ANSWERS["live"]["right"])
    arguments = ["grade", str(folder), "--output", str(tmp_path / "out"), "--allow-in-kernel"]
    arguments += ["--assignment", str(world.made["live"].archive)]
    done = autograder_in(tmp_path, *arguments)
    assert done.returncode == 0, done.stderr
    for student in ("ada", "brian"):
        result = json.loads((tmp_path / "out" / "results" / student / "live.json").read_text())
        assert (result["score"], result["max_score"]) == (6.0, 6.0)


def test_a_lesson_of_this_course_never_runs_a_test_in_a_kernel(assignment, world, tmp_path):
    """Even where it is given as a zip, and its tests meet a value that cannot leave."""
    cells = ["shapes = object()", 'grader.check("q1")']
    path = tmp_path / "mallory.ipynb"
    nbformat.write(notebook_of(*cells), path)
    world.assignments["own"] = assignment
    [result] = world.grade("own", path, tmp_path / "out", trust="in-kernel").values()
    assert result.lesson == LESSON
    assert {question.trust for question in result.questions} == {"isolated", "manual"}
    assert result.problems == ()
