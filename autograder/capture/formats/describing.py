"""How a network is described as data, and what of it is code; see `asked`. [kernel, checker]"""

from __future__ import annotations

import functools
import inspect
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from autograder.capture.formats import functions, known, plain
from autograder.capture.formats.asked import (
    BASES,
    LAYER,
    MAX_ENTRIES,
    MAX_NAME,
    MAX_PARTS,
    OWN,
    called,
)
from autograder.capture.snapshot_folder import NoData, TooLarge

_FUNCTIONS = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    functools.partial,
)


class Describing:
    """How Keras describes a network while it lasts: functions by what they are, code by a number.

    Attributes:
        parts: what `asked.Parts` makes proxies of.
    """

    def __init__(self, is_data: Callable[[Any], bool]) -> None:
        """Args:
        is_data: whether a configuration as Keras gives it can be rebuilt.
        """
        self.parts: list[Any] = []
        self._is_data = is_data
        self._numbers: dict[int, int] = {}
        self._by_keras: Callable[[Any], Any]

    @contextmanager
    def scope(self) -> Iterator[None]:
        """Within it, Keras's own serialising comes here for whatever it finds in a network."""
        from keras.src.saving import serialization_lib

        self._by_keras = serialization_lib.serialize_keras_object
        serialization_lib.serialize_keras_object = self.describe
        try:
            yield
        finally:
            serialization_lib.serialize_keras_object = self._by_keras

    def describe(self, value: Any) -> Any:
        """What Keras gives for a network or a part of one, within `scope`."""
        import keras

        if value is None or isinstance(value, (str, int, float, list, tuple, dict)):
            return self._by_keras(value)
        if isinstance(value, (*_FUNCTIONS, type)) or hasattr(value, "python_function"):
            return {"class_name": "function", "config": self._by_what_it_is(value)}
        if type(value) is keras.layers.Lambda:
            return self._lambda(value)
        of_his_own = isinstance(value, keras.Sequential) and type(value) is not keras.Sequential
        if of_his_own and type(value).call is keras.Sequential.call:
            return self._sequential(value)
        try:
            config = self._by_keras(value)
        except Exception:  # a class of the student's own may have anything in it, or miss anything
            config = None
        if config is not None and (not isinstance(config, dict) or self._is_data(config)):
            return config
        if isinstance(value, keras.Operation):
            return self._layer(value)
        if isinstance(value, (keras.optimizers.Optimizer, keras.metrics.Metric)):
            return _own(type(value).__name__, base=_base(value))
        for name, kind in called().items():
            if isinstance(value, kind):
                live = self._registered(value, type(value).__name__)
                return _own(type(value).__name__, base=name, **live)
        if callable(value):
            return {
                "class_name": "function",
                "config": self._registered(value, type(value).__name__),
            }
        return config

    def _sequential(self, model: Any) -> dict[str, Any]:
        """As Keras does it for its own class, where one of the student's calls nothing else."""
        import keras

        layers = [self.describe(layer) for layer in keras.Model.layers.fget(model)]
        shape = model.input_shape if model.built and model.layers else None
        config = {"name": model.name, "layers": layers, "build_input_shape": shape}
        return _as_keras("keras", "Sequential", config)

    def _by_what_it_is(self, function: Any) -> dict[str, Any]:
        if name := known.name_of(function):
            return {"function": name}
        if type(function) is functools.partial and (name := known.name_of(function.func)):
            try:
                return {
                    "function": name,
                    "with": plain.encode_alone([function.args, function.keywords]),
                }
            except (NoData, TooLarge):
                pass
        return self._registered(function, getattr(function, "__name__", type(function).__name__))

    def _registered(self, part: Any, name: str, call: Any = None) -> dict[str, Any]:
        """Registers a part, once; what is called is the part itself, or `call`."""
        if id(part) not in self._numbers:
            if len(self.parts) >= MAX_PARTS:
                raise TooLarge(f"it has more than {MAX_PARTS} parts that are code")
            self._numbers[id(part)] = len(self.parts)
            self.parts.append(functions.register(call or part, name))
        return {"asked": self._numbers[id(part)]}

    def _lambda(self, layer: Any) -> Any:
        """A Lambda layer stays one: only its function is asked."""
        shape, arguments = layer._output_shape, dict(layer.arguments)  # which Keras wraps
        try:
            config = {
                "name": layer.name,
                "trainable": layer.trainable,
                "dtype": self.describe(layer.dtype_policy),
                "function": self._by_what_it_is(layer.function),
                "arguments": plain.encode_alone(arguments),
                "output_shape": self._by_what_it_is(shape) if callable(shape) else shape,
                "mask": self._by_what_it_is(layer.mask) if callable(layer.mask) else None,
                "calls": _calls(layer),
            }
        except NoData:
            return self._layer(layer)
        return _as_keras("keras.layers", "Lambda", config)

    def _layer(self, layer: Any) -> Any:
        """A layer or model that is asked as a whole."""
        import keras

        variables, inner = list(getattr(layer, "weights", [])), []
        if isinstance(layer, keras.Model):
            held = {id(weight): weight for one in layer.layers for weight in one.weights}
            own = [one for one in variables if id(one) not in held]
            if [*map(id, own), *held] == [*map(id, variables)]:  # in Keras's order
                variables = own
                inner = [[self.describe(one), _built(one)] for one in layer.layers]
        config = {
            **self._registered(layer, type(layer).__name__, _Live(layer)),
            "name": layer.name,
            "trainable": bool(getattr(layer, "trainable", True)),
            "base": next(one for one in BASES if isinstance(layer, getattr(keras, one))),
            "calls": _calls(layer),
            "variables": [
                [list(one.shape), str(one.dtype), bool(one.trainable), one.name]
                for one in variables
            ],
            "attributes": _attributes(layer),
            "layers": inner,
        }
        return {"module": None, "class_name": LAYER, "config": config, "registered_name": None}


class _Live:
    """A layer in its kernel, called with the weights that it had when it was captured."""

    def __init__(self, layer: Any) -> None:
        self._layer = layer
        self.__signature__ = inspect.signature(layer.call)

    def __call__(self, weights: list[Any], *args: Any, **kwargs: Any) -> Any:
        variables = list(getattr(self._layer, "weights", []))
        if len(variables) != len(weights):  # it was not built yet
            return self._layer(*args, **kwargs)
        now = [variable.numpy() for variable in variables]
        try:
            for variable, weight in zip(variables, weights, strict=True):
                variable.assign(weight)
            return self._layer(*args, **kwargs)
        finally:
            for variable, weight in zip(variables, now, strict=True):
                variable.assign(weight)


def _as_keras(module: str, name: str, config: Any) -> dict[str, Any]:
    return {"module": module, "class_name": name, "config": config, "registered_name": None}


def _calls(layer: Any) -> list[Any]:
    """Shapes and types that went in and came out when the network was put together."""

    def specs(tensors: Any) -> list[Any]:
        return [[list(tensor.shape), str(tensor.dtype)] for tensor in tensors]

    nodes = layer._inbound_nodes[:MAX_ENTRIES]
    return [[specs(node.input_tensors), specs(node.output_tensors)] for node in nodes]


def _built(layer: Any) -> Any:
    """What Keras needs to know to make a layer's weights; None where it has none yet."""
    return layer.get_build_config() if layer.built else None


def _attributes(layer: Any) -> list[Any]:
    """The numbers and words that a layer has noted about itself, such as its `units`, as pairs."""
    found = [
        [name, value]
        for name, value in vars(layer).items()
        if not name.startswith("_")
        and (value is None or type(value) in (bool, int, float, str))
        and len(str(value)) <= MAX_NAME
    ]
    return found[:MAX_ENTRIES]


def _own(kind: str, **facts: Any) -> dict[str, Any]:
    config = {"kind": kind, **facts}
    return {"module": None, "class_name": OWN, "config": config, "registered_name": None}


def _base(value: Any) -> dict[str, Any]:
    """What an optimizer or metric is made from that is Keras's own, with its settings."""
    import keras

    is_optimizer = isinstance(value, keras.optimizers.Optimizer)
    module = keras.optimizers if is_optimizer else keras.metrics
    base = next(one for one in type(value).__mro__ if getattr(module, one.__name__, None) is one)
    settings: dict[str, Any] = {"name": value.name}
    if is_optimizer and base is not keras.optimizers.Optimizer:
        settings = base.get_config(value)
    return _as_keras(module.__name__, base.__name__, settings)
