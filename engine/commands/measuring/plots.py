"""callwright bench plots"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from engine.bench.figures import Document
from engine.bench.plots import write_plots
from engine.commands.console import out


def plots(
    results: Annotated[list[Path], typer.Argument(help="JSON files of `bench conversation`, in the order of the legend")],
    folder: Annotated[Path, typer.Option("--folder", "-o", help="for the PNG files; needs the extra `bench`")] = Path("var/plots"),
) -> None:
    """Draws runs of the conversation benchmark that were made one by one as one set of plots."""
    runs = [run for path in results for run in _read(path).runs]
    out.print(*write_plots(runs, folder), sep="\n")


def _read(path: Path) -> Document:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Document)
    except msgspec.DecodeError as error:
        raise typer.BadParameter(f"{path}: is not the JSON of `bench conversation`: {error}") from error
