"""Students' code on a page is coloured, whole, and in time that grows as it does."""

from __future__ import annotations

import html
import re
import time

import pytest

from autograder.report.notebook import highlighted


def styles(page: str) -> list[tuple[str, str]]:
    """What is coloured, and how."""
    return [
        (style, html.unescape(word))
        for style, word in re.findall(r'<span class="(.)">(.*?)</', page)
    ]


@pytest.mark.parametrize(
    ("code", "coloured"),
    [
        ("for x in a:  # go", [("k", "for"), ("k", "in"), ("c", "# go")]),
        ("x2 = 1.5e-3 + 0xFF", [("n", "1.5e-3"), ("n", "0xFF")]),
        ("print(f'{a}' + rb\"'\")", [("s", "f'{a}'"), ("s", 'rb"\'"')]),
        ("x = '''a # b''' or '\\''", [("s", "'''a # b'''"), ("k", "or"), ("s", "'\\''")]),
        ("x = 'no end\ny = 1", [("s", "'no end"), ("n", "1")]),
        ("'<b>' < a", [("s", "'<b>'")]),
        ("été = True", [("k", "True")]),
        ("formal = inform", []),
    ],
)
def test_comments_texts_numbers_and_words_of_python_are_coloured(code: str, coloured: list) -> None:
    assert styles(highlighted(code)) == coloured


@pytest.mark.parametrize(
    "piece", ['"\\', "'", '"""', "'''\\", 'bbbb"', "1e", "f'", '"\\\n', "\\", "#", "é", "<"]
)
def test_code_of_any_kind_is_shown_whole_and_at_once(piece: str) -> None:
    code = piece * (9_900 // len(piece))
    began = time.process_time()
    shown = highlighted(code)
    assert time.process_time() - began < 1  # it takes a few thousandths
    assert html.unescape(re.sub("<[^>]*>", "", shown)) == code
