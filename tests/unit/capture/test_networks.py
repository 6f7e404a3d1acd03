"""Networks in every spelling that Keras takes: rebuilt as they were, or asked where they live.

Nothing here needs a kernel: what stays behind is asked in this process, through the same files.
"""

from __future__ import annotations

import functools
import inspect
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from autograder.capture import keras_file
from autograder.capture.formats import known
from autograder.capture.snapshot import Opaque
from autograder.capture.snapshot_folder import holds_a_proxy
from autograder.check.observed_predict import Cache, observed
from tests.support import captured
from tests.support.captured import asking_here


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(monkeypatch, tmp_path):
    """Each question looks over the working folder, which would be all of this repository."""
    monkeypatch.chdir(tmp_path)


Dense = layers.Dense
NUMBERS = np.random.default_rng(4)


#: the names of proxies that a test has asked
ASKED: list[str] = []
CHECKER = asking_here(ASKED)


@pytest.fixture(autouse=True)
def asks() -> list[str]:
    """The names of proxies that were asked in this process."""
    ASKED.clear()
    return ASKED


def through(tmp_path: Path, **values: Any) -> dict[str, Any]:
    """Values after a trip to a checker."""
    return captured.through(tmp_path, CHECKER, **values)


def inputs_of(model: Any, rows: int = 5) -> Any:
    """Numbers to give a network."""
    found = [NUMBERS.random([rows, *tensor.shape[1:]], "float32") for tensor in model.inputs]
    return found[0] if len(found) == 1 else found


def rebuilt(tmp_path: Path, model: Any) -> Any:
    """A network after a trip through a snapshot, which computes the same."""
    back = through(tmp_path, model=model)["model"]
    assert not isinstance(back, Opaque), str(back)
    given = inputs_of(model)
    one, other = (keras.tree.flatten(net(given, training=False)) for net in (model, back))
    for a, b in zip(one, other, strict=True):
        assert np.allclose(a, b, atol=1e-5, equal_nan=True)
    return back


def settings(model: Any) -> Any:
    """What its layers say of themselves; JSON has no tuples."""
    return json.loads(json.dumps([part.get_config() for part in model.layers]))


def of_layers(*parts: Any, shape: tuple[int, ...] = (4,)) -> Any:
    return keras.Sequential([keras.Input(shape), *parts])


def branches(parts: list[Any], shape: tuple[int, ...]) -> Any:
    """One network with all of these layers side by side."""
    given = keras.Input(shape)
    return keras.Model(given, [part(given) for part in parts])


# Activations


def functions_of(module: Any) -> dict[str, Any]:
    """The functions of a module that make a tensor of another of the same shape."""
    found = {}
    for name in dir(module):
        function = getattr(module, name)
        # Some change how Keras computes, for all that comes after.
        if name.startswith(("_", "set_", "clear")) or not inspect.isfunction(function):
            continue
        try:
            same = function(tf.constant([[-0.5, 0.25, 0.75]])).shape == (1, 3)
        except Exception:  # it takes something else
            continue
        if same:
            found[name] = function
    return found


def activations() -> dict[str, Any]:
    """Every activation that Keras or `tf.nn` offers, in every spelling."""
    by_name = {name for name in functions_of(keras.activations) if name not in ("get", "linear")}
    found = {f"keras.activations.{n}": getattr(keras.activations, n) for n in sorted(by_name)}
    found |= {f"the word {name}": name for name in sorted({*by_name, "swish", "hard_swish"})}
    for path in ("activations", "backend"):
        module = getattr(tf.keras, path)
        found |= {f"tf.keras.{path}.{n}": f for n, f in functions_of(module).items()}
    found |= {f"tf.nn.{name}": function for name, function in functions_of(tf.nn).items()}
    found |= {f"keras.ops.{name}": f for name, f in functions_of(keras.ops).items()}
    found |= {f"tf.math.{name}": f for name, f in functions_of(tf.math).items()}
    more = {
        "tf.tanh": tf.tanh,
        "tf.sigmoid": tf.sigmoid,
        "a layer": layers.LeakyReLU(0.1),
        "a layer with weights": layers.PReLU(),
        "a layer's configuration": keras.saving.serialize_keras_object(layers.ReLU(max_value=1)),
        "partial of tf.nn": functools.partial(tf.nn.leaky_relu, alpha=0.3),
        "partial of Keras": functools.partial(keras.activations.relu, max_value=0.1),
        "partial of ops": functools.partial(keras.ops.softmax, axis=-1),
        "none": None,
    }
    # A rounded number can't be told from another one, and drawn ones differ.
    return {name: f for name, f in (found | more).items() if "random" not in name}


def each_once(values: dict[str, Any]) -> dict[str, Any]:
    """Without what is the very object that an earlier name has."""
    first = {id(value): name for name, value in reversed(values.items())}
    return {name: value for name, value in values.items() if first[id(value)] == name}


@pytest.mark.heavy
def test_every_activation_of_keras_and_tensorflow_is_rebuilt_by_what_it_is(tmp_path, asks):
    spellings = activations()
    assert len(spellings) > 250
    given = each_once(spellings)
    model = branches([Dense(3, activation=activation) for activation in given.values()], (4,))
    back = rebuilt(tmp_path, model)
    dense = [[part for part in net.layers if type(part) is Dense] for net in (model, back)]
    known_ones, code = 0, []
    for name, mine, again in zip(given, *dense, strict=True):
        if known.name_of(mine.activation):
            assert again.activation is mine.activation, name
            known_ones += 1
        elif not isinstance(mine.activation, (layers.Layer, functools.partial)):
            code.append(name)
    # What is no activation by anybody's measure is asked, and answers the same.
    assert known_ones > 150
    assert not [name for name in code if name.startswith(("keras.activ", "tf.nn", "the word"))]
    assert {*asks} <= {getattr(given[name], "__name__", "") for name in code}


def shadow(name: str) -> Callable[[Any], Any]:
    """A function of the student's that is called like one of Keras's."""

    def own(x):
        return tf.maximum(x, 0.1 * x)

    own.__name__ = name
    return own


def scaled(x):
    return x * tf.sigmoid(x)


OWN = {
    "a function": scaled,
    "a function called like Keras's relu": shadow("relu"),
    "a function called like TensorFlow's softmax": shadow("softmax_v2"),
    "a lambda": lambda x: x * 2,
    "a tf.function": tf.function(scaled),
    "a partial": functools.partial(scaled),
}


@pytest.mark.parametrize("name", OWN)
def test_an_activation_of_the_students_own_is_asked(tmp_path, asks, name):
    model = of_layers(Dense(3, activation=OWN[name]), layers.Activation(OWN[name]), Dense(2))
    back = rebuilt(tmp_path, model)
    assert len(asks) == 2
    assert [type(part) for part in back.layers] == [type(part) for part in model.layers]
    assert back.layers[0].units == 3
    named = getattr(OWN[name], "__name__", None)
    assert named is None or back.layers[0].activation.__name__ == named


# Layers

#: how a layer is made that takes arguments
MADE: dict[str, Callable[[], Any]] = {
    "ActivityRegularization": lambda: layers.ActivityRegularization(0.1),
    "Bidirectional": lambda: layers.Bidirectional(layers.LSTM(2)),
    "CategoryEncoding": lambda: layers.CategoryEncoding(5, output_mode="multi_hot"),
    "Discretization": lambda: layers.Discretization((0.0, 0.5)),
    "EinsumDense": lambda: layers.EinsumDense("ab,bc->ac", 3),
    "Embedding": lambda: layers.Embedding(10, 3),
    "GroupNormalization": lambda: layers.GroupNormalization(1),
    "Hashing": lambda: layers.Hashing(5),
    "Lambda": lambda: layers.Lambda(tf.nn.relu),
    "Permute": lambda: layers.Permute((2, 1)),
    "RNN": lambda: layers.RNN([layers.LSTMCell(2), layers.GRUCell(3)]),
    "RandomCrop": lambda: layers.RandomCrop(4, 4),
    "CenterCrop": lambda: layers.CenterCrop(4, 4),
    "RandomTranslation": lambda: layers.RandomTranslation(0.1, 0.1),
    "RepeatVector": lambda: layers.RepeatVector(3),
    "Reshape": lambda: layers.Reshape((2, 2)),
    "Rescaling": lambda: layers.Rescaling(1 / 255, offset=-1),
    "Resizing": lambda: layers.Resizing(4, 4),
    "ReversibleEmbedding": lambda: layers.ReversibleEmbedding(10, 3),
    "SpectralNormalization": lambda: layers.SpectralNormalization(Dense(2)),
    "TimeDistributed": lambda: layers.TimeDistributed(Dense(2)),
    "Activation": lambda: layers.Activation("relu"),
}
SHAPES = ((4,), (4, 3), (8, 8, 3), (4, 8, 8, 3), (4, 4, 4, 4, 2))
ARGUMENTS = ((), (2,), (2, 2), (0.2,), (0.2, 0.2))
#: those that other packages run, that are no layers of a network, or that take whole tables
NOT_ALONE = {
    *("Layer", "Wrapper", "InputLayer", "Pipeline"),
    *("FlaxLayer", "JaxLayer", "TFSMLayer", "TorchModuleWrapper"),
    *("StringLookup", "IntegerLookup", "TextVectorization", "HashedCrossing"),
    *("LSTMCell", "GRUCell", "SimpleRNNCell", "StackedRNNCells"),
    *("MelSpectrogram", "STFTSpectrogram", "Equalization"),
}
SEVERAL = {
    *("Add", "Average", "Concatenate", "Dot", "Maximum", "Minimum", "Multiply", "Subtract"),
    *("Attention", "AdditiveAttention", "MultiHeadAttention", "GroupQueryAttention"),
}


def one_of_each() -> dict[tuple[int, ...], list[Any]]:
    """Shape → a layer of each class that takes such an input."""
    found: dict[Any, list[Any]] = {shape: [] for shape in SHAPES}
    for name in sorted({*dir(layers)} - NOT_ALONE - SEVERAL):
        kind = getattr(layers, name)
        if not isinstance(kind, type) or not issubclass(kind, layers.Layer):
            continue
        makes = [MADE[name]] if name in MADE else [functools.partial(kind, *a) for a in ARGUMENTS]
        # Conv2D takes pictures: what Keras refuses takes it long.
        for shape in sorted(SHAPES, key=lambda shape: f"{len(shape) - 1}D" not in name):
            for make in makes:
                try:
                    make()(np.ones((2, *shape), "float32"))
                except Exception:  # it takes another shape, or other arguments
                    continue
                found[shape].append(make())
                break
            else:
                continue
            break
        else:
            raise AssertionError(f"{name} was not tried")
    return found


@pytest.mark.heavy
def test_every_layer_of_keras_is_rebuilt(tmp_path, asks):
    count = 0
    for number, (shape, parts) in enumerate(one_of_each().items()):
        model = branches(parts, shape)
        (tmp_path / str(number)).mkdir()
        back = rebuilt(tmp_path / str(number), model)
        assert [type(part) for part in back.layers] == [type(part) for part in model.layers]
        assert settings(back) == settings(model)
        count += len(parts)
    assert count > 100
    assert asks == []


def test_layers_of_several_inputs_are_rebuilt(tmp_path, asks):
    one, other = keras.Input((4, 3)), keras.Input((4, 3))
    parts = {
        name: (
            layers.Dot(axes=1)([one, other])
            if name == "Dot"
            else layers.MultiHeadAttention(2, 2)(one, other)
            if name == "MultiHeadAttention"
            else layers.GroupQueryAttention(2, 2, 1)(one, other)
            if name == "GroupQueryAttention"
            else getattr(layers, name)()([one, other])
        )
        for name in sorted(SEVERAL)
    }
    rebuilt(tmp_path, keras.Model([one, other], [*parts.values()]))
    assert asks == []


# Initializers, regularizers, constraints


def classes_of(module: Any, base: type) -> dict[str, type]:
    """The classes of a module, each once, by the name that it has itself."""
    kinds = {kind for kind in vars(module).values() if isinstance(kind, type)}
    return {k.__name__: k for k in kinds if issubclass(k, base) and k is not base}


def spelled(kind: type, *arguments: Any) -> list[Any]:
    """An object of Keras's as its name, class, instance and configuration."""
    made = kind(*arguments)
    whole = [made, keras.saving.serialize_keras_object(made)]
    if kind.__name__ in ("Constant", "Lamb", "Muon"):  # which Keras does not take by name
        return [made]
    return whole if arguments else [kind.__name__, kind, *whole]


@pytest.mark.heavy
def test_every_initializer_regularizer_and_constraint_is_rebuilt(tmp_path, asks):
    initializers = classes_of(keras.initializers, keras.initializers.Initializer)
    del initializers["STFT"]  # for spectrograms alone
    given = [one for kind in initializers.values() for one in spelled(kind)]
    square = [Dense(4, kernel_initializer=one) for one in given]
    regularizers = classes_of(keras.regularizers, keras.regularizers.Regularizer)
    given = [one for kind in regularizers.values() for one in spelled(kind)]
    given += ["l1", "l2", "L1L2", keras.regularizers.l2(0.01)]
    square += [Dense(4, kernel_regularizer=one) for one in given]
    constraints = classes_of(keras.constraints, keras.constraints.Constraint)
    given = [one for kind in constraints.values() for one in spelled(kind)]
    square += [Dense(4, kernel_constraint=one) for one in given]
    assert len(square) > 90
    model = branches(square, (4,))
    back = rebuilt(tmp_path, model)
    assert settings(back) == settings(model)
    assert len(back.losses) == len(model.losses) > 0
    assert np.allclose(back.losses, model.losses)
    assert asks == []


class Small(keras.regularizers.Regularizer):
    def __call__(self, weights):
        return 0.01 * tf.reduce_sum(weights)


class Same(keras.constraints.Constraint):
    def __call__(self, weights):
        return weights


class Half(keras.initializers.Initializer):
    def __call__(self, shape, dtype=None):
        return tf.fill(shape, 0.5)


def test_those_of_the_students_own_are_asked(tmp_path, asks):
    dense = Dense(3, kernel_regularizer=Small(), kernel_constraint=Same(), bias_initializer=Half())
    model = of_layers(dense, Dense(2, kernel_initializer=lambda shape, dtype=None: tf.ones(shape)))
    back = rebuilt(tmp_path, model)
    assert asks == []  # an answer needs none of them
    assert np.allclose(back.losses, model.losses)
    assert asks == ["Small"]
    [dense, _] = back.layers
    assert isinstance(dense.kernel_regularizer, keras.regularizers.Regularizer)
    assert type(dense.kernel_constraint).__name__ == "Same"
    assert np.allclose(dense.bias_initializer((2,)), 0.5)


# What a network is compiled with


def compiled(tmp_path: Path, model: Any, y: Any) -> Any:
    """A compiled network that is rebuilt and gives the same when it is evaluated."""
    back = rebuilt(tmp_path, model)
    back.run_eagerly = True  # to make graphs of them would take a minute
    x = inputs_of(model)
    one, other = (
        {k: np.asarray(v) for k, v in net.evaluate(x, y, verbose=0, return_dict=True).items()}
        for net in (model, back)
    )
    assert one.keys() == other.keys()
    for name, number in one.items():
        assert np.allclose(number, other[name], atol=1e-4, equal_nan=True), name
    return back


@pytest.mark.heavy
def test_every_optimizer_and_schedule_is_rebuilt(tmp_path, asks):
    kinds = classes_of(keras.optimizers, keras.optimizers.Optimizer)
    del kinds["LossScaleOptimizer"]  # which wraps another
    schedules = [
        keras.optimizers.schedules.CosineDecay(0.1, 10),
        keras.optimizers.schedules.CosineDecayRestarts(0.1, 10),
        keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9),
        keras.optimizers.schedules.InverseTimeDecay(0.1, 10, 0.9),
        keras.optimizers.schedules.PiecewiseConstantDecay([10], [0.1, 0.01]),
        keras.optimizers.schedules.PolynomialDecay(0.1, 10),
    ]
    assert len(schedules) == len(
        classes_of(keras.optimizers.schedules, keras.optimizers.schedules.LearningRateSchedule)
    )
    given = [one for kind in kinds.values() for one in spelled(kind) if one is not kind]
    given += [keras.optimizers.SGD(schedule) for schedule in schedules]
    given += [kind(learning_rate=0.25, clipnorm=1.0) for kind in kinds.values()]
    given += ["adam", keras.optimizers.LossScaleOptimizer(keras.optimizers.Adam())]
    assert len(given) > 50
    for number, optimizer in enumerate(given):
        model = of_layers(Dense(1))
        model.compile(optimizer, "mse")
        (tmp_path / str(number)).mkdir()
        back = through(tmp_path / str(number), model=model)["model"]
        assert type(back.optimizer) is type(model.optimizer)
        assert back.optimizer.get_config() == model.optimizer.get_config()
    assert asks == []


#: takes labels of another shape
GENERALIZED = ("CategoricalGeneralizedCrossEntropy",)
NAMED = ("mse", "mae", "mape", "msle", "kld", "bce", "cosine_similarity")


def is_word(module: Any, name: str) -> bool:
    """Whether Keras takes a function's name for it; there are some that it does not."""
    try:
        return module.get(name) is not None
    except ValueError:
        return False


def losses() -> list[Any]:
    """Every loss that takes labels like its predictions, in every spelling."""
    kinds = classes_of(keras.losses, keras.losses.Loss)
    for odd in (
        "SparseCategoricalCrossentropy",
        "CTC",
        "Circle",
        *GENERALIZED,
    ):  # labels of another shape
        del kinds[odd]
    made = [one for kind in kinds.values() for one in (kind, kind())]
    own = [name for name in dir(keras.losses) if inspect.isfunction(getattr(keras.losses, name))]
    not_losses = {"get", "serialize", "deserialize", "sparse_categorical_crossentropy", "ctc"}
    # a number as well; other labels
    not_losses |= {"categorical_generalized_cross_entropy", "circle"}
    own = [name for name in own if name not in not_losses]
    words = [name for name in own if is_word(keras.losses, name)]
    functions = dict.fromkeys(getattr(keras.losses, name) for name in own)
    return [*made, *dict.fromkeys((*words, *NAMED)), *functions]


@pytest.mark.heavy
def test_every_loss_is_rebuilt(tmp_path, asks):
    given = losses()
    assert len(given) > 70
    model = branches([Dense(2, "sigmoid") for _ in given], (4,))
    model.compile(loss=given, optimizer="sgd", run_eagerly=True)
    y = [NUMBERS.integers(0, 2, (5, 2)).astype("float32") for _ in given]
    back = compiled(tmp_path, model, y)
    for mine, again in zip(model.loss, back.loss, strict=True):
        if callable(mine) and not isinstance(mine, type):
            assert again is mine or type(again) is type(mine)
    assert asks == []


def metrics() -> list[Any]:
    """Every metric that needs no settings, in every spelling."""
    kinds = classes_of(keras.metrics, keras.metrics.Metric)
    found = []
    for name, kind in kinds.items():
        try:
            kind()(np.eye(2)[[0, 1, 1]], np.full((3, 2), 0.5, "float32"))
        except Exception:  # it takes settings, or labels of another shape
            continue
        found += [name, kind()] if name not in ("Mean", "Sum") else []
    own = [name for name in dir(keras.metrics) if inspect.isfunction(getattr(keras.metrics, name))]
    odd = {"get", "serialize", "deserialize", "categorical_generalized_cross_entropy"}
    own = [name for name in own if name not in odd and "sparse" not in name]
    words = [name for name in own if is_word(keras.metrics, name)]
    functions = dict.fromkeys(getattr(keras.metrics, name) for name in own)
    return [*found, *words, *functions, "acc", "accuracy"]


@pytest.mark.heavy
def test_every_metric_is_rebuilt(tmp_path, asks):
    given = metrics()
    assert len(given) > 70
    model = branches([Dense(2, "softmax") for _ in given], (4,))
    model.compile(loss="mse", optimizer="sgd", metrics=[[one] for one in given], run_eagerly=True)
    y = [np.eye(2)[NUMBERS.integers(0, 2, 5)].astype("float32") for _ in given]
    compiled(tmp_path, model, y)
    assert asks == []


class Squares(keras.losses.Loss):
    def call(self, y, found):
        return tf.reduce_mean(tf.square(y - found), axis=-1)


class MyAdam(keras.optimizers.Adam):
    """With something of the student's own."""

    def __init__(self, learning_rate=0.01, **more):
        super().__init__(learning_rate, **more)


class Slower(keras.optimizers.schedules.LearningRateSchedule):
    def __call__(self, step):
        return 0.1 / (step + 1.0)


class Hits(keras.metrics.Metric):
    def update_state(self, y, found, sample_weight=None):
        pass

    def result(self):
        return 1.0


def furthest(y, found):
    return tf.reduce_max(tf.abs(y - found), axis=-1)


@pytest.mark.heavy
def test_losses_and_metrics_of_the_students_own_are_asked(tmp_path, asks):
    model = of_layers(Dense(2))
    model.compile(loss=furthest, optimizer="adam", metrics=["mae", furthest], loss_weights=[0.5])
    back = compiled(tmp_path, model, np.zeros((5, 2), "float32"))
    assert back.loss.__name__ == "furthest"
    assert {*asks} == {"furthest"}
    model = of_layers(Dense(2))
    model.compile(loss=Squares(), optimizer=keras.optimizers.SGD(Slower()))
    (tmp_path / "more").mkdir()
    back = compiled(tmp_path / "more", model, np.zeros((5, 2), "float32"))
    assert isinstance(back.loss, keras.losses.Loss)
    assert float(back.optimizer.learning_rate) == pytest.approx(0.1)


def test_an_optimizer_or_metric_of_the_students_own_is_of_a_kind_and_refuses_to_be_used(tmp_path):
    model = of_layers(Dense(2))
    model.compile(loss="mse", optimizer=MyAdam(0.25), metrics=[Hits(name="hits")])
    back = rebuilt(tmp_path, model)
    assert type(back.optimizer).__name__ == "MyAdam"
    assert isinstance(back.optimizer, keras.optimizers.Adam)
    assert float(back.optimizer.learning_rate) == 0.25
    with pytest.raises(AssertionError, match="`Hits` is code of the notebook's"):
        back.evaluate(inputs_of(model), np.zeros((5, 2)), verbose=0)


# Networks


def added() -> Any:
    model = keras.models.Sequential()
    model.add(keras.layers.Input(shape=(4,)))
    model.add(Dense(3, activation=tf.nn.relu))
    model.add(layers.Activation(tf.nn.softmax))
    return model


def without_input() -> Any:
    model = keras.Sequential()
    model.add(Dense(3, input_shape=(4,)))
    model.add(Dense(2, activation=tf.nn.softmax))
    return model


def functional() -> Any:
    given = tf.keras.Input(shape=(4,))
    hidden = tf.keras.layers.Dense(3, activation=tf.keras.activations.relu)(given)
    both = layers.concatenate([hidden, keras.ops.relu(given) * 2.0])
    return tf.keras.models.Model(inputs=given, outputs=Dense(2, tf.nn.softmax)(both))


class OfLayers(keras.Sequential):
    def __init__(self):
        super().__init__([keras.Input((4,)), Dense(3, "relu"), Dense(2)])


class OfTensors(keras.Model):
    def __init__(self):
        given = keras.Input((4,))
        super().__init__(given, Dense(2)(Dense(3, tf.nn.relu)(given)))


class Subclassed(keras.Model):
    def __init__(self):
        super().__init__()
        self.last = Dense(2, activation=tf.nn.softmax)
        self.first = Dense(3, activation="relu")

    def call(self, x):
        return self.last(self.first(x))


class Unfollowed(keras.Model):
    """Uses TensorFlow between its layers, which Keras cannot follow."""

    def __init__(self):
        super().__init__()
        self.first = Dense(3)
        self.drop = layers.Dropout(0.5)
        self.last = Dense(2, activation=scaled)
        self.scale = self.add_weight(shape=(), initializer="ones")

    def call(self, x, training=False):
        x = self.drop(tf.nn.relu(self.first(x)), training=training)
        return self.last(x) * self.scale


def called(model: Any) -> Any:
    model(np.zeros((1, 4), "float32"))
    return model


def read_again() -> Any:
    return keras.models.model_from_json(of_layers(Dense(3, "relu"), Dense(2)).to_json())


NETWORKS: dict[str, Callable[[], Any]] = {
    "list": lambda: keras.Sequential([keras.Input((4,)), Dense(3, "relu"), Dense(2)]),
    "add": added,
    "input_shape": without_input,
    "built": lambda: called(keras.Sequential([Dense(3, tf.nn.relu), Dense(2)])),
    "functional": functional,
    "from JSON": read_again,
    "clone": lambda: keras.models.clone_model(of_layers(Dense(3, "relu"), Dense(2))),
    "nested": lambda: of_layers(added(), functional_of(3)),
    "mixed precision": lambda: of_layers(Dense(3, tf.nn.relu, dtype="mixed_bfloat16"), Dense(2)),
    "half precision": lambda: of_layers(Dense(3, tf.nn.relu, dtype="bfloat16")),
    "numbers of words": lambda: keras.Sequential(
        [keras.Input((4,), dtype="int32"), layers.Embedding(9, 2), layers.Flatten()]
    ),
}


def functional_of(size: int) -> Any:
    given = keras.Input((size,))
    return keras.Model(given, Dense(2, activation=tf.nn.log_softmax)(given))


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_is_rebuilt_however_it_is_put_together(tmp_path, asks, name):
    model = NETWORKS[name]()
    back = rebuilt(tmp_path, model)
    assert type(back) is type(model)
    assert [type(part) for part in back.layers] == [type(part) for part in model.layers]
    assert [tensor.dtype for tensor in back.inputs] == [tensor.dtype for tensor in model.inputs]
    assert asks == []


@pytest.mark.parametrize("kind", [OfLayers, OfTensors, Subclassed])
def test_a_network_of_a_class_of_its_own_is_rebuilt_from_its_layers(tmp_path, asks, kind):
    model = called(kind())
    back = through(tmp_path, model=model)["model"]
    x = NUMBERS.normal(size=(5, 4)).astype("float32")
    assert np.allclose(back.predict(x, verbose=0), model.predict(x, verbose=0), atol=1e-5)
    assert [part.units for part in back.layers if type(part) is Dense] == [3, 2]
    assert asks == []


@pytest.mark.heavy
def test_a_network_whose_call_cannot_be_followed_is_asked_and_its_layers_can_be_looked_at(
    tmp_path, asks
):
    model = called(Unfollowed())
    model.compile(loss="mse", optimizer="adam", metrics=["mae"])
    back = through(tmp_path, model=model)["model"]
    x, y = NUMBERS.normal(size=(40, 4)).astype("float32"), np.zeros((40, 2))
    assert np.allclose(back.predict(x, verbose=0), model.predict(x, verbose=0), atol=1e-5)
    assert np.allclose(back.evaluate(x, y, verbose=0), model.evaluate(x, y, verbose=0), atol=1e-5)
    assert {*asks} == {"Unfollowed"}
    assert isinstance(back, keras.Model)
    assert [type(part) for part in back.layers] == [type(part) for part in model.layers]
    assert back.layers[1].rate == 0.5
    assert back.count_params() == model.count_params()
    for mine, again in zip(model.get_weights(), back.get_weights(), strict=True):
        assert np.array_equal(mine, again)


@pytest.mark.heavy
def test_whatever_a_test_asks_of_it_is_asked_in_large_steps(tmp_path, asks):
    model = called(Unfollowed())
    model.compile(loss="mse", optimizer="adam")
    back = through(tmp_path, model=model)["model"]
    x, y = NUMBERS.random((2_500, 4), "float32"), np.zeros((2_500, 2))
    with observed({"model": back}, Cache(), asked=CHECKER.networks):
        assert np.allclose(back.predict(x, verbose=0), model.predict(x, verbose=0), atol=1e-5)
        assert len(asks) == 3
        assert back.evaluate(x, y, verbose=0) == pytest.approx(model.evaluate(x, y, verbose=0))
        assert len(asks) == 6
        back.predict(x, batch_size=2_500, verbose=0)
        assert len(asks) == 7


def test_it_is_asked_as_it_was_captured_and_not_as_it_went_on_to_be_trained(tmp_path):
    model = called(Unfollowed())
    x = NUMBERS.normal(size=(5, 4)).astype("float32")
    then = model.predict(x, verbose=0)
    back = through(tmp_path, model=model)["model"]
    model.set_weights([np.zeros_like(weight) for weight in model.get_weights()])
    assert np.allclose(back.predict(x, verbose=0), then, atol=1e-5)
    assert not np.any(model.predict(x, verbose=0))


class Layered(layers.Layer):
    def __init__(self, units=3, **more):
        super().__init__(**more)
        self.units = units

    def build(self, shape):
        self.w = self.add_weight(shape=(shape[-1], self.units))
        self.b = self.add_weight(shape=(self.units,), trainable=False)
        self.norm = layers.BatchNormalization()

    def call(self, x, training=None):
        return self.norm(tf.matmul(x, self.w) + self.b, training=training)


class Two(layers.Layer):
    def call(self, x):
        return tf.nn.relu(x), tf.reduce_sum(x, axis=-1, keepdims=True)


def with_two() -> Any:
    given = keras.Input((4,))
    one, other = Two()(given)
    return keras.Model(given, [Dense(2)(one), other])


PARTS: dict[str, tuple[Callable[[], Any], list[str]]] = {
    "Lambda": (lambda: of_layers(layers.Lambda(lambda x: x / 255), Dense(2)), ["<lambda>"]),
    "Lambda of a function": (lambda: of_layers(layers.Lambda(scaled)), ["scaled"]),
    "Lambda with arguments": (
        lambda: of_layers(layers.Lambda(lambda x, by: x * by, arguments={"by": 3})),
        ["<lambda>"],
    ),
    "Lambda of another shape": (
        lambda: of_layers(
            layers.Lambda(lambda x: tf.reshape(x, (-1, 2, 2))), layers.Flatten(), Dense(2)
        ),
        ["<lambda>"],
    ),
    "Lambda with its shape": (
        lambda: of_layers(layers.Lambda(lambda x: x[:, :2], output_shape=(2,)), Dense(2)),
        ["<lambda>"],
    ),
    "a layer's own class": (lambda: of_layers(Layered(), Dense(2)), ["Layered"]),
    "a layer that gives two": (with_two, ["Two"]),
    "a model in a layer": (
        lambda: of_layers(layers.TimeDistributed(of_layers(Dense(3))), shape=(3, 4)),
        ["TimeDistributed"],
    ),
    "a Lambda in a layer": (
        lambda: of_layers(layers.TimeDistributed(layers.Lambda(lambda x: x + 1)), shape=(3, 4)),
        ["TimeDistributed"],
    ),
    "a layer that is unrolled": (
        lambda: of_layers(layers.LSTM(2, unroll=True), shape=(3, 4)),
        ["LSTM"],
    ),
    "a table of numbers": (
        lambda: of_layers(layers.IntegerLookup(vocabulary=[0, 1])),
        ["IntegerLookup"],
    ),
    "an operation": (
        lambda: branches([lambda x: keras.ops.cumsum(x, axis=1)], (4,)),
        ["Cumsum"],
    ),
}


@pytest.mark.parametrize("name", PARTS)
def test_a_layer_that_is_code_is_asked_and_the_others_are_rebuilt(tmp_path, asks, name):
    make, asked = PARTS[name]
    model = make()
    back = rebuilt(tmp_path, model)
    assert asks == asked
    assert [type(part).__name__ for part in back.layers] == [
        type(part).__name__ for part in model.layers
    ]
    assert back.count_params() == model.count_params()
    # A test may put the network into another one, or let Keras make a graph of it.
    given = keras.Input(model.input_shape[1:])
    again = keras.Model(given, back.call(given))
    x = inputs_of(model)
    for a, b in zip(
        keras.tree.flatten(again.predict(x, verbose=0)),
        keras.tree.flatten(model.predict(x, verbose=0)),
        strict=True,
    ):
        assert np.allclose(a, b, atol=1e-5)


def test_a_file_of_a_network_holds_its_activations_by_names_that_keras_would_not_find(tmp_path):
    model = of_layers(
        Dense(3, tf.nn.silu), Dense(3, keras.ops.square), Dense(2, activation=tf.nn.softmax)
    )
    model.save(tmp_path / "model.keras")
    back = keras_file.read(tmp_path / "model.keras")
    x = inputs_of(model)
    assert np.allclose(back(x), model(x), atol=1e-6)
    assert back.layers[-1].activation is tf.nn.softmax


def test_a_snapshot_tells_whether_a_network_has_to_be_asked(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "code").mkdir()
    through(tmp_path / "data", model=of_layers(Dense(2, tf.nn.relu)))
    through(tmp_path / "code", model=of_layers(layers.Lambda(lambda x: x)))
    assert not holds_a_proxy(tmp_path / "data" / "snap")
    assert holds_a_proxy(tmp_path / "code" / "snap")


def test_a_network_whose_kernel_is_gone_says_so(tmp_path, monkeypatch):
    back = through(tmp_path, model=of_layers(layers.Lambda(lambda x: x)))["model"]
    monkeypatch.setattr(CHECKER, "relay", None)
    with pytest.raises(AssertionError, match="`<lambda>` can't be called here"):
        back(np.zeros((1, 4)))
