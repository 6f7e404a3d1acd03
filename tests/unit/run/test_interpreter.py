"""How Python is started."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from autograder.run.kernel.interpreter import without_grammars

GRAMMARS = "rfc3987_syntax"


@pytest.mark.parametrize("there", [True, False])
def test_the_grammars_that_nobody_needs_are_missing_for_as_long_as_libraries_are_imported(
    there, monkeypatch
):
    monkeypatch.delitem(sys.modules, GRAMMARS, raising=False)
    if there:
        monkeypatch.setitem(sys.modules, GRAMMARS, ModuleType(GRAMMARS))
    before = dict(sys.modules)
    with without_grammars(), pytest.raises(ImportError):
        __import__(GRAMMARS)
    assert sys.modules.get(GRAMMARS) is before.get(GRAMMARS)
    assert (GRAMMARS in sys.modules) == there
