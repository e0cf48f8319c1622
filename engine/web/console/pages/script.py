"""One script on the bench: its text with what the checker says, its flow, talking with it, tests, versions, real calls."""

from __future__ import annotations

import asyncio
import json
from typing import Any, Final

from nicegui import events, ui

from engine.dialog.loader import Checked
from engine.dialog.problems import Problem, Severity
from engine.rehearsal.drawing.picture import picture
from engine.rehearsal.drawing.svg import as_svg
from engine.web.access import Permission
from engine.web.console.acts import button, tell
from engine.web.console.designing.bench import Bench
from engine.web.console.designing.drafts import Draft, Drafts, checked, own_problems
from engine.web.console.editor import editor
from engine.web.console.look.markup import Markup, tag
from engine.web.console.look.parts import notice, title
from engine.web.console.native import Shown
from engine.web.console.page import Desk, Page, shown
from engine.web.console.pages.script_funnel import ScriptFunnel
from engine.web.console.pages.script_recordings import RecordingsPanel
from engine.web.console.pages.script_talk import TalkPanel
from engine.web.console.pages.script_tests import TestsPanel
from engine.web.console.pages.script_versions import VersionsPanel

_LOOK_AFTER_S: Final = 0.7
"""So long after the last key is the text checked."""


async def script(desk: Desk) -> None:
    """The page."""
    drafts = Drafts(desk.service.settings.web.scripts_dir)
    draft = await asyncio.to_thread(drafts.open, str(desk.parameters["name"]))
    await _Workbench(desk, drafts, draft).build()


class _Workbench:
    """A draft that is being edited."""

    def __init__(self, desk: Desk, drafts: Drafts, draft: Draft) -> None:
        self._desk = desk
        self._drafts = drafts
        self._bench = Bench(draft)
        self._editor: ui.codemirror
        self._problems: ui.element
        self._flow: Shown
        self._state: Shown

    async def build(self) -> None:
        desk, t = self._desk, self._desk.t
        edits = desk.viewer.may(Permission.SCRIPTS_EDIT)
        with ui.element("div").classes("head"):
            shown(title(self._bench.draft.name, None, ("/scripts", t("Scripts"))))
            with ui.element("div").classes("row"):
                self._state = shown(Markup(""))
                if edits:
                    button(desk, t("Save"), self.save, "primary")
        with ui.element("div").classes("workbench"):
            with ui.element("div").classes("stack"):
                self._edit(edits)
            with ui.element("div").classes("stack"):
                await self._beside()
        await self._look(typing=False)

    def _edit(self, edits: bool) -> None:
        self._editor = editor(self._desk, self._bench.text, self._desk.t("Text of the script"), edits=edits)
        pending = ui.timer(_LOOK_AFTER_S, self._look, active=False, once=False, immediate=False)

        def typed(event: events.ValueChangeEventArguments[Any]) -> None:
            self._bench.text = str(event.value)
            pending.deactivate()
            pending.activate()

        async def look() -> None:
            pending.deactivate()
            await self._look()

        pending.callback = look
        self._editor.on_value_change(typed)
        self._problems = ui.element("div").props("aria-live=polite").classes("stack")

    async def _beside(self) -> None:
        desk, t = self._desk, self._desk.t
        with ui.tabs().props("dense align=left no-caps outside-arrows mobile-arrows") as tabs:
            names = ("flow", "talk", "tests", "recordings", "versions", "calls")
            labels = (t("Flow"), t("Talk"), t("Tests"), t("Recordings"), t("Versions"), t("Real calls"))
            for name, label in zip(names, labels, strict=True):
                ui.tab(name, label=label)
        with ui.tab_panels(tabs, value="flow", animated=False).props("keep-alive"):
            with ui.tab_panel("flow"):
                self._flow = shown(Markup(""))
            with ui.tab_panel("talk"):
                TalkPanel(desk, self._bench).build()
            with ui.tab_panel("tests"):
                TestsPanel(desk, self._bench, self.save).build()
            with ui.tab_panel("recordings"):
                await RecordingsPanel(desk, self._bench).build()
            with ui.tab_panel("versions"):
                await VersionsPanel(desk, self._bench, self.save).build()
            with ui.tab_panel("calls"):
                await ScriptFunnel(desk, self._bench, self._replaced).build()

    async def save(self) -> None:
        """Writes the draft."""
        draft = await asyncio.to_thread(self._drafts.save, self._bench.draft, self._bench.text, self._bench.tests)
        self._bench.draft = draft
        await self._desk.deed(lambda _session: None, "script.saved", f"script {draft.name}")
        tell(self._desk.t("Saved."))
        self._tell_state()

    def _replaced(self, text: str) -> None:
        """Another part of the page changed the text."""
        self._editor.set_value(text)

    async def _look(self, *, typing: bool = True) -> None:
        """Checks the text and shows what comes of it. `typing`: the person may be at it meanwhile."""
        text = self._bench.text
        found = await asyncio.to_thread(checked, self._bench.draft, text, self._desk.service.clock.now())
        if text != self._bench.text:
            return
        self._bench.checked = found
        own = own_problems(self._bench.draft, found.problems)
        self._mark(own, typing=typing)
        self._show_problems(own, found)
        if found.script:
            drawn = Markup(as_svg(picture(found.script)))
            self._flow.set_content(tag("flow-view", drawn, label=self._desk.t("Flow"), words=json.dumps(_flow_words(self._desk))))
        self._tell_state()

    def _mark(self, own: list[Problem], *, typing: bool) -> None:
        """Marks the lines that have problems."""
        told = {problem.line: self._desk.viewer.retold(problem.message) for problem in own}
        lines = [
            {"kind": "line", "line": line, "class": "cm-wrong" if wrong else "cm-doubtful"}
            for line, wrong in sorted({(problem.line, problem.severity is Severity.ERROR) for problem in own})
        ]
        if typing:  # properties would bring the text back that the server had, without what was typed since
            self._editor.run_method("setLineTooltips", told)
            self._editor.run_method("setDecorations", lines)
        else:
            self._editor.line_tooltips, self._editor.decorations = told, lines

    def _show_problems(self, own: list[Problem], found: Checked) -> None:
        t = self._desk.t
        self._problems.clear()
        with self._problems:
            if not found.problems:
                shown(notice("good", t("Nothing to mend.")))
                return
            with ui.element("ul").classes("problems"):
                for problem in found.problems:
                    self._problem(problem, in_this_file=problem in own)

    def _problem(self, problem: Problem, *, in_this_file: bool) -> None:
        t = self._desk.t
        with ui.element("li").classes("error" if problem.severity is Severity.ERROR else ""):
            if in_this_file:
                place = ui.element("button").props("type=button").on("click", lambda: self._editor.reveal_line(problem.line))
                with place:
                    ui.label(t("line {line}", line=problem.line))
            else:
                ui.label(f"{problem.file}:{problem.line}").classes("mono soft")
            told = self._desk.viewer.retold(problem.message)
            ui.label(f"{problem.field}: {told}" if problem.field else told)

    def _tell_state(self) -> None:
        bench, t = self._bench, self._desk.t
        wrong = bench.checked is not None and bench.checked.file is None
        said = tag("span", t("has errors"), class_="badge bad") if wrong else tag("span", t("no errors"), class_="badge good")
        unsaved = tag("span", t("not saved"), class_="badge warn unsaved") if bench.unsaved else None
        self._state.set_content(tag("span", unsaved, " ", said, class_="tags"))


def _flow_words(desk: Desk) -> dict[str, str]:
    return {
        "smaller": desk.t("Smaller (-)"),
        "larger": desk.t("Larger (+)"),
        "whole": desk.t("The whole width (0)"),
        "screen": desk.t("On the whole screen"),
    }


PAGES: Final = (Page("/scripts/{name}", "Script", Permission.SCRIPTS_READ, script, wide=True, compiles=True),)
