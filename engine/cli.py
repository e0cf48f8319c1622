"""The `callwright` command: options that all subcommands share, and one place where errors become messages.

Exit status: 0 as asked, 1 not everything came out as asked, 2 nothing was done because something given was wrong.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from engine.commands.console import error
from engine.commands.lazy import lazy
from engine.logs import set_up_logs
from engine.settings import load_settings

_NO_SETTINGS: Final = ("CALLWRIGHT_LOG_LEVEL", "CALLWRIGHT_PASSWORD")
"""Variables of the command itself."""
_COMMANDS: Final = {
    "demo": "engine.commands.system.demo:demo",
    "run": "engine.commands.campaigns.run:run",
    "serve": "engine.commands.system.serve:serve",
    "preflight": "engine.commands.campaigns.preflight:preflight",
    "preview": "engine.commands.growth.preview:preview",
    "import": "engine.commands.people.lists:import_",
    "lists": "engine.commands.people.lists:lists",
    "segments": "engine.commands.growth.segments:app",
    "customers": "engine.commands.people.customers:app",
    "consent": "engine.commands.people.customers:consent_app",
    "do-not-call": "engine.commands.people.do_not_call:app",
    "campaigns": "engine.commands.campaigns.group:app",
    "agents": "engine.commands.campaigns.agents:app",
    "prompts": "engine.commands.scripts.prompts:app",
    "script": "engine.commands.scripts.group:app",
    "experiment": "engine.commands.growth.experiment:experiment",
    "score": "engine.commands.growth.score:app",
    "report": "engine.commands.campaigns.report:report",
    "deliveries": "engine.commands.outgoing.deliveries:app",
    "messages": "engine.commands.outgoing.messages:app",
    "models": "engine.commands.system.models:app",
    "accounts": "engine.commands.access.accounts:app",
    "tokens": "engine.commands.access.tokens:app",
    "audit": "engine.commands.access.audit:audit",
    "doctor": "engine.commands.system.doctor:doctor",
    "bench": "engine.commands.measuring.bench:app",
    "simulate": "engine.commands.measuring.simulate:app",
}

app = typer.Typer(cls=lazy(_COMMANDS), no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)


@app.callback()
def root(
    context: typer.Context,
    config: Annotated[Path | None, typer.Option(help="settings file (YAML); see configs/")] = None,
    log_level: Annotated[str, typer.Option(help="DEBUG, INFO, WARNING or ERROR")] = "WARNING",
) -> None:
    """An AI voice engine that places outbound phone calls."""
    os.environ["CALLWRIGHT_LOG_LEVEL"] = log_level  # for the processes that are started
    set_up_logs(log_level)
    environment = {name: value for name, value in os.environ.items() if name not in _NO_SETTINGS}
    context.obj = load_settings(config, environment)


def main() -> None:
    """Entry point."""
    # Before numpy is loaded, here and in processes that are started: threads over matrices as small as ours wait for each other.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        app()
    except Exception as problem:
        from engine.commands.explained import EXPLAINED  # knows every part of the engine

        if not isinstance(problem, EXPLAINED):
            raise
        error.print(str(problem), style="red", markup=False)
        sys.exit(2)


if __name__ == "__main__":
    main()
