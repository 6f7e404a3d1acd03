"""A function that never looks at what it is given is said to."""

from __future__ import annotations

import linecache

import pytest

from autograder.capture.unused_parameters import FILE, read, sentence, write

LESSON = "graph = [1, 2, 3]\nfrom math import sqrt\n"


def said(tmp_path, source):
    namespace: dict[str, object] = {}
    exec(LESSON + source, namespace)
    write(namespace, ["count"], tmp_path)
    return sentence(read(tmp_path), ["count"])


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (
            "def count(dot_text):\n    return len(graph)",
            "`count` never uses `dot_text`, which it is given. It uses `graph`, which stands "
            "outside of it.",
        ),
        (
            "def count(a, b):\n    return sqrt(3)",
            "`count` never uses `a` and `b`, which it is given.",
        ),
        ("def count(a):\n    return sqrt('a')", "`count` never uses `a`, which it is given."),
        ("def count(a):\n    return 4", "`count` never uses `a`, which it is given."),
        ("count = lambda a, *, b=graph: a", "`count` never uses `b`, which it is given."),
    ],
)
def test_a_parameter_that_is_never_read_is_named(tmp_path, source, told):
    assert said(tmp_path, source) == told


@pytest.mark.parametrize(
    "source",
    [
        "def count(a):\n    ...",
        "def count(a):\n    'What it does.'\n    ...",
        "def count(a):\n    pass",
        "def count(a, b):\n    return a + b + len(graph)",
        "def count(a):\n    return [a for _ in graph]",
        "def count(a):\n    def inner():\n        return a\n    return inner()",
        "def count(a):\n    return locals()",
        "def count(a):\n    for one in graph:\n        yield one, a",
        "def count(_):\n    return 4",
        "count = graph",
        "count = len",
        "",
    ],
)
def test_of_any_other_function_nothing_is_said(tmp_path, source):
    assert said(tmp_path, source) == ""


def test_of_a_function_that_is_still_to_be_written_nothing_is_said(tmp_path, monkeypatch):
    source = "def count(a, b):\n    a = len(a)\n    ...\n"
    lines = (len(source), None, source.splitlines(keepends=True), "<cell>")
    monkeypatch.setitem(linecache.cache, "<cell>", lines)
    namespace: dict[str, object] = {}
    exec(compile(source, "<cell>", "exec"), namespace)
    write(namespace, ["count"], tmp_path)
    assert sentence(read(tmp_path), ["count"]) == ""


@pytest.mark.parametrize(
    "data",
    [
        "",
        "[]",
        "[" * 9999,
        '{"count": 3}',
        '{"count": {"unused": 3}}',
        '{"count": {"unused": [3, "<b>"], "used": 4}}',
    ],
)
def test_odd_data_from_a_kernel_says_nothing(tmp_path, data):
    (tmp_path / FILE).write_text(data)
    assert sentence(read(tmp_path), ["count"]) == ""
