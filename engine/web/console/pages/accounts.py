"""Accounts: who may use the console and the API, and how each of them stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from nicegui import ui
from sqlalchemy.orm import Session

from engine.store.access.standing import AccountStanding, standings
from engine.web.access import Permission, access_of
from engine.web.access.lockout import waits_s
from engine.web.console.look.markup import Content, Markup, joined, tag
from engine.web.console.look.parts import Heading, empty, link_button, table, title
from engine.web.console.page import Desk, Page, shown
from engine.web.console.pages.account_managed import account_managed, states
from engine.web.console.pages.account_new import account_new


async def accounts(desk: Desk) -> None:
    """The table."""
    access, now = access_of(desk.request), desk.service.clock.now()

    def read(session: Session) -> tuple[list[AccountStanding], Mapping[str, float]]:
        found = standings(session, access.expiry, now)
        return found, waits_s(session, [one.name for one in found], now)

    known, waiting = await desk.read(read)
    with ui.element("div").classes("head"):
        shown(title(desk.t("Accounts"), desk.t("Who may sign in, and the programs that may use the API.")))
        shown(link_button(desk.t("Add an account"), "/accounts/new", primary=True))
    headings = [
        Heading(desk.t("Account")),
        Heading(desk.t("State")),
        Heading(desk.t("Last signed in"), optional=True),
        Heading(desk.t("Tokens"), number=True, optional=True),
        Heading(desk.t("Created"), optional=True),
    ]
    rows = [_row(desk, one, locked_out=one.name in waiting) for one in known]
    shown(tag("section", table(headings, rows, desk.t("Accounts")), class_="card flush"))
    if len(known) == 1:
        shown(tag("section", _lesson(desk), class_="card"))


def _row(desk: Desk, one: AccountStanding, *, locked_out: bool) -> tuple[Content, ...]:
    roles = ", ".join(desk.viewer.word(role) for role in one.roles)
    name = joined(one.name, tag("span", roles, class_="under"))
    signed_in = desk.viewer.texts.time(one.signed_in_at) if one.signed_in_at else desk.t("not yet")
    return (
        tag("a", name, href=f"/accounts/{one.id}", class_="main"),
        states(desk, one, locked_out=locked_out),
        signed_in,
        f"{one.tokens:,}",
        desk.viewer.texts.time(one.created_at),
    )


def _lesson(desk: Desk) -> Markup:
    t = desk.t
    steps = [
        tag("li", t("Add a second admin: if you lose your password, somebody else can give you a new one.")),
        tag(
            "li",
            t("Add an account for each person, with the roles of their work. The audit log tells who did what."),
        ),
        tag("li", t("Add an account for each program that uses the API, and make its token.")),
    ]
    way = link_button(t("Add an account"), "/accounts/new", primary=True)
    return empty("accounts", t("You are alone here"), tag("ol", steps), way)


PAGES: Final = (
    Page("/accounts", "Accounts", Permission.ACCOUNTS_MANAGE, accounts),
    Page("/accounts/new", "New account", Permission.ACCOUNTS_MANAGE, account_new, compiles=True),
    Page("/accounts/{account_id:int}", "Account", Permission.ACCOUNTS_MANAGE, account_managed, compiles=True),
)
