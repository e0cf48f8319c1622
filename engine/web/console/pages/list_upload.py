"""A list from a file: dropped, its columns understood, looked at before anything is imported, imported."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from nicegui import events, ui

from engine.campaign.lists.import_worker import ImportJob, ImportOutcome
from engine.web.access import Permission
from engine.web.console.acts import button, done
from engine.web.console.lists.looking import looked_at
from engine.web.console.lists.preview import LOOKED_AT, ROLES, ColumnPreview, Preview
from engine.web.console.lists.uploads import UPLOAD_MAX_BYTES, Upload, forget, new_upload
from engine.web.console.look.markup import Markup, joined, tag
from engine.web.console.look.parts import Heading, card, link_button, notice, table, title
from engine.web.console.page import Desk, Page, explain, shown
from engine.web.importing import ListRefused, imported

_NAME_MAX: Final = 200


async def list_upload(desk: Desk) -> None:
    """The page."""
    with ui.element("div").classes("head"):
        told = desk.t("CSV or XLSX with a line of headings. Nothing is imported before you have seen what would come of it.")
        shown(title(desk.t("Upload a list"), told, ("/lists", desk.t("Lists"))))
    await _Uploading(desk).begin()


class _Uploading:
    """One file, from the moment it is dropped."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._upload: Upload | None = None
        self._mapping: dict[str, str] = {}
        self._region = desk.service.settings.default_region
        self._name = ""
        self._body = ui.element("div").classes("stack")

    async def begin(self) -> None:
        t = self._desk.t
        with self._body:
            dropped = ui.upload(
                label=t("Drop a file here, or press + to choose one"),
                max_file_size=UPLOAD_MAX_BYTES,
                max_files=1,
                auto_upload=True,
                on_upload=self._uploaded,
                on_rejected=lambda: ui.notify(t("The file is larger than {mb} MB.", mb=UPLOAD_MAX_BYTES >> 20), type="negative"),
            )
            dropped.props('flat accept=".csv,.tsv,.txt,.xlsx"')
            dropped.props["data-label"] = t("Drop a file here, or press + to choose one")

    async def _uploaded(self, event: events.UploadEventArguments) -> None:
        self._upload = new_upload(self._desk.service.settings, self._desk.viewer.actor.account_id, event.file.name)
        await event.file.save(self._upload.path)
        self._name = self._upload.name.rpartition(".")[0]
        await done(self._desk, self._show)

    async def _show(self) -> None:
        """Reads the file as it is understood now, and shows it."""
        assert self._upload is not None
        upload = self._upload
        try:
            found = await asyncio.to_thread(looked_at, upload, dict(self._mapping), self._region)
        except ListRefused as error:
            self._refused(error)
            return
        self._body.clear()
        with self._body:
            self._settings(found)
            shown(self._rows(found))
            if not found.problems:
                with ui.element("div").classes("row"):
                    button(self._desk, self._desk.t("Import"), self._import, "primary")
                    shown(link_button(self._desk.t("Choose another file"), "/lists/upload"))

    def _settings(self, found: Preview) -> None:
        t = self._desk.t
        with ui.element("section").classes("card stack"):
            shown(
                tag(
                    "div",
                    tag("h2", t("What the columns mean")),
                    tag("p", self._upload.name if self._upload else ""),
                    class_="card-head",
                )
            )
            if found.problems:
                shown(
                    notice(
                        "bad",
                        t("One thing to settle first"),
                        tag("ul", [tag("li", self._desk.viewer.retold(f"{one.field}: {one.message}")) for one in found.problems]),
                    )
                )
            with ui.element("div").classes("fields"):
                name = ui.input(t("Name of the list"), value=self._name).props(f"outlined dense maxlength={_NAME_MAX}")
                name.on_value_change(self._named)
                region = ui.input(t("Country of numbers without +"), value=self._region).props(
                    "outlined dense maxlength=2 hint='GB, US, DE …'"
                )
                region.on("change", lambda: self._said_region(region))
            with ui.element("div").classes("fields"):
                for column in found.columns:
                    self._column(column)

    def _column(self, column: ColumnPreview) -> None:
        words = self._desk.viewer
        options = {role: words.word(f"column_{role}") for role in ROLES}
        for variable in (column.meaning, column.variable):
            options.setdefault(variable, words.t("variable {name}", name=variable))
        chosen = ui.select(options, value=column.meaning, label=column.heading).props("outlined dense options-dense")
        chosen.props["hint"] = words.actor.text(" · ".join(column.samples)) or words.t("empty")

        async def said(event: events.ValueChangeEventArguments[Any]) -> None:
            self._mapping[column.heading] = str(event.value)
            await done(self._desk, self._show)

        chosen.on_value_change(said)

    def _named(self, event: events.ValueChangeEventArguments[Any]) -> None:
        self._name = str(event.value or "").strip()

    async def _said_region(self, region: ui.input) -> None:
        self._region = str(region.value or "").strip().upper()
        await done(self._desk, self._show)

    def _rows(self, found: Preview) -> Markup:
        """What would become of the first rows."""
        t = self._desk.t
        if found.problems:
            return joined()
        fit = found.rows - found.rejected
        counted = t("Of {rows} rows {fit} would be imported, {rejected} not.", rows=found.rows, fit=fit, rejected=found.rejected)
        if not found.whole:
            counted = t(
                "Of the first {rows} rows {fit} would be imported, {rejected} not.",
                rows=LOOKED_AT,
                fit=fit,
                rejected=found.rejected,
            )
        said = notice(
            "warn" if found.rejected else "good", counted, [tag("p", self._desk.viewer.retold(note)) for note in found.notes]
        )
        if not found.rejected:
            return said
        headings = [
            Heading(t("Line"), number=True),
            Heading(t("Column")),
            Heading(t("Why not")),
            Heading(t("As written"), optional=True),
        ]
        actor = self._desk.viewer.actor
        rows = [
            (str(one.line), one.column, self._desk.viewer.retold(one.reason), actor.text(" | ".join(one.cells)))
            for one in found.first_rejected
        ]
        return joined(said, card(t("Rows that would be rejected"), table(headings, rows, t("Rejected rows")), flush=True))

    async def _import(self) -> None:
        t, desk, upload = self._desk.t, self._desk, self._upload
        assert upload is not None
        if not self._name:
            ui.notify(t("Give the list a name first."), type="negative")
            return
        job = ImportJob(
            database_url=desk.service.database.url,
            list_name=self._name,
            region=self._region,
            mapping=dict(self._mapping),
            path=str(upload.path),
            rejects=str(upload.rejects),
        )
        watch = _Watch()
        self._body.clear()
        with self._body, ui.element("section").classes("card stack"):
            ui.label(t("Importing {file}", file=upload.name)).style("font-weight:600")
            bar = ui.linear_progress(0.0, show_value=False).props("instant-feedback")
            ui.timer(0.2, lambda: bar.set_value(watch.share))
        try:
            outcome = await asyncio.to_thread(imported, job, watch.progressed)
        except ListRefused as error:
            self._refused(error)
            return
        counts = {name: getattr(outcome, name) for name in ("added", "updated", "unchanged", "rejected")}
        await desk.deed(lambda _session: None, "list.imported", f"list {self._name}", counts)
        forget(upload)
        self._body.clear()
        with self._body:
            shown(self._imported(outcome, upload.key))

    def _refused(self, error: ListRefused) -> None:
        self._body.clear()
        with self._body:
            explain(self._desk, error)
            shown(link_button(self._desk.t("Choose another file"), "/lists/upload"))

    def _imported(self, report: ImportOutcome, key: str) -> Markup:
        t = self._desk.t
        counted = t(
            "{added} people added, {updated} updated, {unchanged} unchanged, {rejected} rows rejected.",
            added=report.added,
            updated=report.updated,
            unchanged=report.unchanged,
            rejected=report.rejected,
        )
        more = [tag("p", self._desk.viewer.retold(note)) for note in report.notes]
        if report.consent_undated:
            more.append(
                tag(
                    "p",
                    t(
                        "{count} people consented, the file does not say when: any word of theirs that has a date outvotes it.",
                        count=report.consent_undated,
                    ),
                )
            )
        if report.consent_stays_withdrawn:
            more.append(
                tag(
                    "p",
                    t("{count} people took their consent back since: it stays withdrawn.", count=report.consent_stays_withdrawn),
                )
            )
        if report.rejected:
            more.append(
                tag("p", t("The rejected rows come with their reasons: mend them and upload that file, it is a list again."))
            )
        ways = [link_button(t("Make a campaign of it"), "/campaigns/new", primary=True), link_button(t("All lists"), "/lists")]
        if report.rejected:
            ways.insert(0, link_button(t("Download the rejected rows"), f"/downloads/rejected/{key}.csv", download=True))
        heading = t("{name} is imported", name=self._name)
        return joined(
            notice("warn" if report.rejected else "good", heading, tag("p", counted), *more), tag("div", ways, class_="row")
        )


class _Watch:
    """How far it has come; read by the page's timer."""

    share = 0.0

    def progressed(self, share: float) -> None:
        self.share = share


PAGES: Final = (Page("/lists/upload", "Upload a list", Permission.LISTS_IMPORT, list_upload, compiles=True),)
