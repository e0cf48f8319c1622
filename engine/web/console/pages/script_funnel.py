"""What real calls did with a script: where they went, where people left, what was not understood there."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui
from sqlalchemy.orm import Session

from engine.store.reporting import node_figures
from engine.store.reporting.node_figures import NodeFigures, NotUnderstood
from engine.web.access import Permission
from engine.web.console.designing.bench import Bench
from engine.web.console.designing.examples import NoPlaceForIt, intents_in, with_example
from engine.web.console.look.markup import Markup, joined, tag
from engine.web.console.look.parts import Heading, card, empty, meter, table
from engine.web.console.page import Desk, shown
from engine.web.console.pages.scripts import script_id_in

_PHRASES_SHOWN = 30


class ScriptFunnel:
    """Beside the editor."""

    def __init__(self, desk: Desk, bench: Bench, replaced: Callable[[str], None]) -> None:
        self._desk = desk
        self._bench = bench
        self._replaced = replaced

    async def build(self) -> None:
        """Puts it on the page."""
        script_id, t = script_id_in(self._bench.text) or "", self._desk.t

        def look(session: Session) -> tuple[list[NodeFigures], list[NotUnderstood]]:
            return node_figures.nodes(session, script_id), node_figures.not_understood(session, script_id)

        nodes, phrases = await self._desk.read(look)
        if not nodes:
            told = t("Once campaigns have run it, you see here where people left and what was not understood.")
            shown(tag("section", empty("calls", t("No calls with this script yet"), tag("p", told)), class_="card"))
            return
        shown(self._nodes(nodes))
        if phrases and self._desk.viewer.may(Permission.SCRIPTS_EDIT):
            with ui.element("section").classes("card stack"):
                self._phrases(phrases)

    def _nodes(self, nodes: list[NodeFigures]) -> Markup:
        t, most = self._desk.t, nodes[0].reached
        headings = [Heading(t("Node")), Heading(t("Reached"), number=True), Heading(t("Left here"), number=True)]
        rows = [
            (
                joined(tag("span", one.node, class_="mono"), meter(one.reached, most)),
                f"{one.reached:,}",
                f"{one.left:,} ({self._desk.viewer.texts.percent(one.left, one.reached)})",
            )
            for one in nodes
        ]
        return card(t("Node by node"), table(headings, rows, t("Node by node")), told=t("calls"), flush=True)

    def _phrases(self, phrases: list[NotUnderstood]) -> None:
        t, intents = self._desk.t, intents_in(self._bench.text)
        told = t("Choose what somebody meant, and their words become an example in the editor.")
        shown(tag("div", tag("h2", t("Not understood")), tag("p", told), class_="card-head"))
        for phrase in phrases[:_PHRASES_SHOWN]:
            with ui.element("div").classes("row spread"):
                words = self._desk.viewer.actor.text(phrase.text)
                shown(tag("div", f"“{words}” ", tag("span", f"{phrase.node} · {phrase.times}×", class_="soft small")))
                chosen = ui.select(intents, label=t("means")).props("outlined dense options-dense").style("width:190px")
                chosen.on_value_change(lambda event, words=words: self._add(str(event.value), words))

    def _add(self, intent: str, words: str) -> None:
        checked = self._bench.checked
        language = checked.script.language if checked and checked.script else "en"
        try:
            text = with_example(self._bench.text, intent, words, language)
        except NoPlaceForIt as error:
            ui.notify(self._desk.viewer.retold(str(error)), type="negative")
            return
        self._bench.text = text
        self._replaced(text)
        ui.notify(
            self._desk.t("“{words}” is an example of {intent} now. Save when you are done.", words=words, intent=intent),
            type="positive",
        )
