"""What can show a notebook, each as the exchange of messages that a kernel has with it.

Colab's library asks the page by `colab_request` messages, and waits for a reply. What answers which
of them is read off published source; `docs/colab.md` names it. What is not answered is waited for.
"""

from __future__ import annotations

import importlib
import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NoReturn

#: no cell waits longer than this for what shows the notebook
MOST_SECONDS = 5.0
#: what Colab's library waits for permission to use Drive, and for a secret
_DRIVE_SECONDS, _SECRET_SECONDS = 120, 10
_KAGGLE = {"KAGGLE_KERNEL_RUN_TYPE": "Interactive"}
#: the notebook in the page, where the page gives it
_PAGE = {"ipynb": {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}}


@dataclass(frozen=True)
class FrontEnd:
    """A way to show a notebook.

    Attributes:
        expected: what `front_end()` in the lessons calls it.
        answers: type of a request → reply; to all others there is none. None: not a machine of
            Colab's, so that nothing asks.
        downloads: whether a file that the page is to save arrives.
        environment: of the kernel.
        notebook: the path that VS Code sets; `{folder}` is that of the kernel.
        internet: whether packages can be installed.
    """

    name: str
    expected: str
    answers: Mapping[str, Any] | None = None
    downloads: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)
    notebook: str = ""
    internet: bool = True

    @property
    def own_machine(self) -> bool:
        """Whether packages are there only where students installed them; so they may change."""
        return self.answers is None and not self.environment.keys() & _KAGGLE.keys()

    def startup(self, folder: Path, log: Path, pace: float = 1.0) -> str:
        """Code for the beginning of a kernel whose working folder is `folder`.

        Args:
            log: takes a line for each request.
            pace: seconds that waiting for a second takes.
        """
        facts = json.dumps(asdict(self) | {"notebook": self.notebook.format(folder=folder)})
        return (
            "from scripts.colab.front_ends import install\n"
            f"install({facts!r}, {str(log)!r}, {pace!r}, globals())\n"
        )


FRONT_ENDS = (
    FrontEnd(
        "Colab's page",
        "colab",
        {
            "cell_javascript_eval": 1,
            "get_ipynb": _PAGE,
            "GetSecret": {"exists": False},
            "request_auth": {},
        },
        downloads=True,
    ),
    FrontEnd(
        "Colab's VS Code extension",
        "colab-vscode",
        {"request_auth": {}},
        notebook="/home/ada/lessons/lesson.ipynb",
    ),
    FrontEnd("colab exec", "colab-silent", {}),
    FrontEnd("Kaggle", "kaggle", environment=_KAGGLE),
    FrontEnd("Kaggle without internet", "kaggle", environment=_KAGGLE, internet=False),
    FrontEnd("JupyterLab", "jupyter", environment={"JPY_SESSION_NAME": "{folder}/lesson.ipynb"}),
    FrontEnd("VS Code", "vscode", notebook="{folder}/lesson.ipynb"),
)


def install(facts: str, log: str, pace: float, names: dict[str, Any]) -> None:
    """Makes a kernel, or a plain Python, one that `facts` show. Called in that process.

    Args:
        names: the variables of the notebook.
    """
    shown = FrontEnd(**json.loads(facts))
    if shown.notebook:
        names["__vsc_ipynb_file__"] = shown.notebook
    if shown.answers is not None:
        from autograder.run.colab.install import extend_google

        extend_google()
        _Page(shown, Path(log), pace).take_over()


class _Page:
    """Takes the requests of google.colab, and answers as a front end does."""

    def __init__(self, shown: FrontEnd, log: Path, pace: float) -> None:
        self._answers = shown.answers or {}
        self._downloads = shown.downloads
        self._log = log
        self._pace = pace

    def take_over(self) -> None:
        """Lets google.colab ask here."""
        names = ("_message", "drive", "files", "output", "userdata")
        colab: list[Any] = [importlib.import_module(f"google.colab.{name}") for name in names]
        _message, drive, files, output, userdata = colab
        mount, upload = drive.mount, files.upload

        def eval_js(
            script: str, ignore_result: bool = False, timeout_sec: float | None = None
        ) -> Any:
            if ignore_result:
                return None
            return self.ask("cell_javascript_eval", script, timeout_sec)

        def mounted(mountpoint: str, timeout_ms: int = 1000 * _DRIVE_SECONDS, **rest: Any) -> None:
            self.ask("request_auth", {"authType": "dfs_ephemeral"}, timeout_ms / 1000)
            mount(mountpoint, **rest)

        def uploaded(target_dir: str = "") -> Any:
            eval_js("google.colab._files._uploadFiles()")
            return upload(target_dir)

        def downloaded(filename: str) -> None:
            if not Path(filename).exists():
                raise FileNotFoundError(f"Cannot find file: {filename}")
            self._note("download" if self._downloads else "download lost", 0.0)

        def secret(key: str) -> NoReturn:
            found = self.ask("GetSecret", {"key": key}, _SECRET_SECONDS)
            if not found:
                raise TimeoutError(f"Requesting secret {key} timed out.")
            raise userdata.SecretNotFoundError(key)

        _message.blocking_request = self.ask
        output.eval_js, userdata.get = eval_js, secret
        drive.mount, files.upload, files.download = mounted, uploaded, downloaded

    def ask(
        self, kind: str, request: Any = "", timeout_sec: float | None = 5, parent: Any = None
    ) -> Any:
        """The reply to a request, or None after waiting; waiting for ever ends in an error."""
        if kind in self._answers:
            self._note(kind, 0.0)
            return self._answers[kind]
        self._note(kind, float("inf") if timeout_sec is None else timeout_sec)
        if timeout_sec is None:
            raise TimeoutError(f"nothing here answers {kind}, and nothing would end the waiting")
        time.sleep(timeout_sec * self._pace)
        return None

    def _note(self, kind: str, seconds: float) -> None:
        with self._log.open("a", encoding="utf-8") as log:
            log.write(json.dumps([kind, seconds]) + "\n")


def waits(log: Path) -> list[tuple[str, float]]:
    """Kind of each request, and the seconds that it was waited for in vain."""
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    return [(kind, float(seconds)) for kind, seconds in map(json.loads, lines)]
