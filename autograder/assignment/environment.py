"""Makes a Python environment with what an assignment's zip asks for, and this tool. [coordinator]

uv resolves both together, so that the versions that the zip asks for and those that grading needs
fit, or nothing is installed: https://docs.astral.sh/uv/pip/environments/
"""

from __future__ import annotations

import importlib.metadata
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from packaging.utils import canonicalize_name

from autograder import DISTRIBUTION
from autograder.assignment.model import CONFIG_FILE, AssignmentError, requirement_files
from autograder.assignment.packages import names_of, python_of, requirements_of
from autograder.errors import MachineError, UserError


class EnvironmentRefused(UserError):
    """An environment cannot be made as it was asked for. The message says what to do."""


class NoUvError(MachineError):
    """uv is not installed. The message says how to get it."""


@dataclass(frozen=True)
class Wanted:
    """What an assignment asks for.

    Attributes:
        requirements: as pip takes them, a line each.
        python: the version of Python, such as `3.12`; empty where none is asked for.
    """

    requirements: tuple[str, ...]
    python: str = ""


def wanted(archive: Path, without: Collection[str] = ()) -> Wanted:
    """Reads what a zip asks for.

    Args:
        without: names of packages that are left out.

    Raises:
        AssignmentError: it cannot be read.
    """
    try:
        with zipfile.ZipFile(archive) as zipped:
            config = (
                json.loads(zipped.read(CONFIG_FILE)) if CONFIG_FILE in zipped.namelist() else {}
            )
            files = requirement_files(zipped, config if isinstance(config, dict) else {})
    except FileNotFoundError:
        raise AssignmentError(f"{archive} does not exist.") from None
    except (OSError, ValueError, RuntimeError, zipfile.BadZipFile) as error:
        raise AssignmentError(f"{archive} cannot be read as a zip: {error}.") from None
    left_out = {canonicalize_name(name) for name in without}
    lines = [line for line in requirements_of(*files) if not {*names_of(line)} & left_out]
    return Wanted(tuple(lines), python_of(files[1]))


def itself() -> list[str]:
    """What uv has to be given to install this very tool.

    Raises:
        EnvironmentRefused: where it was installed from is not known, or is gone.
    """
    text = importlib.metadata.distribution(DISTRIBUTION).read_text("direct_url.json")
    origin = json.loads(text) if text else {}
    place = Path(unquote(urlsplit(str(origin.get("url", ""))).path))
    if urlsplit(str(origin.get("url", ""))).scheme == "file" and place.exists():
        return ["-e", str(place)] if origin.get("dir_info", {}).get("editable") else [str(place)]
    raise EnvironmentRefused(
        "It is not known where autograder itself was installed from. Name its wheel, or the folder "
        "of its repository, by --tool."
    )


def make(folder: Path, asked: Wanted, tool: Sequence[str], python: str | None = None) -> Path:
    """Makes the environment, or brings one that it has made before up to date.

    Args:
        folder: where to.
        tool: as `itself` gives it.
        python: a version, or a path, as `uv venv --python` takes it; that of this process by
            default.

    Returns:
        The `autograder` command in it.

    Raises:
        NoUvError: there is no uv.
        EnvironmentRefused: the folder holds something else, or no versions fit together.
    """
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if uv is None:
        raise NoUvError("uv makes environments, and is not installed. `pip install uv`")
    is_new = not folder.exists() or not any(folder.iterdir())
    if not is_new and not (folder / "pyvenv.cfg").is_file():
        raise EnvironmentRefused(f"{folder} holds something else. Name another folder by --output.")
    if is_new:
        _run([uv, "venv", "--quiet", "--python", python or sys.executable, str(folder.resolve())])
    command = folder.resolve() / "bin" / "autograder"
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as listed:
        listed.write("".join(f"{line}\n" for line in asked.requirements))
        listed.flush()
        inside = str(folder.resolve() / "bin" / "python")
        install = [uv, "pip", "install", "--quiet", "--python", inside, *tool, "-r", listed.name]
        try:
            _run(install)
        except BaseException:
            if is_new:  # half an environment would be taken for a whole one
                shutil.rmtree(folder, ignore_errors=True)
            raise
    return command


def _run(command: Sequence[str]) -> None:
    # Not where a pyproject.toml lies, whose settings uv would follow.
    done = subprocess.run(
        command, cwd=tempfile.gettempdir(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = done.stderr.strip() or done.stdout.strip()
        raise EnvironmentRefused(
            f"uv could not make the environment:\n{said}\nLeave a package out by --without NAME, "
            "or take another Python by --python."
        )
