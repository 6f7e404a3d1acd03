"""What trainings left behind, handed in with notebooks: measured where it is honest, else useless.

All students are one class of a small lesson (`tests/support/trained.py`), graded once in the
sandbox. Where something is of no use, the cell is run after all, and the result says why.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest

import autograder.grading.pretrained
import autograder.grading.submission
from autograder.assignment.model import Assignment
from autograder.datasets.mnist.file import load_mnist
from autograder.grading.conditions import Conditions
from autograder.grading.local import LocalBackend
from autograder.record.result import QuestionResult, Result, Trust
from autograder.record.similarity import same_weights
from autograder.record.store import Store
from autograder.run.kernel.workspace import workspace
from tests.support.corpus import text_of
from tests.support.grading import grade_class
from tests.support.hostile_models import CONFIG, hostile_models, lambda_model
from tests.support.submissions import collect
from tests.support.trained import (
    BEST,
    BUILD,
    EVENTS,
    GIVEN,
    LESSON,
    SETUP,
    TRAIN,
    as_file,
    as_npy,
    handed_in,
    kept,
    lesson,
    network,
    notebook_with,
    packed,
    parts_of,
)

#: what attacks call the files that they try to write
TRACE = "sage-was-here"
#: stands in what one honest student handed in, and is for nobody else
SECRET = "a_very_honest_student"
MODEL, HISTORY = "kept/model.keras", "kept/history.history.json"

READS = f"""
import glob, os
found = []
for place in ("/tmp", "/dev/shm", "/root", "/home", os.getcwd()):
    for parent, folders, names in os.walk(place):
        folders[:] = [one for one in folders if "lib" not in one]
        for name in names:
            try:
                text = open(os.path.join(parent, name), "rb").read(1 << 20)
            except OSError:
                continue
            if b"{SECRET[:8]}" + b"{SECRET[8:]}" in text:
                found.append(os.path.join(parent, name))
print("found", found)"""
REMOVES = """
import glob, shutil
ours = "autograder_*/pretrained"
for place in [*glob.glob(f"/tmp/{ours}"), *glob.glob(f"/dev/shm/{ours}")]:
    shutil.rmtree(place)"""
PATCHES = """
import autograder.capture.restore_in_kernel
autograder.capture.restore_in_kernel.restore = lambda *arguments: print("nothing restored")"""
PAYLOAD = f"open({TRACE!r}, 'w')\nraise SystemExit"


class Payload:
    """Leaves a trace where it is unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (f"touch {TRACE}",)


def honest(**changes: bytes) -> dict[str, bytes]:
    """An honest student's files, with others at the places `model`, `history`, `best` and so on."""
    places = {"model": MODEL, "history": HISTORY, "best": f"kept/{BEST}", "log": f"kept/{EVENTS}"}
    places |= {"guess": "kept/guess.npy", "log_dir": "kept/log_dir.json"}
    places["checkpoint"] = "kept/checkpoint.json"
    return kept() | {places[name]: content for name, content in changes.items()}


def without(*paths: str) -> dict[str, bytes]:
    return {path: content for path, content in kept().items() if path not in paths}


def record(**changes: object) -> bytes:
    """The history's file with another part."""
    return json.dumps({**json.loads(kept()[HISTORY]), **changes}).encode()


def guessing() -> Any:
    """The network after a step of training that taught it nothing."""
    model = network()
    model.layers[-1].bias.assign(np.linspace(0, 0.001, 10))
    return model


def trained_on_the_test_set(mnist: Path) -> bytes:
    import keras

    x, y = load_mnist(mnist)[1]
    model = network()
    model.compile(keras.optimizers.Adam(0.02), "sparse_categorical_crossentropy")
    model.fit(x[:4000].reshape(-1, 784) / 255, y[:4000], epochs=3, verbose=0)
    return as_file(model)


def students(mnist: Path, trace: str) -> dict[str, dict[str, bytes]]:
    """Student → path in the zip → bytes."""
    solved = notebook_with()
    bad = hostile_models(trace)
    small = parts_of(kept()[f"kept/{BEST}"])
    deep = b'{"a":' * 100_000 + b"1" + b"}" * 100_000
    units = json.loads(small[CONFIG])
    units["config"]["layers"][1]["config"]["units"] = 10**9
    claims = {"loss": [0.1] * 3, "val_accuracy": [1.0] * 3, "accuracy": [1.0] * 3}
    links = {**without(f"kept/{EVENTS}"), "kept/logs": b"a file and a folder of one name"}
    outside = {
        f"kept/../../{TRACE}": b"out",
        f"/tmp/{TRACE}": b"out",
        f"kept//tmp/{TRACE}": b"in",
        f"kept/..\\..\\{TRACE}.txt": b"in",
        f"kept/{'a' * 300}": b"long",
    }
    libraries = dict.fromkeys(
        ["kept/numpy.py", "kept/h5py.py", "kept/IPython/__init__.py", "kept/keras/__init__.py"],
        PAYLOAD.encode(),
    )
    files = {
        "honest": handed_in(
            notebook_with('print("one", model is model)'),
            honest(history=record(params={"epochs": 3, "secret": SECRET})),
        ),
        "copied": handed_in(_without_metadata(notebook_with("print('all mine')")), kept()),
        "code": handed_in(
            solved,
            honest(
                model=bad["a Lambda layer"][0](),
                best=lambda_model(trace),
                guess=as_npy(np.array([Payload()] * 10)),
            ),
        ),
        "modules": handed_in(
            solved,
            {
                **honest(model=bad["a module of Python's"][0](), checkpoint=b'"evil.keras"'),
                "kept/evil.keras": lambda_model(trace),
                **libraries,
            },
        ),
        "other-layers": handed_in(
            solved, {**links, MODEL: as_file(network(16)), "kept/checkpoint.json": b'"/a.keras"'}
        ),
        "not-numbers": handed_in(
            solved,
            honest(model=bad["NaN"][0](), log_dir=b'"../logs/run"', guess=as_npy(np.arange(9))),
        ),
        "claims": handed_in(
            solved,
            honest(
                model=as_file(guessing()),
                history=record(history=claims),
                best=bad["a soft link"][0](),
            ),
        ),
        "test-set": handed_in(
            solved,
            honest(
                model=trained_on_the_test_set(mnist),
                best=packed({**small, CONFIG: deep}),
                log_dir=b"[" * 100_000 + b"]" * 100_000,
            ),
        ),
        "strings": handed_in(
            solved,
            {
                **without("kept/guess.npy"),
                HISTORY: record(history={"loss": ["0.1", "0.1", "0.1"]}),
                "kept/log_dir.json": b'"logs/of-another-run"',
            },
        ),
        "huge-list": handed_in(solved, kept()) | {"evidence.json": b" " * (2 << 20)},
        "paths": handed_in(notebook_with(setup=SETUP + READS), {**kept(), **outside}),
        "blank": handed_in(
            notebook_with(**{**GIVEN, "q3": "log_dir = ...  # no time", "q5": "guess=...\n"}),
            kept(),
        ),
        "no-network": handed_in(notebook_with(q1=GIVEN["q1"]), kept()),
        "magics": handed_in(
            notebook_with(
                "print('the same:', net is model, bool((net.get_weights()[1] != 0).any()))",
                q1=f"{BUILD}\nnet = model",
                q2=f"%%time\n{TRAIN.replace('model', 'net')}",
                q3=["folder = Path('logs/run')", "log_dir = 'logs/run'\nprint('logged here')"],
                q4="def keep():\n    print('saved here')\n    model.save('a.keras')\n"
                "    return 'a.keras'\ncheckpoint = keep()",
                q5="%time guess = np.arange(10)",
            ),
            kept(),
        ),
        "needed": handed_in(
            notebook_with(
                "print(seen)",
                q2=f"{TRAIN}\nseen = 3",
                q3=f"log_dir = {EVENTS[:8]!r}\nPath(log_dir).mkdir(parents=True)\n"
                f"Path({EVENTS!r}).write_bytes(b'loss')\nguess = np.arange(10)",
                q5="print('nothing')",
            ),
            kept(),
        ),
        "patches": handed_in(
            notebook_with(setup=SETUP + PATCHES),
            honest(
                best=packed({**small, CONFIG: json.dumps(units).encode()}),
                guess=as_npy(np.zeros(9 << 20)),
            ),
        ),
        "removes": handed_in(
            notebook_with(setup=SETUP + REMOVES), honest(best=bad["a compressed bomb"][0]())
        ),
        "two-in-one": handed_in(_in_one_cell(), kept()),
    }
    return files


def _without_metadata(text: str) -> str:
    notebook = nbformat.reads(text, 4)
    for cell in notebook.cells:
        cell.metadata = {}
    return str(nbformat.writes(notebook))


def _in_one_cell() -> str:
    """Questions 2 and 5 are answered, and checked, in one cell that nothing says the place of."""
    notebook = nbformat.reads(_without_metadata(notebook_with()), 4)
    for cell in notebook.cells:
        if cell.source == TRAIN:
            cell.source += "\nguess = np.arange(10)\ngrader.check('q2'); grader.check('q5')"
    gone = ('grader.check("q2")', 'grader.check("q5")', "## Question q5", "print('guessed")
    notebook.cells = [one for one in notebook.cells if not one.source.startswith(gone)]
    notebook.cells = [one for one in notebook.cells if not one.source.startswith('print("guessed')]
    return str(nbformat.writes(notebook))


def write_zip(path: Path, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def write_special(folder: Path) -> None:
    """Hands in what no table of files describes."""
    files = handed_in(notebook_with(), kept())
    # One name twice, of which zips give the last; and a link.
    with zipfile.ZipFile(folder / "twice.zip", "w") as archive:
        for name, content in files.items():
            if name == "kept/guess.npy":
                link = zipfile.ZipInfo(name)
                link.external_attr = (stat.S_IFLNK | 0o777) << 16
                archive.writestr(link, "/etc/passwd")
                continue
            archive.writestr(name, b"another" if name.endswith(EVENTS) else content)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr(f"kept/{EVENTS}", files[f"kept/{EVENTS}"])
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr(MODEL, as_file(network()))
    # Unpacked, with a file of 5 GB that takes no place on the disk.
    place = folder / "sparse"
    for name, content in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)
    os.truncate(place / MODEL, 5 << 30)
    (place / "kept" / "guess.npy").unlink()
    (place / "kept" / "guess.npy").symlink_to("/etc/passwd")


@dataclass(frozen=True)
class Graded:
    """What is left of grading the class.

    Attributes:
        traces: files of the attacks' own that lay in some workspace at its end.
    """

    results: dict[str, Result]
    store: Store
    assignment: Assignment
    handed_in: Path
    traces: list[str]

    def page(self, student: str) -> str:
        return text_of(self.store.feedback_path(student, LESSON).read_text(encoding="utf-8"))

    def question(self, student: str, name: str) -> QuestionResult:
        return next(one for one in self.results[student].questions if one.name == name)

    def shown(self, student: str) -> str:
        """What the notebook's cells have shown while it was graded."""
        path = self.store.executed_path(student, LESSON)
        cells = nbformat.read(path, 4).cells
        outputs = [output for cell in cells for output in cell.get("outputs", [])]
        return "".join(output.get("text", "") for output in outputs)


@pytest.fixture(scope="module")
def graded(fork_server, mnist, tmp_path_factory) -> Graded:
    folder = tmp_path_factory.mktemp("class")
    traces: list[str] = []

    @contextlib.contextmanager
    def noted() -> Iterator[Path]:
        with workspace() as path:
            yield path
            traces.extend(str(one) for one in path.rglob(f"*{TRACE}"))

    (folder / "in").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        everybody = students(mnist.path, str(folder / TRACE))
        for student, files in everybody.items():
            write_zip(folder / "in" / f"{student}.zip", files)
        write_special(folder / "in")
        assignment = lesson(folder / "lesson")
        for module in (autograder.grading.pretrained, autograder.grading.submission):
            patch.setattr(module, "workspace", noted)
        results = grade_class(
            collect([folder / "in"], [LESSON]),
            {LESSON: assignment},
            Store(folder / "out"),
            LocalBackend(fork_server, Conditions({"mnist": mnist})),
            jobs=2,
        )
    by_student = {result.student: result for result in results}
    return Graded(by_student, Store(folder / "out"), assignment, folder / "in", traces)


E, RUN = Trust.EVIDENCE, "isolated"
OK = {"q2": 3.0, "q3": 1.0, "q4": 1.0, "q5": 1.0}
#: student, question, its trust, its points (None: all), and what the result says of it
CASES: list[tuple[str, str, str, float | None, str]] = [
    *(("honest", question, E, None, "") for question in OK),
    *(("copied", question, E, None, "") for question in OK),
    ("code", "q2", RUN, None, "it contains 'Lambda', which is code rather than data"),
    ("code", "q4", RUN, None, "`best.keras` cannot be used: it contains 'Lambda'"),
    ("code", "q5", RUN, None, "`guess.npy` cannot be used: guess.npy holds objects"),
    ("code", "q3", E, None, ""),
    ("modules", "q2", RUN, None, "it contains 'system', which is code rather than data"),
    ("modules", "q4", RUN, None, "`evil.keras` cannot be used: it contains 'Lambda'"),
    ("modules", "q5", E, None, ""),
    ("other-layers", "q2", RUN, None, "`model` has other layers in what was handed in"),
    ("other-layers", "q3", RUN, None, "`logs/` was not handed in with it"),
    ("other-layers", "q4", RUN, None, "a value names `/a.keras`, which lies where it was trained"),
    ("not-numbers", "q2", RUN, None, "its weights are not all numbers"),
    ("not-numbers", "q3", RUN, None, "a value names `../logs/run`"),
    ("not-numbers", "q5", E, 0.0, ""),
    ("claims", "q2", E, 1.0, ""),
    ("test-set", "q2", E, 2.0, ""),
    ("test-set", "q3", RUN, None, "`log_dir.json` cannot be used: it is not valid JSON"),
    ("test-set", "q4", RUN, None, "`best.keras` cannot be used: a configuration that is no"),
    ("claims", "q4", RUN, None, "`best.keras` cannot be used: its weights lead to other places"),
    ("strings", "q2", RUN, None, "one of its series holds what is not a number"),
    ("strings", "q3", RUN, None, "`logs/of-another-run` was not handed in with it"),
    ("strings", "q5", RUN, None, "`guess` was not handed in with it"),
    *(
        ("huge-list", question, RUN, None, "evidence.json is missing, damaged or too large")
        for question in OK
    ),
    *(("paths", question, E, None, "") for question in OK),
    *(("blank", question, RUN, 0.0, "") for question in OK),
    ("no-network", "q2", RUN, 0.0, "the notebook makes no such `model` before it is trained"),
    *(("magics", question, E, None, "") for question in OK),
    ("needed", "q2", RUN, None, "other cells need `seen`, which only its answer makes"),
    ("needed", "q3", RUN, None, "a check looks at `guess`, which only its answer makes"),
    ("needed", "q5", RUN, None, "its answer makes none of `guess`"),
    ("patches", "q2", E, 0.0, ""),
    ("patches", "q4", RUN, None, "it asks for more than 10,000,000 of something"),
    ("patches", "q5", RUN, None, "`guess.npy` cannot be used: it takes more than 64 MB"),
    ("removes", "q2", RUN, None, "the notebook has removed what was handed in"),
    ("removes", "q4", RUN, None, "its weights take more than 256 MiB"),
    ("two-in-one", "q2", RUN, None, "its answer shares a cell with another question's"),
    ("two-in-one", "q5", RUN, None, "its answer shares a cell with another question's"),
    ("twice", "q2", RUN, None, "its SHA-256 is not the one in evidence.json"),
    ("twice", "q3", E, None, ""),
    ("twice", "q5", RUN, None, "its SHA-256 is not the one in evidence.json"),
    ("sparse", "q2", RUN, None, "`model.keras` cannot be used: it takes more than 64 MB"),
    ("sparse", "q3", E, None, ""),
    ("sparse", "q5", RUN, None, "`guess.npy` cannot be used: The file is a link"),
]


@pytest.mark.parametrize(("student", "question", "trust", "points", "says"), CASES)
def test_what_was_handed_in_counts_where_it_is_honest_and_else_the_result_says_why(
    graded, student, question, trust, points, says
):
    result = graded.question(student, question)
    said = [
        one for one in graded.results[student].problems if f"the training of {question} " in one
    ]
    assert (result.trust, result.score) == (trust, OK[question] if points is None else points), (
        graded.results[student].problems
    )
    assert says in " ".join(said)
    assert len(said) == (1 if says else 0)
    assert all(sentence in graded.page(student) for sentence in said)
    assert (
        graded.page(student).count("What your training left behind came with your notebook") > 0
    ) == any(one.trust == Trust.EVIDENCE for one in graded.results[student].questions)


def test_everybody_is_among_the_tests_and_nothing_of_theirs_was_stopped(graded):
    assert {case[0] for case in CASES} == {*graded.results}
    assert {result.status for result in graded.results.values()} == {"graded"}
    assert len(CASES) > 60


def test_cells_whose_values_were_handed_in_are_not_run(graded):
    shown = graded.shown("honest")
    assert shown.count("Not run: its values are those that were handed in") == 4
    assert " here" not in shown
    assert graded.shown("code").count(" here") == 3


def test_no_code_in_a_file_ever_runs(graded, tmp_path):
    assert not graded.traces
    places = [graded.handed_in.parent, Path("/tmp"), Path.cwd(), Path.home()]
    assert not [path for place in places for path in place.glob(f"*{TRACE}*")]


def test_nobody_reads_what_another_student_handed_in(graded):
    assert "found []" in graded.shown("paths")
    assert SECRET not in graded.page("paths")


def test_a_network_under_two_names_stays_one(graded):
    assert "the same: True True" in graded.shown("magics")


def test_a_network_of_somebody_else_is_named_with_its_owner(graded):
    [same] = [
        each
        for each in same_weights([graded.results["honest"], graded.results["copied"]])
        if each.handed_in
    ]
    assert {student for student, _ in same.models} == {"honest", "copied"}


def test_accuracy_is_measured_whatever_a_history_claims(graded):
    claimed, honest = graded.question("claims", "q2"), graded.question("honest", "q2")
    assert claimed.curves["val_accuracy"] == (1.0, 1.0, 1.0)
    assert claimed.accuracy["model"] < 0.3 < 0.5 < honest.accuracy["model"]
    assert "it does not name them" in graded.page("claims")


def test_what_learned_from_the_test_pictures_is_told_where_the_pictures_tell_it(graded):
    """A network that learned from both is not: nothing that is measured tells them apart."""
    assert "it learned from the test pictures" in graded.page("test-set")
    assert graded.question("test-set", "q2").accuracy["model"] > 0.7


def test_a_file_too_large_costs_a_sentence_and_no_disk(graded):
    place = graded.handed_in / "sparse" / MODEL
    assert place.stat().st_size == 5 << 30
    assert graded.results["sparse"].seconds["total"] < 60
