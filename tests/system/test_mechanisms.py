"""Every way of isolating student code keeps the same promises."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import psutil
import pytest

import autograder

PROBE = Path(__file__).parents[1] / "support" / "probe.py"
NO_NAMESPACES = ("PYTHON", str(PROBE.parent / "no_namespaces.py"))
NOBODY = 65534
pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can try it as other users")


@pytest.fixture
def probe(public_python, tmp_path):
    """Runs a notebook that looks for ways out; returns what it found."""
    secret = tmp_path / "hidden_tests.py"
    secret.write_text("assert answer == 42")

    def probe(kind: str, *before: str, user: int | None = None):
        done = subprocess.run(
            [
                *(part.replace("PYTHON", str(public_python)) for part in before),
                *(str(public_python), str(PROBE), kind, str(secret)),
            ],
            user=user,
            group=user,
            extra_groups=None if user is None else [],
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(Path(autograder.__file__).parents[1]),
                "SECRET_OF_THE_GRADER": "1",
            },
            cwd="/",
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        said = json.loads(done.stdout)
        if "refused" in said:
            return said
        [problem] = said["problems"]
        assert problem.startswith("cell 2 ended Python itself"), said
        before, after = map(json.loads, said["shown"])
        assert before == after
        return said["kind"], after

    return probe


NOTHING_FOUND = {
    "works": True,
    "secret": False,
    "root": False,
    "proc_sys": False,
    "network": False,
    "signal": False,
    "memory": False,
    "environment": False,
    "namespaces": False,
    "own_secrets": False,
    "connects": [],
    "sends": [],
    "watches": False,
}


@pytest.mark.parametrize(
    ("kind", "user"),
    [
        # what all other tests of the sandbox run in, where they run as root
        pytest.param("namespaces", None, marks=pytest.mark.slow),
        *(("namespaces", NOBODY), ("user", None)),
        pytest.param("bubblewrap", NOBODY, marks=pytest.mark.slow),
    ],
)
def test_student_code_works_and_finds_no_way_out(probe, kind, user):
    if kind == "bubblewrap" and not shutil.which("bwrap"):
        pytest.skip("bwrap is not installed")
    assert probe(kind, user=user) == (kind, NOTHING_FOUND)
    left = [p for p in psutil.process_iter(["cmdline"]) if "161803" in (p.info["cmdline"] or [])]
    assert left == []


def test_root_in_a_container_without_namespaces_uses_a_user_id_per_submission(probe):
    without = ("setpriv", "--bounding-set", "-sys_admin", "--inh-caps", "-sys_admin")
    assert probe("auto", *NO_NAMESPACES, *without) == ("user", NOTHING_FOUND)


def test_a_user_without_any_way_is_refused_with_what_to_do(probe):
    said = probe("auto", *NO_NAMESPACES, user=NOBODY)
    assert "kernel.unprivileged_userns_clone=1" in said["refused"]
    assert "--isolation none" in said["refused"]


@pytest.mark.mnist
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["bubblewrap", "user"])
def test_what_was_handed_in_is_read_everywhere_and_no_file_of_it_is_imported(public_python, kind):
    if kind == "bubblewrap" and not shutil.which("bwrap"):
        pytest.skip("bwrap is not installed")
    checkout = Path(autograder.__file__).parents[1]
    done = subprocess.run(
        [str(public_python), "-m", "tests.support.grade_evidence", kind],
        env={**os.environ, "PYTHONPATH": str(checkout)},
        cwd=checkout,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    questions = ("q2", "q3", "q4", "q5")
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "isolation": kind,
        "score": 7,
        "trust": {"q1": "isolated", **dict.fromkeys(questions, "evidence")},
        "problems": [],
    }
