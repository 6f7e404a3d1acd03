"""`autograder doctor`: prints what `autograder.cli.findings` has to say. [coordinator]"""

from __future__ import annotations

import click
from rich.console import Console


@click.command()
def doctor() -> int:
    """Says what this machine can do, and the one fix for each thing that it can't.

    \b
    Example:
      autograder doctor
    """
    from autograder.cli.findings import examine

    console = Console()
    marks = {"ok": "[green]ok[/]", "warning": "[yellow]warning[/]", "missing": "[red]missing[/]"}
    worst = 0
    for finding in examine():
        console.print(f"{marks[finding.state]}  {finding.name}: ", end="", highlight=False)
        console.print(finding.says, markup=False, highlight=False)
        if finding.fix:
            console.print(f"         → {finding.fix}", markup=False, highlight=False)
        worst = max(worst, finding.state == "missing")
    return int(worst)
