"""Holds what a test's message says against the values that it says it of. [any]

A message names a variable and says that it is missing, of which kind it is, what shape, how many
entries or which value it has; or that a call gives a value or ends in an error. Such sentences can
be decided by a program. Whether advice is good cannot.
"""

# Test files that are probed hold this module's source, so it imports nothing of the package.
import ast
import itertools
import pathlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

#: not what something is looked for in: "the value of a in table is …" says nothing of the table
_NAME = r"(?<![\w.`])(?<!\bin )([A-Za-z_]\w*)"
_KIND = r"(data frame|Keras model|whole pair|[A-Za-z]\w*)"
#: what things are called → whether a value is one
_KINDS: dict[str, Callable[[Any], bool]] = {
    "function": lambda value: _is_function(value),
    "dictionary": lambda value: isinstance(value, dict),
    "list": lambda value: isinstance(value, list | tuple),
    "text": lambda value: isinstance(value, str),
    "path": lambda value: isinstance(value, str | pathlib.PurePath),
    "data frame": lambda value: type(value).__name__ == "DataFrame",
    "array": lambda value: hasattr(value, "dtype") and hasattr(value, "shape"),
    "figure": lambda value: hasattr(value, "get_axes"),
    "Keras model": lambda value: _is_model(value),
}
_TYPES = frozenset(
    {
        *("str", "int", "float", "bool", "bytes", "list", "tuple", "dict", "set", "generator"),
        *("NoneType", "ellipsis", "function", "ndarray", "DataFrame", "Series", "History"),
        *("Sequential", "Functional", "Figure", "Digraph", "Graph"),
    }
)
_LITERAL = (
    r"(-?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?%?|\[[^\]]*\]|\([^()]*\)|\{[^{}]*\}|'[^']*'|\"[^\"]*\")"
)


class Call(NamedTuple):
    """A call that a test made of a student's function, and what came of it.

    Attributes:
        raised: the name of the error that it ended in, or nothing.
    """

    function: str
    args: tuple[Any, ...]
    returned: Any
    raised: str


def decided(
    message: str, values: Mapping[str, Any], calls: Sequence[Call]
) -> Iterator[tuple[str, bool]]:
    """The statements of a message that can be decided, and whether they are true.

    Args:
        values: the variables that the question's tests look at.
        calls: what these tests have called.
    """
    for sentence in re.split(r"(?<=[.?!])\s+(?=[A-Z`(])", message):
        for rule in (_missing, _of_kind, _shape, _key, _amount, _quoted, _call, _any_call):
            for claim, is_true in rule(sentence, values, calls):
                if is_true is not None:
                    yield claim, is_true


def decided_of_run(
    message: str, errors: Sequence[str], made: Sequence[str]
) -> Iterator[tuple[str, bool]]:
    """What a message says of how an answer's cell was run, and whether it is true.

    Args:
        errors: the names of the errors that cells ended in.
        made: the variables that cells make which did not.
    """
    for match in re.finditer(
        r"`\w+` was not \w+, because its cell stopped with .*?: (\w+)", message
    ):
        yield match[0], match[1] in errors
    for match in re.finditer(r"Nothing that ran makes `(\w+)`", message):
        yield match[0], match[1] not in made


_Found = Iterator[tuple[str, bool | None]]


def _missing(text: str, values: Mapping[str, Any], calls: Sequence[Call]) -> _Found:
    for match in re.finditer(rf"(?:{_NAME} or )?{_NAME} (?:is|are) (still `\.\.\.`|None)", text):
        names = [name for name in match.groups()[:2] if name in values]
        if names:
            nothing = (None,) if match[3] == "None" else (None, ...)
            yield match[0], any(_is_one_of(values[name], nothing) for name in names)


def _of_kind(text: str, values: Mapping[str, Any], calls: Sequence[Call]) -> _Found:
    for match in re.finditer(rf"{_NAME} is (not an?|no|an?|of type) {_KIND}(?! of| for)", text):
        if match[1] in values:
            is_one = _is_kind(values[match[1]], match[3])
            negated = match[2].startswith("no")
            yield match[0], None if is_one is None else is_one is not negated


def _shape(text: str, values: Mapping[str, Any], calls: Sequence[Call]) -> _Found:
    for match in re.finditer(rf"{_NAME} has the shape (\(.*?\))", text):
        if match[1] in values:
            shape = getattr(values[match[1]], "shape", None)
            if shape is None:
                shape = _shape_of(values[match[1]])
            yield match[0], None if shape is None else str(tuple(map(int, shape))) == match[2]


def _key(text: str, values: Mapping[str, Any], calls: Sequence[Call]) -> _Found:
    for match in re.finditer(rf"{_NAME} has (no|the) (?:key|entry for|column) ([\w.'\"]+)", text):
        value: Any = values.get(match[1])
        if isinstance(value, dict) or type(value).__name__ == "DataFrame":
            key = match[3].strip("'\".")
            there = key in map(str, [*value])  # a frame's columns, a dictionary's keys
            yield match[0], there is (match[2] == "the")
    for match in re.finditer(
        r"[Tt]he value of (\S+) in (\w+) is (?:still `\.\.\.`|still missing)", text
    ):
        value = values.get(match[2])
        if isinstance(value, dict):
            found = [one for key, one in value.items() if str(key) == match[1].strip("'\"")]
            yield match[0], bool(found) and _is_one_of(found[0], (None, ...))


def _amount(text: str, values: Mapping[str, Any], calls: Sequence[Call]) -> _Found:
    """How many rows, entries, parameters or epochs there are."""
    pattern = rf"{_NAME} (?:has|holds|names|records|shows) ([\d,]+) ([a-z]+)"
    for match in re.finditer(pattern, text):
        if match[1] in values:
            amounts = _amounts(values[match[1]], match[3])
            yield match[0], int(match[2].replace(",", "")) in amounts if amounts else None


def _quoted(text: str, values: Mapping[str, Any], calls: Sequence[Call]) -> _Found:
    """A value that is quoted: the variable's own, or one that it holds."""
    says = r"says(?: that \w+ (?:is|has the shape))?"
    pattern = rf"{_NAME} (?:is(?: the text)?|{says}|reaches(?: only)?) {_LITERAL}"
    for match in re.finditer(pattern, text):
        if match[1] in values and not _is_function(values[match[1]]):
            held = [*itertools.islice(_held(values[match[1]]), 10_000)]
            yield match[0], any(_reads_as(one, match[2]) for one in held) if held else None


def _call(text: str, values: Mapping[str, Any], calls: Sequence[Call]) -> _Found:
    """What one call gives, as the message writes it: `walk(6, 0.25, 2) gives …`."""
    for match in re.finditer(rf"{_NAME}(\(.*?\)) (.+)", text):
        try:
            tree = ast.parse(match[1] + match[2], mode="eval").body
            args = [ast.literal_eval(one) for one in tree.args]  # type: ignore[attr-defined]
        except (SyntaxError, ValueError, AttributeError):
            continue
        made = [
            call for call in calls if call.function == match[1] and repr([*call.args]) == repr(args)
        ]
        if made:
            yield _came(match[3], made, match[1] + match[2])


def _any_call(text: str, values: Mapping[str, Any], calls: Sequence[Call]) -> _Found:
    """What a function gave or raised where the message names no call, or one in words."""
    functions = [name for name, value in values.items() if _is_function(value)]
    verbs = r"(?=gives|stops|ended|ends|raises)"
    for match in re.finditer(rf"(?:{_NAME}|[Yy]our function) {verbs}", text):
        name = match[1] or (functions[0] if len(functions) == 1 else "")
        made = [call for call in calls if call.function == name]
        if name in functions and made:
            yield _came(text[match.end() :], made, name)


def _came(said: str, made: Sequence[Call], what: str) -> tuple[str, bool | None]:
    """Whether what is said of a call came of one of those that were made."""
    claim = f"{what} {said}"
    if re.match(r"(?:gives(?: back)? nothing|gives nothing back)", said):
        return claim, any(_is_one_of(one.returned, (None, ...)) and not one.raised for one in made)
    if error := re.match(
        r"(?:stops|ended|ends|raises)\b.*?\b((?:[A-Z]\w*)?(?:Error|Exception|Iteration|Warning))\b",
        said,
    ):
        if re.search(r"\b(?:should|not)\b", said[: error.end()]):
            return claim, None
        return claim, any(one.raised == error[1] for one in made)
    if kind := re.match(rf"gives(?: back)? an? {_KIND}[,. ]", said + " "):
        is_one = [_is_kind(one.returned, kind[1]) for one in made if not one.raised]
        return claim, None if None in is_one or not is_one else any(is_one)
    if found := re.match(rf"gives(?: back)? {_LITERAL}", said):
        return claim, any(_reads_as(one.returned, found[1]) for one in made if not one.raised)
    if found := re.match(r"gives (True|False|None)\b", said):
        return claim, any(str(one.returned) == found[1] for one in made if not one.raised)
    return claim, None


def _is_function(value: Any) -> bool:
    return callable(value) and not _is_model(value)


def _is_model(value: Any) -> bool:
    return hasattr(value, "layers") and hasattr(value, "get_config")


def _is_one_of(value: Any, ones: tuple[Any, ...]) -> bool:
    return any(value is one for one in ones)


def _is_kind(value: Any, kind: str) -> bool | None:
    if type(value).__name__ == kind:
        return True
    if kind in _KINDS:
        return _KINDS[kind](value)
    return False if kind in _TYPES else None


def _shape_of(value: Any) -> tuple[int, ...] | None:
    import numpy as np

    try:
        return tuple(np.asarray(value).shape)
    except (TypeError, ValueError):
        return None


def _amounts(value: Any, what: str) -> set[int]:
    """How many of something there are, by all ways to count it."""
    found: set[int] = set()
    if hasattr(value, "__len__"):
        found.add(len(value))
    if shape := getattr(value, "shape", ()):
        found |= {int(size) for size in shape}
    if what == "parameters" and hasattr(value, "count_params"):
        found = {int(value.count_params())}
    if what == "epochs" and isinstance(numbers := getattr(value, "history", None), dict):
        found = {len(numbers.get("loss", []))}
    if what == "pictures" and hasattr(value, "get_axes"):
        found = {sum(len(axes.images) > 0 for axes in value.get_axes())}
    return found


def _held(value: Any, depth: int = 0) -> Iterator[Any]:
    """A value and those that it holds; of an array its shape, its largest and its least number."""
    yield value
    if hasattr(value, "shape") and getattr(getattr(value, "dtype", None), "kind", "") in "biuf":
        yield tuple(map(int, value.shape))
        if value.size:
            yield from (value.max(), value.min())
        if value.size < 1000:
            yield from value.ravel().tolist()
    elif depth < 3 and isinstance(value, dict):
        for one in value.values():
            yield from _held(one, depth + 1)
    elif depth < 3 and isinstance(value, list | tuple | set):
        for one in value:
            yield from _held(one, depth + 1)


def _reads_as(value: Any, written: str) -> bool:
    """Whether a value may be written so: rounded, in percent, or clipped."""
    number = written.replace(",", "")
    if re.fullmatch(r"-?\d+(\.\d+)?(e[+-]?\d+)?%?", number):
        try:
            given = float(value) * (100 if number.endswith("%") else 1)
        except (TypeError, ValueError):
            return False
        number = number.removesuffix("%")
        mantissa, has_power, power = number.partition("e")
        step = 10.0 ** -len(mantissa.partition(".")[2])
        if has_power:
            step *= 10.0 ** int(power)
        return abs(given - float(number)) <= 0.51 * step
    texts = {str(value), repr(value), str(value).replace("'", '"')}
    if isinstance(value, tuple | list):
        texts |= {str([*value]), str((*value,)), str(tuple(map(_plainly, value)))}
    bare = written.strip("'\"")
    return any(
        text in (written, bare) or (len(bare) >= 20 and text.strip("'\"").startswith(bare))
        for text in texts
    )


def _plainly(value: Any) -> Any:
    return value.item() if hasattr(value, "item") and not getattr(value, "shape", ()) else value
