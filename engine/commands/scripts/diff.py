"""callwright script diff"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Final

import msgspec
import typer

from engine.commands.console import out
from engine.commands.databases import DatabaseOption, opened_database
from engine.commands.scripts.versions import Format
from engine.publishing.described import described
from engine.publishing.diff.compare import compare
from engine.publishing.diff.text import as_lines
from engine.publishing.finding import Draft, Named, find_script, named
from engine.publishing.packing import bundle_of
from engine.publishing.references import Live, parse_reference
from engine.store.scripts.contents import Content

_STYLES: Final[Mapping[str, str]] = {"+": "green", "-": "red", "~": "yellow"}


def diff(
    context: typer.Context,
    before: Annotated[str, typer.Argument(help="a file, id@3 for a version, or an id for the live one")],
    after: Annotated[
        str | None, typer.Argument(help="likewise; left out: BEFORE is a file, and is compared with what is live")
    ] = None,
    format: Annotated[Format, typer.Option(help="text for people, json for programs")] = Format.TEXT,
    database: DatabaseOption = None,
) -> None:
    """What changed between two scripts, node by node: texts by language, ways on, intents' examples, settings."""
    names = _compared(before, after)
    old, new = (described(text, bundle_of(content)) for text, content in _contents(context, database, names))
    found = compare(old, new)
    if format is Format.JSON:
        typer.echo(msgspec.json.format(msgspec.json.encode(found)))
        return
    for line in as_lines(found):
        out.print(line, style=_STYLES.get(line.strip()[:1]), markup=False, soft_wrap=True)


def _compared(before: str, after: str | None) -> list[tuple[str, Named]]:
    """What is compared, by its name."""
    first = named(parse_reference(before))
    if after is not None:
        return [(before, first), (after, named(parse_reference(after)))]
    if not isinstance(first, Draft):
        raise typer.BadParameter(f"compared with what? a file alone is compared with its live version, {before} is none")
    return [(first.content.script_id, Live(first.content.script_id)), (before, first)]


def _contents(context: typer.Context, database: str | None, names: Sequence[tuple[str, Named]]) -> list[tuple[str, Content]]:
    """The scripts, each with the name under which it is shown: a live version's number is told."""
    drafts = [(text, name.content) for text, name in names if isinstance(name, Draft)]
    if len(drafts) == len(names):
        return drafts
    with opened_database(context, database) as opened:
        found = opened.read(lambda session: [find_script(session, name) for _, name in names])
    return [
        (text if isinstance(name, Draft) else script.pin.label, script.content)
        for (text, name), script in zip(names, found, strict=True)
    ]
