"""Questions about networks and trainings: keys are what Keras and the numbers themselves say."""

from __future__ import annotations

import json

import pytest

from autograder.grading.viva.network_in_worker import PICTURE, candidates
from autograder.grading.viva.training import from_result
from autograder.record.result import QuestionResult
from tests.support.viva import of_kind

#: a network as it leaves a kernel: 784 → 512 → 10, with a dropout in between
LAYERS = [
    {"class_name": "InputLayer", "config": {"batch_shape": [None, 784]}},
    {"class_name": "Dense", "config": {"units": 512, "activation": "relu", "use_bias": True}},
    {"class_name": "Dropout", "config": {"rate": 0.2}},
    {"class_name": "Dense", "config": {"units": 10, "activation": "softmax", "use_bias": True}},
]
WEIGHTS = {
    "0.npy": ((784, 512), ()),
    "1.npy": ((512,), ()),
    "2.npy": ((512, 10), ()),
    "3.npy": ((10,), ()),
}
COMPILED = {"loss": "categorical_crossentropy", "optimizer": {"class_name": "Adam", "config": {}}}


def snapshot(layers=LAYERS, weights=WEIGHTS, compiled=COMPILED):
    config = {"class_name": "Sequential", "config": {"layers": layers}}
    data = {"config": json.dumps(config), "compiled": json.dumps(compiled), "weights": [*weights]}
    return {"model": {"format": "model", "data": {**data, "asked": []}}}


def test_parameters_are_those_that_multiplying_by_hand_gives():
    found = candidates("q4", snapshot(), WEIGHTS)
    layers = [one.key for one in of_kind(found, "parameters of a layer")]
    assert layers == [str(784 * 512 + 512), str(512 * 10 + 10)]
    (in_all,) = of_kind(found, "parameters in all")
    assert in_all.key == str(784 * 512 + 512 + 512 * 10 + 10)
    assert str(784 * 512 + 512 * 10) in in_all.near  # without the biases
    assert [one.key for one in of_kind(found, "layers")] == ["3"]
    assert [one.key for one in of_kind(found, "activation")] == ["softmax"]
    assert [one.key for one in of_kind(found, "loss")] == ["categorical_crossentropy"]
    assert [one.key for one in of_kind(found, "optimizer")] == ["Adam"]


def test_no_layer_is_asked_about_whose_parameters_are_not_sure():
    odd = [*LAYERS[:2], {"class_name": "BatchNormalization", "config": {}}, *LAYERS[2:]]
    weights = {**WEIGHTS, "4.npy": ((512,), ()), "5.npy": ((512,), ())}
    found = candidates("q4", snapshot(odd, weights), weights)
    assert not of_kind(found, "parameters of a layer")
    assert of_kind(found, "parameters in all")


def test_the_digit_of_a_picture_is_the_number_that_stands_there():
    numbers = [index % 10 for index in range(447)]
    entries = {"predicted": {"format": "array", "data": {"file": "0.npy", "scalar": False}}}
    (shape, entry) = candidates("q7", entries, {"0.npy": ((10_000,), numbers)})
    assert (shape.key, entry.key) == ("(10000,)", str(PICTURE % 10))
    assert entry.key not in entry.near


@pytest.mark.parametrize(
    "data", [{"config": "{}"}, {"config": '{"config": null}', "compiled": "[]"}, {"weights": 5}]
)
def test_a_network_that_says_nothing_is_not_asked_about(data):
    assert candidates("q4", {"model": {"format": "model", "data": data}}, {}) == []


def test_a_dictionary_is_asked_about_by_its_type_its_size_and_its_last_key():
    value = {"dict": [["cpus", 2], ["ram", {"float": "0x1.8p+3"}], ["python", "3.13"]]}
    found = candidates("q5", {"machine": {"format": "plain", "data": {"value": value}}}, {})
    assert [one.key for one in found] == ["dict", "3", "'python'"]
    assert all(one.key not in one.near for one in found)


@pytest.mark.parametrize("size", [1, 2, 3, 40])
def test_the_wrong_sizes_of_a_dictionary_are_apart(size):
    pairs = {"dict": [[n, n] for n in range(size)]}
    found = candidates("q4", {"runs": {"format": "plain", "data": {"value": pairs}}}, {})
    (length,) = of_kind(found, "length")
    assert len({length.key, *length.near}) == 1 + len(length.near) > 2


def test_how_long_a_list_is_depends_on_the_machine_perhaps_and_is_not_asked():
    files = {"format": "plain", "data": {"value": {"list": ["a.txt", "b.txt"]}}}
    (one,) = candidates("q5", {"files": files}, {})
    assert (one.kind, one.key) == ("type", "list")


def test_a_tensor_has_the_shape_of_its_numbers():
    data = {"tensor": "Tensor", "array": {"file": "0.npy", "scalar": False}}
    (shape,) = candidates("q7", {"x": {"format": "array", "data": data}}, {"0.npy": ((10, 12), ())})
    assert shape.key == "(10, 12)"


CURVES: dict[str, tuple[float, ...]] = {
    "loss": (0.9, 0.5, 0.3, 0.2, 0.1),
    "val_loss": (0.8, 0.4, 0.35, 0.37, 0.45),
    "val_accuracy": (0.8, 0.9, 0.95, 0.94, 0.93),
}


def test_epochs_of_a_training_are_read_off_its_curves():
    found = from_result(QuestionResult("q5", 1.0, 1.0, curves=CURVES, accuracy={"model": 0.9312}))
    keys = {one.kind: one.key for one in found}
    losses = CURVES["val_loss"]
    assert keys["best val_loss"] == f"epoch {losses.index(min(losses)) + 1}"
    assert keys["best val_accuracy"] == "epoch 3"
    assert keys["first setback of val_loss"] == "epoch 4"
    assert keys["epochs"] == "5"
    assert keys["last val_accuracy"] == "93.0%"
    assert keys["accuracy"] == "93.1%"
    for one in found:
        assert len(one.near) >= 2
        assert one.key not in one.near


def test_a_question_without_a_training_has_no_such_questions():
    assert from_result(QuestionResult("q1", 1.0, 1.0)) == []
