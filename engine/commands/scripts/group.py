"""callwright script …"""

from __future__ import annotations

import logging
from typing import Final

import typer

from engine.commands.console import out
from engine.commands.lazy import lazy
from engine.dialog.published import json_schema

_COMMANDS: Final = {
    "check": "engine.commands.scripts.check:check",
    "test": "engine.commands.scripts.testing:run_tests",
    "test-from-call": "engine.commands.scripts.from_call:from_call",
    "chat": "engine.commands.scripts.chat:chat",
    "graph": "engine.commands.scripts.graph:graph",
    "explore": "engine.commands.scripts.explore:explore",
    "publish": "engine.commands.scripts.versions:publish",
    "versions": "engine.commands.scripts.versions:versions",
    "rollback": "engine.commands.scripts.versions:rollback",
    "diff": "engine.commands.scripts.diff:diff",
}

app = typer.Typer(cls=lazy(_COMMANDS), help="Work on dialog scripts.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Work on dialog scripts."""
    logging.getLogger("engine.call").setLevel(logging.ERROR)  # what happens in a rehearsed call stands in its transcript


@app.command()
def schema() -> None:
    """Prints the script format as JSON Schema, for editors that complete and check as you type."""
    out.print(json_schema(), markup=False, highlight=False, soft_wrap=True, end="")
