"""What tests ask of a model is computed once, and only where that is sure to be the same."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from autograder.check import observed_predict
from autograder.check.observed_predict import Cache, observed

CACHE = Cache()
PICTURES = np.random.default_rng(1).random((6, 8)).astype("float32")


def network(*layers):
    model = keras.Sequential([keras.Input((8,), name="in"), *layers], name="net")
    rng = np.random.default_rng(2)
    model.set_weights([rng.random(weight.shape) for weight in model.get_weights()])
    return model


def dense():
    return network(
        keras.layers.Dense(4, "relu", name="a"),
        keras.layers.Dropout(0.5, name="b"),
        keras.layers.Dense(3, name="c"),
    )


@pytest.fixture
def computed(monkeypatch):
    """The shapes of what was asked of Keras itself, to predict it or in portions."""
    shapes = []
    predict, in_portions = keras.Model.predict, observed_predict._in_portions

    def counting(model, x, *arguments, **options):
        shapes.append(np.shape(x))
        return predict(model, x, *arguments, **options)

    def counting_portions(model, x, size):
        output = in_portions(model, x, size)
        shapes.extend([] if output is None else [np.shape(x)])
        return output

    monkeypatch.setattr(keras.Model, "predict", counting)
    monkeypatch.setattr(observed_predict, "_in_portions", counting_portions)
    tf.config.run_functions_eagerly(True)  # making a graph takes longer than six pictures
    yield shapes
    tf.config.run_functions_eagerly(False)


@pytest.fixture(autouse=True)
def cache():
    """Nothing was asked before a test."""
    CACHE.outputs.clear()
    CACHE.inputs.clear()


def ask(model, x=PICTURES, change=lambda model: None, **options):
    """As a test of another step does, which has read the snapshot anew."""
    with observed({"model": model}, CACHE):
        change(model)
        return model.predict(x, **{"verbose": 0, **options})


def test_the_same_network_read_twice_predicts_once_and_each_gets_a_copy(computed):
    first, second = ask(dense()), ask(dense())
    assert len(computed) == 1
    assert (first == second).all()
    second[:] = 0
    assert (ask(dense()) == first).all()


@pytest.mark.parametrize(
    "asked",
    [
        {"x": PICTURES[::-1]},
        {"x": PICTURES.astype("float64")},
        {"x": PICTURES[:3]},
        {"x": PICTURES[:, ::2].repeat(2, axis=1)},
        {"batch_size": 2},
        {"verbose": 2},
        {"steps": 1},
        {"change": lambda model: model.set_weights([w + 1 for w in model.get_weights()])},
        {"change": lambda model: setattr(model.layers[0], "activation", keras.activations.tanh)},
    ],
)
def test_whatever_differs_is_computed(computed, asked):
    ask(dense())
    ask(dense(), **asked)
    assert len(computed) == 2


def test_weights_that_a_test_changes_count_at_once(computed):
    model = dense()
    with observed({"model": model}, CACHE):
        before = model.predict(PICTURES, verbose=0)
        model.set_weights([weight * 2 for weight in model.get_weights()])
        after = model.predict(PICTURES, verbose=0)
    assert not np.allclose(before, after)


def test_a_layer_with_a_memory_is_asked_each_time(computed):
    def remembering():
        return keras.Sequential(
            [keras.Input(batch_shape=(2, 4, 1)), keras.layers.SimpleRNN(2, stateful=True)]
        )

    model = remembering()
    pictures = np.ones((2, 4, 1), "float32")
    with observed({"model": model}, CACHE):
        first, second = (model.predict(pictures, batch_size=2, verbose=0) for _ in range(2))
    assert len(computed) == 2
    assert not np.allclose(first, second)


def convolution():
    return keras.Sequential(
        [
            keras.Input((8,)),
            keras.layers.Reshape((4, 2)),
            keras.layers.Conv1D(3, 2, activation="relu"),
            keras.layers.BatchNormalization(),
            keras.layers.GlobalAveragePooling1D(),
            keras.layers.Dense(2, "softmax"),
        ]
    )


@pytest.mark.parametrize("pictures", [PICTURES, PICTURES[:, ::-1], PICTURES[:5].astype("float16")])
def test_pictures_that_a_test_changes_in_place_are_others(computed, pictures):
    pictures = pictures.copy(order="K")
    first = ask(dense(), pictures)
    assert (ask(dense(), pictures) == first).all()
    assert len(computed) == 1
    pictures[-1, -1] += 0.5
    assert (ask(dense(), pictures)[-1] != first[-1]).any()
    assert (ask(dense(), pictures)[:-1] == first[:-1]).all()


def test_more_pictures_than_are_kept_are_asked_about_each_time(computed, monkeypatch):
    monkeypatch.setattr(observed_predict, "_MOST_ASKED_BYTES", PICTURES.nbytes)
    for _ in range(2):
        ask(dense())
        ask(dense(), PICTURES[::-1])
    assert len(computed) == 3


@pytest.mark.parametrize("built", [dense, convolution])
@pytest.mark.parametrize("size", [1, 4, 6, 100])
def test_in_portions_a_model_says_what_it_predicts(built, size):
    model = built()
    said = ask(model, batch_size=size)
    assert said.dtype == np.float32
    assert said == pytest.approx(model.predict(PICTURES, batch_size=size, verbose=0), abs=1e-7)


def test_a_model_with_two_outputs_is_asked_as_a_whole():
    entrance = keras.Input((8,))
    model = keras.Model(
        entrance, [keras.layers.Dense(1)(entrance), keras.layers.Dense(2)(entrance)]
    )
    assert [part.shape for part in ask(model, batch_size=4)] == [(6, 1), (6, 2)]


def test_a_model_that_is_no_answer_is_left_alone(computed):
    with observed({"other": dense()}, CACHE):
        model = dense()
        model.predict(PICTURES, verbose=0)
        model.predict(PICTURES, verbose=0)
    assert len(computed) == 2


def test_after_the_tests_keras_predicts_again(computed):
    predict = keras.Model.predict
    ask(dense())
    assert keras.Model.predict is predict


def test_a_network_that_keras_has_no_words_for_is_asked_each_time(computed):
    import functools

    leaky = functools.partial(keras.activations.relu, negative_slope=0.1)
    model = network(keras.layers.Dense(2, activation=leaky))
    assert np.array_equal(ask(model), ask(model))
    assert len(computed) == 2


def test_observers_see_each_answer_that_a_test_gets_in_order_cached_or_not(computed):
    seen = []
    model, other = dense(), dense()
    observers = [lambda *said: seen.append(said), lambda *said: seen.append("second")]
    with observed({"model": model}, CACHE, observers):
        said = [one.predict(PICTURES, verbose=0) for one in (model, model, other)]
    assert len(computed) == 2
    assert [id(what) for one in seen[::2] for what in one] == [
        id(what)
        for one, output in zip((model, model, other), said, strict=True)
        for what in (one, PICTURES, output)
    ]
    assert seen[1::2] == ["second"] * 3
