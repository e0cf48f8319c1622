"""Talking with the draft as it stands in the editor, by text or by voice."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

from nicegui import events, ui

from engine.dialog.localised import declared_languages
from engine.dialog.script import Script
from engine.dialog.source import parse_source
from engine.web.console.acts import button
from engine.web.console.designing.bench import Bench
from engine.web.console.designing.drafts import checked
from engine.web.console.designing.talk import Line, Talk
from engine.web.console.look.markup import tag
from engine.web.console.page import Desk, shown

_LOOK_S = 0.15
_TAKEN = """(event) => {
  if (event.isComposing) return;
  const field = getElement(%d);
  emit(field.inputValue);
  field.inputValue = "";
}"""
"""Empties the field in the browser at once: what is typed next stays. The Enter that ends an input method's word says nothing."""


class TalkPanel:
    """Beside the editor."""

    def __init__(self, desk: Desk, bench: Bench) -> None:
        self._desk = desk
        self._bench = bench
        self._talk: Talk | None = None
        self._lines: ui.element
        self._typed: ui.input
        self._timer: ui.timer
        self._voice: ui.element
        self._language: ui.select

    def build(self) -> None:
        """Puts it on the page."""
        t = self._desk.t
        with ui.element("section").classes("card stack"):
            self._lines = ui.element("div").classes("chat").props(f'role=log aria-label="{t("Conversation")}"')
            self._show(
                Line("note", t("You are the person who is called. The draft is taken as it stands in the editor, saved or not."))
            )
            with ui.element("div") as self._voice:  # what is shown and hidden: markup that changes begins anew
                shown(tag("voice-talk", script=self._bench.draft.name, words=json.dumps(_words(self._desk))))
            self._voice.set_visibility(False)
            with ui.element("div").classes("row"):
                self._typed = ui.input(placeholder=t("Say something; /help tells what else")).props("outlined dense")
                self._typed.on("keydown.enter", self._say, js_handler=_TAKEN % self._typed.id)
                self._typed.disable()
                self._language = ui.select([], label=t("Language")).props("outlined dense options-dense").style("width:120px")
                self._offer_languages(declared_languages(parse_source(self._bench.text, self._bench.draft.name))[0])
                button(self._desk, t("Call"), self._call, "primary")
                button(self._desk, t("Call by voice"), self._call_by_voice)
        self._timer = ui.timer(_LOOK_S, self._look, active=False)
        ui.context.client.on_disconnect(self._hang_up)

    async def _call(self) -> None:
        if (script := await self._sound_script(by_voice=False)) is None:
            return
        self._talk = Talk(self._desk.service.settings, script)
        self._talk.begin()
        self._typed.enable()
        self._typed.run_method("focus")
        self._timer.activate()

    async def _call_by_voice(self) -> None:
        if await self._sound_script(by_voice=True) is not None:
            ui.run_javascript(f"{self._voice_element}.begin({json.dumps(self._bench.text)}, {json.dumps(self._language.value)})")

    async def _sound_script(self, *, by_voice: bool) -> Script | None:
        """Ends what goes on, and makes room for a new call; None if the script cannot be called with."""
        self._hang_up()
        ui.run_javascript(f"{self._voice_element}.hangUp()")
        self._lines.clear()
        found = await asyncio.to_thread(checked, self._bench.draft, self._bench.text, self._desk.service.clock.now())
        self._voice.set_visibility(by_voice and found.script is not None)
        self._lines.set_visibility(not self._voice.visible)
        self._typed.set_visibility(not self._voice.visible)
        if found.file is None:
            self._show(Line("problem", self._desk.t("The script has errors: mend them first.")))
            return None
        self._offer_languages(tuple(found.file.languages))
        return found.file.languages[self._language.value]

    def _offer_languages(self, languages: Sequence[str]) -> None:
        """Those that can be talked in; there is a choice only where there are several."""
        chosen = self._language.value
        self._language.set_options(list(languages), value=chosen if chosen in languages else next(iter(languages), None))
        self._language.set_visibility(len(languages) > 1)

    @property
    def _voice_element(self) -> str:
        return f"getHtmlElement({self._voice.id}).querySelector('voice-talk')"

    def _say(self, typed: events.GenericEventArguments) -> None:
        if self._talk:
            self._talk.type(str(typed.args or ""))

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
                ui.label(self._desk.viewer.texts.retold_talk(line.kind, line.text)).classes(line.kind)
            ui.run_javascript(f"const log=getHtmlElement({self._lines.id});if(log)log.scrollTop=log.scrollHeight")

    def _hang_up(self) -> None:
        if self._talk:
            self._talk.hang_up()
            self._talk = None


def _words(desk: Desk) -> dict[str, str]:
    return {
        "conversation": desk.t("Conversation"),
        "first_time": desk.t("Recognition and voice are made ready; the first time this takes a while. Use headphones."),
        "keys": desk.t("Press keys"),
        "hang_up": desk.t("Hang up"),
        "preparing": desk.t("preparing"),
        "talking": desk.t("talking"),
        "over": desk.t("This call is over"),
        "no_microphone": desk.t("The browser gives no microphone: allow it for this page, and use https or localhost."),
    }
