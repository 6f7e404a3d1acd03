"""The cell that keeps what took long, and takes it up again after a disconnect or hands it in."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import keras
import numpy as np
import pytest

from autograder.authoring.lesson import shared
from tests.support.lessons import built, sections_of

LESSON = "04-mnist-ann"
emitted = built(LESSON)
ASKING, HELPER, FORM, HANDING_IN = (
    shared(name).replace("{{ course }}", "deep-learning-on-colab") + "\n"
    for name in ("front_end", "keep_or_resume", "keep", "pretrained")
)


@pytest.fixture
def session(tmp_path, monkeypatch):
    """Runs the cell as in a notebook of the folder: (choice, Drive, names, variables)."""
    monkeypatch.chdir(tmp_path)

    def session(choice: str, *names: str, on_drive: bool = False, **variables: object) -> dict:
        known: dict[str, Any] = {"LESSON": LESSON, **variables}
        exec(ASKING + HELPER + FORM + HANDING_IN, known)
        known |= {"what_to_do": choice, "on_drive": on_drive}
        known["keep_or_resume"](*names)
        return known

    return session


@functools.cache
def trained() -> tuple[keras.Model, keras.callbacks.History]:
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, "softmax")])
    model.compile(loss="categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(np.eye(3), np.eye(3)[:, :2], epochs=2, verbose=0)
    return model, history


def test_a_model_comes_back_with_its_weights_and_can_be_trained_on(session):
    model, history = trained()
    session("save", "model", "history", model=model, history=history)
    again = session("resume", "model", "history")
    for old, new in zip(model.get_weights(), again["model"].get_weights(), strict=True):
        assert (old == new).all()
    assert again["history"].history == history.history
    assert again["history"].epoch == [0, 1]
    assert again["history"].params["epochs"] == 2
    assert again["model"].compiled


def test_arrays_texts_and_folders_come_back(session, tmp_path):
    (tmp_path / "logs" / "run-1").mkdir(parents=True)
    (tmp_path / "logs" / "run-1" / "events").write_bytes(b"\0\1")
    session("save", "logs/", "best", "x", best="run-1", x=np.arange(6).reshape(2, 3))
    (tmp_path / "logs" / "run-1" / "events").unlink()
    again = session("resume", "logs/", "best", "x")
    assert (tmp_path / "logs" / "run-1" / "events").read_bytes() == b"\0\1"
    assert again["best"] == "run-1"
    assert again["x"].tolist() == [[0, 1, 2], [3, 4, 5]]


def test_a_folder_is_kept_as_it_is_now_without_what_an_earlier_run_left(session, tmp_path):
    for run in ("digits-01.keras", "digits-07.keras"):
        (tmp_path / "checkpoints").mkdir(exist_ok=True)
        (tmp_path / "checkpoints" / run).write_bytes(b"weights")
        session("save", "checkpoints/")
        (tmp_path / "checkpoints" / run).unlink()
    kept = tmp_path / "kept" / LESSON
    assert [path.name for path in kept.rglob("*.keras")] == ["digits-07.keras"]
    assert [path.name for path in kept.iterdir()] == ["checkpoints"]


def test_a_value_of_another_kind_takes_the_place_of_the_one_before(session):
    session("save", "x", x=np.zeros(2))
    session("save", "x", x={"run": Path("logs") / "one"})
    assert session("resume", "x")["x"] == {"run": "logs/one"}


def test_after_taking_up_it_says_that_saving_has_to_be_chosen_again(session, capsys):
    session("save", "x", x="one")
    assert "choose save again" not in capsys.readouterr().out
    session("resume", "x")
    assert "choose save again" in capsys.readouterr().out


def test_what_is_not_answered_yet_is_named_and_nothing_raises(session, capsys):
    known = session("save", "model", "history", "logs/", history=...)
    assert capsys.readouterr().out.count("not there to save yet") == 3
    known = session("resume", "model", "history", "logs/", model="mine")
    assert capsys.readouterr().out.count("was never saved") == 3
    assert known["model"] == "mine"


def test_a_damaged_file_is_named_and_the_others_come_back(session, tmp_path, capsys):
    session("save", "x", "y", x=np.zeros(2), y=np.ones(2))
    (tmp_path / "kept" / LESSON / "x.npy").write_bytes(b"half")
    again = session("resume", "x", "y")
    assert "x: this did not work" in capsys.readouterr().out
    assert again["y"].tolist() == [1, 1]


def test_nothing_that_could_run_code_is_written_or_read(session, tmp_path, capsys):
    session("save", "x", x=np.array([object()]))
    assert "x: this did not work" in capsys.readouterr().out
    np.save(tmp_path / "kept" / LESSON / "x.npy", np.array([{"a": 1}], dtype=object))
    session("resume", "x")
    assert "x: this did not work" in capsys.readouterr().out


@pytest.mark.parametrize("allowed", [True, False])
def test_in_colab_it_goes_to_drive_and_without_leave_to_the_disk(
    session, allowed, monkeypatch, capsys
):
    def mount(place: str) -> None:
        if not allowed:
            raise ValueError("mount failed")

    colab = ModuleType("google.colab")
    colab.drive = SimpleNamespace(mount=mount)  # type: ignore[attr-defined]
    colab.output = SimpleNamespace(eval_js=lambda *_, **__: 1)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "google.colab", colab)
    # The real folder lies at the root of the disk, which is not this test's to write to.
    here = ASKING.replace('"/content/drive/My Drive', '"content/drive/My Drive')
    monkeypatch.setattr(sys.modules[__name__], "ASKING", here)
    session("save", "x", on_drive=True, x=np.zeros(1))
    said = capsys.readouterr().out
    if allowed:
        assert f"The place is content/drive/My Drive/deep-learning-on-colab/{LESSON}" in said
    else:
        assert "Drive could not be mounted: mount failed\nSo this machine's disk has to do." in said
        assert f"The place is kept/{LESSON}" in said


# What the last cell takes along of it


EVIDENCE = {"q5": ["model", "history"], "q6": ["best", "logs/"]}


def handed_in(known: dict) -> dict[str, bytes]:
    """What goes into the zip beside the notebook; the sums in it are those of the files."""
    content = known["kept_files"](LESSON, EVIDENCE)
    told = json.loads(content.pop("evidence.json"))
    assert told.pop("format") == 1
    assert told == {
        "lesson": LESSON,
        "sha256": {path: hashlib.sha256(data).hexdigest() for path, data in content.items()},
    }
    return content


@pytest.fixture
def kept(session, tmp_path, capsys):
    """A session that has trained and kept all; the path of its log."""
    log = tmp_path / "logs" / "one" / "train" / "events"
    log.parent.mkdir(parents=True)
    log.write_bytes(b"log")
    model, history = trained()
    values = {"model": model, "history": history, "best": "one"}
    known = session("save", "model", "history", "best", "logs/", **values)
    capsys.readouterr()
    return known, log


ALL = ["kept/model.keras", "kept/history.history.json", "kept/best.json"]
ALL += ["kept/logs/one/train/events"]


def test_what_was_kept_is_handed_in_with_its_sums(kept, capsys):
    known, log = kept
    (log.parent / "later").write_bytes(b"a run that nobody kept")
    content = handed_in(known)
    assert list(content) == ALL
    assert content["kept/logs/one/train/events"] == b"log"
    assert "✓ q5: model, history\n✓ q6: best, logs/\nHand in the zip" in capsys.readouterr().out


def test_what_was_never_kept_is_named_with_what_to_do(session, capsys):
    assert handed_in(session("save", "best", best="one")) == {"kept/best.json": b'"one"'}
    said = capsys.readouterr().out
    assert "✗ q5: model was not kept, history was not kept\n✗ q6: logs/ was not kept\n" in said
    assert "run the cell below that question that keeps its results once more" in said


def test_what_was_trained_again_and_not_kept_again_is_no_evidence(kept, capsys):
    """It would be graded in the place of what the student sees."""
    known, log = kept
    known["model"].fit(np.eye(3), np.eye(3)[:, :2], verbose=0)
    known["best"] = "two"
    log.write_bytes(b"another log")
    assert list(handed_in(known)) == ["kept/history.history.json"]
    said = capsys.readouterr().out
    assert "✗ q5: model has changed since it was kept\n" in said
    assert "✗ q6: best has changed since it was kept, logs/ has changed since it was kept\n" in said
    known["keep_or_resume"]("model", "history", "best", "logs/")
    assert len(handed_in(known)) == 4


def test_in_a_later_session_it_is_there_without_training_and_the_student_is_told(
    kept, session, capsys
):
    assert list(handed_in(session("save"))) == ALL
    assert "All of it was kept in an earlier session." in capsys.readouterr().out
    again = session("resume", "model", "history", "best", "logs/")
    capsys.readouterr()
    assert list(handed_in(again)) == ALL
    assert "earlier session" not in capsys.readouterr().out


def test_what_this_session_could_not_keep_is_not_taken_from_an_earlier_one(kept, session, capsys):
    """A training that ended in an error, or checkpoints that now lie on Drive."""
    assert list(handed_in(session("save", "model", "history", "best", model=...))) == []
    assert "✗ q5: model was not kept, history was not kept" in capsys.readouterr().out


def test_files_that_are_gone_or_too_many_are_named_and_nothing_raises(kept, tmp_path, capsys):
    known, _ = kept
    (tmp_path / "kept" / LESSON / "best.json").unlink()
    with (tmp_path / "kept" / LESSON / "logs" / "one" / "train" / "events").open("ab") as file:
        os.truncate(file.fileno(), 151_000_000)
    assert list(handed_in(known)) == ALL[:2]
    said = capsys.readouterr().out
    assert "✗ q6: best was not kept, logs/ is too large for the zip (151 MB)" in said
    (tmp_path / "kept" / LESSON).rename(tmp_path / "elsewhere")
    assert handed_in(known) == {}


def test_a_large_zip_is_announced(kept, tmp_path, capsys):
    known, _ = kept
    with (tmp_path / "kept" / LESSON / "history.history.json").open("ab") as file:
        os.truncate(file.fileno(), 60_000_000)
    assert list(handed_in(known)) == ALL
    assert "What was kept has 60 MB, so sending it may take a while." in capsys.readouterr().out


def test_drive_that_has_gone_is_a_sentence(kept, monkeypatch, capsys):
    known, _ = kept

    def is_file(path: Path) -> bool:
        raise OSError(107, "Transport endpoint is not connected")

    monkeypatch.setattr(Path, "is_file", is_file)
    assert handed_in(known) == {}
    assert "cannot be read ([Errno 107] Transport endpoint" in capsys.readouterr().out


@pytest.mark.slow
def test_a_disconnect_costs_a_second_in_lesson_04(emitted, run, mnist):
    """The training is kept; after a restart its cell is left out, and its check passes."""
    before, _, sections = sections_of(emitted.solution)
    training = next(i for i, cells in enumerate(sections) if any(".fit(" in c for c in cells))
    [keeping] = [source for source in sections[training] if "keep_or_resume(" in source]
    upwards = [source for cells in sections[:training] for source in cells]
    resume = keeping.replace('what_to_do = "save"', 'what_to_do = "resume"')
    executed = run(
        *before,
        *upwards,
        *sections[training],
        "get_ipython().reset(new_session=False)",
        *before,
        *upwards,
        resume,
        'print("q5", grader.check("q5").passed_all)',
        datasets={"mnist": str(mnist.path)},
    )
    cells = executed.notebook.cells
    assert "Resumed: model\nResumed: history" in cells[-2].outputs[0].text
    assert "q5 True" in "".join(output.get("text", "") for output in cells[-1].outputs)
