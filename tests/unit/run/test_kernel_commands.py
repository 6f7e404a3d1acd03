"""Which cells IPython has to look through for commands, or for `await`, before they are run."""

import pytest
from IPython.core.async_helpers import _should_be_async
from IPython.core.inputtransformer2 import TransformerManager

from autograder.run.kernel.kernel_process import may_await, may_have_commands

COMMANDS = [
    "%time x = 1",
    "x = 1\n    !ls\n",
    "files = !ls",
    "files = \\\n    !ls",
    "took = %timeit -o x",
    "a = b = %who_ls",
    "print?",
    "x.y??\n",
    "?print",
    "/print 1",
    ",print 1 2",
    ";print 1",
    "if x:\n    %matplotlib inline\n",
    "def f():\n\t!pip install x",
    "%load_ext tensorboard\n%tensorboard --logdir logs",
]
PLAIN = [
    "x = 1\n",
    "print(x % 2)",
    "x %= 2",
    "assert x != 1",
    "text = 'what is it? nobody knows'",
    "pattern = r'^(a)?b'  # is it?  no",
    'print(f"{x!r}")',
    "a = [\n    1,\n    2,\n]",
    "@decorator\ndef f(x: int = 3) -> int:\n    return x // 2",
    "",
]


@pytest.mark.parametrize("source", COMMANDS)
def test_a_cell_with_a_command_is_looked_through(source):
    assert TransformerManager().transform_cell(source) != source
    assert may_have_commands(source.splitlines(keepends=True))


@pytest.mark.parametrize("source", PLAIN)
def test_a_cell_of_plain_python_is_not(source):
    assert not may_have_commands(source.splitlines(keepends=True))
    assert TransformerManager().transform_cell(source).rstrip("\n") == source.rstrip("\n")


AWAITING = [
    "await asyncio.sleep(0)",
    "x = [await f() for f in todo]",
    "async with box as content:\n    print(content)",
    "async for one in many():\n    print(one)",
    "found = [one async for one in many()]",
    "if True:\n    await\\\n f()",
]


@pytest.mark.parametrize("source", AWAITING)
def test_a_cell_that_awaits_is_compiled_to_find_that_out(source):
    assert _should_be_async(source)
    assert may_await(source)


@pytest.mark.parametrize("source", [*PLAIN, "def f():\n    return 1", "x = (", "return 1"])
def test_a_cell_without_those_words_is_not_and_ipython_would_find_that_it_awaits_nothing(source):
    assert not may_await(source)
    assert not _should_be_async(source)
