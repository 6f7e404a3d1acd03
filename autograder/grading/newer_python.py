"""What an answer uses of a Python newer than the grader's. [any]

It is right where the student tried it, and ends in an error here. The names are a closed set: a
driver has read hostile text, and what it says of that is looked up here.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator

Version = tuple[int, int]
#: the grader's own
HERE: Version = (sys.version_info.major, sys.version_info.minor)
#: what is used → since which version there is such a thing
_GRAMMAR: dict[str, Version] = {
    "an f-string with quotes, a backslash or a comment in its brackets": (3, 12),
    "a `type` statement": (3, 12),
    "type parameters in square brackets": (3, 12),
}
#: after "What's New In Python" 3.12 and 3.13
_LIBRARY: dict[str, Version] = {
    "calendar.Month": (3, 12),
    "calendar.Day": (3, 12),
    "itertools.batched": (3, 12),
    "math.sumprod": (3, 12),
    "os.path.isjunction": (3, 12),
    "os.path.splitroot": (3, 12),
    "Path.walk": (3, 12),
    "random.binomialvariate": (3, 12),
    "collections.abc.Buffer": (3, 12),
    "typing.override": (3, 12),
    "base64.z85encode": (3, 13),
    "base64.z85decode": (3, 13),
    "copy.replace": (3, 13),
    "math.fma": (3, 13),
    "os.process_cpu_count": (3, 13),
    "os.path.isreserved": (3, 13),
    "Path.from_uri": (3, 13),
    "Path.full_match": (3, 13),
    "statistics.kde": (3, 13),
    "statistics.kde_random": (3, 13),
    "typing.ReadOnly": (3, 13),
    "typing.TypeIs": (3, 13),
    "warnings.deprecated": (3, 13),
}
_SINCE = _GRAMMAR | {f"`{name}`": since for name, since in _LIBRARY.items()}
#: a line for the shell or a magic, by itself or behind `=`
_MAGIC = re.compile(r"(?m)^([ \t]*(?:\w[\w, \t]*=[ \t]*)?)[!%].*$")
_PREFIX = re.compile(r"(?<![\w])(?:[fF][rR]?|[rR][fF])('''|\"\"\"|'|\")")
_TYPE = re.compile(r"(?m)^([ \t]*)type[ \t]+(\w+)[ \t]*(?:\[[^\]\n]*\])?[ \t]*=(?!=)")
_PARAMETERS = re.compile(r"(?m)^([ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+\w+)\[[^\]\n]*\]")


def used(source: str) -> list[str]:
    """What a cell uses that the grader's Python does not have, in words that `sentence` knows."""
    tree, found = _tree(source), list[str]()
    if tree is None:
        source, found = _in_older_grammar(source)
        tree = _tree(source)
        if tree is None:
            return []  # it is wrong in every version
    names = {*_names(tree)}
    found += [f"`{name}`" for name in _LIBRARY if name in names]
    return [one for one in found if _SINCE[one] > HERE]


def sentence(what: str) -> str:
    """What to tell instructors of something that an answer uses; nothing of what is not known."""
    since = _SINCE.get(what)
    if since is None:
        return ""
    here, there = (".".join(map(str, one)) for one in (HERE, since))
    return f"its answer uses {what}, which there is since Python {there}, and here is {here}"


def _tree(source: str) -> ast.Module | None:
    try:
        return ast.parse(_MAGIC.sub(lambda match: f"{match[1]}0", source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _in_older_grammar(source: str) -> tuple[str, list[str]]:
    """The code without what is new in Python's grammar, and what that was."""
    older = (_plain_strings(source), _TYPE.sub(r"\1\2 =", source), _PARAMETERS.sub(r"\1", source))
    found = [what for what, text in zip(_GRAMMAR, older, strict=True) if text != source]
    return _PARAMETERS.sub(r"\1", _TYPE.sub(r"\1\2 =", older[0])), found


def _plain_strings(source: str) -> str:
    """The code with 0 in the brackets of its f-strings, where these can be read."""
    parts, place = [], 0
    while begin := _PREFIX.search(source, place):
        end = _end_of(source, begin.end(), begin[1])
        if end < 0 or not _is_balanced(source[begin.end() : end]):
            return source
        inner = "".join(_text_of(source[begin.end() : end]))
        quoted = inner.replace(begin[1][0], " ")
        parts += [source[place : begin.start()], begin[1], quoted, begin[1]]
        place = end + len(begin[1])
    return "".join([*parts, source[place:]])


def _is_balanced(content: str) -> bool:
    """Whether each bracket of an f-string is closed, whatever stands in the strings inside."""
    bare = re.sub(r"'[^'\n]*'|\"[^\"\n]*\"", "", content)
    return all(bare.count(one) == bare.count(other) for one, other in ("()", "[]", "{}"))


def _text_of(content: str) -> Iterator[str]:
    """An f-string's text, without its brackets."""
    depth = 0
    for sign in content:
        depth += (sign == "{") - (sign == "}")
        if depth == 0 and sign not in "{}\\":
            yield sign


def _end_of(source: str, place: int, quotes: str) -> int:
    """Where an f-string ends, whatever strings its brackets hold; -1 if nowhere."""
    depth = 0
    while place < len(source):
        if depth == 0 and source.startswith(quotes, place):
            return place
        sign = source[place]
        if depth == 0 and (sign == "\\" or source.startswith("{{", place)):
            place += 1
        elif sign == "{":
            depth += 1
        elif sign == "}" and depth:
            depth -= 1
        elif sign in "'\"" and depth:
            inner = sign * 3 if source.startswith(sign * 3, place) else sign
            place = _end_of_plain(source, place + len(inner), inner)
            if place < 0:
                return -1
            place += len(inner) - 1
        elif sign == "\n" and depth == 0 and len(quotes) == 1:
            return -1
        place += 1
    return -1


def _end_of_plain(source: str, place: int, quotes: str) -> int:
    while place < len(source):
        if source.startswith(quotes, place):
            return place
        place += 2 if source[place] == "\\" else 1
    return -1


def _names(tree: ast.Module) -> Iterator[str]:
    """Names of modules' members that code reads: `itertools.batched`, however it is imported."""
    modules = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.asname:
                    modules[alias.asname] = alias.name
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            written = ast.unparse(node)
            first, _, rest = written.partition(".")
            yield f"{modules.get(first, first)}.{rest}"
            if node.attr in ("walk", "full_match", "from_uri") and first != "os":
                yield f"Path.{node.attr}"
