"""The `callwright` command: options that all subcommands share, and one place where errors become messages.

Exit status: 0 as asked, 1 not everything came out as asked, 2 nothing was done because something given was wrong.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from engine.call.worker_process import WorkerStartFailed
from engine.campaign.problems import LeadsError
from engine.commands import bench, models, script
from engine.commands.console import error
from engine.commands.demo import demo
from engine.commands.doctor import doctor
from engine.commands.run import run
from engine.dialog.problems import ScriptError
from engine.logs import set_up_logs
from engine.settings import SettingsError, load_settings
from engine.speech.api import SpeechUnavailable
from engine.store.errors import StoreError
from engine.trunks import TrunkError

_EXPLAINED: Final = (SettingsError, ScriptError, LeadsError, TrunkError, StoreError, SpeechUnavailable, WorkerStartFailed, OSError)
"""Errors whose message tells the user what is wrong; anything else is a bug and shows its traceback."""

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)


@app.callback()
def root(
    context: typer.Context,
    config: Annotated[Path | None, typer.Option(help="settings file (YAML); see configs/")] = None,
    log_level: Annotated[str, typer.Option(help="DEBUG, INFO, WARNING or ERROR")] = "WARNING",
) -> None:
    """An AI voice engine that places outbound phone calls."""
    os.environ["CALLWRIGHT_LOG_LEVEL"] = log_level  # for the processes that are started
    set_up_logs(log_level)
    environment = {name: value for name, value in os.environ.items() if name != "CALLWRIGHT_LOG_LEVEL"}
    context.obj = load_settings(config, environment)


app.command()(demo)
app.command()(run)
app.add_typer(script.app, name="script")
app.add_typer(models.app, name="models")
app.command()(doctor)
app.add_typer(bench.app, name="bench")


def main() -> None:
    """Entry point."""
    try:
        app()
    except _EXPLAINED as problem:
        error.print(str(problem), style="red", markup=False)
        sys.exit(2)
