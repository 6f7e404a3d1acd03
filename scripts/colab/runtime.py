"""An environment with the versions that Colab ships, and a kernel in it that is like Colab's."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.course import Course
from autograder.authoring.runtime import record

#: the kernel's name in Jupyter
KERNEL = "colab"
#: what makes a plain kernel one of a front end's before the first cell
_STARTUP = """\
import sys
sys.path.append({root!r})
{startup}"""


class NoPython(RuntimeError):
    """There is no Python 3.13 on this machine. The message says how to get one."""


@dataclass(frozen=True)
class Runtime:
    """The rebuilt runtime.

    Attributes:
        folder: the virtual environment as it is when Colab hands it over; never installed into.
        python: its version, for people.
    """

    folder: Path
    python: str

    def copy(self, to: Path) -> Path:
        """A copy to install into; gives its Python.

        The packages are linked, not copied: pip replaces files and does not write into them.
        """
        shutil.copytree(self.folder, to, symlinks=True, copy_function=os.link)
        return to / "bin" / "python"


def rebuild(course: Course) -> Runtime:
    """The runtime of the recorded lines; built where it is missing or of other lines.

    Raises:
        NoPython: there is no Python 3.13.
    """
    lines = record(course)
    folder = course.root / ".venv-colab"
    stamp = folder / "recorded.sha256"
    wanted = hashlib.sha256(lines.read_bytes()).hexdigest()
    if not stamp.is_file() or stamp.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        made = _uv("venv", "--quiet", "--python", _python(), str(folder))
        if made.returncode != 0:
            raise RuntimeError(f"{folder} cannot be made:\n{made.stderr}")
        # As Colab has them, whether or not they fit together by their own account.
        python = str(folder / "bin" / "python")
        done = _uv("pip", "install", "--quiet", "--no-deps", "--python", python, "-r", str(lines))
        if done.returncode != 0:
            raise RuntimeError(f"Colab's versions cannot be installed:\n{done.stderr}")
        compiling = [python, "-m", "compileall", "-q", "-j", "0", str(folder / "lib")]
        subprocess.run(compiling, check=False)
        stamp.write_text(wanted)
    said = subprocess.run(
        [str(folder / "bin" / "python"), "--version"], capture_output=True, text=True, check=True
    )
    return Runtime(folder, said.stdout.strip())


def _python() -> str:
    """A Python 3.13 that runs: on the PATH, or among pyenv's.

    Raises:
        NoPython: there is none.
    """
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    found = sorted(map(str, pyenv.glob("versions/3.13.*/bin/python3.13")))
    for python in ("python3.13", *found):
        # One on the PATH may be pyenv's shim of a version that is not switched on.
        if (
            shutil.which(python)
            and not subprocess.run([python, "-c", "pass"], capture_output=True).returncode
        ):
            return shutil.which(python) or python
    raise NoPython(
        "There is no Python 3.13 here, which Colab has. Install it (python.org, or "
        "`uv python install 3.13`) and run `make colab` again."
    )


def _uv(*arguments: str) -> subprocess.CompletedProcess[str]:
    own = Path(sys.executable).with_name("uv")
    return subprocess.run([str(own), *arguments], capture_output=True, text=True)


def packages(python: Path) -> dict[str, str]:
    """Versions by name of all that is installed beside a Python."""
    done = _uv("pip", "freeze", "--python", str(python))
    lines = (line.partition("==") for line in done.stdout.splitlines())
    return {name: version for name, _, version in lines if version}


def write_kernel(
    python: Path, course: Course, folder: Path, environment: dict[str, str], startup: str
) -> None:
    """Describes a kernel that runs in `python` to Jupyter, under the name KERNEL.

    Args:
        folder: an empty one; JUPYTER_PATH has to hold it.
        environment: of the kernel, besides this process's own.
        startup: code before the first cell, in which the notebook's variables are `globals()`.
    """
    first = folder / "ipython" / "profile_default" / "startup" / "00-front-end.py"
    first.parent.mkdir(parents=True)
    first.write_text(_STARTUP.format(root=str(course.root), startup=startup))
    spec = folder / "kernels" / KERNEL / "kernel.json"
    spec.parent.mkdir(parents=True)
    command = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    own = environment | {"IPYTHONDIR": str(folder / "ipython")}
    facts = {"argv": command, "display_name": "Colab", "language": "python", "env": own}
    spec.write_text(json.dumps(facts))
