"""All scripts: drafts on this machine, and what is published of them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from nicegui import ui
from sqlalchemy.orm import Session

from engine.store.scripts import versions
from engine.web.access import Permission
from engine.web.console.acts import button, done
from engine.web.console.designing.drafts import DraftError, Drafts
from engine.web.console.look.markup import Content, joined, tag
from engine.web.console.look.parts import Heading, empty, table, title
from engine.web.console.native import Dialog
from engine.web.console.page import Desk, Page, shown


@dataclass(frozen=True, slots=True)
class Published:
    """What is published of a script."""

    script_id: str
    live: int | None
    versions: int
    last: float
    """When a version became live last, Unix seconds."""
    by: str


def published(session: Session) -> dict[str, Published]:
    """By the script's id."""
    found = {}
    for script_id in versions.published_ids(session):
        live, last = versions.live(session, script_id), versions.releases(session, script_id)[-1]
        count = len(versions.versions(session, script_id))
        found[script_id] = Published(script_id, live.number if live else None, count, last.at, last.by)
    return found


async def scripts(desk: Desk) -> None:
    """The table."""
    drafts = Drafts(desk.service.settings.web.scripts_dir)
    names = await asyncio.to_thread(drafts.names)
    ids = await asyncio.to_thread(script_ids, drafts, names)
    known = await desk.read(published)
    with ui.element("div").classes("head"):
        told = desk.t("What the bot says, and what it understands. Calls run published versions; drafts are for you.")
        shown(title(desk.t("Scripts"), told))
        if names and desk.viewer.may(Permission.SCRIPTS_EDIT):
            button(desk, desk.t("New script"), lambda: _new(desk, drafts, names), "primary")
    if not names and not known:
        folder = tag(
            "p",
            desk.t(
                "The folder {folder} holds no scripts. Put one there to begin with.",
                folder=str(desk.service.settings.web.scripts_dir),
            ),
        )
        shown(tag("section", empty("scripts", desk.t("No script yet"), folder), class_="card"))
        return
    headings = [
        Heading(desk.t("Script")),
        Heading(desk.t("Live version")),
        Heading(desk.t("Versions"), number=True, optional=True),
        Heading(desk.t("Last change"), optional=True),
    ]
    unread = desk.t("cannot be read")
    rows = [_row(desk, name, known.get(ids[name] or "")) if name in ids else _row(desk, name, None, unread) for name in names]
    rows += [_row(desk, None, one) for script_id, one in known.items() if script_id not in ids.values()]
    shown(tag("section", table(headings, rows, desk.t("Scripts")), class_="card flush"))


def script_ids(drafts: Drafts, names: Sequence[str]) -> dict[str, str | None]:
    """Of the drafts that can be read; the pages of the others say why not."""
    ids = {}
    for name in names:
        with suppress(DraftError):
            ids[name] = script_id_in(drafts.open(name).text)
    return ids


def script_id_in(text: str) -> str | None:
    """The `id:` of a script, be it sound or not."""
    line = next((line for line in text.splitlines() if line.startswith("id:")), None)
    return line.partition(":")[2].partition("#")[0].strip() if line else None


def _row(desk: Desk, name: str | None, known: Published | None, fault: str | None = None) -> tuple[Content, ...]:
    said = known.script_id if known else fault or desk.t("never published")
    first = tag("a", name, href=f"/scripts/{name}", class_="main") if name else tag("b", known.script_id if known else "")
    return (
        joined(first, tag("span", said, class_="under")),
        f"{known.script_id}@{known.live}" if known and known.live else "–",
        f"{known.versions:,}" if known else "0",
        desk.t("{time} by {who}", time=desk.viewer.texts.time(known.last), who=known.by) if known else None,
    )


async def _new(desk: Desk, drafts: Drafts, names: list[str]) -> None:
    with Dialog() as dialog, ui.element("div").classes("dialog"):
        ui.label(desk.t("New script")).props("role=heading aria-level=2").style("font-size:1.13rem;font-weight:600")
        name = ui.input(desk.t("Name")).props("outlined dense autofocus maxlength=64")
        name.props["hint"] = desk.t("small letters, digits, - and _; it is the script's id, too")
        source = ui.select(names, value=names[0], label=desk.t("Begins as a copy of")).props("outlined dense options-dense")

        async def make() -> None:
            made = await asyncio.to_thread(drafts.copy, str(source.value), str(name.value or "").strip())
            await desk.deed(lambda _session: None, "script.created", f"script {made.name}")
            ui.navigate.to(f"/scripts/{made.name}")

        with ui.element("div").classes("row"):
            ui.button(desk.t("Cancel"), color=None, on_click=dialog.close).props("unelevated").classes("button")
            ui.button(desk.t("Create"), color=None, on_click=lambda: done(desk, make)).props("unelevated").classes("button primary")
    dialog.open()


PAGES: Final = (Page("/scripts", "Scripts", Permission.SCRIPTS_READ, scripts, compiles=True),)
