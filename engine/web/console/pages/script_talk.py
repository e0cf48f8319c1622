"""Talking with the draft as it stands in the editor."""

from __future__ import annotations

import asyncio

from nicegui import ui

from engine.web.console.acts import button
from engine.web.console.designing.bench import Bench
from engine.web.console.designing.drafts import checked
from engine.web.console.designing.talk import Line, Talk
from engine.web.console.page import Desk

_LOOK_S = 0.15


class TalkPanel:
    """Beside the editor."""

    def __init__(self, desk: Desk, bench: Bench) -> None:
        self._desk = desk
        self._bench = bench
        self._talk: Talk | None = None
        self._lines: ui.element
        self._typed: ui.input
        self._timer: ui.timer

    def build(self) -> None:
        """Puts it on the page."""
        t = self._desk.t
        with ui.element("section").classes("card stack"):
            self._lines = ui.element("div").classes("chat").props(f'role=log aria-label="{t("Conversation")}"')
            self._show(
                Line("note", t("You are the person who is called. The draft is taken as it stands in the editor, saved or not."))
            )
            with ui.element("div").classes("row").style("flex-wrap:nowrap"):
                self._typed = ui.input(placeholder=t("Say something; /help tells what else")).props("outlined dense")
                self._typed.on("keydown.enter", self._say)
                self._typed.disable()
                button(self._desk, t("Call"), self._call, "primary")
        self._timer = ui.timer(_LOOK_S, self._look, active=False)
        ui.context.client.on_disconnect(self._hang_up)

    async def _call(self) -> None:
        self._hang_up()
        self._lines.clear()
        found = await asyncio.to_thread(checked, self._bench.draft, self._bench.text)
        if found.script is None:
            self._show(Line("problem", self._desk.t("The script has errors: mend them first.")))
            return
        self._talk = Talk(self._desk.service.settings, found.script)
        self._talk.begin()
        self._typed.enable()
        self._typed.run_method("focus")
        self._timer.activate()

    def _say(self) -> None:
        if self._talk:
            self._talk.type(str(self._typed.value or ""))
            self._typed.set_value("")

    def _look(self) -> None:
        talk = self._talk
        if talk is None:
            return
        over = talk.over
        for line in talk.news():
            self._show(line)
        if over:
            self._timer.deactivate()
            self._typed.disable()
            self._talk = None

    def _show(self, line: Line) -> None:
        if line.text:
            with self._lines:
                ui.label(line.text).classes(line.kind)
            ui.run_javascript(f"const log=getHtmlElement({self._lines.id});if(log)log.scrollTop=log.scrollHeight")

    def _hang_up(self) -> None:
        if self._talk:
            self._talk.hang_up()
            self._talk = None
