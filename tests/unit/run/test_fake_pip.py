"""The fake pip: which command lines it answers without starting a Python, and what it says."""

import contextlib
import sys
from types import SimpleNamespace

import pytest

from autograder.run.colab import _magics

# Its finder takes the place of Python's for good: it must not be among those that a test removes.
with contextlib.suppress(ImportError):
    import importlib_metadata  # noqa: F401


@pytest.fixture
def shell(monkeypatch):
    """What `_magics.install` needs of IPython's shell, with the fakes first on the path."""
    monkeypatch.setenv("PATH", str(_magics._FAKES), prepend=":")
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    made = SimpleNamespace(
        user_ns={},
        var_expand=lambda command, depth: command,
        register_magic_function=lambda *_, **__: None,
    )
    _magics.install(made)
    return made


@pytest.fixture
def started(monkeypatch):
    """Command lines that were handed to a shell."""
    commands: list[str] = []
    monkeypatch.setattr(_magics, "_run", commands.append)
    return commands


@pytest.mark.parametrize(
    "command",
    [
        "pip install numpy",
        "pip3 install -q 'numpy>=1' \"pandas[excel]\"",
        f"{sys.executable} -m pip install numpy",
    ],
)
def test_pip_alone_is_answered_in_the_kernel(shell, started, command):
    shell.system(command)
    assert started == []
    assert shell.user_ns["_exit_code"] == 0


@pytest.mark.parametrize(
    "command",
    [
        "pip install numpy | tail -1",
        "pip install numpy && echo done",
        "pip list > packages.txt",
        "pip install $NAME",
        'pip install "$NAME"',
        "pip install *.whl",
        "pip install ~/tiny",
        "pip install numpy\npip install pandas",
        "PIP_QUIET=1 pip install numpy",
        "pip install 'open",
        "python -m pip install numpy",
        "ls",
    ],
)
def test_what_a_shell_would_do_something_with_is_left_to_the_shell(shell, started, command):
    shell.system(command)
    assert started == [command]


def test_a_pip_of_the_notebooks_own_is_run_as_it_is(shell, started, tmp_path, monkeypatch):
    (tmp_path / "pip").write_text("#!/bin/sh\necho mine\n")
    (tmp_path / "pip").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    shell.system("pip install numpy")
    assert started == ["pip install numpy"]


def test_what_it_refuses_goes_where_output_goes_and_sets_the_exit_code(shell, capsys):
    shell.system("pip show no-such-package")
    assert shell.user_ns["_exit_code"] == 1
    assert capsys.readouterr() == ("WARNING: Package(s) not found: no-such-package\n", "")
    shell.system("pip install -r no-such-file.txt")
    assert "Could not open requirements file" in capsys.readouterr().out


def test_it_sees_the_packages_of_a_fresh_python_and_not_a_folder_of_the_notebooks(
    shell, capsys, tmp_path, monkeypatch
):
    (tmp_path / "tiny-1.0.dist-info").mkdir()
    (tmp_path / "tiny-1.0.dist-info" / "METADATA").write_text("Name: tiny\nVersion: 1.0\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    shell.system("pip show tiny")
    assert "not found: tiny" in capsys.readouterr().out
    assert sys.path[0] == str(tmp_path)


def test_show_names_what_needs_a_package_under_any_spelling(shell, capsys, tmp_path, monkeypatch):
    pytest.importorskip("importlib_metadata")  # it finds packages from there on, and is stricter
    for name, needs in {"A.B_c": "", "one": "a-b-c>=1", "two": "a-b-c-d", "three": "A_B.C"}.items():
        metadata = tmp_path / f"{name}-1.0.dist-info" / "METADATA"
        metadata.parent.mkdir()
        needed = f"Requires-Dist: {needs}\n" if needs else ""
        metadata.write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{needed}")
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    _magics.install(shell)
    shell.system("pip show a-b-c")
    said = capsys.readouterr().out.splitlines()
    assert "Name: A.B_c" in said
    assert "Required-by: one, three" in said
