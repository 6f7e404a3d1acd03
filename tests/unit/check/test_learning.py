"""How well models learned: measured where tests let them predict, recorded while they train."""

from __future__ import annotations

import contextlib
import json

import keras
import numpy as np
import pytest

from autograder.check import learning
from autograder.check.observed_predict import Cache, observed
from autograder.datasets.dataset import TestSet
from autograder.record.result import QuestionResult, Result, Status

LABELS = np.arange(20) % 10
IMAGES = (np.eye(10, 784)[LABELS] * 255).astype("uint8").reshape(-1, 28, 28)


@contextlib.contextmanager
def measured(namespace):
    found = learning.Measured.of(namespace, [lambda: None, lambda: TestSet(IMAGES, LABELS)])
    with observed(namespace, Cache(), [found]):
        yield found


@pytest.fixture
def model():
    """A model that names nine in ten of twenty test pictures."""
    model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10, use_bias=False)])
    weights = np.eye(784, 10)
    weights[9] = weights[8]
    model.set_weights([weights])
    return model


@pytest.mark.parametrize("scale", [1, 255])
def test_accuracy_is_measured_where_a_test_lets_a_model_name_the_test_pictures(model, scale):
    with measured({"model": model, "other": 3}) as found:
        model.predict(IMAGES.reshape(-1, 784).astype("float32") / scale, verbose=0)
    assert found.accuracy == {"model": 0.9}


def test_equal_weights_have_equal_digests_and_others_have_others(model):
    pictures = IMAGES.reshape(-1, 784) / 255
    copy, other = keras.models.clone_model(model), keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    with measured({"model": model, "copy": copy, "other": other}) as found:
        for network in (model, copy, other):
            network.predict(pictures, verbose=0)
    assert found.weights["model"] == found.weights["copy"] != found.weights["other"]


def test_what_is_predicted_for_other_pictures_is_no_accuracy(model):
    with measured({"model": model}) as found:
        model.predict(IMAGES[::-1].reshape(-1, 784) / 255, verbose=0)
        model.predict(IMAGES[:10].reshape(-1, 784) / 255, verbose=0)
    assert found.accuracy == {}


def test_after_the_tests_nobody_watches_any_more(model):
    with measured({"model": model}) as found:
        pass
    model.predict(IMAGES.reshape(-1, 784) / 255, verbose=0)
    assert found.accuracy == {}


def network(*layers):
    return keras.Sequential([keras.Input((784,)), *layers, keras.layers.Dense(10)])


def test_a_network_that_nobody_trained_has_no_accuracy_and_is_named(model):
    fresh = network(keras.layers.Dense(8), keras.layers.Dropout(0.2))
    trained = keras.models.clone_model(fresh)
    trained.layers[-1].bias.assign(np.linspace(0, 0.1, 10))
    pictures = IMAGES.reshape(-1, 784) / 255
    with measured({"fresh": fresh, "trained": trained, "no_bias": model}) as found:
        for one in (fresh, trained, model):
            one.predict(pictures, verbose=0)
    assert found.untrained == {"fresh"}
    assert {*found.accuracy} == {*found.weights} == {"trained", "no_bias"}


def test_one_step_of_training_is_training():
    one = network(keras.layers.Dense(8, activation="relu"))
    one.compile("sgd", "mse", run_eagerly=True)
    assert learning.is_untrained(one)
    one.fit(IMAGES.reshape(-1, 784) / 255, np.eye(10)[LABELS], verbose=0)
    assert not learning.is_untrained(one)


def history(**series: object):
    record = keras.callbacks.History()
    record.history = series
    return record


def test_curves_are_the_four_series_that_a_class_can_be_compared_by():
    recorded = history(loss=[1.0, 0.5], val_accuracy=[0.25, 0.75], lr=[1.0], accuracy=[])
    assert learning.curves([3, recorded, history(loss=[9.0])]) == {
        "loss": [1.0, 0.5],
        "val_accuracy": [0.25, 0.75],
    }


@pytest.mark.parametrize("odd", [float("nan"), float("inf"), None, "x", [1.0], 10**400, -1e300])
def test_a_series_ends_before_what_is_no_number(odd):
    assert learning.curves([history(loss=[1.0, odd, 2.0])]) == {"loss": [1.0]}


def test_curves_have_an_end():
    assert len(learning.curves([history(loss=[1.0] * 100_000)])["loss"]) == learning.MAX_EPOCHS
    assert learning.curves([history(loss=7, accuracy={"a": 1})]) == {}
    assert learning.curves([]) == {}


def test_results_keep_both_and_older_ones_are_read_without():
    question = QuestionResult("q1", 1.0, 1.0, accuracy={"model": 0.9}, curves={"loss": (1.0, 0.5)})
    result = Result("ada", "01", Status.GRADED, 1.0, 1.0, (question,))
    data = json.loads(json.dumps(result.to_json()))
    assert Result.from_json(data) == result
    for name in ("accuracy", "curves"):
        del data["questions"][0][name]
    assert Result.from_json(data).questions == (QuestionResult("q1", 1.0, 1.0),)
