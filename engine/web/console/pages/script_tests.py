"""The tests beside a script: edited, run, and what of the script they go through."""

from __future__ import annotations

import asyncio
from typing import Any

from nicegui import events, ui

from engine.dialog.bundle import read_bundle
from engine.dialog.loader import load_bundle
from engine.rehearsal.cases.reading import read_cases
from engine.rehearsal.cases.reporting import FileResult
from engine.rehearsal.cases.running import CaseResult, CaseRunner
from engine.rehearsal.coverage import as_text
from engine.rehearsal.staging import stages
from engine.settings import Settings
from engine.web.access import Permission
from engine.web.console.acts import Act, button
from engine.web.console.designing.bench import Bench
from engine.web.console.designing.drafts import Draft
from engine.web.console.editor import editor
from engine.web.console.look.markup import Markup, joined, tag
from engine.web.console.look.parts import Heading, card, meter, notice, table
from engine.web.console.page import Desk, shown


def run_tests(settings: Settings, draft: Draft) -> FileResult:
    """Plays all tests of a draft as it is saved.

    Raises:
        CasesError, ScriptError: they cannot be run.
        SpeechUnavailable: the encoder of the script's language is not there.
    """
    file = read_cases(draft.tests_path)
    runner = CaseRunner(file, load_bundle(read_bundle(draft.path)), stages(settings))
    results = tuple(runner.run(jobs=1))
    return FileResult(draft.tests_path, results, runner.coverage(results))


class TestsPanel:
    """Beside the editor."""

    __test__ = False  # it is no test of pytest's

    def __init__(self, desk: Desk, bench: Bench, save: Act) -> None:
        self._desk = desk
        self._bench = bench
        self._save = save
        self._results: ui.element

    def build(self) -> None:
        """Puts it on the page."""
        t = self._desk.t
        with ui.element("section").classes("card stack"):
            if self._bench.tests is None:
                shown(notice("", t("No tests yet"), tag("p", t("Conversations that must go well before a version is published."))))
            edits = self._desk.viewer.may(Permission.SCRIPTS_EDIT)
            text = editor(self._desk, self._bench.tests or "", t("Tests"), edits=edits).style("height:300px")
            text.on_value_change(self._typed)
            if edits:
                with ui.element("div").classes("row"):
                    button(self._desk, t("Save and run"), self._run, "primary")
        self._results = ui.element("div").classes("stack")

    def _typed(self, event: events.ValueChangeEventArguments[Any]) -> None:
        self._bench.tests = str(event.value) or None

    async def _run(self) -> None:
        t = self._desk.t
        await self._save()
        if self._bench.tests is None:
            ui.notify(t("There are no tests to run."), type="warning")
            return
        result = await asyncio.to_thread(run_tests, self._desk.service.settings, self._bench.draft)
        self._results.clear()
        with self._results:
            shown(self._shown(result))

    def _shown(self, result: FileResult) -> Markup:
        t, failed = self._desk.t, len(result.failed)
        counted = t("{passed} of {all} tests passed", passed=len(result.results) - failed, all=len(result.results))
        headings = [Heading(t("Test")), Heading(t("Result")), Heading(t("Length"), number=True, optional=True)]
        rows = [self._row(one) for one in result.results]
        found = result.coverage
        visited = len(found.nodes) - len(found.unvisited)
        covered = joined(
            tag("p", t("{visited} of {all} nodes", visited=visited, all=len(found.nodes)), class_="small"),
            meter(visited, len(found.nodes), "big good"),
            tag("pre", "\n".join(as_text(found)), class_="diff", style="margin-top:12px"),
        )
        return joined(
            notice("bad" if failed else "good", counted),
            card(t("Tests"), table(headings, rows, t("Tests")), flush=True),
            card(t("What the tests go through"), covered),
        )

    def _row(self, one: CaseResult) -> tuple[Markup | str, ...]:
        t = self._desk.t
        said = tag("span", t("passed"), class_="badge good") if one.passed else tag("span", t("not passed"), class_="badge bad")
        why = [tag("span", self._desk.viewer.retold(problem.message), class_="under") for problem in one.problems]
        return joined(one.name, why), said, self._desk.viewer.texts.duration(one.call.length_ms)
