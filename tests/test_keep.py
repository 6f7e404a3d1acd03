"""The cell that keeps what took long, and takes it up again after a disconnect."""

from __future__ import annotations

import sys
from importlib import resources
from types import ModuleType

import keras
import numpy as np
import pytest

from tests.support.lessons import built, sections_of

LESSON = "04-mnist-ann"
emitted = built(LESSON)
CELL = (resources.files("autograder.build") / "templates" / "keep.py").read_text()


@pytest.fixture
def session(tmp_path, monkeypatch):
    """Runs the cell as in a notebook of the folder: (choice, Drive, names, variables)."""
    monkeypatch.chdir(tmp_path)

    def session(choice: str, *names: str, on_drive: bool = False, **variables: object) -> dict:
        known = {"LESSON": LESSON, **variables}
        exec(CELL, known)
        known |= {"what_to_do": choice, "on_drive": on_drive}
        known["keep_or_resume"](*names)
        return known

    return session


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
    colab.drive = ModuleType("drive")
    colab.drive.mount = mount
    monkeypatch.setitem(sys.modules, "google.colab", colab)
    # The real folder lies at the root of the disk, which is not this test's to write to.
    here = CELL.replace('"/content/drive/My Drive', '"content/drive/My Drive')
    monkeypatch.setattr(sys.modules[__name__], "CELL", here)
    session("save", "x", on_drive=True, x=np.zeros(1))
    said = capsys.readouterr().out
    if allowed:
        assert f"The place is content/drive/My Drive/deep-learning-on-colab/{LESSON}" in said
    else:
        assert "Drive could not be mounted (mount failed)" in said
        assert f"The place is kept/{LESSON}" in said


@pytest.mark.trains
def test_a_disconnect_costs_a_second_in_lesson_04(emitted, run, mnist):
    """The training is kept; after a restart its cell is left out, and its check passes."""
    before, _, sections = sections_of(emitted.solution)
    training = next(i for i, cells in enumerate(sections) if any(".fit(" in c for c in cells))
    [keeping] = [source for source in sections[training] if "keep_or_resume(" in source]
    upwards = [source for cells in sections[:training] for source in cells]
    resume = keeping.replace('what_to_do = "save"', 'what_to_do = "resume"')
    executed = run(
        *(*before, *upwards, *sections[training]),
        "get_ipython().reset(new_session=False)",
        *(*before, *upwards, resume),
        'print("q5", grader.check("q5").passed_all)',
        datasets={"mnist": str(mnist.path)},
    )
    cells = executed.notebook.cells
    assert "Resumed: model\nResumed: history" in cells[-2].outputs[0].text
    assert "q5 True" in "".join(output.get("text", "") for output in cells[-1].outputs)
