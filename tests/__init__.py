"""Tests; `tests/conftest.py` says how they run."""

import sys

#: a validator of addresses that nobody asks, and that takes two seconds to import in each process
SLOW_TO_IMPORT = "rfc3987_syntax"
sys.modules[SLOW_TO_IMPORT] = None  # as the command line does
