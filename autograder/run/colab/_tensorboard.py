"""Fakes `tensorboard.notebook`: %tensorboard names the logs, starts no server. [student kernel]"""

from __future__ import annotations

import argparse
import shlex
import sys
from typing import Any


def install() -> None:
    """Takes the module's place, whether TensorBoard is imported already or not."""
    this = sys.modules[__name__]
    sys.modules["tensorboard.notebook"] = this
    if "tensorboard" in sys.modules:
        sys.modules["tensorboard"].notebook = this  # type: ignore[attr-defined]


def start(args_string: str) -> None:
    """What `%tensorboard` does."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--logdir", "--logdir_spec")
    known, _ = parser.parse_known_args(shlex.split(args_string, comments=True))
    of = f" of {known.logdir}" if known.logdir else ""
    print(f"TensorBoard{of}: dashboards are not shown while grading.")


def display(port: int | None = None, height: int | None = None) -> None:
    """Shows a dashboard that was started; here there is none."""
    print("TensorBoard: dashboards are not shown while grading.")


def list() -> None:
    """Lists the dashboards that run."""
    print("No known TensorBoard instances running.")


def _load_ipython_extension(ipython: Any) -> None:
    ipython.register_magic_function(start, magic_kind="line", magic_name="tensorboard")
