"""What typical answers leave behind when they are trained, as students hand it in.

    python -m scripts.evidence [04-mnist-ann/kept/solution …]

trains answers of the demo class and writes what their students hand in to these folders of
`solutions/`, by default to all that are there, so that `autograder demo` need not train. What lies
in `kept-on-stand-ins/` is trained on synthetic data sets, for machines without the others. Weights
are rounded to half their digits, which halves what they take packed and changes no accuracy by more
than a picture or two.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

import nbformat

from autograder.authoring.answers import DIGEST, KEPT_ON_STAND_INS, notebook_of, read_answers
from autograder.authoring.course import find
from autograder.authoring.publish import emit_lesson
from autograder.capture.exchange import KEPT
from autograder.datasets.dataset import Located
from autograder.datasets.mnist.locate import locate_mnist, stand_in
from autograder.files import write_atomically
from autograder.run.kernel.forkserver import ForkServer
from autograder.run.kernel.workspace import workspace
from autograder.run.notebook import execute


def trained(
    notebook: nbformat.NotebookNode, fork_server: ForkServer, mnist: Located
) -> dict[str, bytes]:
    """Runs a notebook of ours, with the cells that keep what takes long.

    Not in a sandbox, whose disk would be gone with the notebook.

    Returns:
        Path below the folder that it was kept in → content.
    """
    with workspace() as folder:
        execute(
            nbformat.writes(notebook).encode(),
            fork_server=fork_server,
            workspace=folder,
            datasets={"mnist": str(mnist.path)},
            isolated=False,
        )
        [lesson] = (folder / "work" / KEPT).iterdir()
        return {
            path.relative_to(lesson).as_posix(): path.read_bytes()
            for path in sorted(lesson.rglob("*"))
            if path.is_file()
        }


def main() -> int:
    """Returns the exit status."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    course = find()
    there = [
        str(path.relative_to(course.solutions))
        for kind in (KEPT, KEPT_ON_STAND_INS)
        for path in course.solutions.glob(f"*/{kind}/*/")
    ]
    places = [Path(place).parts for place in sys.argv[1:] or sorted(there)]
    mnist = {KEPT: locate_mnist(), KEPT_ON_STAND_INS: stand_in()}
    if mnist[KEPT].is_synthetic and any(kind == KEPT for _, kind, _ in places):
        print("Students train on MNIST itself. Name its folder in COURSE_DATASETS.")
        return 2
    with ForkServer() as fork_server:
        for lesson, kind, name in places:
            place = Path(lesson, kind, name)
            [answer] = [one for one in read_answers(course, lesson) if one.name == name]
            print(f"training {place}", file=sys.stderr, flush=True)
            notebook = notebook_of(answer, emit_lesson(course, lesson))
            files = trained(notebook, fork_server, mnist[kind])
            shutil.rmtree(course.solutions / place, ignore_errors=True)
            for path, content in files.items():
                data = _rounded(content) if path.endswith(".keras") else content
                # TensorBoard writes a machine's name into that of its files.
                path = re.sub(r"(tfevents\.\d+)\.[^/]+?(\.\d+\.\d+\.v2)$", r"\1.colab\2", path)
                write_atomically(course.solutions / place / path, data)
            if kind == KEPT_ON_STAND_INS:
                digest = course.solutions / lesson / kind / DIGEST
                write_atomically(digest, f"{mnist[kind].sha256}\n")
    return 0


def _rounded(content: bytes) -> bytes:
    """A `.keras` file without its optimizer's state, and with weights of eleven binary digits."""
    import numpy as np

    from autograder.capture import keras_file

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.keras")
        path.write_bytes(content)
        model = keras_file.read(path)
        model.set_weights([w.astype(np.float16).astype(w.dtype) for w in model.get_weights()])
        model.save(path)
        packed = io.BytesIO()
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(packed, "w") as new:
            for name in old.namelist():
                new.writestr(name, old.read(name), zipfile.ZIP_DEFLATED, 9)
        return packed.getvalue()


if __name__ == "__main__":
    sys.exit(main())
