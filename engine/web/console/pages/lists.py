"""Lists: those that are there, and a new one from a file."""

from __future__ import annotations

from typing import Final

from nicegui import ui

from engine.store.lists import ListSummary, summaries
from engine.web.access import Permission
from engine.web.console.look.markup import Content, joined, tag
from engine.web.console.look.parts import Heading, empty, link_button, table, title
from engine.web.console.page import Desk, Page, shown


async def lists(desk: Desk) -> None:
    """The table."""
    with ui.element("div").classes("head"):
        shown(title(desk.t("Lists"), desk.t("People whom campaigns can call. The same list again is brought up to date.")))
        if desk.viewer.may(Permission.LISTS_IMPORT):
            shown(link_button(desk.t("Upload a list"), "/lists/upload", primary=True))
    found = await desk.read(summaries)
    if not found:
        told = desk.t("A spreadsheet with a column of telephone numbers is enough. Every other column can be spoken in a script.")
        what = empty(
            "lists", desk.t("No list yet"), tag("p", told), link_button(desk.t("Upload a list"), "/lists/upload", primary=True)
        )
        shown(tag("section", what, class_="card"))
        return
    headings = [
        Heading(desk.t("List")),
        Heading(desk.t("People"), number=True),
        Heading(desk.t("Columns"), optional=True),
        Heading(desk.t("Last file")),
        Heading(desk.t("Came to"), optional=True),
    ]
    shown(tag("section", table(headings, [_row(desk, one) for one in found], desk.t("Lists")), class_="card flush"))


def _row(desk: Desk, one: ListSummary) -> tuple[Content, ...]:
    counts = one.last_counts
    came_to = desk.t(
        "{added} added, {updated} updated, {rejected} rejected",
        added=counts.get("added", 0),
        updated=counts.get("updated", 0),
        rejected=counts.get("rejected", 0),
    )
    return (
        tag("b", one.name),
        f"{one.members:,}",
        ", ".join(one.headings.values()),
        joined(one.last_file, tag("span", desk.viewer.texts.time(one.last_import_at), class_="under")),
        came_to if one.last_finished else desk.t("broken off: upload the file again"),
    )


PAGES: Final = (Page("/lists", "Lists", Permission.LISTS_READ, lists),)
