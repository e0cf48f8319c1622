"""What an agent writes down about the person whom they were given."""

from __future__ import annotations

from typing import Final

from nicegui import ui
from sqlalchemy.orm import Session

from engine.store.floor.desk import AgentDesk, write_down
from engine.store.floor.screen import Screen
from engine.web.console.acts import button, tell
from engine.web.console.look.markup import Markup, tag
from engine.web.console.native import Shown
from engine.web.console.page import Desk, shown

OUTCOMES: Final = ("sold", "call again", "not interested", "wrong person", "complaint")
_NOTES_MAX: Final = 2000


class Writing:
    """The form: about one call until what was typed is saved, though the next call may have come meanwhile."""

    def __init__(self, desk: Desk, agent_id: int) -> None:
        self._desk = desk
        self._agent_id = agent_id
        self._about: Screen | None = None
        self._kept = ("", "")
        """Outcome and notes as the store has them."""
        self._head: Shown
        self._outcome: ui.select
        self._notes: ui.textarea

    def build(self, now: AgentDesk) -> None:
        """Puts it on the page."""
        t = self._desk.t
        with ui.element("section").classes("card stack"):
            self._head = shown(Markup(""))
            self._outcome = ui.select(list(OUTCOMES), label=t("Outcome"), clearable=True).props("outlined dense options-dense")
            self._notes = ui.textarea(t("Notes")).props(f"outlined autogrow maxlength={_NOTES_MAX}")
            with ui.element("div").classes("row"):
                button(self._desk, t("Save"), self._save, "primary")
        self.follow(now)

    def follow(self, now: AgentDesk) -> None:
        """The agent's latest call may be another one: it is written about as soon as nothing unsaved stands in the form."""
        latest = now.screen
        unsaved = self._about is not None and self._typed != self._kept
        if unsaved or (self._about and latest and self._about.handover_id == latest.handover_id):
            return
        self._about = latest
        written = latest.written if latest else None
        self._kept = (written.disposition or "", written.notes or "") if written else ("", "")
        self._outcome.set_value(self._kept[0] or None)
        self._notes.set_value(self._kept[1])
        about = called(self._desk, latest) if latest else self._desk.t("of your latest call")
        self._head.set_content(tag("div", tag("h2", self._desk.t("What came of it")), tag("p", about), class_="card-head"))

    @property
    def _typed(self) -> tuple[str, str]:
        return str(self._outcome.value or ""), str(self._notes.value or "").strip()

    async def _save(self) -> None:
        typed, about = self._typed, self._about
        handover_id = about.handover_id if about else 0

        def save(session: Session) -> None:
            write_down(session, self._agent_id, handover_id, *typed)

        await self._desk.deed(save, "agent.wrote_down", f"agent {self._agent_id}", {"call": about.attempt_id if about else None})
        self._kept = typed
        tell(self._desk.t("Saved."))


def called(desk: Desk, screen: Screen) -> str:
    """Whom the call is with."""
    return screen.variables.get("name") or desk.viewer.number(screen.number)
