"""A Keras model's configuration as hostile data, within a budget. [kernel, checker]

Keras builds whatever a configuration describes: classes by name, weights of any size, and a graph
whose parts may wait for one another for ever. So the classes are a closed list here, the graph is
put together by this module, and weights get their memory only when their sizes are known to be
those that came along.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from autograder.capture.formats import asked
from autograder.capture.snapshot_folder import DecodeError

MAX_TEXT = 4_000_000
_MAX_DEPTH = 60
_MAX_LAYERS = 500
_MAX_CALLS = 1_000
#: units, filters, sizes of images and vocabularies, all far below it
_MAX_NUMBER = 10_000_000
_MAX_STRING = 2_000
#: numbers in one batch of a model's input
_MAX_INPUT = 1_000_000_000
#: how many numbers a model may hold besides its weights, such as the seeds of dropout
_SPARE_NUMBERS = 10_000

#: layers without code, without files, and without loops over a number in their configuration
_LAYERS = frozenset(
    """
    Activation ActivityRegularization Add AdditiveAttention AlphaDropout Attention Average
    AveragePooling1D AveragePooling2D AveragePooling3D BatchNormalization Bidirectional
    CategoryEncoding CenterCrop Concatenate Conv1D Conv1DTranspose Conv2D Conv2DTranspose Conv3D
    Conv3DTranspose ConvLSTM1D ConvLSTM2D ConvLSTM3D Cropping1D Cropping2D Cropping3D Dense
    DepthwiseConv1D DepthwiseConv2D Discretization Dot Dropout ELU EinsumDense Embedding Flatten GRU
    GRUCell GaussianDropout GaussianNoise GlobalAveragePooling1D GlobalAveragePooling2D
    GlobalAveragePooling3D GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D
    GroupNormalization GroupQueryAttention Identity InputLayer LSTM LSTMCell LayerNormalization
    LeakyReLU Masking MaxPooling1D MaxPooling2D MaxPooling3D Maximum Minimum MultiHeadAttention
    Multiply Normalization PReLU Permute RMSNormalization RNN RandomBrightness RandomContrast
    RandomCrop RandomFlip RandomRotation RandomTranslation RandomZoom ReLU RepeatVector Rescaling
    Reshape Resizing SeparableConv1D SeparableConv2D SimpleRNN SimpleRNNCell Softmax
    SpatialDropout1D SpatialDropout2D SpatialDropout3D StackedRNNCells Subtract UnitNormalization
    UpSampling1D UpSampling2D UpSampling3D ZeroPadding1D ZeroPadding2D ZeroPadding3D
    """.split()  # noqa: SIM905 (so many names read better as text)
)
#: layers that loop over a number in their configuration, which is small there
_LOOPS = frozenset(
    """
    AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveAveragePooling3D AdaptiveMaxPooling1D
    AdaptiveMaxPooling2D AdaptiveMaxPooling3D AugMix AutoContrast CutMix Equalization Hashing
    MaxNumBoundingBoxes MixUp RandAugment RandomColorDegeneration RandomColorJitter
    RandomElasticTransform RandomErasing RandomGaussianBlur RandomGrayscale RandomHue RandomInvert
    RandomPerspective RandomPosterization RandomSaturation RandomSharpness RandomShear
    ReversibleEmbedding Solarization SpectralNormalization TimeDistributed
    """.split()  # noqa: SIM905 (so many names read better as text)
)
_MAX_LOOP = 1_000
#: what `x + y`, `2 * x`, `x[:, 0]` and `keras.ops.relu(x)` between layers become
_OPERATIONS = frozenset(
    """
    Absolute Add All Any Argmax Argmin BroadcastTo Cast Ceil Clip Concatenate Cos Divide Dot Elu
    Equal Erf Exp ExpandDims Flip Floor FloorDivide Gelu GetItem Greater GreaterEqual HardSigmoid
    LeakyRelu Less LessEqual Log Log1p LogSoftmax LogicalAnd LogicalNot LogicalOr Logsumexp Matmul
    Max Maximum Mean Min Minimum Mod Moveaxis Multiply Negative NotEqual OneHot OnesLike Power Prod
    Ravel Reciprocal Relu Relu6 Repeat Reshape Round Rsqrt Selu Sigmoid Sign Silu Sin Softmax
    Softplus Softsign Sqrt Square Squeeze Stack Std Subtract Sum Swapaxes Take Tan Tanh Tile
    Transpose TrueDivide Var Where ZerosLike
    """.split()  # noqa: SIM905 (so many names read better as text)
)
#: Keras finds a class by its module and name; None stands for every class of the module
_CLASSES: dict[str, frozenset[str] | None] = {
    "keras": frozenset({"Sequential", "DTypePolicy"}),
    "keras.constraints": None,
    "keras.initializers": None,
    "keras.layers": _LAYERS | _LOOPS,
    "keras.losses": None,
    "keras.metrics": None,
    "keras.models": frozenset({"Sequential"}),
    "keras.optimizers": None,
    "keras.optimizers.schedules": None,
    "keras.regularizers": None,
    "keras.src.models.functional": frozenset({"Functional"}),
    "keras.src.models.sequential": frozenset({"Sequential"}),
    "keras.src.ops.core": _OPERATIONS,
    "keras.src.ops.math": _OPERATIONS,
    "keras.src.ops.nn": _OPERATIONS,
    "keras.src.ops.numpy": _OPERATIONS,
}
_MODELS = frozenset({"Functional", "Sequential"})
#: Keras and `asked` write these without a module
_STRUCTURES = frozenset({"__ellipsis__", "__keras_tensor__", "__slice__", asked.LAYER, asked.OWN})
#: layers that Keras does not make itself, so that none of its own may hold them
_MADE_HERE = frozenset({*_MODELS, asked.LAYER, "Lambda"})
_ARRAYS = frozenset({"__numpy__", "__tensor__"})
_ARRAY_TYPES = frozenset(
    {"bool", "float16", "float32", "float64", "int8", "int16", "int32", "int64"}
    | {"uint8", "uint16", "uint32", "uint64"}
)


def read(text: object) -> Any:
    """The JSON of a configuration. Raises DecodeError where it is not valid, or too long."""
    if not isinstance(text, str) or len(text) > MAX_TEXT:
        raise DecodeError("not a valid configuration")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise DecodeError("a configuration that is not valid JSON") from None


def check(config: Any, largest: int = _MAX_NUMBER) -> None:
    """Refuses a configuration that names anything but Keras's own classes of an allow-list.

    Args:
        largest: the largest whole number that may stand in it, save for seeds.

    Raises:
        DecodeError: it does, or holds numbers or texts that only an attack needs.
    """
    _check(config, largest, "", 0)


def _check(config: Any, largest: int, key: str, depth: int) -> None:
    if depth > _MAX_DEPTH:
        raise DecodeError("a configuration that is nested too deeply")
    if isinstance(config, list):
        for part in config:
            _check(part, largest, key, depth + 1)
        sizes = [size for size in config if type(size) is int]
        if key == "batch_shape" and math.prod(sizes) > _MAX_INPUT:
            raise DecodeError("it takes inputs that no memory holds")
    elif isinstance(config, dict):
        if "class_name" in config:
            _check_class(config)
        if config.get("unroll"):
            raise DecodeError("it unrolls a recurrent layer; leave `unroll` at False")
        for name, part in config.items():
            _check(part, largest, name, depth + 1)
    elif isinstance(config, str):
        if len(config) > _MAX_STRING:
            raise DecodeError("a configuration with an endless text")
    elif isinstance(config, int) and abs(config) > (2**63 if key == "seed" else largest):
        raise DecodeError(f"it asks for more than {largest:,} of something")


def _check_class(config: dict[str, Any]) -> None:
    name, module = config["class_name"], config.get("module")
    if module == "keras.layers" and name in [*_LOOPS]:
        _check(config.get("config"), _MAX_LOOP, "", 0)
    if not _is_known(name, module, config):
        if str(module).startswith("keras.") and name != "Lambda":
            raise DecodeError(f"it contains {str(name)[:80]!r}, which is not rebuilt from data")
        raise DecodeError(
            f"it contains {str(name)[:80]!r}, which is code rather than data; "
            "use Keras's own layers"
        )
    # Keras would build and compile by these first, before anything has been compared.
    if "build_config" in config or "compile_config" in config:
        raise DecodeError("a configuration that builds or compiles by itself")


def _is_known(name: object, module: object, config: dict[str, Any]) -> bool:
    if not isinstance(name, str) or config.get("registered_name") not in (None, name):
        return False
    if module is None:
        inner = config.get("config")
        dtype = inner.get("dtype") if isinstance(inner, dict) else None
        return name in _STRUCTURES or (name in _ARRAYS and dtype in [*_ARRAY_TYPES])
    if not isinstance(module, str) or module not in _CLASSES:
        return False
    if (module, name) == ("keras.layers", "Lambda"):  # as `asked` describes it, and not as Keras
        return isinstance(config.get("config"), dict) and "calls" in config["config"]
    names = _CLASSES[module]
    return names is None or name in names


def is_data(config: Any) -> bool:
    """Whether a layer's configuration, as Keras gives it, can be built from data alone."""
    try:
        check(config)
    except DecodeError:
        return False
    return config.get("class_name") in [*_MODELS] or not _holds_what_is_made_here(
        config.get("config")
    )


def build(config: Any, weights: list[Any], parts: asked.Parts) -> Any:
    """A keras.Model with the given weights, from a configuration that `check` has let pass.

    Args:
        weights: arrays in the order of `model.get_weights()`; empty for a model without any yet.
        parts: those that stayed behind.

    Raises:
        DecodeError: Keras cannot build it, or its weights would not be these.
    """

    def fill(model: Any) -> None:
        if [tuple(weight.shape) for weight in model.weights] != [w.shape for w in weights]:
            raise DecodeError("weights that do not fit")
        with_memory()
        model.set_weights(weights)

    return build_with(config, sum(math.prod(weight.shape) for weight in weights), fill, parts)


def with_memory() -> None:
    """Gives every variable that has a shape only its memory.

    What the layers would draw by lot is zero: somebody else fills it in, and half a million random
    numbers take as long as everything else about a model.
    """
    import keras

    drawing = keras.initializers.VarianceScaling.__call__
    keras.initializers.VarianceScaling.__call__ = _zeros
    try:
        with asked.nobody(), keras.StatelessScope():
            pass  # at its end
    finally:
        keras.initializers.VarianceScaling.__call__ = drawing


def _zeros(initializer: Any, shape: Any, dtype: Any = None) -> Any:
    import keras

    return keras.ops.zeros(shape, dtype)


def build_with(
    config: Any, numbers: int, fill: Callable[[Any], None], parts: asked.Parts = asked.NONE
) -> Any:
    """A keras.Model whose weights somebody else fills in, as `build`.

    Args:
        numbers: how many numbers there are to fill it with; a model that needs more is refused.
        fill: takes the model, whose weights have a shape and no memory yet.
        parts: those that stayed behind.

    Raises:
        DecodeError: Keras cannot build it, or `fill` says so.
    """
    import keras

    try:
        # Within this scope a variable has a shape, and no memory yet.
        with keras.StatelessScope(initialize_variables=False):
            builder = _Builder(numbers, parts)
            model = builder.model(config)
        fill(model)
        for layer in builder.layers:
            if isinstance(layer, keras.layers.Normalization):
                layer.finalize_state()  # which computes with what its weights say
        return model
    except Exception as error:
        # Forgets the variables that are still without memory; the next scope would give them some.
        keras.utils.clear_session(free_memory=False)
        if isinstance(error, DecodeError):
            raise
        raise DecodeError(f"a model that Keras cannot build: {first_line(error)}") from None


def first_line(error: Exception) -> str:
    """The first line of an error's message, or its type's name where it has none."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


class _TooEarly(Exception):
    """A call on a tensor that another layer has yet to give."""


@dataclass
class _Builder:
    """Puts models together, layer by layer, and counts what that takes.

    Attributes:
        announced: how many numbers the weights hold that came along.
        parts: of the models, those that stayed behind.
        layers: every layer built so far, also those that the model would not show.
    """

    announced: int
    parts: asked.Parts
    layers: list[Any] = field(default_factory=list)
    calls: int = 0

    def model(self, config: Any) -> Any:
        """A Sequential or Functional model, or one that is asked as a whole."""
        kinds = (*_MODELS, asked.LAYER)
        if not isinstance(config, dict) or config.get("class_name") not in kinds:
            raise DecodeError("not a valid model")
        inner = config["config"]
        if config["class_name"] == asked.LAYER:
            model = self._layer(config)
        elif config["class_name"] == "Functional":
            model = self._functional(inner)
        else:
            model = self._sequential(inner)
        self._compare_sizes()
        return model

    def _compare_sizes(self) -> None:
        variables = {id(v): v for layer in self.layers for v in layer.variables}
        size = sum(math.prod(variable.shape) for variable in variables.values())
        if size > self.announced + _SPARE_NUMBERS:
            raise DecodeError("weights that do not fit")

    def _layer(self, config: dict[str, Any]) -> Any:
        import keras

        if config["class_name"] in _MODELS:
            return self.model(config)
        if len(self.layers) >= _MAX_LAYERS:
            raise DecodeError(f"it has more than {_MAX_LAYERS} layers")
        if config["class_name"] in (asked.LAYER, "Lambda"):
            layer = self.parts.layer(config, self._layer)
        elif _holds_what_is_made_here(config["config"]):
            raise DecodeError("it wraps a model in a layer, which is not built here")
        else:
            parts = ("module", "class_name", "config", "registered_name")
            layer = keras.saving.deserialize_keras_object(
                self.parts.filled({part: config.get(part) for part in parts}), safe_mode=True
            )
        if isinstance(layer, keras.layers.Layer):
            self.layers.append(layer)
        elif not isinstance(layer, keras.Operation):
            raise DecodeError("not a valid layer")
        return layer

    def _sequential(self, config: dict[str, Any]) -> Any:
        import keras

        layers = [self._layer(layer) for layer in config["layers"]]
        model = keras.Sequential(layers, name=config["name"])
        if not model.built and config.get("build_input_shape"):
            model.build(config["build_input_shape"])
        return model

    def _functional(self, config: dict[str, Any]) -> Any:
        """As Keras does it, but a graph that never comes to an end is an error."""
        import keras

        layers: dict[str, Any] = {}
        tensors: dict[tuple[str, int], list[Any]] = {}
        waiting: list[tuple[str, int, Any]] = []
        for entry in config["layers"]:
            name = entry["name"]
            layers[name] = layer = self._layer(entry)
            if isinstance(layer, keras.layers.InputLayer):
                tensors[name, 0] = [layer.output]
            waiting += [(name, number, node) for number, node in enumerate(entry["inbound_nodes"])]
        self.calls += len(waiting)
        if self.calls > _MAX_CALLS:
            raise DecodeError(f"it calls its layers more than {_MAX_CALLS:,} times")
        while waiting:
            left: list[tuple[str, int, Any]] = []
            late: set[str] = set()
            for name, number, node in waiting:
                try:
                    if name in late:  # the calls of one layer keep their order
                        raise _TooEarly
                    arguments = _with_tensors(node["args"], tensors)
                    options = _with_tensors(node["kwargs"], tensors)
                except _TooEarly:
                    left.append((name, number, node))
                    late.add(name)
                    continue
                result = layers[name](*arguments, **options)
                tensors[name, number] = keras.tree.flatten(result)
            if len(left) == len(waiting):
                raise DecodeError("layers that wait for one another")
            waiting = left
        # Only here does Keras count the node that a model inside a model was made with.
        inner = [name for name, layer in layers.items() if type(layer).__name__ == "Functional"]
        ends = {
            (name, number + (name in inner)): found for (name, number), found in tensors.items()
        }
        return keras.Model(
            inputs=_ends(config["input_layers"], ends),
            outputs=_ends(config["output_layers"], ends),
            name=config["name"],
            trainable=config.get("trainable") is not False,
        )


def _holds_what_is_made_here(config: Any) -> bool:
    if isinstance(config, dict):
        parts = list(config.values())
        made_here = config.get("class_name") in [*_MADE_HERE]
        return made_here or any(map(_holds_what_is_made_here, parts))
    return isinstance(config, (list, tuple)) and any(map(_holds_what_is_made_here, config))


def _with_tensors(data: Any, tensors: dict[tuple[str, int], list[Any]]) -> Any:
    """A call's arguments, with the tensors that other calls have given."""
    import keras

    if isinstance(data, list):
        return [_with_tensors(part, tensors) for part in data]
    if not isinstance(data, dict):
        return data
    if data.get("class_name") == "__keras_tensor__":
        name, number, place = data["config"]["keras_history"]
        return _tensor(name, number, place, tensors)
    if "class_name" in data:
        return keras.saving.deserialize_keras_object(data, safe_mode=True)
    return {name: _with_tensors(part, tensors) for name, part in data.items()}


def _tensor(name: Any, number: Any, place: Any, tensors: dict[tuple[str, int], list[Any]]) -> Any:
    if (name, number) not in tensors:
        raise _TooEarly
    found = tensors[name, number]
    if type(place) is not int or not 0 <= place < len(found):
        raise DecodeError("an output that a layer does not have")
    return found[place]


def _ends(data: Any, tensors: dict[tuple[str, int], list[Any]]) -> Any:
    """A model's inputs or outputs: one, or a list or dictionary of them."""
    if isinstance(data, list) and len(data) == 3 and isinstance(data[0], str):
        name, number, place = data
        return _tensor(name, number, place, tensors)
    if isinstance(data, dict):
        return {name: _ends(part, tensors) for name, part in data.items()}
    return [_ends(part, tensors) for part in data]
