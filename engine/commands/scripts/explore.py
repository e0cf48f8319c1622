"""callwright script explore"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Annotated

import typer

from engine.commands.console import error, out
from engine.commands.context import settings_of
from engine.dialog.bundle import read_bundle
from engine.dialog.loader import load_bundle
from engine.rehearsal.personas.exploring import as_data, as_text, run
from engine.rehearsal.personas.exploring import explore as let_people_explore
from engine.rehearsal.personas.phrases import phrases_of, spoken_languages
from engine.rehearsal.spreading import jobs_for
from engine.rehearsal.staging import stages
from engine.rehearsal.transcript import transcript


def explore(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="a script")],
    runs: Annotated[int, typer.Option(min=1, help="how many calls")] = 200,
    seed: Annotated[int, typer.Option(help="the same seed gives the same calls")] = 1,
    only: Annotated[int | None, typer.Option("--run", min=0, help="show one of these calls, word for word")] = None,
    language: Annotated[str | None, typer.Option(help="one of the script's languages; its first unless told")] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="processes at a time; default: as many as there are processors")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="everything as JSON")] = False,
) -> None:
    """Simulated people (eager, annoyed, chatty, confused, silent, wrong number) talk with a script; shows where they get stuck."""
    script = load_bundle(read_bundle(path)).script_for(language)
    if script is None:
        raise typer.BadParameter(f"{path} does not speak {language}", param_hint="--language")
    if phrases_of(script.language) is None:
        known = ", ".join(spoken_languages())
        error.print(f"{script.language}: people say only what the script has as examples; more is known of {known}")
    stage = stages(settings_of(context))(script)
    if only is not None:
        made = run(stage, script.example_variables, seed, only)
        out.print(f"run {only}: {made.character}")
        for entry in transcript(made.call.events, script.language):
            out.print(str(entry), markup=False, soft_wrap=True)
        return
    begun_s = time.perf_counter()
    found = let_people_explore(stage, script.example_variables, runs, seed, jobs or jobs_for(runs))
    if as_json:
        typer.echo(json.dumps(as_data(found), indent=2, ensure_ascii=False))
    else:
        for line in as_text(found):
            out.print(line, markup=False, soft_wrap=True)
    error.print(f"{runs} calls in {time.perf_counter() - begun_s:.1f} s")
