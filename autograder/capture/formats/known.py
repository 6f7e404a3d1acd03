"""Functions of Keras and TensorFlow, from object to name and back. [kernel, checker]

Keras itself writes down a function's `__name__` alone. That is `softmax_v2` for `tf.nn.softmax`,
which Keras cannot find again, and `gelu` for `keras.ops.gelu`, which is another function than the
`gelu` of `keras.activations`.
"""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Callable
from typing import Any

from autograder.capture.snapshot_folder import DecodeError

#: functions of one or two tensors, without side effects; of several names the first counts
_NAMES = {
    "keras.activations": """
        celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_tanh leaky_relu linear
        log_sigmoid log_softmax mish relu relu6 selu sigmoid silu soft_shrink softmax softplus
        softsign sparse_plus sparse_sigmoid sparsemax squareplus tanh tanh_shrink threshold
    """,
    "tensorflow.nn": """
        crelu elu gelu l2_normalize leaky_relu log_softmax relu relu6 selu sigmoid silu softmax
        softplus softsign tanh
    """,
    "keras.ops": """
        abs absolute arccos arccosh arcsin arcsinh arctan arctanh cast cbrt ceil celu cos cosh elu
        erf erfinv exp exp2 expm1 floor gelu glu hard_shrink hard_sigmoid hard_silu hard_swish
        hard_tanh identity leaky_relu log log10 log1p log2 log_sigmoid log_softmax negative
        normalize reciprocal relu relu6 round rsqrt selu sigmoid sign silu sin sinh soft_shrink
        softmax softplus softsign sparse_plus sparse_sigmoid sparsemax sqrt square squareplus
        stop_gradient swish tan tanh tanh_shrink threshold
    """,
    "tensorflow.math": """
        abs acos acosh asin asinh atan atanh ceil cos cosh digamma erf erfc erfinv exp expm1 floor
        l2_normalize lgamma log log1p log_sigmoid log_softmax negative reciprocal reciprocal_no_nan
        rint round rsqrt sigmoid sign sin sinh softmax softplus softsign sqrt square tan tanh
    """,
    "tensorflow": "identity stop_gradient",
    "keras.losses": """
        binary_crossentropy binary_focal_crossentropy categorical_crossentropy
        categorical_focal_crossentropy categorical_generalized_cross_entropy categorical_hinge
        circle cosine_similarity dice hinge huber kl_divergence log_cosh mean_absolute_error
        mean_absolute_percentage_error mean_squared_error mean_squared_logarithmic_error poisson
        sparse_categorical_crossentropy squared_hinge tversky
    """,
    "keras.metrics": """
        binary_accuracy categorical_accuracy concordance_correlation pearson_correlation
        sparse_categorical_accuracy sparse_top_k_categorical_accuracy top_k_categorical_accuracy
    """,
    "tensorflow.keras.backend": """
        abs elu exp hard_sigmoid l2_normalize log relu round sigmoid sign sin softmax softplus
        softsign sqrt square tanh
    """,
}
_CLOSED = frozenset(f"{module}.{name}" for module, text in _NAMES.items() for name in text.split())


def name_of(function: Any) -> str | None:
    """Where a known function lies, such as `tensorflow.nn.softmax`; None for any other.

    Also where a class of a loss or metric lies, of which Keras makes an object itself.
    """
    if isinstance(function, type):
        paths = [f"{module}.{function.__name__}" for module in ("keras.losses", "keras.metrics")]
        return next((path for path in paths if _class(path) is function), None)
    try:
        return _by_function(frozenset({"keras", "tensorflow"} & sys.modules.keys())).get(function)
    except TypeError:  # what has no hash is no function
        return None


@functools.cache
def _by_function(modules: frozenset[str]) -> dict[Any, str]:
    found: dict[Any, str] = {}
    for module, names in _NAMES.items():
        if module.partition(".")[0] in modules:
            for name in names.split():
                with contextlib.suppress(AttributeError):  # other versions have other functions
                    found.setdefault(_found(f"{module}.{name}"), f"{module}.{name}")
    return found


def function(name: object) -> Callable[..., Any]:
    """The function of a name that `name_of` gives.

    Raises:
        DecodeError: it is none of them.
    """
    if not isinstance(name, str):
        raise DecodeError("a function without its name")
    if kind := _class(name):
        return kind
    if name not in _CLOSED:
        raise DecodeError("a function that is not known")
    try:
        found: Callable[..., Any] = _found(name)
    except AttributeError:
        raise DecodeError(f"a function {name}, which this Keras does not have") from None
    return found


def _class(path: str) -> type | None:
    """The class of a loss or metric of Keras's, by its public name; None for anything else."""
    import keras

    module, _, name = path.rpartition(".")
    bases = {"keras.losses": keras.losses.Loss, "keras.metrics": keras.metrics.Metric}
    found = vars(_found(module)).get(name) if module in bases else None
    return found if isinstance(found, type) and issubclass(found, bases[module]) else None


def by_own_name(name: str) -> str | None:
    """Where the function lies that Keras wrote down by its `__name__` and would not find again."""
    import tensorflow  # noqa: F401 (so that its functions are among those looked through)

    return _by_own_name().get(name)


@functools.cache
def _by_own_name() -> dict[str, str]:
    by_keras = ("keras.activations.", "keras.losses.", "keras.metrics.")
    named = {path.rpartition(".")[2] for path in _CLOSED if path.startswith(by_keras)}
    found: dict[str, str] = {}
    for made, path in _by_function(frozenset({"keras", "tensorflow"})).items():
        own = getattr(made, "__name__", "")
        if own not in named:
            found.setdefault(own, path)
    return found


def _found(path: str) -> Any:
    module, *names = path.split(".")
    return functools.reduce(getattr, names, __import__(module))
