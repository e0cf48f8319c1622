"""One segment: its filter, checked and counted as it is typed, and why one person belongs to it or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from nicegui import ui
from sqlalchemy.orm import Session

from engine.campaign.lists.numbers import key_of
from engine.masking import masked_text
from engine.segments import counting, saved
from engine.segments.explaining import Explanation
from engine.segments.grammar import LENGTH_MAX, FilterError
from engine.segments.saved import NAME_MAX, SavedSegment
from engine.store.errors import SegmentConflict
from engine.store.people.dossier import find_customer
from engine.store.tables import Customer
from engine.web.access import Permission
from engine.web.console.acts import button, sure, tell
from engine.web.console.look.markup import Markup, joined, tag
from engine.web.console.look.parts import link_button, notice, title
from engine.web.console.native import Shown
from engine.web.console.page import Desk, shown
from engine.web.console.pages.segment_shown import examples, explanation_shown, fault_shown
from engine.web.console.waiting import awaited

_LOOK_AFTER_MS: Final = 400
"""So long after the last key is the filter looked at."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of a filter."""

    people: int | None = None
    fault: FilterError | None = None


async def segment(desk: Desk) -> None:
    """The page: of the segment that the address names, or of a new one."""
    name = str(desk.parameters.get("name", ""))
    opened = await desk.read(lambda session: saved.find(session, name)) if name else None
    columns = sorted(await desk.read(saved.attributes))
    _Editor(desk, opened, columns).build()


def looked(session: Session, text: str, at: float, *, reveals: bool) -> Looked:
    """How many people a filter holds for at that time, Unix seconds, or what is wrong with it; see `saved.read_filter`."""
    try:
        return Looked(people=counting.count(session, saved.read_filter(session, text, reveals=reveals).root, at))
    except FilterError as error:
        return Looked(fault=error)


def rewritten(session: Session, opened: SavedSegment | None, name: str, text: str, at: float, *, reveals: bool) -> SavedSegment:
    """Saves a filter: under a new name, or instead of the one that was opened.

    Raises:
        FilterError: it cannot be used.
        SegmentConflict: the name is taken, or the segment is not as it was when it was opened.
    """
    if opened and saved.find(session, name).text != opened.text:
        raise SegmentConflict(f"somebody else has changed {name!r} since you opened it: copy your filter, reload the page")
    return saved.save(session, name, text, at, replace=opened is not None, reveals=reveals)


class _Editor:
    """A filter that is being written."""

    def __init__(self, desk: Desk, opened: SavedSegment | None, columns: list[str]) -> None:
        self._desk = desk
        self._reveals = desk.viewer.may(Permission.NUMBERS_REVEAL)
        self._opened = opened
        self._columns = columns
        self._name: ui.input | None = None
        self._filter: ui.textarea
        self._state: Shown
        self._who: ui.input
        self._explained: Shown

    @property
    def _text(self) -> str:
        return str(self._filter.value or "")

    def build(self) -> None:
        t, opened = self._desk.t, self._opened
        with ui.element("div").classes("head"):
            shown(title(opened.name if opened else t("New segment"), None, ("/segments", t("Segments"))))
            with ui.element("div").classes("row"):
                if opened:
                    shown(link_button(t("Make a campaign of it"), f"/campaigns/new?{urlencode({'segment': opened.name})}"))
                    button(self._desk, t("Delete"), self._remove, "danger")
                button(self._desk, t("Save"), self._save, "primary")
        with ui.element("div").classes("columns uneven"):
            with ui.element("div").classes("stack"):
                self._edit()
                self._ask()
            self._teach()
        ui.timer(0, self._look, once=True)  # the page does not wait for a filter that is counted slowly

    def _edit(self) -> None:
        t = self._desk.t
        with ui.element("section").classes("card"):
            shown(tag("div", tag("h2", t("Who belongs to it")), class_="card-head"))
            with ui.element("div").classes("stack"):
                if self._opened is None:
                    self._name = ui.input(t("Name of the segment")).props(f"outlined dense autofocus maxlength={NAME_MAX}")
                text = self._opened.text if self._opened else ""
                self._filter = ui.textarea(t("Filter"), value=text, on_change=self._look)
                self._filter.props(f"outlined autogrow spellcheck=false debounce={_LOOK_AFTER_MS} maxlength={LENGTH_MAX}")
                self._filter.classes("filter")
                with ui.element("div").props("aria-live=polite"):
                    self._state = shown(Markup(""))

    def _ask(self) -> None:
        t = self._desk.t
        with ui.element("section").classes("card"):
            shown(tag("div", tag("h2", t("Does one person belong to it?")), class_="card-head"))
            with ui.element("div").classes("row"):
                self._who = ui.input(t("Number or your own id")).props("outlined dense").style("flex:1 1 220px;width:auto")
                asked = button(self._desk, t("Explain"), self._explain)
                self._who.on("keydown.enter", lambda: asked.run_method("click"))
            with ui.element("div").props("aria-live=polite"):
                self._explained = shown(Markup(""))

    def _teach(self) -> None:
        t = self._desk.t
        with ui.element("section").classes("card"):
            shown(tag("div", tag("h2", t("What can be asked")), tag("p", t("Press a clause to add it.")), class_="card-head"))
            with ui.element("div").classes("clauses"):
                for clause, meaning in examples(self._desk):
                    self._clause(clause, clause)
                    ui.label(meaning)
            if self._columns:
                shown(tag("h3", t("Columns of your lists"), style="margin:16px 0 8px"))
                with ui.element("div").classes("row"):
                    for column in self._columns:
                        self._clause(column, f"{column} = ''")

    def _clause(self, said: str, clause: str) -> None:
        with ui.element("button").props("type=button").classes("clause").on("click", lambda: self._add(clause)):
            ui.label(said)

    def _add(self, clause: str) -> None:
        text = self._text.rstrip()
        self._filter.set_value(f"{text} and {clause}" if text else clause)

    async def _look(self) -> None:
        """Checks the filter, counts, and shows what came of it."""
        desk, text = self._desk, self._text
        if not text.strip():
            self._state.set_content(tag("p", desk.t("Write a clause, or press one of those beside."), class_="soft"))
            return
        at = desk.service.clock.now()
        counting = tag("p", desk.t("Counting…"), class_="soft")
        found = await awaited(
            desk.read(lambda session: looked(session, text, at, reveals=self._reveals)), lambda: self._state.set_content(counting)
        )
        if text != self._text:  # typed on meanwhile
            return
        if found.fault:
            self._state.set_content(fault_shown(desk, found.fault))
        else:
            told = desk.t("as of now; it is counted anew whenever it is used")
            self._state.set_content(notice("good", desk.t("{people} people", people=found.people), tag("p", told)))

    async def _explain(self) -> None:
        desk, text, who = self._desk, self._text, str(self._who.value or "").strip()
        at, key = desk.service.clock.now(), key_of(who, desk.service.settings.default_region)

        def read(session: Session) -> tuple[Customer, Explanation]:
            customer = find_customer(session, key)
            return customer, saved.explain(session, saved.read_filter(session, text, reveals=self._reveals).root, customer, at)

        try:
            customer, told = await desk.read(read)
        except FilterError as error:
            self._explained.set_content(fault_shown(desk, error))
            return
        name = customer.name or desk.viewer.number(customer.number)
        verdict = desk.t("{name} belongs to it.", name=name) if told.holds else desk.t("{name} does not belong to it.", name=name)
        link = tag("p", tag("a", desk.t("Customer record"), href=f"/customers/{customer.id}"))
        shown_told = joined(notice("good" if told.holds else "warn", verdict, link), explanation_shown(desk, told, verdict))
        self._explained.set_content(tag("div", shown_told, class_="stack", style="margin-top:14px"))

    async def _save(self) -> None:
        desk, opened, text = self._desk, self._opened, self._text
        name = opened.name if opened else str(self._name.value or "").strip() if self._name else ""
        at = desk.service.clock.now()
        detail = {"filter": masked_text(text)}
        try:
            kept = await desk.deed(
                lambda session: rewritten(session, opened, name, text, at, reveals=self._reveals),
                "segment.saved",
                f"segment {name}",
                detail,
            )
        except FilterError as error:
            self._state.set_content(fault_shown(desk, error))
            return
        if opened is None:
            ui.navigate.to(f"/segments/edit?{urlencode({'name': name})}")
            return
        self._opened = kept
        tell(desk.t("Saved."))

    async def _remove(self) -> None:
        desk, opened = self._desk, self._opened
        assert opened is not None
        told = desk.t("Calls stay attributed to it. Campaigns whose plan names it cannot be started again.")
        if not await sure(desk, desk.t("Delete {name}?", name=opened.name), told, desk.t("Delete")):
            return
        await desk.deed(lambda session: saved.remove(session, opened.name), "segment.removed", f"segment {opened.name}")
        ui.navigate.to("/segments")
