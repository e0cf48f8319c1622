"""callwright script graph"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from engine.commands.console import error
from engine.dialog.bundle import read_bundle
from engine.dialog.loader import load_bundle
from engine.rehearsal.drawing.mermaid import as_mermaid
from engine.rehearsal.drawing.picture import Look, picture
from engine.rehearsal.drawing.svg import as_svg


class Format(StrEnum):
    MERMAID = "mermaid"
    SVG = "svg"


def graph(
    path: Annotated[Path, typer.Argument(help="a script")],
    format: Annotated[Format | None, typer.Option(help="default: as the name of --out ends, else mermaid")] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="file to write; default: standard output")] = None,
    language: Annotated[str | None, typer.Option(help="one of the script's languages; its first unless told")] = None,
    built_in: Annotated[bool, typer.Option("--built-in", help="with the answers that every script has by itself")] = False,
) -> None:
    """Draws the flow of a script; what leads nowhere and what is never reached is coloured."""
    script = load_bundle(read_bundle(path)).script_for(language)
    if script is None:
        raise typer.BadParameter(f"{path} does not speak {language}", param_hint="--language")
    shown = picture(script, built_in=built_in)
    chosen = format or (Format.SVG if out and out.suffix == ".svg" else Format.MERMAID)
    text = as_svg(shown) if chosen is Format.SVG else as_mermaid(shown)
    if out:
        out.write_text(text, encoding="utf-8")
    else:
        typer.echo(text, nl=False)
    for box in shown.boxes:
        if box.look in (Look.UNREACHABLE, Look.DEAD_END):
            why = "is never reached" if box.look is Look.UNREACHABLE else "leads nowhere"
            error.print(f"{path}: nodes.{box.name}: {why}", markup=False)
