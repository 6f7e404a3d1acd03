"""Runs a fake command, for the scripts in `bin`: `python3 FOLDER NAME …`. [student kernel]"""

import importlib
import io
import os
import sys
from pathlib import Path

# This copy of the package, wherever it lies, and not one that may be installed elsewhere.
sys.path[0] = str(Path(__file__).resolve().parents[3])

name, *arguments = sys.argv[1:]
assert isinstance(sys.stdout, io.TextIOWrapper)
sys.stdout.reconfigure(line_buffering=True)  # so that warnings stay in their place
try:
    status = importlib.import_module(f"autograder.run.colab._commands.{name}").main(arguments)
except BrokenPipeError:  # as with `| head`: the rest is for nobody
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    status = 0
except OSError as error:
    print(f"{name.replace('_', '-')}: {error}", file=sys.stderr)
    status = 1
sys.exit(status)
