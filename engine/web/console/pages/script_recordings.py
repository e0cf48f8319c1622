"""Recorded prompts: what could be recorded, what is, and how it sounds."""

from __future__ import annotations

import asyncio
import json
from typing import Final
from urllib.parse import urlencode

from nicegui import events, ui

from engine.dialog.problems import ScriptError
from engine.prompts.sheet import Prompt, State
from engine.speech.prompts.recordings import LONGEST_S, RecordingError
from engine.web.access import Permission
from engine.web.console.acts import done, tell_refusal
from engine.web.console.designing.bench import Bench
from engine.web.console.designing.drafts import DraftError
from engine.web.console.designing.recordings import RECORDING_MAX_BYTES, prompts, taken
from engine.web.console.look.markup import Content, joined, tag
from engine.web.console.look.parts import Heading, card, notice, table
from engine.web.console.page import Desk, explain, shown

_TONES: Final = {State.RECORDED: "badge good", State.MISSING: "badge bad", State.VOICE: "badge"}


class RecordingsPanel:
    """Beside the editor."""

    def __init__(self, desk: Desk, bench: Bench) -> None:
        self._desk = desk
        self._bench = bench
        self._body: ui.element
        self._prompts: dict[str, Prompt] = {}

    async def build(self) -> None:
        """Puts it on the page."""
        self._body = ui.element("div").classes("stack")
        ui.on("prompt_kept", self._kept)
        await self._show()

    async def _show(self) -> None:
        self._body.clear()
        with self._body:
            try:
                found = await asyncio.to_thread(prompts, self._bench.draft)
            except ScriptError as error:
                explain(self._desk, error)
                return
            self._prompts = {one.audio: one for one in found}
            if self._desk.viewer.may(Permission.SCRIPTS_EDIT) and found:
                self._recording(found)
            headings = [
                Heading(self._desk.t("Text")),
                Heading(self._desk.t("Said by")),
                Heading(self._desk.t("Length"), number=True),
            ]
            content = table(headings, [self._row(one) for one in found], self._desk.t("Recorded prompts"))
            told = self._desk.t("texts that are the same in every call")
            shown(card(self._desk.t("Recorded prompts"), content, told=told, flush=True))

    def _row(self, one: Prompt) -> tuple[Content, ...]:
        state = tag("span", self._desk.viewer.word(f"prompt_{one.state}"), class_=_TONES[one.state])
        address = f"/scripts/{self._bench.draft.name}/recording?{urlencode({'audio': one.audio})}"
        player = tag("audio", controls=True, preload="none", src=address, style="display:block;height:32px;margin-top:6px")
        return (
            joined(one.text, tag("span", one.audio, class_="under mono")),
            joined(state, player if one.state is State.RECORDED else None),
            f"{one.seconds:.1f} s",
        )

    def _recording(self, found: list[Prompt]) -> None:
        t = self._desk.t
        with ui.element("section").classes("card stack"):
            options = {one.audio: one.text[:90] for one in found}
            chosen = ui.select(options, label=t("Which text"), value=found[0].audio).props("outlined dense options-dense")
            recorder = shown(
                tag(
                    "prompt-recorder",
                    script=self._bench.draft.name,
                    audio=found[0].audio,
                    text=found[0].text,
                    csrf=self._desk.viewer.actor.csrf,
                    longest_s=LONGEST_S,
                    words=json.dumps(_words(self._desk)),
                )
            )

            def ask() -> None:
                prompt = self._prompts[str(chosen.value)]
                said = f"{json.dumps(prompt.audio)}, {json.dumps(prompt.text)}"
                ui.run_javascript(f"getHtmlElement({recorder.id}).querySelector('prompt-recorder').about({said})")

            chosen.on_value_change(ask)

            async def uploaded(event: events.UploadEventArguments) -> None:
                await self._uploaded(event, self._prompts[str(chosen.value)])

            label = t("Or drop its recording here: WAV or FLAC")
            drop = ui.upload(label=label, auto_upload=True, max_file_size=RECORDING_MAX_BYTES)
            drop.props('flat accept=".wav,.flac"').on_upload(uploaded)
            drop.props["data-label"] = label

    async def _kept(self, event: events.GenericEventArguments) -> None:
        """A take from the microphone is in its place."""
        prompt = self._prompts[event.args["audio"]]
        await self._show()
        with self._body:
            self._taken(prompt, tuple(event.args["remarks"]))

    async def _uploaded(self, event: events.UploadEventArguments, prompt: Prompt) -> None:
        draft = self._bench.draft
        upload = draft.path.parent / f".upload-{prompt.id}"

        async def take() -> None:
            await event.file.save(upload)
            try:
                result = await asyncio.to_thread(taken, draft, prompt.audio, upload)
            except (RecordingError, DraftError) as error:
                upload.unlink(missing_ok=True)
                tell_refusal(self._desk, error)
                return
            await self._desk.deed(lambda _session: None, "script.recorded", f"script {draft.name}", {"audio": prompt.audio})
            await self._show()
            with self._body:
                self._taken(prompt, result.remarks)

        await done(self._desk, take)

    def _taken(self, prompt: Prompt, remarks: tuple[str, ...]) -> None:
        t = self._desk.t
        more = [tag("p", self._desk.viewer.retold(remark)) for remark in remarks]
        if prompt.state is State.VOICE:
            more.append(tag("p", t("The script does not play it yet. Write instead of the text:")))
            more.append(tag("p", f"{{audio: {prompt.audio}, text: {json.dumps(prompt.text, ensure_ascii=False)}}}", class_="mono"))
        shown(notice("warn" if more else "good", t("The recording is in its place."), more))


def _words(desk: Desk) -> dict[str, str]:
    return {
        "level": desk.t("Loudness"),
        "record": desk.t("Record"),
        "stop": desk.t("Stop recording"),
        "keep": desk.t("Keep it"),
        "discard": desk.t("Discard"),
        "judging": desk.t("It is listened to …"),
        "listen": desk.t("Listen to it as callers will hear it: {seconds} s.", seconds="{seconds}"),
        "too_loud": desk.t("too loud"),
        "no_microphone": desk.t("The browser gives no microphone: allow it for this page, and use https or localhost."),
    }
