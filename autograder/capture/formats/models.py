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

from autograder.capture.formats import arrays
from autograder.capture.room import DecodeError, Room, TooLarge

NAME = "model"

_MAX_CONFIG = 4_000_000
_MAX_WEIGHTS = 2_000
#: of Keras's own classes, those that run code or read files when they are built
_FORBIDDEN = frozenset({"Lambda", "TorchModuleWrapper", "TFSMLayer", "JaxLayer", "FlaxLayer"})
#: Keras imports a module by the name that a configuration gives; these are all that it may
_MODULES = frozenset(
    {
        "keras",
        "keras.activations",
        "keras.constraints",
        "keras.initializers",
        "keras.layers",
        "keras.losses",
        "keras.metrics",
        "keras.models",
        "keras.optimizers",
        "keras.optimizers.schedules",
        "keras.regularizers",
        "keras.src.models.functional",
        "keras.src.models.sequential",
    }
)
#: Keras writes these without a module
_STRUCTURES = frozenset({"__tuple__", "__numpy__", "__tensor__", "__keras_tensor__"})


class NoData(TypeError):
    """A model that cannot be described as data; the message says why, to the student."""


def encode(value: Any, room: Room) -> Any:
    """JSON data with the model's configuration, or a History's numbers; None where it is neither.

    Raises:
        NoData: the model has code of its own, such as a Lambda layer.
        TooLarge: its configuration takes more than four million characters.
    """
    keras = sys.modules.get("keras")
    if keras is None:
        return None
    if isinstance(value, keras.callbacks.History):
        return {
            "history": room.encode(getattr(value, "history", {})),
            "epoch": room.encode(list(getattr(value, "epoch", []))),
            "params": room.encode(dict(getattr(value, "params", None) or {})),
        }
    if not isinstance(value, keras.Model):
        return None
    model = _as_described_by_data(value, keras)
    described = keras.saving.serialize_keras_object(model)
    described.pop("compile_config", None)
    config = json.dumps(_with_names(described))
    if len(config) > _MAX_CONFIG:
        raise TooLarge("its configuration is too long")
    # Compiling is read off the student's own object, which a traced copy does not carry.
    compiled = value.get_compile_config() if value.compiled else None
    weights = [arrays.write_npy(weight, room) for weight in model.get_weights()]
    try:
        _check(json.loads(config))
    except DecodeError as error:
        raise NoData(str(error)) from None
    return {"config": config, "compiled": json.dumps(_with_names(compiled)), "weights": weights}


def _with_names(config: Any) -> Any:
    """The same configuration with functions, such as `keras.losses.mse`, as their names.

    Keras knows its own by name; a function of the student's own would be code.
    """
    if isinstance(config, dict):
        if config.get("class_name") == "function":
            return str(config.get("config"))
        return {str(key): _with_names(value) for key, value in config.items()}
    if isinstance(config, (list, tuple)):
        return [_with_names(value) for value in config]
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
    import keras

    if isinstance(data, dict) and set(data) == {"history", "epoch", "params"}:
        return _decode_history(data, room)
    if not isinstance(data, dict) or set(data) != {"config", "compiled", "weights"}:
        raise DecodeError("a model without its configuration")
    config, compiled = _loads(data["config"]), _loads(data["compiled"])
    _check(config)
    _check(compiled)
    try:
        model = keras.saving.deserialize_keras_object(config, safe_mode=True)
    except Exception as error:
        raise DecodeError(f"a model that Keras cannot build: {_first_line(error)}") from None
    if not isinstance(model, keras.Model):
        raise DecodeError("a model that is none")
    names = data["weights"]
    if not isinstance(names, list) or len(names) > _MAX_WEIGHTS:
        raise DecodeError("weights that are none")
    weights = [arrays.read_npy(room.existing_file(name, "npy")) for name in names]
    if any(weight.dtype.kind not in "biuf" for weight in weights):
        raise DecodeError("weights that are no numbers")
    if names:
        try:
            model.set_weights(weights)
        except Exception as error:
            raise DecodeError(f"weights that do not fit: {_first_line(error)}") from None
    if compiled is not None:
        _compile(model, compiled)
    return model


def _compile(model: Any, config: Any) -> None:
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


def _check(config: Any, depth: int = 0) -> None:
    """Refuses a configuration that names anything but Keras's own, harmless classes."""
    if depth > 60:
        raise DecodeError("a configuration that is nested too deeply")
    if isinstance(config, list):
        for part in config:
            _check(part, depth + 1)
    elif isinstance(config, dict):
        if "class_name" in config and not _is_harmless(config):
            raise DecodeError(
                f"it contains {str(config['class_name'])[:80]!r}, which is code rather than data; "
                "use Keras's own layers"
            )
        for part in config.values():
            _check(part, depth + 1)


def _is_harmless(config: dict[str, Any]) -> bool:
    name, module = config["class_name"], config.get("module")
    if not isinstance(name, str) or name in _FORBIDDEN:
        return False
    if module is None:
        return name in _STRUCTURES
    if not isinstance(module, str) or config.get("registered_name") not in (None, name):
        return False
    return module in _MODULES or module.startswith("keras.src.ops.")


def _loads(text: Any) -> Any:
    if not isinstance(text, str) or len(text) > _MAX_CONFIG:
        raise DecodeError("a configuration that is none")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise DecodeError("a configuration that is no JSON") from None


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
