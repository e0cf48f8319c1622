"""callwright script chat"""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from engine.commands.console import error, out
from engine.commands.context import settings_of
from engine.dialog.bundle import read_bundle
from engine.dialog.explain import did_you_mean
from engine.dialog.loader import load_bundle
from engine.dialog.machine import checked_variables
from engine.dialog.script import Script
from engine.dialog.ways import LookUp
from engine.dialog.wording import MissingVariable, UnfitVariable
from engine.rehearsal.chat import Chat, ExplainingClassifier, record_lines
from engine.rehearsal.lookups import Answer
from engine.rehearsal.rehearsed import Circumstances
from engine.rehearsal.stage import RECOGNITION_MS
from engine.rehearsal.staging import stages

_STYLES: Final = {"bot": "bold cyan", "person": "bold", "note": "dim", "problem": "red"}
_INDENTS: Final = {"bot": "", "person": "> ", "note": "    ", "problem": "    "}
_LOOKUP: Final = re.compile(r"([^.=\s]+)\.([^.=\s]+)=(.*)")


def chat(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="a script")],
    language: Annotated[str | None, typer.Option(help="one of the script's languages; its first unless told")] = None,
    lead: Annotated[list[str] | None, typer.Option(help="a column of the lead as name=value; the rest has the examples")] = None,
    lookup: Annotated[list[str] | None, typer.Option(help="what a webhook answers, as node.slot=value; one without fails")] = None,
    recognition_ms: Annotated[int, typer.Option(min=0, help="how long recognition takes")] = RECOGNITION_MS,
) -> None:
    """Talks with a script by text: you type what the person says, and see what is understood, done and written down.

    Lines are also taken from a pipe. /help tells what else can be typed.
    """
    script = load_bundle(read_bundle(path)).script_for(language)
    if script is None:
        raise typer.BadParameter(f"{path} does not speak {language}", param_hint="--language")
    variables = {**script.example_variables, **_columns(lead or [])}
    try:
        checked_variables(script, variables, datetime.now(UTC))
    except (MissingVariable, UnfitVariable) as problem:
        raise typer.BadParameter(str(problem), param_hint="--lead") from problem
    answers = _answers(script, lookup or [])
    stage = stages(settings_of(context), recognition_ms)(script)
    classifier = ExplainingClassifier(stage.classifier)
    person = Chat(_next_line, _show, lambda text: classifier.reasons.get(text, ""))
    call = replace(stage, classifier=classifier).call(person, Circumstances(variables, lookups=answers), person)
    out.print()
    for line in record_lines(call):
        out.print(line, markup=False)


def _columns(given: list[str]) -> dict[str, str]:
    if wrong := [column for column in given if "=" not in column]:
        raise typer.BadParameter(f"{wrong[0]}: write name=value", param_hint="--lead")
    return dict(column.split("=", 1) for column in given)


def _answers(script: Script, given: list[str]) -> dict[str, Answer]:
    asking = {name: node.way.save for name, node in script.nodes.items() if isinstance(node.way, LookUp)}
    answers: dict[str, dict[str, str]] = {}
    for one in given:
        match = _LOOKUP.fullmatch(one)
        if match is None:
            raise typer.BadParameter(f"{one}: write node.slot=value", param_hint="--lookup")
        node, slot, value = match.groups()
        if node not in asking:
            raise typer.BadParameter(f"'{node}' is no node with a webhook{did_you_mean(node, asking)}", param_hint="--lookup")
        if slot not in asking[node]:
            raise typer.BadParameter(f"'{node}' saves no '{slot}'{did_you_mean(slot, asking[node])}", param_hint="--lookup")
        answers.setdefault(node, {})[slot] = value
    return {node: Answer(values) for node, values in answers.items()}


def _next_line() -> str | None:
    if sys.stdin.isatty():
        try:
            return out.input("[bold]> [/]")
        except EOFError:
            return None
    line = sys.stdin.readline()
    if not line:
        return None
    _show(line.strip(), "person")
    return line.strip()


def _show(text: str, kind: str) -> None:
    printer = error if kind == "problem" else out
    for line in text.splitlines():
        printer.print(f"{_INDENTS[kind]}{line}", style=_STYLES[kind], markup=False, soft_wrap=True)
