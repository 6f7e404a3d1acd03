"""What was handed in as trained, graded again: with other options, with new tests, as a sample."""

from __future__ import annotations

import dataclasses
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.cli.main import cli
from autograder.datasets.mnist.file import load_mnist
from autograder.datasets.mnist.locate import locate_mnist
from autograder.grading.api import LoggingReporter
from autograder.grading.conditions import Conditions
from autograder.grading.local import LocalBackend
from autograder.grading.request import GradeRequest
from autograder.grading.whole_class import _audited
from autograder.record.audit import Audit, key_of, known_audit, sample, save_audit
from autograder.record.result import QuestionResult, Result, Status, Trust
from autograder.record.store import Store
from autograder.run.worker import Workers
from tests.support.again import grade_into
from tests.support.corpus import text_of
from tests.support.submissions import collect
from tests.support.trained import LESSON, TESTS, handed_in, kept, lesson, network, notebook_with
from tests.support.trained import as_file as in_a_file

RUN = Trust.ISOLATED


@pytest.fixture
def class_of(fork_server, mnist, tmp_path):
    """Grades files by student with some options; gives results and events by student."""
    number = 0

    def grade(train: str, tests: dict[str, str] | None = None, **files: dict[str, bytes]):
        nonlocal number
        number += 1
        (tmp_path / "in").mkdir(exist_ok=True)
        for student, parts in files.items():
            with zipfile.ZipFile(tmp_path / "in" / f"{student}.zip", "w") as archive:
                for name, content in parts.items():
                    info = zipfile.ZipInfo(name)  # with the same date each time
                    archive.writestr(info, content)
        assignment = lesson(tmp_path / f"lesson-{number}", **(tests or {}))
        known, backend = (
            {LESSON: assignment},
            LocalBackend(fork_server, Conditions({"mnist": mnist})),
        )
        return grade_into(tmp_path / "out", tmp_path / "in", known, backend, train=train)

    return grade


def trusts(result: Result) -> list[str]:
    return [question.trust for question in result.questions]


HONEST = [RUN, Trust.EVIDENCE, Trust.EVIDENCE, Trust.EVIDENCE, Trust.EVIDENCE]


def test_always_trains_what_was_handed_in_and_what_was_trained_stays(class_of):
    ada = handed_in(notebook_with(), kept())
    first, _ = class_of("missing", ada=ada)
    assert trusts(first["ada"]) == HONEST
    second, events = class_of("always", ada=ada)
    assert not events["ada"].reused
    assert trusts(second["ada"]) == [RUN] * 5
    assert second["ada"].score == first["ada"].score == 7
    assert second["ada"].problems == ()
    for train in ("missing", "never", "always"):
        third, events = class_of(train, ada=ada)
        assert events["ada"].reused
        assert third == second


def test_never_leaves_untrained_what_was_not_handed_in_until_it_may_be_trained(class_of, tmp_path):
    files = {path: content for path, content in kept().items() if "model" not in path}
    ada = handed_in(notebook_with(), files)
    brian = {f"{LESSON}.ipynb": notebook_with().encode()}
    never, _ = class_of("never", ada=ada, brian=brian)
    assert trusts(never["ada"]) == [
        RUN,
        Trust.UNTRAINED,
        Trust.EVIDENCE,
        Trust.EVIDENCE,
        Trust.EVIDENCE,
    ]
    assert trusts(never["brian"]) == [RUN, *[Trust.UNTRAINED] * 4]
    said = "the training of q2 was not run: `model` was not handed in with it"
    assert said in never["ada"].problems
    page = text_of(Store(tmp_path / "out").feedback_path("ada", LESSON).read_text())
    assert "The training was not run, and nothing of it that can be used came" in page
    assert (never["ada"].questions[1].score, never["brian"].score) == (0, 1)
    missing, events = class_of("missing", ada=ada, brian=brian)
    assert not events["ada"].reused
    assert not events["brian"].reused
    assert trusts(missing["ada"]) == [RUN, RUN, Trust.EVIDENCE, Trust.EVIDENCE, Trust.EVIDENCE]
    assert trusts(missing["brian"]) == [RUN] * 5
    assert missing["ada"].score == missing["brian"].score == 7
    assert missing["brian"].problems == ()


def test_new_tests_leave_it_said_which_answers_were_handed_in(class_of):
    files = {path: content for path, content in kept().items() if "guess" not in path}
    ada = handed_in(notebook_with(), files)
    before, _ = class_of("missing", ada=ada)
    tests = {"q5": TESTS["q5"].replace("== 10", "== 9"), "q2": TESTS["q2"].replace("not", "no")}
    after, events = class_of("missing", tests=tests, ada=ada)
    assert events["ada"].rechecked
    assert trusts(after["ada"]) == trusts(before["ada"]) == [*HONEST[:4], RUN]
    assert (before["ada"].score, after["ada"].score) == (7, 6)
    assert after["ada"].problems == before["ada"].problems
    assert (
        "the training of q5 was run again: `guess` was not handed in" in before["ada"].problems[0]
    )


def better() -> bytes:
    """A network that has seen ten times as many training pictures as the task gives."""
    import keras

    (x, y), _ = load_mnist(locate_mnist().path)
    model = network()
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
    model.fit(x[:6000].reshape(-1, 784) / 255, y[:6000], epochs=3, verbose=0)
    return in_a_file(model)


def test_a_sample_is_trained_again_and_only_the_copied_network_is_named(
    class_of, fork_server, mnist, tmp_path
):
    honest = handed_in(notebook_with(), kept())
    copied = handed_in(notebook_with("'mine'"), {**kept(), "kept/model.keras": better()})
    blank = {f"{LESSON}.ipynb": notebook_with(q2="history = ...").encode()}
    results, _ = class_of("missing", ada=honest, brian=copied, chen=blank)
    assert trusts(results["ada"]) == trusts(results["brian"]) == HONEST
    store = Store(tmp_path / "out")
    known = {LESSON: lesson(tmp_path / "lesson")}
    folder = tmp_path / "in"
    request = GradeRequest(paths=(folder,), assignments=known, store=store, jobs=2, audit=1.0)
    backend = LocalBackend(fork_server, Conditions({"mnist": mnist}))
    there = (backend, Workers(fork_server), LoggingReporter())
    audit = _audited(request, [*results.values()], collect([folder], known), *there)
    assert audit is not None
    assert {student for student, _ in audit.compared} == {"ada", "brian"}
    assert audit.of == 2
    # What the copied network is worth beside the history that is not its own depends on the data.
    assert {(one.student, one.question) for one in audit.differences} == {("brian", "q2")}
    difference = audit.differences[-1]
    handed, again = (results[name].questions[1].accuracy["model"] for name in ("brian", "ada"))
    assert handed - again > 0.05
    assert difference.what.startswith(f"model has {handed:.2%} as handed in, ")
    assert "2 of 2 submissions. More than chance differs in brian" in audit.sentence
    assert trusts(store.audit.load("brian", LESSON)) == [RUN] * 5
    assert trusts(store.load("brian", LESSON)) == HONEST, "the mark is still of what was handed in"
    save_audit(store, audit)
    assert known_audit(store) == dataclasses.replace(
        audit, differences=tuple(audit.differences), compared=tuple(audit.compared)
    )
    # A file that has changed since is not the one that was graded.
    with zipfile.ZipFile(folder / "brian.zip", "a") as archive:
        archive.writestr("more", "")
    audit = _audited(request, [*results.values()], collect([folder], known), *there)
    assert audit is not None
    assert [student for student, _ in audit.compared] == ["ada"]


def some_results(number: int) -> list[Result]:
    question = QuestionResult("q2", 1.0, 1.0, Trust.EVIDENCE, ())
    return [
        Result(
            f"student-{n}", LESSON, Status.GRADED, 1.0, 1.0, (question,), submission_sha256=str(n)
        )
        for n in range(number)
    ]


def test_nobody_can_tell_beforehand_who_is_drawn_and_a_rerun_draws_the_same(tmp_path):
    results = some_results(40)
    stores = [Store(tmp_path / name) for name in ("one", "two")]
    for store in stores:
        store.folder.mkdir()
    one, two = ([r.student for r in sample(results, 0.25, key_of(store))] for store in stores)
    assert len(one) == len(two) == 10
    assert one != two, "whoever knows this code knows who is drawn"
    assert one == [r.student for r in sample(results[::-1], 0.25, key_of(stores[0]))]


def test_a_sample_takes_one_of_each_lesson_at_least_and_none_without_evidence():
    results = some_results(3)
    trained = dataclasses.replace(results[0].questions[0], trust=RUN)
    results[2] = dataclasses.replace(results[2], questions=(trained,))
    assert len(sample(results, 0.01, "key")) == 1
    assert {one.student for one in sample(results, 1.0, "key")} == {"student-0", "student-1"}
    assert sample(results, 0.0, "key") == []


def test_an_audit_without_differences_says_so():
    said = Audit((("ada", LESSON),), 12, ()).sentence
    assert (
        said == "Trained again to compare: 1 of 12 submissions; none differs by more than chance."
    )


@pytest.mark.parametrize("text", ["10", "abc", "120%", "-1%", "%", "nan%", ""])
def test_a_share_to_train_again_that_is_none_is_refused_in_words(text, tmp_path):
    Path(tmp_path, "in").mkdir()
    line = ["grade", str(tmp_path / "in"), "--output", str(tmp_path / "out"), "--audit", text]
    done = CliRunner().invoke(cli, line)
    assert done.exit_code == 2
    assert f"{text!r} is no share. Write it like 10%, from 0% to 100%." in done.output
