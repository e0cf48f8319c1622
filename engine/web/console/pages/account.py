"""One's own account: who one is here, and the way out."""

from __future__ import annotations

from typing import Final

from nicegui import ui

from engine.web.console.look.markup import Markup, tag
from engine.web.console.look.parts import card, facts, link_button, title
from engine.web.console.page import Desk, Page, shown


async def account(desk: Desk) -> None:
    """The page."""
    actor, t = desk.viewer.actor, desk.t
    with ui.element("div").classes("head"):
        shown(title(t("Account")))
    told = facts(
        ((t("Name"), actor.name), (t("Roles"), desk.viewer.roles_said), (t("Times are those of"), desk.viewer.texts.zone.key))
    )
    ways = tag(
        "div",
        link_button(t("Change the password"), "/password"),
        _way_out(desk, t("Sign out")),
        _way_out(desk, t("Sign out everywhere"), everywhere=True),
        class_="row",
        style="margin-top:18px",
    )
    shown(card(t("Signed in"), told, ways))


def _way_out(desk: Desk, text: str, *, everywhere: bool = False) -> Markup:
    return tag(
        "form",
        tag("input", type="hidden", name="csrf", value=desk.viewer.actor.csrf),
        tag("input", type="hidden", name="everywhere", value="yes") if everywhere else None,
        tag("button", text, type="submit", class_="link-button"),
        method="post",
        action="/sign-out",
    )


PAGES: Final = (Page("/account", "Account", None, account),)
