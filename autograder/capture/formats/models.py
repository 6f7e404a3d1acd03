"""Keras models as configuration and weights, and training histories. [kernel, checker]

A model leaves as its configuration, its weights and what it was compiled with. A subclassed one,
whose `call` is code, is traced on a symbolic input first, which gives a functional model of the
same layers with the same weights. What is code all the same stays behind and is asked; see
`autograder.capture.formats.asked`.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from autograder.capture.formats import architecture, arrays, asked, known
from autograder.capture.formats.describing import Describing
from autograder.capture.snapshot_folder import DecodeError, NoData, SnapshotFolder, TooLarge

NAME = "model"

_MAX_WEIGHTS = 2_000
#: a metric keeps tables as wide as the number of its classes or thresholds
_MAX_METRIC = 2_000
#: Keras writes the first two to build and compile on its own while it reads a configuration, and
#: the third, in a file, into what several layers share
_LEFT_OUT = frozenset({"build_config", "compile_config", "shared_object_id"})
#: what a model is compiled with, as far as it says something about its answers
_COMPILED = ("optimizer", "loss", "loss_weights", "metrics", "weighted_metrics")


def encode(value: Any, snap: SnapshotFolder) -> Any:
    """JSON data with the model's configuration, or a History's numbers; None where it is neither.

    Raises:
        NoData: the model has something that can neither be described as data nor be asked.
        TooLarge: its configuration takes more than four million characters.
    """
    keras = sys.modules.get("keras")
    if keras is None:
        return None
    if type(value) is keras.callbacks.History:
        return {
            "history": snap.encode(getattr(value, "history", {})),
            "epoch": snap.encode(list(getattr(value, "epoch", []))),
            "params": snap.encode(dict(getattr(value, "params", None) or {})),
        }
    if not isinstance(value, keras.Model):
        return None
    model = _as_described_by_data(value, keras)
    describing = Describing(lambda config: architecture.is_data(plain(config)))
    with describing.scope():
        config = json.dumps(plain(describing.describe(model)))
        # Compiling is read off the student's own object, which a traced copy does not carry.
        compiled = json.dumps(plain(value.get_compile_config() if value.compiled else None))
    if len(config) > architecture.MAX_TEXT:
        raise TooLarge("its configuration is too long")
    try:
        architecture.check(json.loads(config))
        check_compiled(json.loads(compiled))
    except DecodeError as error:
        raise NoData(str(error)) from None
    return {
        "config": config,
        "compiled": compiled,
        "weights": [
            arrays.write_npy(arrays.as_numbers(weight), snap) for weight in model.get_weights()
        ],
        "asked": describing.parts,
    }


def plain(config: Any) -> Any:
    """The same configuration as JSON, with functions, such as `keras.losses.mse`, as their names.

    Keras knows its own by name, and `known` those of TensorFlow.
    """
    if isinstance(config, dict):
        if config.get("class_name") == "function":
            function = config.get("config")
            if isinstance(function, dict):  # which `asked` has written
                return plain(function)
            path = known.by_own_name(str(function))
            return str(function) if path is None else {"function": path}
        kept = [name for name in config if name not in _LEFT_OUT]
        return {str(name): plain(config[name]) for name in kept}
    if isinstance(config, (list, tuple)):
        return [plain(value) for value in config]
    if config is None or isinstance(config, (bool, int, float, str)):
        return config
    return getattr(config, "__name__", type(config).__name__)


def _as_described_by_data(model: Any, keras: Any) -> Any:
    """A model of the same layers, and with as little code of its own as there can be."""
    if isinstance(model, keras.Sequential) or type(model).__module__.startswith("keras."):
        return model
    shapes = (model.get_build_config() or {}) if model.built else {}
    shape = shapes.get("input_shape")
    try:
        if type(model).call.__module__.startswith("keras.") and model.inputs:
            return keras.Model(model.inputs, model.outputs)
        if shape is None:
            # Never called, so it has no weights yet: its layers in the order of their attributes.
            return keras.Sequential([_copy(layer) for layer in model.layers])
        given = keras.Input(batch_shape=(None, *shape[1:]))
        return keras.Model(given, model.call(given))
    except Exception:  # it does more than call layers
        return model


def _copy(layer: Any) -> Any:
    return type(layer).from_config(layer.get_config())


def decode(data: Any, snap: SnapshotFolder) -> Any:
    """A keras.Model with the same layers, weights, loss and optimizer, or a History.

    Raises:
        DecodeError: the configuration names anything but Keras's own objects, or the weights do
            not fit it.
    """
    if isinstance(data, dict) and set(data) == {"history", "epoch", "params"}:
        return _decode_history(data, snap)
    if not isinstance(data, dict) or set(data) != {"config", "compiled", "weights", "asked"}:
        raise DecodeError("a model without its configuration")
    parts = asked.Parts(data["asked"], snap.decode, may_be=snap.checker.parts)
    config, compiled = architecture.read(data["config"]), architecture.read(data["compiled"])
    architecture.check(config)
    check_compiled(compiled)
    names = data["weights"]
    if not isinstance(names, list) or len(names) > _MAX_WEIGHTS:
        raise DecodeError("not valid weights")
    weights = [arrays.read_npy(snap.existing_file(name, "npy")) for name in names]
    if any(weight.dtype.kind not in "biuf" for weight in weights):
        raise DecodeError("weights that are no numbers")
    model = architecture.build(config, weights, parts)
    if compiled is not None:
        compile_as(model, compiled, parts)
    if parts:
        snap.checker.networks.add(model)
        model.run_eagerly, model.jit_compile = True, False  # else a graph would be asked
    return model


def check_compiled(config: Any) -> None:
    """As `architecture.check`, for what a model was compiled with.

    Raises:
        DecodeError: it names anything but Keras's own, or tables without bounds.
    """
    architecture.check(config)
    if isinstance(config, dict):
        architecture.check(config.get("metrics"), largest=_MAX_METRIC)


def compile_as(model: Any, config: Any, parts: asked.Parts = asked.NONE) -> None:
    """Compiles a model as a checked configuration says, as far as that names Keras's own.

    Args:
        parts: those that stayed behind.

    Raises:
        DecodeError: it is not valid.
    """
    if not isinstance(config, dict):
        raise DecodeError("not a valid way of compiling")
    config = {key: config.get(key) for key in _COMPILED}
    try:
        given = {key: _revived(part, parts) for key, part in config.items()}
        model.compile(**{key: part for key, part in given.items() if part is not None})
    except Exception:
        # A loss or metric of the student's own: what can be named stays readable.
        loss = config["loss"]
        model.compile(
            optimizer=_optimizer(config["optimizer"]),
            loss=loss if isinstance(loss, str) and _known_loss(loss) else None,
        )


def _revived(config: Any, parts: asked.Parts) -> Any:
    """What a model is compiled with: names, numbers, functions and Keras's objects."""
    import keras

    if isinstance(config, list):
        return [_revived(part, parts) for part in config]
    if not isinstance(config, dict):
        return config
    filled = parts.filled(config)
    if not isinstance(filled, dict):
        return filled
    if "class_name" in filled:
        return keras.saving.deserialize_keras_object(filled)
    return {name: _revived(part, parts) for name, part in config.items()}


def _optimizer(config: Any) -> Any:
    import keras

    try:
        return keras.optimizers.get(config)
    except Exception:
        return "rmsprop"  # Keras's own default


def _known_loss(name: str) -> bool:
    import keras

    try:
        return keras.losses.get(name) is not None
    except ValueError:
        return False


def _decode_history(data: dict[str, Any], snap: SnapshotFolder) -> Any:
    import keras

    parts = {name: snap.decode(data[name]) for name in data}
    kinds = {"history": dict, "epoch": list, "params": dict}
    if not all(type(parts[name]) is kind for name, kind in kinds.items()):
        raise DecodeError("not a valid history")
    history = keras.callbacks.History()
    history.history, history.epoch = parts["history"], parts["epoch"]
    history.set_params(parts["params"])
    return history
