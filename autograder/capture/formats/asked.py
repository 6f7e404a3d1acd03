"""Remote objects: parts of a network that are code answer where they are. [kernel, checker]

A network leaves as data: its layers, their settings and weights. What no data describes (a Lambda
layer, a class or an activation of the student's own, a layer that is not in the closed list) is
kept in the student's kernel as a function is, and a proxy within the rebuilt network asks it;
see `autograder.capture.calls`. Everything else of the network can be looked at as always.

In a configuration such a part is `{"asked": 0}`, by its number in the list that comes along, or a
layer of the class `__asked__`. A known function is `{"function": "tensorflow.nn.softmax"}`.
"""

from __future__ import annotations

import functools
import inspect
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from autograder.capture.formats import functions, known, plain
from autograder.capture.snapshot_folder import DecodeError

#: the class of a layer that is asked, of a loss, metric or optimizer that is none of Keras's own
LAYER, OWN = "__asked__", "__own__"
MAX_PARTS = 100
MAX_NAME = 200
#: attributes, calls and variables of a part
MAX_ENTRIES = 1_000
#: what a part may be, the most special first
BASES = ("Model", "Layer", "Operation")
_asks_nobody = False


def called() -> dict[str, type]:
    """Classes of what is no layer, and called."""
    import keras

    return {
        "Regularizer": keras.regularizers.Regularizer,
        "Constraint": keras.constraints.Constraint,
        "Initializer": keras.initializers.Initializer,
        "Loss": keras.losses.Loss,
        "LearningRateSchedule": keras.optimizers.schedules.LearningRateSchedule,
    }


class Parts:
    """Makes the proxies of what stayed behind."""

    def __init__(self, data: Any, decode: Callable[[Any], Any], *, may_be: bool = True) -> None:
        """Args:
        data: the parts of `Describing`.
        decode: decodes each.
        may_be: whether they may be asked at all.

        Raises:
            DecodeError: the data is not valid.
        """
        if not isinstance(data, list) or len(data) > MAX_PARTS:
            raise DecodeError("not valid parts of a network")
        if data and not may_be:
            raise DecodeError("it holds code of the notebook's own, which nobody may ask")
        self._functions = [decode(part) for part in data]
        if not all(isinstance(part, functions.Function) for part in self._functions):
            raise DecodeError("not valid parts of a network")

    def __bool__(self) -> bool:
        """Whether anything stayed behind."""
        return bool(self._functions)

    def filled(self, config: Any) -> Any:
        """A configuration with functions in it in place of what stands for them.

        Raises:
            DecodeError: there is no such function.
        """
        if isinstance(config, list):
            return [self.filled(part) for part in config]
        if not isinstance(config, dict):
            return config
        if config.keys() <= {"function", "with"} and isinstance(config.get("function"), str):
            return _known(**config)
        if config.keys() == {"asked"}:
            return _asking(self._function(config["asked"]))
        if config.get("class_name") == OWN:
            return self._own(config["config"])
        return {name: self.filled(part) for name, part in config.items()}

    def layer(self, config: dict[str, Any], make: Callable[[Any], Any]) -> Any:
        """The proxy of a Lambda layer, or for one that stayed behind as a whole.

        Args:
            config: what `Describing` gives; checked.
            make: makes a layer out of its configuration.

        Raises:
            DecodeError: it is not valid.
        """
        inner = config["config"]
        if config["class_name"] == "Lambda":
            return self._lambda(inner)
        layers = [(make(one), built) for one, built in inner["layers"]]
        for layer, built in layers:
            if built is not None and not layer.built:
                layer.build_from_config(built)
        return _proxy(self._function(inner["asked"]), inner, [layer for layer, _ in layers])

    def _function(self, number: Any) -> functions.Function:
        if type(number) is not int or not 0 <= number < len(self._functions):
            raise DecodeError("a part of a network that did not come")
        function: functions.Function = self._functions[number]
        return function

    def _lambda(self, config: dict[str, Any]) -> Any:
        import keras

        given, shape, calls = self.filled(config), config["output_shape"], _shapes(config["calls"])
        function = given["function"]
        if "asked" in config["function"]:
            function = _asking(self._function(config["function"]["asked"]), calls)
        layer = keras.layers.Lambda(
            function,
            output_shape=tuple(shape) if isinstance(shape, list) else given["output_shape"],
            mask=given["mask"],
            arguments=plain.decode_alone(config["arguments"]),
            name=config["name"],
            trainable=config["trainable"] is True,
            dtype=keras.dtype_policies.deserialize(config["dtype"]),
        )
        _know_shapes(layer, calls)
        return layer

    def _own(self, config: dict[str, Any]) -> Any:
        import keras

        if "asked" in config:
            function, base = self._function(config["asked"]), called()[config["base"]]
            ask = {"__call__": lambda itself, *args, **kwargs: _ask(function, args, kwargs)}
            return type(_name(config["kind"]), (base,), ask)()
        base = keras.saving.deserialize_keras_object(self.filled(config["base"]))
        if not isinstance(base, (keras.optimizers.Optimizer, keras.metrics.Metric)):
            raise DecodeError("not a valid optimizer or metric")
        name = _name(config["kind"])

        def refuse(*_: Any, **__: Any) -> Any:
            raise AssertionError(f"`{name}` is code of the notebook's, which can't be used here.")

        calls = dict.fromkeys(("apply", "update_state", "result"), refuse)
        base.__class__ = type(name, (type(base),), calls)
        return base


#: of a network that came as a file, all of which is data
NONE = Parts([], lambda part: part)


def _known(function: object, **more: Any) -> Any:
    found = known.function(function)
    if not more:
        return found
    args, kwargs = plain.decode_alone(more["with"])
    return functools.partial(found, *args, **kwargs)


def _name(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= MAX_NAME:
        raise DecodeError("a part of a network without its name")
    return value


def _asking(
    function: functions.Function, calls: Sequence[tuple[Any, Any]] = ()
) -> Callable[..., Any]:
    """A function like the student's, which asks it."""

    def asking(*args: Any, **kwargs: Any) -> Any:
        return _ask(function, args, kwargs, calls=calls)

    asking.__name__ = asking.__qualname__ = function.__name__
    asking.__module__ = "__main__"
    if signature := getattr(function, "__signature__", None):
        asking.__signature__ = signature  # type: ignore[attr-defined]
    return asking


@contextmanager
def nobody() -> Iterator[None]:
    """Within it, whoever asks for the first numbers of a variable gets zeros, and nobody is asked.

    They are filled in with those that came along.
    """
    global _asks_nobody
    _asks_nobody = True
    try:
        yield
    finally:
        _asks_nobody = False


def _ask(
    function: functions.Function,
    args: Sequence[Any],
    kwargs: dict[str, Any],
    weights: Callable[[], list[Any]] | None = None,
    calls: Sequence[tuple[Any, Any]] = (),
) -> Any:
    """What the part answers to tensors, at once or, where a graph is built, when that is run.

    Args:
        weights: gives those that it is asked with, where it has any.
        calls: pairs of shapes that went in, and shapes and types that came out.
    """
    import keras
    import numpy as np
    import tensorflow as tf

    if _asks_nobody:
        return keras.ops.zeros(*args, **kwargs)
    given = keras.tree.flatten([args, kwargs])
    if any(isinstance(value, keras.KerasTensor) for value in given):
        raise AssertionError(f"`{function.__name__}` is code, and answers to numbers alone here.")
    tensors = [
        number
        for number, value in enumerate(given)
        if keras.ops.is_tensor(value) and not isinstance(value, keras.Variable)
    ]
    leading = [] if weights is None else [weights]

    def asked(*values: Any) -> Any:
        for number, value in zip(tensors, values, strict=True):
            given[number] = tf.convert_to_tensor(value)
        packed, named = keras.tree.pack_sequence_as([args, kwargs], given)
        return function(*(one() for one in leading), *packed, **named)

    symbols = [given[number] for number in tensors]
    if all(hasattr(symbol, "numpy") for symbol in symbols):
        return asked(*symbols)
    # An activation gives what it is given.
    first = [(symbols[0].shape, symbols[0].dtype)]
    outputs = _outputs(calls, [symbol.shape for symbol in symbols]) or first
    answers = tf.numpy_function(
        lambda *values: [*map(np.asarray, keras.tree.flatten(asked(*values)))],
        symbols,
        [dtype for _, dtype in outputs],
    )
    for answer, (shape, _) in zip(answers, outputs, strict=True):
        answer.set_shape(shape)
    return answers[0] if len(answers) == 1 else answers


def _outputs(calls: Sequence[tuple[Any, Any]], shapes: Sequence[Any]) -> Any:
    """Shapes and types of what came out when such shapes went in; None where none such did."""
    inner = [tuple(shape)[1:] for shape in shapes]
    for given, found in calls:
        if [shape[1:] for shape in given] == inner:
            batch = tuple(shapes[0])[:1]
            return [((*batch, *shape[1:]) if shape else shape, dtype) for shape, dtype in found]
    return None


def _proxy(function: functions.Function, config: dict[str, Any], layers: list[Any]) -> Any:
    """A layer, model or operation of a class that is called like the student's, and asks that."""
    import keras

    if config["base"] not in BASES:
        raise DecodeError("not a valid part of a network")
    calls = _shapes(config["calls"])

    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        variables = getattr(self, "weights", [])
        return _ask(function, args, kwargs, lambda: [one.numpy() for one in variables], calls)

    signature = getattr(function, "__signature__", None)
    if signature is not None and "self" not in signature.parameters:
        itself = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)
        parameters = [itself, *signature.parameters.values()]
        call.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    kind: Any = type(_name(function.__name__), (getattr(keras, config["base"]),), {"call": call})
    part = kind(name=_name(config["name"]))
    if config["base"] != "Operation":
        own = [
            part.add_weight(
                shape=_shape(shape, whole=True),
                dtype=_name(dtype),
                trainable=trainable is True,
                name=_name(name),
            )
            for shape, dtype, trainable, name in config["variables"][:MAX_ENTRIES]
        ]
        if not layers:  # then they are all there are, and stay in their order
            kind.weights = property(lambda self: own)
        part.asked_layers = layers  # where Keras finds them
        part.trainable = config["trainable"] is True
        part.supports_jit, part.built = False, True
    for name, value in config["attributes"][:MAX_ENTRIES]:
        if not hasattr(part, name) and (value is None or isinstance(value, (str, int, float))):
            setattr(part, name, value)
    _know_shapes(part, calls)
    return part


def _shapes(calls: Any) -> list[tuple[Any, Any]]:
    """What `_calls` gives, checked."""
    return [
        (
            [_shape(shape) for shape, _ in given],
            [(_shape(shape), _name(dtype)) for shape, dtype in found],
        )
        for given, found in calls[:MAX_ENTRIES]
    ]


def _know_shapes(layer: Any, calls: Sequence[tuple[Any, Any]]) -> None:
    """Tells a layer what comes out when it is given symbols, which nobody can be asked about."""
    import keras

    otherwise = layer.compute_output_spec

    def compute_output_spec(*args: Any, **kwargs: Any) -> Any:
        given = keras.tree.flatten([args, kwargs])
        shapes = [one.shape for one in given if isinstance(one, keras.KerasTensor)]
        outputs = _outputs(calls, shapes)
        if not outputs:
            return otherwise(*args, **kwargs)
        tensors = [keras.KerasTensor(shape, dtype=dtype) for shape, dtype in outputs]
        return tensors[0] if len(tensors) == 1 else tensors

    layer.compute_output_spec = compute_output_spec


def _shape(data: Any, *, whole: bool = False) -> tuple[int | None, ...]:
    """A shape; `whole` where no size may be open. Raises DecodeError where it is not valid."""
    sizes = data if isinstance(data, list) else ["no shape"]
    if len(sizes) > 32 or not all(
        (size is None and not whole) or (type(size) is int and size >= 0) for size in sizes
    ):
        raise DecodeError("not a valid shape")
    if whole and math.prod(sizes) > 1 << 30:
        raise DecodeError("not a valid shape")
    return tuple(sizes)
