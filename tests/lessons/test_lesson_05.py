"""Lesson 05: each typical answer gets its marks and its message from the grader."""

from __future__ import annotations

import io
import json
import re
from base64 import b64decode
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import numpy as np
import pandas as pd
import pytest
from PIL import Image
from tensorboard.compat.proto import event_pb2, tensor_pb2, tensor_shape_pb2
from tensorboard.compat.tensorflow_stub.pywrap_tensorflow import masked_crc32c

from tests.support.execution import execute
from tests.support.lessons import (
    EnoughAnswers,
    EveryLesson,
    TypicalAnswers,
    errors_in,
    messages_to,
    names_in,
    sections_of,
)

LESSON = "05-tensorboard"


class TestAnswers(TypicalAnswers):
    lesson = LESSON


class TestContents(EveryLesson, EnoughAnswers):
    lesson = LESSON


# Logs as Keras writes them, without a training

FALLING = [0.9, 0.5, 0.3, 0.2, 0.15, 0.1, 0.08, 0.06, 0.05, 0.04, 0.03, 0.02]
TURNING = [0.8, 0.5, 0.4, 0.35, 0.3, 0.28, 0.3, 0.32, 0.35, 0.4, 0.45, 0.5]
RISING = [0.5, 0.7, 0.8, 0.9, 0.92, 0.93, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99]
EVENTS = "events.out.tfevents.1700000000.here.1.0.v2"


def event(step: int, tag: str, **tensor: Any) -> event_pb2.Event:
    made = event_pb2.Event(wall_time=1.0 + step, step=step)
    shape = tensor_shape_pb2.TensorShapeProto()
    made.summary.value.add(tag=tag, tensor=tensor_pb2.TensorProto(tensor_shape=shape, **tensor))
    return made


def write_events(file: Path, events: list[event_pb2.Event]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("ab") as stream:
        for data in (one.SerializeToString() for one in events):
            head = len(data).to_bytes(8, "little")
            stream.write(head + masked_crc32c(head).to_bytes(4, "little"))
            stream.write(data + masked_crc32c(data).to_bytes(4, "little"))


def write_run(
    folder: str,
    loss: list[float] = FALLING,
    val_loss: list[float] = TURNING,
    accuracy: list[float] = RISING,
    *,
    histograms: int = 1,
    model: dict[str, Any] | None = None,
    rate: float = 0.001,
) -> str:
    """A run below the working folder, as a training with the callback leaves it; its path."""
    events = [event_pb2.Event(wall_time=0.5, file_version="brain.Event:2")]
    if model is not None:
        layers = [
            {"class_name": "Dense", "config": {"units": model["units"], "activation": "relu"}},
            {"class_name": "Dropout", "config": {"rate": model["dropout"]}},
        ]
        plan = json.dumps({"class_name": "Sequential", "config": {"layers": layers}})
        events.append(event(0, "keras", dtype=7, string_val=[plan.encode()]))
    for step, value in enumerate(loss):
        events.append(event(step, "epoch_loss", dtype=1, float_val=[value]))
        events.append(event(step, "epoch_learning_rate", dtype=1, float_val=[rate]))
        if histograms and step % histograms == 0:
            events.append(event(step, "dense/kernel/histogram", dtype=1, float_val=[0, 1, 2]))
    events += [
        event(step, "epoch_accuracy", dtype=1, float_val=[value])
        for step, value in enumerate(accuracy)
    ]
    write_events(Path(folder, "train", EVENTS), events)
    parts = [("epoch_loss", val_loss), ("epoch_accuracy", accuracy[: len(val_loss)])]
    events = [
        event(step, tag, dtype=1, float_val=[value])
        for tag, values in parts
        for step, value in enumerate(values)
    ]
    if events:
        write_events(Path(folder, "validation", EVENTS), events)
    return folder


def history_of(loss: list[float] = FALLING) -> Any:
    return SimpleNamespace(history={"loss": loss})


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_logs_written_here_are_read_like_those_of_keras(emitted, place):
    names = {"log_dir": write_run("logs/a"), "history": history_of()}
    assert messages_to(emitted, "q2", names) == []
    small, other = {"units": 4, "dropout": 0.0}, {"units": 4, "dropout": 0.5}
    runs = {"a": write_run("logs/b", model=small), "b": write_run("logs/c", RISING, model=other)}
    assert messages_to(emitted, "q4", {"runs": runs, "best_run": "a"}) == []


# Many small mistakes, each in the values that the tests look at


def named(form: str) -> Any:
    return lambda root, when: f"{root}/{when.strftime(form)}"


@pytest.mark.parametrize(
    ("run_folder", "message"),
    [
        ("logs/2026", "run_folder is not a function"),
        (lambda root, when: None, "let it end in return"),
        (lambda root, when: (root, when), "gives back a tuple"),
        (lambda root: root, "stops with this error: TypeError"),
        (lambda root, when: when.strftime("%Y-%m-%d_%H-%M-%S"), "but root is missing"),
        (lambda root, when: root + when.strftime("%Y-%m-%d_%H-%M-%S"), "no slash between"),
        (named("%Y-%M-%d_%H-%m-%S"), "Month and minute have changed places"),
        (named("%Y-%m-%d_%I-%M-%S"), "%H counts the hours up to 23"),
        (named("%y-%m-%d_%H-%M-%S"), "The year should have four digits"),
        (named("%Y-%m-%d %H-%M-%S"), "There is a space in the name"),
        (named("%Y-%m-%d_%H-%M"), "The seconds are missing"),
        (named("%Y-%m-%d"), "The time of the day is missing"),
        (named("%m-%d-%Y_%H-%M-%S"), "The year comes first"),
        (named("%Y%m%d-%H%M%S"), "the path should be logs/2019-10-23_14-30-05"),
        (named("%Y-%m-%d_%H-%M-%S-%f"), "has fractions of a second"),
        (lambda root, when: "logs/" + when.strftime("%Y-%m-%d_%H-%M-%S"), "With the root my logs"),
    ],
)
def test_folder_names_that_do_not_serve_are_told_why(emitted, run_folder, message):
    told = messages_to(emitted, "q1", {"run_folder": run_folder})
    assert any(message in one for one in told), told


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: 5, "log_dir is a int"),
        (lambda: "logs/none", "There are no logs in logs/none"),
        (lambda: "/etc", "does not lie where your notebook works"),
        (lambda: "../logs", "does not lie where your notebook works"),
        (lambda: "x" * 5_000, "does not lie where your notebook works"),
        (lambda: write_run("logs/a") + "/train", "leads to the part train of a run"),
        (lambda: str(Path(write_run("logs/a")).parent), "log_dir is a folder of runs (a)"),
        (lambda: write_run("logs/a", val_loss=[]), "Only the training was written down"),
        (lambda: write_run("logs/a", accuracy=[]), "The logs hold no accuracy"),
        (lambda: write_run("logs/a", FALLING[:5]), "The logs hold 5 epochs"),
        (lambda: write_run("logs/a", val_loss=TURNING[:7]), "The logs hold 7 epochs"),
        (lambda: write_run("logs"), "Your logs lie right in logs"),
        (lambda: write_run("mine/a"), "Your logs lie in mine/a"),
        (lambda: write_run(write_run("logs/a")), "holds 2 trainings"),
        (lambda: write_run("logs/a", histograms=0), "The logs hold no histograms"),
        (lambda: write_run("logs/a", histograms=3), "histograms for 4 of 12 epochs"),
    ],
)
def test_logs_that_lack_something_are_told_what(emitted, place, make, message):
    told = messages_to(emitted, "q2", {"log_dir": make()})
    assert any(message in one for one in told), told


@pytest.mark.parametrize(
    ("history", "message"),
    [
        (..., "history is still `...`"),
        ({"loss": FALLING}, "history is a dict"),
        (history_of(FALLING[:3]), "history knows of 3 epochs, and the logs of 12"),
        (history_of(TURNING), "they come from different trainings"),
    ],
)
def test_a_history_of_another_training_is_noticed(emitted, place, history, message):
    told = messages_to(emitted, "q2", {"log_dir": write_run("logs/a"), "history": history})
    assert any(message in one for one in told), told


def test_an_event_file_that_is_cut_short_or_no_event_file_is_told_in_a_sentence(emitted, place):
    folder = Path(write_run("logs/a"), "train")
    content = (folder / EVENTS).read_bytes()
    names = {"log_dir": "logs/a", "history": history_of(), "best_run": "a"}
    names["runs"] = {"a": "logs/a", "b": write_run("logs/b", TURNING)}
    for damaged in (
        content[: len(content) // 2],
        content[:-3],
        content[:10],
        b"\xff" * 4_000,
        b"not an event file at all, but some text of a student",
        content[:300] + b"\xff" * 100 + content[400:],
    ):
        (folder / EVENTS).write_bytes(damaged)
        for question in ("q2", "q4"):
            for told in messages_to(emitted, question, names):
                assert "AssertionError: " in told, told


SMALL = {"units": 4, "dropout": 0.0}


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ["logs/a", "logs/b"], "runs is a list. Make it a dictionary"),
        (lambda: {"a": write_run("logs/a")}, "runs names 1 run"),
        (lambda: {"a": write_run("logs/a"), "b": ...}, "The folder of b in runs is still `...`"),
        (lambda: {"a": write_run("logs/a"), "b": history_of()}, "is a SimpleNamespace"),
        (lambda: {"a": write_run("logs/a"), "b": "/tmp"}, "does not lie where your notebook"),
        (lambda: {"a": write_run("logs/a"), "b": "logs"}, "holds runs but is none itself"),
        (lambda: {"a": write_run("logs/a"), "b": "logs/b"}, "There is no run in logs/b"),
        (
            lambda: {"a": write_run("logs/a"), "b": write_run("logs/b", val_loss=[])},
            "The run b has no validation",
        ),
        (
            lambda: {"a": write_run("logs/a"), "b": write_run(write_run("logs/b", TURNING))},
            "The folder of b holds more than one training",
        ),
        (lambda: {"a": write_run("logs/a"), "b": Path("logs/a")}, "it is the same run twice"),
        (lambda: {"a": write_run("logs/a"), "b": write_run("logs/b")}, "same curves to the last"),
        (
            lambda: {
                "a": write_run("logs/a", model=SMALL),
                "b": write_run("logs/b", TURNING, model={"units": 8, "dropout": 0.5}),
            },
            "differ in the dropout and the units",
        ),
        (
            lambda: {
                "a": write_run("logs/a", model=SMALL),
                "b": write_run("logs/b", TURNING, model=SMALL | {"units": 8}, rate=0.1),
            },
            "differ in the learning rate and the units",
        ),
    ],
)
def test_runs_that_cannot_be_compared_are_told_why(emitted, place, make, message):
    told = messages_to(emitted, "q4", {"runs": make()})
    assert any(message in one for one in told), told


def test_each_run_may_differ_from_the_starting_point_in_a_setting_of_its_own(emitted, place):
    runs = {
        "more units": write_run("logs/a", model=SMALL | {"units": 8}),
        "start": write_run("logs/b", TURNING, model=SMALL),
        "dropout": write_run("logs/c", RISING, model=SMALL | {"dropout": 0.5}),
        "other steps": write_run("logs/d", FALLING[::-1], model=SMALL, rate=0.1),
    }
    assert messages_to(emitted, "q4", {"runs": runs}) == []


@pytest.mark.parametrize(
    ("best_run", "message"),
    [
        (None, "best_run is still `...`"),
        ("logs/a", "best_run is a folder"),
        (Path("logs/a"), "best_run is a folder"),
        (0.2, "best_run is a number"),
        (["late"], "best_run is a list"),
        ("c", "best_run is 'c', and that is none of the names in runs: deep, late, learned."),
        ("learned", "those it may have learned by heart"),
        ("late", "Not the last epoch counts, but the lowest point"),
    ],
)
def test_a_best_run_that_is_not_the_best_is_told_why(emitted, place, best_run, message):
    runs = {
        "deep": write_run("logs/a", val_loss=[0.5, 0.1, 0.9]),
        "late": write_run("logs/b", TURNING, [0.5, 0.4, 0.3]),
        "learned": write_run("logs/c", RISING, [0.5, 0.6, 0.7], accuracy=[0.5, 0.9, 1.0]),
    }
    told = messages_to(emitted, "q4", {"runs": runs, "best_run": best_run})
    assert any(message in one for one in told), told
    for right in ("deep", np.str_("deep")):
        assert messages_to(emitted, "q4", {"best_run": right, "runs": runs}) == []


def test_a_loss_that_is_no_number_makes_no_run_the_best(emitted, place):
    nan = float("nan")
    runs = {"a": write_run("logs/a", val_loss=[0.9, nan]), "b": write_run("logs/b", TURNING)}
    assert messages_to(emitted, "q4", {"runs": runs, "best_run": "b"}) == []


FIVE = ["epoch", "loss", "accuracy", "val_loss", "val_accuracy"]


def filled(**columns: Any) -> pd.DataFrame:
    table = pd.DataFrame({name: np.linspace(0.1, 0.4, 4) for name in FIVE} | {"epoch": range(1, 5)})
    return table.assign(**columns)


@pytest.mark.parametrize(
    ("curves", "message"),
    [
        (filled(), "curves is not a function"),
        (lambda log_dir: None, "curves gives nothing back yet"),
        (lambda log_dir: {"epoch": [1]}, "gives back a dict, and a DataFrame is asked for"),
        (lambda log_dir: filled().set_index("epoch"), "epoch is the index of the table"),
        (lambda log_dir: filled()[FIVE[:4]], "The table lacks the column val_accuracy"),
        (lambda log_dir: filled()[FIVE[:4]], "are there all the same, filled with NaN"),
        (lambda log_dir: filled(), "the table has 4 rows"),
        (lambda log_dir: filled()[:2], "the table has 2 rows"),
        (lambda log_dir: filled(loss=["a"] * 4), "Some cells of the table are no numbers"),
        (lambda log_dir: filled(epoch=[4, 3, 2, 1]), "Put them in the order of the epochs"),
        (lambda log_dir: filled(epoch=[2, 3, 4, 5]), "and 1 to 4 are asked for"),
        (lambda log_dir: filled(loss=[0.001] * 4), "loss holds the learning rate"),
        (lambda log_dir: filled(), "val_loss holds the same numbers as loss"),
        (lambda log_dir: filled(val_loss=0.0), "Which folder and which tag belong to it?"),
        (lambda log_dir: log_dir.nothing, "stops with this error: AttributeError"),
        (lambda log_dir: dict[str, int]()["a"], "raises a KeyError"),
        (lambda log_dir: filled(), "gives back a DataFrame. An empty table would be taken"),
        (lambda log_dir: filled(), "so it would mix them"),
    ],
)
def test_tables_that_are_none_are_told_why(emitted, place, curves, message):
    told = messages_to(emitted, "q3", {"curves": curves})
    assert any(message in one for one in told), told
    assert list(place.iterdir()) == []


@pytest.mark.parametrize(
    ("best_epoch", "message"),
    [
        (4, "best_epoch is not a function"),
        (lambda table: None, "let it end in return"),
        (lambda table: table["epoch"], "gives back a Series. One number is asked for"),
        (lambda table: "4", "a whole number is asked for"),
        (lambda table: table["val_loss"].min(), "gives the loss itself"),
        (lambda table: 1, "The smallest is meant"),
        (lambda table: int(table["epoch"].iloc[table["loss"].argmin()]), "the last epoch. There"),
        (lambda table: 2, "best_epoch gives 2, and 4 is right"),
        (lambda table: dict[int, int]()[0], "stops with this error: KeyError"),
        (lambda table: dict[int, int]()[0], "raises a KeyError. Notice it yourself"),
        (lambda table: 4, "gives back 4. There is no best epoch then"),
        (lambda table: table["val_loss"].fillna(9).idxmin() + 1, "with rows out of order"),
    ],
)
def test_epochs_that_are_not_the_best_are_told_why(emitted, best_epoch, message):
    told = messages_to(emitted, "q5", {"best_epoch": best_epoch})
    assert any(message in one for one in told), told


ODD: list[Any] = []
ODD += [None, ..., 0, -1.5, float("nan"), "", "x", "\0", b"x", [], [[]], (1, 2), {1: 2}, {}]
ODD += [np.arange(3), np.float64(2), object(), print, dict, lambda *_: 1, lambda *_: np.arange(3)]
ODD += [pd.DataFrame(), lambda *_: pd.DataFrame({name: [{}] for name in FIVE}), Path("x")]


@pytest.mark.parametrize("question", [f"q{number}" for number in range(1, 6)])
def test_whatever_an_answer_is_the_tests_say_a_sentence(emitted, place, question):
    names = names_in(emitted, question)
    known = {"log_dir": write_run("logs/a")}
    for odd in ODD:
        for values in (
            dict.fromkeys(names, odd),
            {name: {"a": odd, "b": odd} for name in names},
            dict.fromkeys(names, odd) | known,
        ):
            for told in messages_to(emitted, question, values):
                assert "AssertionError: " in told, told
                assert not told.endswith("AssertionError: ")


# The lesson itself


def test_each_part_works_right_after_a_restart(emitted, fork_server, mnist, folder):
    """The setup cell and the five below it, then one part; in the solution, and left blank."""
    before, _, sections = sections_of(emitted.student_notebook)
    assert len(sections) == 7
    assert len(before) == 7
    again = [source for section in sections for source in ["%reset -f", *before, *section]]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in again])
    done = execute(
        notebook, fork_server=fork_server, workspace=folder, datasets={"mnist": str(mnist.path)}
    )
    assert done.status == "graded", done.problems
    assert errors_in(done.notebook) == []


def executed(graded: Any, name: str) -> list[nbformat.NotebookNode]:
    return nbformat.read(graded.store.executed_path(name, LESSON), as_version=4).cells


def text_of(cell: nbformat.NotebookNode) -> str:
    return "".join(output.get("text", "") for output in cell.outputs)


def test_the_dashboard_cell_says_while_grading_that_there_is_none(graded):
    for name in ("solution", "untouched"):
        [cell] = [c for c in executed(graded, name) if c.source.startswith("%load_ext tensorb")]
        assert "TensorBoard of logs: dashboards are not shown while grading" in text_of(cell)


def test_the_solution_shows_overfitting_stops_early_and_keeps_the_best_weights(graded):
    cells = {cell.source.partition("\n")[0]: cell for cell in executed(graded, "solution")}
    told = text_of(
        next(cell for line, cell in cells.items() if line.startswith('print("epochs tr'))
    )
    trained, best, lowest, kept = re.findall(r"[0-9.]+", told)
    assert int(trained) == int(best) + 2 < 40
    assert float(kept) == pytest.approx(float(lowest), abs=0.0002)


def test_the_pictures_are_there_with_words_for_those_who_cannot_see_them(graded):
    shown = []
    for cell in executed(graded, "solution"):
        for output in cell.get("outputs", []):
            text = str(output.get("data", {}).get("text/html", ""))
            shown += re.findall(r'<img alt="([^"]+)" src="data:image/png;base64,([^"]+)"', text)
    assert len(shown) == 3
    for words, data in shown:
        assert "the validation loss is lowest" in words
        picture = Image.open(io.BytesIO(b64decode(data)))
        assert picture.width > 700
    assert "plain: " in shown[-1][0]
    assert "dropout: " in shown[-1][0]


def test_the_recorded_numbers_are_twelve_epochs_that_overfit(emitted):
    [helpers] = [c.source for c in emitted.student_notebook.cells if "RECORDED = {" in c.source]
    scope: dict[str, Any] = {}
    exec(re.search(r"RECORDED = \{.*?\n\}", helpers, re.DOTALL)[0], scope)
    recorded = scope["RECORDED"]
    assert list(recorded) == FIVE[1:]
    assert {len(values) for values in recorded.values()} == {12}
    turn = recorded["val_loss"].index(min(recorded["val_loss"]))
    assert 3 <= turn <= 8
    assert recorded["val_loss"][-1] > 1.1 * recorded["val_loss"][turn]
    assert recorded["loss"] == sorted(recorded["loss"], reverse=True)


def test_every_row_of_the_plan_is_met_in_the_lesson(emitted):
    text = "\n".join(cell.source for cell in emitted.student_notebook.cells)
    for phrase in (
        "Why curves beat numbers",
        "%load_ext tensorboard",
        "%tensorboard --logdir logs",
        "keras.callbacks.TensorBoard(log_dir=some_folder, histogram_freq=1)",
        "tensorboard --logdir logs`",
        "pkg_resources",
        "**Time series**",
        "**Graphs**",
        "**Histograms**",
        "**Distributions**",
        "curves.png",
        "One difference at a time",
        "EarlyStopping",
        "restore_best_weights=True",
        "screenshot",
    ):
        assert phrase in text, phrase
