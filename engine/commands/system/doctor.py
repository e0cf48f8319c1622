"""callwright doctor"""

from __future__ import annotations

import typer

from engine.commands.console import out
from engine.commands.context import settings_of
from engine.health import examine


def doctor(context: typer.Context) -> None:
    """Checks this machine and says what is wrong and what to do. Exit 1 if anything is."""
    sick = 0
    for finding in examine(settings_of(context)):
        mark = "[green]ok[/]  " if finding.ok else "[red]BAD[/] "
        out.print(f"{mark} {finding.subject}: {finding.detail}")
        if not finding.ok:
            sick += 1
            out.print(f"      {finding.remedy}", markup=False)
    if sick:
        raise typer.Exit(1)
