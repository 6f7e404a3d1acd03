"""Expressions of SymPy, as trees of the closed list of classes here. [kernel, checker]

Like `srepr`, but nothing is parsed or evaluated on the way back: 10**10**10 stays as it stands.
"""

from __future__ import annotations

import sys
from typing import Any

from autograder.capture.snapshot_folder import (
    DecodeError,
    NoData,
    SnapshotFolder,
    TooLarge,
    reading,
)

NAME = "expression"
LIBRARIES = ("sympy",)

_MAX_NODES = 20_000
_MAX_DEPTH = 60
_MAX_BITS = 100_000
#: of the exponent and of the precision of a number with a point
_MAX_EXPONENT = 20_000
_MAX_NAME = 200
# fmt: off
_CONSTANTS = frozenset((
    "Pi", "Exp1", "ImaginaryUnit", "Infinity", "NegativeInfinity", "ComplexInfinity", "NaN",
    "GoldenRatio", "EulerGamma", "Catalan", "true", "false", "EmptySet", "UniversalSet", "Reals",
    "Complexes", "Integers", "Rationals", "Naturals", "Naturals0",
))
_CLASSES = frozenset((
    "Add", "Mul", "Pow", "Mod", "Abs", "sign", "re", "im", "arg", "conjugate", "floor", "ceiling",
    "frac", "Max", "Min", "exp", "log", "LambertW", "sin", "cos", "tan", "cot", "sec", "csc",
    "sinc", "asin", "acos", "atan", "acot", "asec", "acsc", "atan2", "sinh", "cosh", "tanh",
    "coth", "sech", "csch", "asinh", "acosh", "atanh", "acoth", "asech", "acsch", "gamma",
    "loggamma", "beta", "digamma", "polygamma", "zeta", "erf", "erfc", "erfi", "factorial",
    "factorial2", "binomial", "fibonacci", "lucas", "harmonic", "bernoulli", "Heaviside",
    "DiracDelta", "KroneckerDelta", "Piecewise", "ExprCondPair", "Equality", "Unequality",
    "StrictLessThan", "LessThan", "StrictGreaterThan", "GreaterThan", "And", "Or", "Not", "Xor",
    "Implies", "Equivalent", "ITE", "Derivative", "Integral", "Sum", "Product", "Limit", "Subs",
    "Lambda", "Order", "Tuple", "Interval", "Union", "Intersection", "Complement", "FiniteSet",
    "ProductSet", "ImageSet", "ConditionSet", "Contains",
))
# fmt: on
#: their constructors look into their parts whatever they are told
_AS_THEY_STAND = ("Integral", "Sum", "Product", "Order")
_MATRICES = ("MutableDenseMatrix", "ImmutableDenseMatrix")


def encode(value: Any, snap: SnapshotFolder) -> Any:
    """JSON data with a tree of names, numbers and classes; None where it is no expression.

    Raises:
        NoData: a class in it is none of the list, or it would not come back as it is.
        TooLarge: more than 20,000 parts or 60 levels, or a number of endless digits.
    """
    sympy = sys.modules.get("sympy")
    if sympy is None or not isinstance(value, (sympy.Basic, sympy.MatrixBase)):
        return None
    with reading("expression"):
        tree = _tree(value, sympy, [_MAX_NODES], 0)
    if _made(tree, [_MAX_NODES], 0) != value:
        raise NoData("it would not be the same elsewhere")
    return {"tree": tree}


def _tree(value: Any, sympy: Any, left: list[int], depth: int) -> Any:
    left[0] -= 1
    if left[0] < 0 or depth > _MAX_DEPTH:
        raise TooLarge(f"it has more than {_MAX_NODES:,} parts or {_MAX_DEPTH} levels")
    kind = type(value)

    def parts(values: Any) -> list[Any]:
        return [_tree(part, sympy, left, depth + 1) for part in values]

    for name in _CONSTANTS:
        if value is getattr(sympy.S, name):
            return ["constant", name]
    if kind in (sympy.Symbol, sympy.Dummy):
        index = value.dummy_index if kind is sympy.Dummy else None
        told = {name: bool(holds) for name, holds in value._assumptions_orig.items()}
        return ["symbol", value.name, told, index]
    if isinstance(value, sympy.Rational):
        return ["rational", _hex(value.p), _hex(value.q)]
    if kind is sympy.Float:
        negative, digits, exponent, _ = value._mpf_
        digits = -int(digits) if negative else int(digits)
        return ["float", _hex(digits), int(exponent), int(value._prec)]
    if kind.__name__ in _MATRICES and kind is getattr(sympy, kind.__name__):
        return ["matrix", kind.__name__, *value.shape, parts(value.flat())]
    if isinstance(value, sympy.core.function.AppliedUndef):
        return ["applied", str(kind.__name__), parts(value.args)]
    if _class(kind.__name__) is kind:
        return ["of", kind.__name__, parts(value.args)]
    raise NoData(f"it holds a {kind.__name__}, which does not leave")


def _hex(number: Any) -> str:
    if int(number).bit_length() > _MAX_BITS:
        raise TooLarge("it holds a number of endless digits")
    return hex(int(number))


def _class(name: Any) -> Any:
    import sympy
    from sympy.functions.elementary.piecewise import ExprCondPair

    if name not in _CLASSES:
        return None
    return ExprCondPair if name == "ExprCondPair" else getattr(sympy, name)


@reading("expression")
def decode(data: Any, snap: SnapshotFolder) -> Any:
    """The expression, put together without evaluating anything.

    Raises:
        DecodeError: the data is not what `encode` writes.
    """
    if set(data) != {"tree"}:
        raise DecodeError("not a valid expression")
    return _made(data["tree"], [_MAX_NODES], 0)


def _made(data: Any, left: list[int], depth: int) -> Any:
    import sympy

    with sympy.evaluate(False):
        return _part(data, sympy, left, depth)


def _part(data: Any, sympy: Any, left: list[int], depth: int) -> Any:
    left[0] -= 1
    if left[0] < 0 or depth > _MAX_DEPTH or type(data) is not list:
        raise DecodeError("an expression of endless parts")
    tag, *rest = data

    def parts(values: Any) -> list[Any]:
        return [_part(part, sympy, left, depth + 1) for part in list(values)]

    if tag == "constant" and rest[0] in _CONSTANTS:
        return getattr(sympy.S, rest[0])
    if tag == "symbol":
        name, told, index = rest
        if not all(type(holds) is bool for holds in told.values()) or len(told) > _MAX_DEPTH:
            raise DecodeError("not a valid symbol")
        if index is None:
            return sympy.Symbol(_name(name), **told)
        if type(index) is not int or abs(index) >= 2**63:
            raise DecodeError("not a valid symbol")
        return sympy.Dummy(_name(name), dummy_index=index, **told)
    if tag == "rational":
        return sympy.Rational(*(_number(text) for text in rest))
    if tag == "float":
        digits, exponent, precision = _number(rest[0]), *rest[1:]
        if not all(type(n) is int and abs(n) <= _MAX_EXPONENT for n in (exponent, precision)):
            raise DecodeError("not a valid number")
        if precision < 1 or digits.bit_length() > precision:
            raise DecodeError("not a valid number")
        return sympy.Float._new(sympy.core.numbers.mlib.from_man_exp(digits, exponent), precision)
    if tag == "matrix":
        name, rows, columns, cells = rest
        cells = parts(cells)
        if name not in _MATRICES or type(rows) is not int or type(columns) is not int:
            raise DecodeError("not a valid matrix")
        if rows < 0 or columns < 0 or rows * columns != len(cells) or rows + columns > _MAX_NODES:
            raise DecodeError("not a valid matrix")
        return getattr(sympy, name)(rows, columns, cells)
    if tag == "applied":
        return sympy.Function(_name(rest[0]))(*parts(rest[1]))
    if tag == "of" and (kind := _class(rest[0])) is not None:
        inner = parts(rest[1])
        if kind.__name__ not in _AS_THEY_STAND:
            return kind(*inner)
        made = sympy.Basic.__new__(kind, *inner)
        if kind is not sympy.Order:
            made.is_commutative = inner[0].is_commutative
        return made
    raise DecodeError("not a valid part")


def _name(text: Any) -> str:
    if not isinstance(text, str) or len(text) > _MAX_NAME:
        raise DecodeError("not a valid name")
    return text


def _number(text: Any) -> int:
    if not isinstance(text, str) or len(text) > _MAX_BITS // 4 + 4:
        raise DecodeError("not a valid number")
    return int(text, 16)
