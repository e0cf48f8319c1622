"""Roles to choose from, each with what it is for."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from nicegui import ui

from engine.store.errors import AccountConflict
from engine.web.access import Role
from engine.web.console.look.markup import tag
from engine.web.console.page import Desk, shown


class RoleChoice:
    """A box for each role."""

    def __init__(self, desk: Desk, chosen: Collection[str] = ()) -> None:
        """Puts it on the page."""
        self._desk = desk
        self._boxes: dict[Role, ui.checkbox] = {}
        with ui.element("div").classes("choices").props(f'role=group aria-label="{desk.t("Roles")}"'):
            for role, meaning in _meanings(desk).items():
                with ui.element("div"):
                    self._boxes[role] = ui.checkbox(desk.viewer.word(role), value=role.value in chosen)
                    shown(tag("p", meaning, class_="soft small"))

    @property
    def chosen(self) -> list[str]:
        """Those whose boxes are checked.

        Raises:
            AccountConflict: none is.
        """
        roles = sorted(role.value for role, box in self._boxes.items() if box.value)
        if not roles:
            raise AccountConflict(self._desk.t("Choose at least one role."))
        return roles


def _meanings(desk: Desk) -> Mapping[Role, str]:
    return {
        Role.OPERATOR: desk.t("Campaigns, lists, people, results and recordings; sees whole telephone numbers"),
        Role.DESIGNER: desk.t("Scripts and their publishing, what was said in calls, reports"),
        Role.SUPERVISOR: desk.t("Live calls, recordings, campaigns, agents, reports"),
        Role.AGENT: desk.t("Takes calls at their desk"),
        Role.ADMIN: desk.t("Everything, and alone: accounts, all tokens, the audit log, erasing people"),
    }
