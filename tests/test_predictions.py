"""What tests ask of a model is computed once, and only where that is sure to be the same."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.check import predictions

keras = pytest.importorskip("keras")
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
    """The shapes of what Keras itself was asked for."""
    shapes = []
    predict = keras.Model.predict

    def counting(model, x, *arguments, **options):
        shapes.append(np.shape(x))
        return predict(model, x, *arguments, **options)

    monkeypatch.setattr(keras.Model, "predict", counting)
    monkeypatch.setattr(predictions, "_remembered", {})
    return shapes


def ask(model, x=PICTURES, change=lambda model: None, **options):
    """As a test of another step does, which has read the snapshot anew."""
    with predictions.remembered({"model": model}):
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
    with predictions.remembered({"model": model}):
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
    with predictions.remembered({"model": model}):
        first, second = (model.predict(pictures, batch_size=2, verbose=0) for _ in range(2))
    assert len(computed) == 2
    assert not np.allclose(first, second)


def test_a_model_that_is_no_answer_is_left_alone(computed):
    with predictions.remembered({"other": dense()}):
        model = dense()
        model.predict(PICTURES, verbose=0)
        model.predict(PICTURES, verbose=0)
    assert len(computed) == 2


def test_after_the_tests_keras_predicts_again(computed):
    predict = keras.Model.predict
    ask(dense())
    assert keras.Model.predict is predict
