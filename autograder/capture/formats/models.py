"""Keras models as configuration and weights, and training histories.

A model of Keras's own layers leaves as its configuration, its weights and what it was compiled
with. A subclassed model, whose `call` is code, is traced on a symbolic input first, which gives a
functional model of the same layers with the same weights. Lambda layers and layers of the student's
own cannot be described as data, so such a model does not leave.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from autograder.capture.formats import architecture, arrays
from autograder.capture.room import DecodeError, NoData, Room, TooLarge

NAME = "model"

_MAX_WEIGHTS = 2_000
#: a metric keeps tables as wide as the number of its classes or thresholds
_MAX_METRIC = 2_000
#: Keras writes the first two to build and compile on its own while it reads a configuration, and
#: the third, in a file, into what several layers share
_LEFT_OUT = frozenset({"build_config", "compile_config", "shared_object_id"})


def encode(value: Any, room: Room) -> Any:
    """JSON data with the model's configuration, or a History's numbers; None where it is neither.

    Raises:
        NoData: the model has code of its own, such as a Lambda layer.
        TooLarge: its configuration takes more than four million characters.
    """
    keras = sys.modules.get("keras")
    if keras is None:
        return None
    if type(value) is keras.callbacks.History:
        return {
            "history": room.encode(getattr(value, "history", {})),
            "epoch": room.encode(list(getattr(value, "epoch", []))),
            "params": room.encode(dict(getattr(value, "params", None) or {})),
        }
    if not isinstance(value, keras.Model):
        return None
    model = _as_described_by_data(value, keras)
    config = json.dumps(plain(keras.saving.serialize_keras_object(model)))
    if len(config) > architecture.MAX_TEXT:
        raise TooLarge("its configuration is too long")
    # Compiling is read off the student's own object, which a traced copy does not carry.
    compiled = value.get_compile_config() if value.compiled else None
    weights = [arrays.write_npy(weight, room) for weight in model.get_weights()]
    try:
        architecture.check(json.loads(config))
    except DecodeError as error:
        raise NoData(str(error)) from None
    return {"config": config, "compiled": json.dumps(plain(compiled)), "weights": weights}


def plain(config: Any) -> Any:
    """The same configuration as JSON, with functions, such as `keras.losses.mse`, as their names.

    Keras knows its own by name; a function of the student's own would be code.
    """
    if isinstance(config, dict):
        if config.get("class_name") == "function":
            return str(config.get("config"))
        kept = [name for name in config if name not in _LEFT_OUT]
        return {str(name): plain(config[name]) for name in kept}
    if isinstance(config, (list, tuple)):
        return [plain(value) for value in config]
    if config is None or isinstance(config, (bool, int, float, str)):
        return config
    return getattr(config, "__name__", type(config).__name__)


def _as_described_by_data(model: Any, keras: Any) -> Any:
    if isinstance(model, keras.Sequential) or type(model).__name__ == "Functional":
        return model
    shapes = (model.get_build_config() or {}) if model.built else {}
    shape = shapes.get("input_shape")
    if shape is None:
        # Never called, so it has no weights yet: its layers in the order of their attributes.
        return keras.Sequential([_copy(layer) for layer in model.layers])
    given = keras.Input(batch_shape=(None, *shape[1:]))
    try:
        return keras.Model(given, model.call(given))
    except Exception as error:
        raise NoData(
            f"its call() could not be followed: {type(error).__name__}. Build it with "
            "keras.Sequential or with keras.Model(inputs, outputs)"
        ) from None


def _copy(layer: Any) -> Any:
    return type(layer).from_config(layer.get_config())


def decode(data: Any, room: Room) -> Any:
    """A keras.Model with the same layers, weights, loss and optimizer, or a History.

    Raises:
        DecodeError: the configuration names anything but Keras's own objects, or the weights do
            not fit it.
    """
    if isinstance(data, dict) and set(data) == {"history", "epoch", "params"}:
        return _decode_history(data, room)
    if not isinstance(data, dict) or set(data) != {"config", "compiled", "weights"}:
        raise DecodeError("a model without its configuration")
    config, compiled = architecture.read(data["config"]), architecture.read(data["compiled"])
    architecture.check(config)
    check_compiled(compiled)
    names = data["weights"]
    if not isinstance(names, list) or len(names) > _MAX_WEIGHTS:
        raise DecodeError("weights that are none")
    weights = [arrays.read_npy(room.existing_file(name, "npy")) for name in names]
    if any(weight.dtype.kind not in "biuf" for weight in weights):
        raise DecodeError("weights that are no numbers")
    model = architecture.build(config, weights)
    if compiled is not None:
        compile_as(model, compiled)
    return model


def check_compiled(config: Any) -> None:
    """As `architecture.check`, for what a model was compiled with.

    Raises:
        DecodeError: it names anything but Keras's own, or tables without bounds.
    """
    architecture.check(config)
    if isinstance(config, dict):
        architecture.check(config.get("metrics"), largest=_MAX_METRIC)


def compile_as(model: Any, config: Any) -> None:
    """Compiles a model as a checked configuration says, as far as that names Keras's own.

    Raises:
        DecodeError: it is none.
    """
    if not isinstance(config, dict):
        raise DecodeError("a way of compiling that is none")
    import keras

    config = {key: config.get(key) for key in ("optimizer", "loss", "metrics")}
    try:
        parts = keras.saving.deserialize_keras_object(config)
        model.compile(**{key: part for key, part in parts.items() if part is not None})
    except Exception:
        # A loss or metric of the student's own: what can be named stays readable.
        loss = config["loss"]
        model.compile(
            optimizer=_optimizer(config["optimizer"]),
            loss=loss if isinstance(loss, str) and _known_loss(loss) else None,
        )


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


def _decode_history(data: dict[str, Any], room: Room) -> Any:
    import keras

    parts = {name: room.decode(data[name]) for name in data}
    kinds = {"history": dict, "epoch": list, "params": dict}
    if not all(type(parts[name]) is kind for name, kind in kinds.items()):
        raise DecodeError("a history that is none")
    history = keras.callbacks.History()
    history.history, history.epoch = parts["history"], parts["epoch"]
    history.set_params(parts["params"])
    return history
