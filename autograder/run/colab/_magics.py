"""Shell commands and magics as Colab has them, where IPython's differ. [student kernel]"""

from __future__ import annotations

import codecs
import contextlib
import importlib.metadata
import io
import os
import re
import select
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, cast

from autograder.run.colab._commands import pip

_FAKES = Path(__file__).parent / "bin"
#: a command line that a shell takes word for word: nothing to expand, to join, or to redirect
_WORD_FOR_WORD = re.compile(r"""(?:[\w.,:/@+%=\- \t]|"[^"$`\\!\n]*"|'[^'\n]*')+""")


def install(shell: Any) -> None:
    """Registers them in an IPython shell."""
    path = [*sys.path]

    def system(command: str) -> None:
        command = shell.var_expand(command, depth=1)
        asked = _of_pip(command)
        shell.user_ns["_exit_code"] = _run(command) if asked is None else _pip(asked, path)

    shell.system = system
    shell.register_magic_function(_shell_line, magic_kind="line", magic_name="shell")
    shell.register_magic_function(_shell_cell, magic_kind="cell", magic_name="shell")
    shell.register_magic_function(_tensorflow_version, magic_name="tensorflow_version")


class ShellResult:
    """What `%shell` and `%%shell` return: a command's end and everything that it printed."""

    def __init__(self, args: str, returncode: int, output: str) -> None:
        self.args = args
        self.returncode = returncode
        self.output = output

    def check_returncode(self) -> None:
        """Raises CalledProcessError unless the command ended well."""
        if self.returncode:
            raise subprocess.CalledProcessError(self.returncode, self.args, self.output)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """Nothing: the output has been shown already."""


def _shell_line(line: str) -> ShellResult:
    result = _run_and_keep(line)
    result.check_returncode()
    return result


def _shell_cell(line: str, cell: str) -> ShellResult:
    result = _run_and_keep(cell)
    if line.strip() != "--ignore-errors":
        result.check_returncode()
    return result


def _run_and_keep(command: str) -> ShellResult:
    printed = io.StringIO()
    return ShellResult(command, _run(command, printed), printed.getvalue())


def _tensorflow_version(line: str) -> None:
    version = importlib.metadata.version("tensorflow")
    print(f"%tensorflow_version is gone from Colab and does nothing; this is TensorFlow {version}.")


def _of_pip(command: str) -> list[str] | None:
    """What the fake pip is asked, where a command is just that; else None."""
    if not _WORD_FOR_WORD.fullmatch(command):
        return None
    words = shlex.split(command)
    if words[:3] == [sys.executable, "-m", "pip"]:  # as IPython's `%pip` has it
        return words[3:]
    if words[:1] in (["pip"], ["pip3"]) and shutil.which(words[0]) == str(_FAKES / words[0]):
        return words[1:]
    return None


def _pip(arguments: Sequence[str], path: Sequence[str]) -> int:
    """Asks the fake pip in this process: to start another Python takes a tenth of a second.

    Args:
        path: where modules lie for a Python that is started, whatever a notebook has added here.
    """
    here = [*sys.path]
    sys.path[:] = path
    try:
        with contextlib.redirect_stderr(sys.stdout):
            return pip.main(arguments)
    except OSError as error:
        print(f"pip: {error}")
        return 1
    finally:
        sys.path[:] = here


def _run(command: str, copy: io.StringIO | None = None) -> int:
    """Runs a command in Colab's shell and shows what it prints, as it prints it; its exit status.

    Through a pipe, not a terminal as IPython does it: a sandbox has none, and a program that asks
    for an answer, which nobody gives while grading, finds the end of its input instead of waiting.
    """
    process = subprocess.Popen(
        [os.environ.get("SHELL", "/bin/sh"), "-c", command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    pipe = cast("IO[bytes]", process.stdout)  # which it was asked for
    decode = codecs.getincrementaldecoder("utf-8")("replace").decode
    try:
        with pipe:
            while True:
                ended = process.poll() is not None
                if select.select([pipe], [], [], 0.1)[0]:
                    chunk = os.read(pipe.fileno(), 1 << 16)
                    text = decode(chunk, final=not chunk)
                    sys.stdout.write(text)
                    if copy is not None:
                        copy.write(text)
                    if not chunk:
                        break
                elif ended:  # something that it left in the background holds the pipe open
                    break
        process.wait()
    except KeyboardInterrupt:
        process.kill()
        process.wait()
        raise
    return process.returncode
