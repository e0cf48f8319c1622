"""callwright script …"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from engine.commands.console import error, out
from engine.commands.lazy import lazy
from engine.dialog.loader import check_script
from engine.dialog.problems import Severity
from engine.dialog.published import json_schema

_COMMANDS: Final = {
    "test": "engine.commands.script_tests:run_tests",
    "chat": "engine.commands.script_chat:chat",
    "graph": "engine.commands.script_graph:graph",
    "explore": "engine.commands.script_explore:explore",
    "publish": "engine.commands.script_versions:publish",
    "versions": "engine.commands.script_versions:versions",
    "rollback": "engine.commands.script_versions:rollback",
    "diff": "engine.commands.script_diff:diff",
}

app = typer.Typer(cls=lazy(_COMMANDS), help="Work on dialog scripts.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Work on dialog scripts."""


@app.command()
def schema() -> None:
    """Prints the script format as JSON Schema, for editors that complete and check as you type."""
    out.print(json_schema(), markup=False, highlight=False, soft_wrap=True, end="")


@app.command()
def check(path: Annotated[Path, typer.Argument(help="a script, or a folder of scripts")]) -> None:
    """Checks a script, or every script in a folder; names file, line and field of whatever is wrong."""
    files = sorted(file for file in path.glob("*.yaml") if not file.name.endswith(".test.yaml")) if path.is_dir() else [path]
    if not files:
        error.print(f"{path}: no *.yaml in this folder")
        raise typer.Exit(2)
    failed = 0
    for file in files:
        checked = check_script(file)
        for problem in checked.problems:
            error.print(str(problem), style="red" if problem.severity is Severity.ERROR else "yellow", markup=False)
        if checked.script is None:
            failed += 1
        else:
            script = checked.script
            out.print(f"{file}: ok, {len(script.nodes)} nodes, {len(script.intents)} intents, language {script.language}")
    if failed:
        raise typer.Exit(1)
