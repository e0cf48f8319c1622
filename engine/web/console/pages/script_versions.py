"""Versions of a script: publishing the draft, going back, and what is different."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from nicegui import ui
from sqlalchemy.orm import Session

from engine.publishing.described import described
from engine.publishing.diff.compare import compare
from engine.publishing.diff.text import as_lines
from engine.publishing.packing import bundle_of as published_bundle
from engine.publishing.publish import Publisher
from engine.rehearsal.before_publishing import rehearse_with
from engine.store.scripts import contents, versions
from engine.store.scripts.contents import Content
from engine.store.scripts.versions import Publication, Signed, Version
from engine.web.access import Permission
from engine.web.console.acts import Act, button, sure, tell
from engine.web.console.designing.bench import Bench
from engine.web.console.designing.drafts import bundle_of
from engine.web.console.look.markup import Markup, joined, tag
from engine.web.console.look.parts import badge, card, notice
from engine.web.console.page import Desk, shown
from engine.web.console.pages.scripts import script_id_in


class VersionsPanel:
    """Beside the editor."""

    def __init__(self, desk: Desk, bench: Bench, save: Act) -> None:
        self._desk = desk
        self._bench = bench
        self._save = save
        self._history: ui.element
        self._note: ui.input
        self._diff: ui.element

    async def build(self) -> None:
        """Puts it on the page."""
        t = self._desk.t
        if self._desk.viewer.may(Permission.SCRIPTS_PUBLISH):
            with ui.element("section").classes("card stack"):
                told = t("The draft is saved, checked and tested; if all is well it is the live version, and new campaigns run it.")
                ui.label(told).classes("soft small")
                self._note = ui.input(t("What is new")).props("outlined dense maxlength=200")
                with ui.element("div").classes("row"):
                    button(self._desk, t("Publish"), self._publish, "primary")
                    button(self._desk, t("Compare with the live version"), self._compare)
        self._diff = ui.element("div").classes("stack")
        self._history = ui.element("div")
        await self._show()

    @property
    def _script_id(self) -> str:
        return script_id_in(self._bench.text) or ""

    async def _show(self) -> None:
        script_id = self._script_id
        known, live = await self._desk.read(
            lambda session: (versions.versions(session, script_id), versions.live(session, script_id))
        )
        self._diff.clear()
        self._history.clear()
        with self._history, ui.element("section").classes("card stack"):
            if not known:
                shown(notice("", self._desk.t("Never published"), tag("p", self._desk.t("No campaign can run it yet."))))
            for version in known:
                with ui.element("div").classes("row spread"):
                    shown(self._version(version, live))
                    if version != live and self._desk.viewer.may(Permission.SCRIPTS_PUBLISH):
                        button(self._desk, self._desk.t("Make live"), self._roll_back(version))

    def _version(self, version: Version, live: Version | None) -> Markup:
        said = self._desk.t("{time} by {who}", time=self._desk.viewer.texts.time(version.published_at), who=version.published_by)
        mark = badge(self._desk.viewer, "live") if version == live else None
        label = tag("b", f"{version.script_id}@{version.number} ")
        under = tag("span", f"{said}{': ' if version.note else ''}{version.note}", class_="soft small", style="display:block")
        return tag("div", label, mark, under)

    async def _publish(self) -> None:
        desk = self._desk
        await self._save()
        signed = Signed(desk.service.clock.now(), desk.viewer.actor.name, str(self._note.value or "").strip())
        told: list[str] = []
        publisher = Publisher(desk.service.database, rehearse_with(desk.service.settings, told.append), None)
        publication = await asyncio.to_thread(publisher.publish, self._bench.draft.path, signed)
        label = f"{publication.version.script_id}@{publication.version.number}"
        await desk.deed(lambda _session: None, "script.published", f"script {label}")
        live = await desk.read(lambda session: versions.live(session, publication.version.script_id))
        tell(self._published(label, publication, live))
        for line in told:
            ui.notify(line, type="warning")
        self._note.set_value("")
        await self._show()

    def _published(self, label: str, publication: Publication, live: Version | None) -> str:
        t = self._desk.t
        if publication.new:
            return t("{label} is live.", label=label)
        if live is None or live == publication.version:
            return t("Nothing new: this is {label}.", label=label)
        other = f"{live.script_id}@{live.number}"
        return t("Nothing new: this is {label}. {other} stays live: make it live below.", label=label, other=other)

    def _roll_back(self, version: Version) -> Act:
        async def act() -> None:
            desk, label = self._desk, f"{version.script_id}@{version.number}"
            told = desk.t("New campaigns run it. Campaigns that have begun keep to the version they began with.")
            if not await sure(desk, desk.t("Make {label} live?", label=label), told, desk.t("Make live"), hurts=False):
                return
            signed = Signed(desk.service.clock.now(), desk.viewer.actor.name, "")

            def back(session: Session) -> Version:
                return versions.roll_back(session, version.script_id, version.number, signed)

            await desk.deed(back, "script.rolled back", f"script {label}")
            await self._show()

        return act

    async def _compare(self) -> None:
        desk, script_id = self._desk, self._script_id

        def live(session: Session) -> tuple[Version, Content | None] | None:
            version = versions.live(session, script_id)
            return (version, contents.find(session, version.content_hash)) if version else None

        found = await desk.read(live)
        self._diff.clear()
        with self._diff:
            if found is None or found[1] is None:
                shown(notice("", desk.t("Never published"), tag("p", desk.t("There is nothing to compare with."))))
                return
            (version, content), bench = found, self._bench
            assert content is not None

            def compared() -> Sequence[str]:
                before = described(f"{version.script_id}@{version.number}", published_bundle(content))
                after = described(desk.t("draft"), bundle_of(bench.draft, bench.text))
                return list(as_lines(compare(before, after)))

            shown(card(desk.t("What is different"), diff_shown(await asyncio.to_thread(compared))))


def diff_shown(lines: Sequence[str]) -> Markup:
    """Lines of a comparison, coloured by the mark before them."""
    marks = {"+": "ins", "-": "del"}
    return tag("pre", joined(*(_line(line, marks.get(line.strip()[:1])) for line in lines)), class_="diff")


def _line(line: str, name: str | None) -> Markup:
    return tag(name, line) if name else joined(line, "\n")
