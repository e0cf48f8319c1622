"""Segments: those that are saved, each with how many people belong to it now."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final
from urllib.parse import urlencode

from nicegui import ui

from engine.segments import saved
from engine.segments.grammar import FilterError
from engine.segments.saved import SavedSegment, Standing
from engine.store.errors import UnknownSegment
from engine.web.access import Permission
from engine.web.console.acts import look_again
from engine.web.console.look.markup import Content, Markup, joined, tag
from engine.web.console.look.parts import Heading, empty, link_button, table, title
from engine.web.console.page import Desk, Page, shown
from engine.web.console.pages.segment import segment
from engine.web.console.pages.segment_shown import examples

_LOOK_S: Final = 3.0
"""Between two looks at whether those that were just saved are prepared."""


async def segments(desk: Desk) -> None:
    """The table. It is there at once; people are counted then, and once more when a segment that was just saved is prepared."""
    with ui.element("div").classes("head"):
        shown(title(desk.t("Segments"), desk.t("People chosen by a filter over everything that is known of them.")))
        shown(link_button(desk.t("New segment"), "/segments/edit", primary=True))
    known = await desk.read(saved.listed)
    if not known:
        shown(tag("section", _lesson(desk), class_="card"))
        return
    counted: dict[str, Standing] = {}
    element = shown(_listed(desk, known, counted))

    async def count() -> None:
        for one in known:
            if await _wants_counting(desk, one.name, counted.get(one.name)):
                counted[one.name] = await desk.read(partial(saved.standing, name=one.name, at=desk.service.clock.now()))
                element.set_content(_listed(desk, known, counted))
        looks.active = not all(standing.prepared for standing in counted.values())

    async def counted_or_gone() -> None:
        try:
            await count()
        except (UnknownSegment, FilterError):  # somebody has removed or replaced it
            look_again(desk)

    looks = ui.timer(_LOOK_S, counted_or_gone)


async def _wants_counting(desk: Desk, name: str, before: Standing | None) -> bool:
    """Whether it was not counted yet, or has been prepared since: counting many people slowly again and again helps nobody."""
    if before is None or before.prepared:
        return before is None
    return await desk.read(lambda session: saved.is_prepared(session, saved.filter_of(session, name).root))


def _lesson(desk: Desk) -> Markup:
    t = desk.t
    told = t("A segment is a question that is asked anew each time: who, as of now, is like this? Campaigns are filled from it.")
    shown_first = [tag("li", tag("code", clause), " ", meaning) for clause, meaning in examples(desk)[:4]]
    ways = (tag("p", t("Clauses are joined with and, or, not and brackets:")), tag("ol", shown_first))
    return empty(
        "segments", t("No segment yet"), tag("p", told), *ways, link_button(t("New segment"), "/segments/edit", primary=True)
    )


def _listed(desk: Desk, known: list[SavedSegment], counted: Mapping[str, Standing]) -> Markup:
    headings = [
        Heading(desk.t("Segment")),
        Heading(desk.t("Filter"), optional=True),
        Heading(desk.t("People"), number=True),
        Heading(desk.t("Changed"), optional=True),
    ]
    rows = [_row(desk, one, counted.get(one.name)) for one in known]
    return tag("section", table(headings, rows, desk.t("Segments")), class_="card flush")


def _row(desk: Desk, one: SavedSegment, standing: Standing | None) -> tuple[Content, ...]:
    return (
        tag("a", one.name, href=f"/segments/edit?{urlencode({'name': one.name})}", class_="main"),
        tag("code", desk.viewer.actor.text(one.text)),
        _people(desk, standing),
        desk.viewer.texts.time(one.updated_at),
    )


def _people(desk: Desk, standing: Standing | None) -> Content:
    if standing is None:
        return tag("span", "…", aria_label=desk.t("is being counted"))
    if standing.people is None:
        return tag(
            "span",
            desk.t("cannot be used"),
            class_="badge bad",
            title=desk.viewer.retold(standing.fault.reason) if standing.fault else None,
        )
    if not standing.prepared:
        told = desk.t("Just saved: it is counted slowly until the database has made an index of it.")
        return joined(f"{standing.people:,} ", tag("span", desk.t("being prepared"), class_="badge", title=told))
    return f"{standing.people:,}"


PAGES: Final = (
    Page("/segments", "Segments", Permission.SEGMENTS_MANAGE, segments),
    Page("/segments/edit", "Segment", Permission.SEGMENTS_MANAGE, segment, compiles=True),
)
