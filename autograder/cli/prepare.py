"""`autograder prepare`: an environment for another course's assignment. [coordinator]"""

from __future__ import annotations

import shlex
from pathlib import Path

import click
from rich.console import Console

from autograder.cli.console import say


@click.command()
@click.argument("archive", metavar="ZIP", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the environment.  [default: environment-NAME]",
)
@click.option(
    "--python",
    metavar="VERSION",
    help="Python of the environment, as uv takes it.  [default: the one that runs this]",
)
@click.option("--without", multiple=True, metavar="NAME", help="A package to leave out.")
@click.option(
    "--tool",
    type=click.Path(path_type=Path, exists=True),
    help="Wheel or repository of autograder.  [default: where this one was installed from]",
)
def prepare(
    archive: Path,
    output: Path | None,
    python: str | None,
    without: tuple[str, ...],
    tool: Path | None,
) -> int:
    """Makes a Python environment for an Otter assignment: what its zip asks for, and autograder.

    ZIP is what `otter assign` made; what it asks for stands in its requirements.txt and
    environment.yml. uv resolves that together with what grading needs. Your own environment stays
    as it is.

    \b
    Examples:
      autograder prepare hw01-autograder.zip
      autograder prepare hw01-autograder.zip --output environments/hw01 --without r-base
    """
    from autograder.assignment.environment import itself, make, wanted

    asked = wanted(archive, without)
    folder = output or Path(f"environment-{archive.stem.partition('-autograder_')[0]}")
    for line in asked.requirements:
        click.echo(line)
    if asked.python:
        say(f"The zip asks for Python {asked.python}; --python {asked.python} takes that one.")
    with Console(stderr=True).status(f"making {folder}"):
        command = make(folder, asked, [str(tool.resolve())] if tool else itself(), python)
    words = [str(command), "grade", "submissions/", "--output", "graded/"]
    say(f"Ready. Now grade with it:\n  {shlex.join([*words, '--assignment', str(archive)])}")
    return 0
