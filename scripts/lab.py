"""Opens the course in JupyterLab on this computer, without a Google account and without a network.

    python -m scripts.lab [--folder lab] [--no-browser] [--port N]

Lessons are copied into the folder once, and what lies there already is never touched. Their kernel
answers downloads and `pip install` as the grader's does, with the lessons' own files; what is
Colab's alone, the lessons say themselves. Exit status: JupyterLab's.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from pathlib import Path
from typing import NoReturn

from autograder.authoring.addresses import raw_address
from autograder.authoring.course import Course, find
from autograder.authoring.extras import extras
from autograder.authoring.lesson import read
from autograder.datasets.mnist.locate import locate_mnist
from autograder.run.colab._addresses import WHERE

#: in the lab's folder: what JupyterLab and its kernels need, and nothing of a student's
_OWN = ".jupyter"
#: runs in each kernel before its first cell
_STARTUP = """\
import json as _json
import pathlib as _pathlib
from autograder.datasets.mnist import when_imported as _when_imported
from autograder.run.colab.install import install_network as _install_network
_served = _json.loads(_pathlib.Path({served!r}).read_text())
_install_network(get_ipython(), _served.get(_pathlib.Path.cwd().name, {{}}))
_when_imported.install({mnist!r})
"""


def main() -> NoReturn:
    """Prepares the folder, and becomes JupyterLab in it."""
    parser = argparse.ArgumentParser(prog="python -m scripts.lab", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--folder", type=Path, help="where to work; `lab` beside the course")
    parser.add_argument("--no-browser", action="store_true", help="open no browser")
    parser.add_argument("--port", type=int, help="where JupyterLab listens; a free one by default")
    wanted = parser.parse_args()
    course = find()
    folder = (wanted.folder or course.root / "lab").absolute()
    new = prepare(course, folder)
    print(f"Your copies of the lessons lie in {folder}.", end=" ")
    print(f"New there: {', '.join(new)}." if new else "They are as you left them.")
    print("Stop with Ctrl-C. No Google account is needed, and no network.")
    sys.stdout.flush()
    command = [sys.executable, "-m", "jupyterlab", f"--notebook-dir={folder}"]
    # It would ask the network.
    command += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    command += ["--no-browser"] if wanted.no_browser else []
    command += [f"--port={wanted.port}", "--port-retries=0"] if wanted.port else []
    command += ["--allow-root"] if os.geteuid() == 0 else []
    os.chdir(folder)
    os.execve(sys.executable, command, environment(folder))  # noqa: S606


def prepare(course: Course, folder: Path) -> list[str]:
    """Copies notebooks that are not there yet, and describes the kernel that they run in.

    Returns:
        The lessons, and what stands beside them, that were copied.
    """
    new = []
    for lesson in (*(one.name for one in extras(course)), *course.lessons()):
        if not (folder / lesson).exists():
            shutil.copytree(course.students / lesson, folder / lesson)
            new.append(lesson)
    own = folder / _OWN
    served, startup = own / "served.json", own / "ipython/profile_default/startup/00-course.py"
    spec = own / "share/kernels/python3/kernel.json"
    news = own / "config/lab/user-settings/@jupyterlab/apputils-extension"
    news = news / "notification.jupyterlab-settings"
    for file in (served, startup, spec, news):
        file.parent.mkdir(parents=True, exist_ok=True)
    served.write_text(json.dumps({lesson: _served(course, lesson) for lesson in course.lessons()}))
    startup.write_text(_STARTUP.format(served=str(served), mnist=str(locate_mnist().path)))
    facts = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Python 3",
        "language": "python",
        "env": {"IPYTHONDIR": str(own / "ipython"), WHERE: "in `make lab`"},
    }
    spec.write_text(json.dumps(facts))
    if not news.exists():  # else JupyterLab asks whether it may fetch its news
        news.write_text(json.dumps({"fetchNews": "false"}))
    return new


def environment(folder: Path) -> dict[str, str]:
    """In which Jupyter finds that kernel first, and leaves the user's own settings alone."""
    own = folder / _OWN
    bin_folder = str(Path(sys.executable).parent)
    return {
        **os.environ,
        "PATH": f"{bin_folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "JUPYTER_PATH": str(own / "share"),
        **{
            f"JUPYTER_{kind}_DIR": str(own / kind.lower()) for kind in ("CONFIG", "DATA", "RUNTIME")
        },
    }


def _served(course: Course, lesson: str) -> dict[str, str]:
    """Address that the lesson reads → the folder or file on this computer that stands for it."""
    facts = read(course, lesson).facts
    own = course.solutions / lesson
    branches = (course.branch, f"refs/heads/{course.branch}")
    return {
        **{
            f"{raw_address(lesson, course, branch)}/": str(course.students / lesson)
            for branch in branches
        },
        **{address: str(own / path) for address, path in (facts.fixtures if facts else {}).items()},
    }


if __name__ == "__main__":
    main()
