"""Where a fresh kernel becomes one that answers as Colab does. [student kernel]"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.run.colab import _distributions, _downloads, _magics, _tensorboard
from autograder.run.colab._addresses import VARIABLE

_FOLDER = Path(__file__).parent


def install(shell: Any, served: Mapping[str, str]) -> None:
    """Makes this process, a fresh kernel, and what it starts answer as Colab would.

    Args:
        shell: the kernel's IPython shell.
        served: addresses of the course (`https://…/` or `s3://…/`) and the local folder that
            holds what lies there; or one address and its file, also `upload:NAME` for what a
            student would choose.
    """
    os.environ["COLAB_RELEASE_TAG"] = "grading"  # by this, too, notebooks tell where they are
    os.environ["SHELL"] = shutil.which("bash") or "/bin/sh"
    install_network(shell, served)
    extend_google()
    _tensorboard.install()


def install_network(shell: Any, served: Mapping[str, str]) -> None:
    """Makes downloads and installing be answered as while grading; nothing else is of Colab.

    Args:
        shell, served: as in `install`.
    """
    environment = os.environ
    environment["PATH"] = f"{_FOLDER / 'bin'}{os.pathsep}{environment.get('PATH', os.defpath)}"
    environment["PYTHONPATH"] = str(_FOLDER)
    environment[VARIABLE] = json.dumps(dict(served))
    sys.path.insert(0, str(_FOLDER))
    _distributions.install()
    _downloads.install()
    _magics.install(shell)


def extend_google() -> None:
    """Imports google.colab, as Colab does, beside what else is in the package `google`."""
    google = importlib.import_module("google")
    here = str(_FOLDER / "google")
    if here not in google.__path__:  # it is no namespace package, which would look at sys.path
        google.__path__.append(here)
    importlib.import_module("google.colab")
