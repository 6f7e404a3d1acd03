"""Each student's own values, derived from the number that the course gave. [any]

`own_values` stands in students' notebooks, too, as it stands here but for its annotations: so it
needs the standard library alone, and a notebook derives what the grader derives. HMAC with SHA-256
makes it the same everywhere. The course's key is public: it stands in each notebook, and gives one
course other values than the next one, or the same course in another year.
"""

from __future__ import annotations

import ast
import inspect
import keyword
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.errors import UserError

#: the variable of a notebook that holds the number
NUMBER = "student_number"
#: what says which values a parameter has, and what else may stand beside it
_KINDS = ("whole", "among", "text")
_COMMON, _COUNT, _DISTINCT = "common", "count", "distinct"
#: so that a student can take in the values, and distinct ones are found at once
_MOST = 20
#: what is no more than this many digits long can be a number
_DIGITS = 40
#: parameter → what says which values it has
Parameters = Mapping[str, Mapping[str, Any]]


class ParameterError(UserError):
    """A parameter cannot be used. The message is a clause that says why."""


def as_number(number: object) -> str:
    """Return a number as it counts: without spaces, case, and the zeros that tables take away."""
    text = "".join(str(number)[:40].split()).casefold()
    return text.lstrip("0") or text[:1]


def own_values(number: object, key: str, question: str, parameters: Parameters) -> dict[str, Any]:
    """Return name → value for a question's parameters; without a number, the common ones."""
    import hashlib
    import hmac

    turn = 0

    def draw(below: int) -> int:
        """Return the next random number, from 0 and less than `below`."""
        nonlocal turn
        turn += 1
        message = f"{question}\n{name}\n{turn}\n{as_number(number)}"
        digest = hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()
        return int.from_bytes(digest, "big") % below

    def one() -> Any:
        """Return one value of the kind."""
        if "whole" in kind:
            low, high = kind["whole"]
            return low + draw(high - low + 1)
        if "among" in kind:
            return kind["among"][draw(len(kind["among"]))]
        signs = {"?": "bcdfghjkmnpqrstvwxyz", "#": "0123456789"}
        text = [signs.get(sign, sign) for sign in kind["text"]]
        return "".join(several[draw(len(several))] for several in text)

    values = {}
    for name, kind in parameters.items():
        turn = 0
        if not as_number(number):
            values[name] = kind["common"]
        elif "count" not in kind:
            values[name] = one()
        else:
            values[name] = []
            while len(values[name]) < kind["count"]:
                value = one()
                if value not in values[name] or not kind.get("distinct"):
                    values[name].append(value)
    return values


def source() -> str:
    """Python source of the two functions above, as it stands in notebooks."""
    tree = ast.parse(f"{inspect.getsource(as_number)}\n\n{inspect.getsource(own_values)}")
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.FunctionDef):
            node.returns = None
    return "\n\n\n".join(map(ast.unparse, tree.body))


def room(parameters: Parameters) -> int:
    """How many different variants there can be."""
    return math.prod(map(_room, parameters.values()))


def _room(kind: Mapping[str, Any]) -> int:
    if "whole" in kind:
        low, high = kind["whole"]
        values = high - low + 1
    elif "among" in kind:
        values = len(kind["among"])
    else:
        values = 20 ** kind["text"].count("?") * 10 ** kind["text"].count("#")
    count = kind.get(_COUNT, 1)
    return math.perm(values, count) if kind.get(_DISTINCT) else int(values**count)


def check_parameters(parameters: Any) -> None:
    """Refuses what `own_values` cannot use.

    Raises:
        ParameterError: it names the parameter.
    """
    if not isinstance(parameters, dict) or not parameters:
        raise ParameterError("needs lines such as `own_size: {whole: [2, 9], common: 4}`")
    for name, kind in parameters.items():
        if not isinstance(name, str) or not name.isidentifier() or keyword.iskeyword(name):
            raise ParameterError(f"has {name!r}, which is no name of a variable")
        if not isinstance(kind, dict) or _COMMON not in kind:
            raise ParameterError(f"says no `{_COMMON}` value of {name}, for who has no number")
        said = [one for one in _KINDS if one in kind]
        unknown = sorted({*map(str, kind)} - {*_KINDS, _COMMON, _COUNT, _DISTINCT})
        if len(said) != 1 or unknown:
            raise ParameterError(
                f"says of {name} {', '.join([*said, *unknown]) or 'nothing'}; it takes one of "
                f"{', '.join(_KINDS)}, and beside it {_COMMON}, {_COUNT} and {_DISTINCT}"
            )
        if problem := _problem(said[0], kind):
            raise ParameterError(f"says of {name} {problem}")


def _problem(said: str, kind: Mapping[str, Any]) -> str:
    """What is wrong with a parameter; nothing where it can be used."""
    values = kind[said]
    if said == "whole":
        if not _is_range(values):
            return "a `whole` that is no pair of whole numbers, the lower one first"
    elif said == "among":
        if not isinstance(values, list) or len(values) < 2 or not _are_plain(values):
            return "an `among` that is no list of two numbers or texts or more"
    elif not isinstance(values, str) or not any(sign in values for sign in "?#"):
        return "a `text` without `?` (becomes a letter) and `#` (becomes a digit)"
    count = kind.get(_COUNT)
    if count is not None and (type(count) is not int or not 1 <= count <= _MOST):
        return f"a `count` that is no whole number from 1 to {_MOST}"
    if not isinstance(kind.get(_DISTINCT, False), bool) or (_DISTINCT in kind and count is None):
        return "`distinct`, which is true or false and belongs to a `count`"
    single = {name: value for name, value in kind.items() if name not in (_COUNT, _DISTINCT)}
    if count and kind.get(_DISTINCT) and _room(single) < count:
        return f"that {count} of its values are distinct, and it has fewer"
    common = kind[_COMMON]
    if count is None:
        fits = _fits(said, values, common)
    else:
        fits = isinstance(common, list) and len(common) == count
        fits = fits and all(_fits(said, values, one) for one in common)
        fits = fits and (not kind.get(_DISTINCT) or len(set(common)) == count)
    return "" if fits else "a `common` value that is not of the kind of the others"


def _is_range(values: Any) -> bool:
    if not isinstance(values, list) or [type(value) for value in values] != [int, int]:
        return False
    return bool(values[0] < values[1])


def _are_plain(values: Collection[Any]) -> bool:
    kinds = {type(value) for value in values}
    return len(kinds) == 1 and kinds <= {int, float, str} and len(set(values)) == len(values)


def _fits(said: str, values: Any, common: Any) -> bool:
    if said == "whole":
        return type(common) is int and values[0] <= common <= values[1]
    return common in values if said == "among" else isinstance(common, str)


@dataclass(frozen=True)
class Variant:
    """What is expected of the notebook of one student, for one question.

    Attributes:
        numbers: those of the roster that count: the student's, and of who works in one group with
            the student; empty where the class has none, and a notebook's own number counts.
    """

    question: str
    key: str
    parameters: Parameters
    numbers: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain data, for a checker."""
        return {**vars(self), "parameters": dict(self.parameters), "numbers": [*self.numbers]}


@dataclass(frozen=True)
class Found:
    """Which variant a notebook has.

    Attributes:
        number: what it was made for; empty for the common variant.
        values: what that number gives.
        is_other: whether it was made for a number that is not expected.
        changed: names of parameters that had other values when the question was checked.
    """

    number: str
    values: Mapping[str, Any] = field(default_factory=dict)
    is_other: bool = False
    changed: tuple[str, ...] = ()


def find(variant: Variant, namespace: Mapping[str, Any]) -> Found:
    """Which variant the variables of a notebook are of; what they say is hostile.

    A notebook without a number has the common variant, and one without the values, as an older
    edition of the lesson has none, has those of its number.
    """
    said = namespace.get(NUMBER)
    if type(said) is int and abs(said) < 10**_DIGITS:
        said = str(said)
    number = as_number(said) if type(said) is str else ""
    values = own_values(number, variant.key, variant.question, variant.parameters)
    expected: Sequence[str] = [*map(as_number, variant.numbers)]
    changed = (
        name
        for name, value in values.items()
        if name in namespace and not _same(namespace[name], value)
    )
    return Found(number, values, bool(expected) and number not in expected, tuple(changed))


def _same(given: Any, value: Any) -> bool:
    """Whether two values are equal, and of the same plain types."""
    if type(given) is not type(value):
        return False
    if isinstance(value, list):
        pairs = zip(given, value, strict=False)
        return len(given) == len(value) and all(_same(*pair) for pair in pairs)
    return bool(given == value)
