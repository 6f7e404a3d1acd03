"""What `autograder prove` says of a small lesson, graded here and now without a kernel."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from autograder.assignment.notebook import QUESTION_KEY
from autograder.authoring.prove import (
    ALSO_RIGHT,
    Proof,
    Proved,
    prove,
    read_record,
    write_record,
)
from autograder.authoring.publish import build_course, emit_lesson
from autograder.authoring.questions_page import below_the_bar, outdated, page, unproven
from autograder.authoring.solution import SOLUTION as SOLUTION_NAME
from autograder.authoring.solution import Tried
from autograder.check.otter_tests import parse, run
from autograder.cli.main import cli
from autograder.record.result import QuestionResult, Result, Status, TestResult
from tests.support.clean_course import BRIEF, course, write

__all__ = ["course"]
LESSON = "01-count"
SOLUTION = "answer1 = 1 * 1 + len([])  # SOLUTION"
TEST = 'assert answer1 == 1, "Count once more."'
FUNCTION = """\
def answer1(numbers):
    # BEGIN SOLUTION
    return [number for number in numbers if number > 0]
    # END SOLUTION
"""


def grade(archive: Path, notebooks: Any, folder: Path, *, kept: Any = ()) -> dict[str, Tried]:
    """Runs answer cells and tests in this process."""
    with zipfile.ZipFile(io.BytesIO(archive.read_bytes())) as files:
        tests = {
            Path(name).stem: files.read(name).decode()
            for name in files.namelist()
            if name.startswith("tests/")
        }
    return {
        name: Tried(result_of(notebook, tests), folder / name)
        for name, notebook in notebooks.items()
    }


def result_of(notebook: Any, tests: dict[str, str]) -> Result:
    namespace: dict[str, Any] = {}
    for cell in notebook.cells:
        if QUESTION_KEY in cell.metadata:
            try:
                exec(cell.source, namespace)
            except Exception:
                namespace["stopped"] = True
    questions = []
    for name, source in tests.items():
        test_file = parse(source)
        cases = []
        for number, case in enumerate(test_file.test_cases):
            passed, message, *_ = run(test_file, number, namespace)
            cases.append(TestResult(f"{name} - {number + 1}", case.hidden, passed, 1.0, message))
        questions.append(QuestionResult(name, 0.0, 1.0, tests=tuple(cases)))
    return Result("x", LESSON, Status.GRADED, 0.0, 1.0, tuple(questions))


def proved(course: Any, *changes: tuple[str, str], also_right: str = "") -> tuple[Proof, Any]:
    source = BRIEF
    for old, new in changes:
        assert old in source
        source = source.replace(old, new)
    path = write(course, source)
    (path.parent / ALSO_RIGHT).write_text(also_right)
    emitted = emit_lesson(course, LESSON)
    found = prove(course, LESSON, emitted, grade, only=["q1"])
    write_record(course, LESSON, found)
    return found.questions["q1"], emitted


def test_tests_that_look_at_the_value_catch_every_mistake(course):
    proof, _ = proved(course)
    assert proof.mutants == proof.killed == proof.visible > 5
    assert proof.survivors == proof.refused == []
    assert proof.forms == proof.taken > 1


def test_a_mistake_that_earns_every_point_is_named_with_its_code(course):
    proof, _ = proved(course, (TEST, 'assert answer1 is not None, "Count."'))
    assert [
        "another operator",
        "answer1 = 1 * 1 - len([])",
    ] not in proof.survivors  # it does the same
    assert ["off by one", "answer1 = 2 * 1 + len([])"] in proof.survivors
    assert proof.killed < proof.mutants


def test_what_the_task_leaves_open_is_no_mistake(course):
    proof, _ = proved(
        course, (TEST, "assert answer1 in (1, 2)"), also_right='q1: ["2 * 1 + len([])"]'
    )
    assert proof.also_right == 1
    assert all(source != "answer1 = 2 * 1 + len([])" for _, source in proof.survivors)


def test_a_function_is_called_with_more_than_the_tests_call_it_with(course):
    proof, _ = proved(
        course, (SOLUTION, FUNCTION), (TEST, "assert answer1([5, 3]) == [5, 3], 'Look.'")
    )
    assert any("number >= 0" in source for _, source in proof.survivors)


def test_a_right_form_that_is_refused_is_named(course):
    proof, _ = proved(
        course,
        (SOLUTION, FUNCTION),
        (
            TEST,
            "assert answer1.__code__.co_varnames[:1] == ('numbers',)\n    assert "
            "answer1.__annotations__ == {}, 'No hints.'",
        ),
    )
    assert ["Parameters and results have type hints", "No hints."] in [
        [what, told] for what, _, *messages in proof.refused for told in messages
    ]


def test_a_message_that_says_only_that_nothing_is_there_is_none_of_its_own(course):
    proof, _ = proved(course, (TEST, 'assert answer1 == 1, "answer1 is still `...`."'))
    assert proof.visible == proof.mutants
    assert proof.own == 0


def test_a_training_is_run_for_each_mutant_of_it_with_nothing_that_was_handed_in_of_it(course):
    handed_in = course.solutions / LESSON / "kept" / SOLUTION_NAME
    handed_in.mkdir(parents=True)
    for name in ("answer1.json", "answer2.json"):
        (handed_in / name).write_text("{}")
    asked = []

    def noting(archive: Path, notebooks: Any, folder: Path, *, kept: Any = ()) -> dict[str, Tried]:
        asked.append(([*kept], {name: answers_in(one) for name, one in notebooks.items()}))
        return grade(archive, notebooks, folder)

    write(course, BRIEF.replace("#     topics:", "#     evidence: {q2: [answer2]}\n#     topics:"))
    found = prove(course, LESSON, emit_lesson(course, LESSON), noting, only=["q2"])
    whole, solved, mutants = asked
    assert whole[0] == ["answer2.json"]
    assert solved[0] == mutants[0] == []
    # Question 1 is not answered: what the lesson does then is enough for the solution. What stands
    # below question 2 is left out.
    assert {*solved[1].values()} == {(False, True)}
    assert {filled[:1] for filled in mutants[1].values()} == {(False,)}
    proof = found.questions["q2"]
    assert proof.mutants == proof.killed > 5
    assert proof.forms == proof.taken > 1
    few = prove(course, LESSON, emit_lesson(course, LESSON), grade, only=["q2"], most_trained=1)
    assert (few.questions["q2"].mutants, few.questions["q2"].forms) == (1, 1)


def test_a_training_that_goes_on_with_an_earlier_one_is_run_after_that(course):
    source = BRIEF.replace(
        "#     topics:", "#     evidence: {q1: [answer1], q2: [answer2]}\n#     topics:"
    )
    # As fit changes a network that another question has made.
    source = source.replace(
        SOLUTION, "answer1 = len(globals().setdefault('counted', [1]))  # SOLUTION"
    )
    source = source.replace(
        "answer2 = 2 * 1 + len([])  # SOLUTION",
        "answer2 = 1 + len(globals().get('counted', []))  # SOLUTION",
    )
    write(course, source)
    found = prove(course, LESSON, emit_lesson(course, LESSON), grade, only=["q2"])
    assert found.questions["q2"].mutants == found.questions["q2"].killed > 1


def test_what_another_state_of_the_grader_came_to_is_not_used_again(course):
    folder = course.dist / "proofs" / LESSON
    proved(course)
    kept = folder / "results"
    kept.mkdir()
    proved(course)
    assert kept.is_dir()
    (folder / "grader.txt").write_text("another")
    proved(course)
    assert not kept.exists()


def answers_in(notebook: Any) -> tuple[bool, ...]:
    """Which answer cells hold something else than dots."""
    return tuple("..." not in one.source for one in notebook.cells if QUESTION_KEY in one.metadata)


def test_a_message_that_says_what_is_not_so_is_named(course):
    proof, _ = proved(course, (TEST, 'assert answer1 == 1, f"answer1 is {answer1 + 1}."'))
    assert proof.statements >= len(proof.false) > 0
    assert all(told[0].startswith("answer1 is ") for _, _, *told in proof.false)


def test_messages_that_say_what_is_so_are_counted(course):
    proof, _ = proved(course, (TEST, 'assert answer1 == 1, f"answer1 is {answer1}."'))
    assert proof.messages >= proof.statements > 0
    assert proof.false == []


def test_the_record_is_read_as_it_was_written_and_makes_the_page(course):
    proof, emitted = proved(course)
    known = read_record(course, LESSON)
    assert known is not None
    assert known.questions == {"q1": proof}
    shown = page({LESSON: known}, {LESSON: ["q1", "q2"]})
    assert f"| 01-count | q1 | {proof.mutants} | {proof.killed} |" in shown
    assert "- 01-count, q2: nobody has looked yet." in shown
    assert [*outdated(LESSON, known, emitted)] == []
    assert [line.partition(" was ")[0] for line in unproven(LESSON, known, emitted)] == [
        f"01-count, q{n}"
        for n in (2, 3, 4)  # never looked at
    ]


def test_a_question_that_has_changed_since_is_to_be_proven_again(course):
    proof, emitted = proved(course)
    old = dataclasses.replace(proof, fingerprint="")
    assert any(
        line == "01-count, q1 has changed since it was proven: run `autograder prove 01-count "
        "--question q1`"
        for line in outdated(LESSON, Proved({"q1": old}), emitted)
    )


def test_the_build_that_only_checks_fails_where_a_question_is_to_be_proven_again(
    course, monkeypatch
):
    monkeypatch.setenv("COURSE_ROOT", str(course.root))
    proof, _ = proved(course)
    whole = dataclasses.replace(proof, killed=proof.mutants, visible=proof.mutants)
    whole = dataclasses.replace(whole, own=proof.mutants)
    said = {}
    for what, one in {"fresh": whole, "stale": dataclasses.replace(whole, fingerprint="")}.items():
        write_record(course, LESSON, Proved({"q1": one}))
        done = build_course(course, [LESSON], check=True, grade=grade, tell=print)
        said[what] = [line for line in done.stale if "q1 has changed since it was proven" in line]
        assert not any("q1" in line for line in done.findings)
    assert [len(lines) for lines in said.values()] == [0, 1]
    result = CliRunner().invoke(cli, ["build", "--check"], standalone_mode=False)
    assert result.return_value == 1


def test_another_title_or_hint_makes_no_question_another_one(course):
    proof, emitted = proved(course)
    tests = emitted.all_tests["q1"].replace("It is the number.", "One.\n\n    Tried with one.")
    assert tests != emitted.all_tests["q1"]
    retitled = dataclasses.replace(emitted, all_tests={**emitted.all_tests, "q1": tests})
    assert not [*outdated(LESSON, Proved({"q1": proof}), retitled)]


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ({"killed": 5}, "kills 5 of 10 mutants"),
        ({"visible": 5}, "kills in sight 5 of 10 mutants"),
        ({"own": 3}, "has words of their own for 3 of 10 mutants"),
        ({"refused": [["x", "y"]]}, "refuses 1 right forms"),
        ({"false": [["x", "y", "it is z"]]}, "tells 1 answers something false"),
    ],
)
def test_a_question_under_the_bar_is_named(numbers, said):
    whole = Proof("", mutants=10, killed=10, visible=10, own=10)
    assert not [*below_the_bar(LESSON, Proved({"q1": whole}))]
    [line] = below_the_bar(LESSON, Proved({"q1": dataclasses.replace(whole, **numbers)}))
    assert said in line
