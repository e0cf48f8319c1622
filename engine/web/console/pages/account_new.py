"""A new account: for a person, who gets a first password, or for a program, which gets tokens."""

from __future__ import annotations

import asyncio

from nicegui import ui
from sqlalchemy.orm import Session

from engine.store.access import accounts
from engine.web.access import access_of
from engine.web.access.passwords import made_up
from engine.web.console.acts import button
from engine.web.console.look.markup import tag
from engine.web.console.look.parts import link_button, notice, title
from engine.web.console.page import Desk, shown
from engine.web.console.pages.role_choice import RoleChoice
from engine.web.console.pages.secret import secret_shown

_PERSON, _PROGRAM = "person", "program"


async def account_new(desk: Desk) -> None:
    """The page."""
    with ui.element("div").classes("head"):
        shown(title(desk.t("New account"), None, ("/accounts", desk.t("Accounts"))))
    _Form(desk).build()


class _Form:
    """What is filled in, until the account is there."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._name: ui.input
        self._kind: ui.radio
        self._roles: RoleChoice
        self._place: ui.element

    def build(self) -> None:
        """Puts it on the page."""
        t = self._desk.t
        self._place = ui.element("section").classes("card stack narrow").props("aria-live=polite")
        with self._place:
            self._name = ui.input(t("Name")).props(f"outlined dense autofocus maxlength={accounts.NAME_MAX} autocomplete=off")
            self._name.props["hint"] = t("with which they sign in; upper and lower case are one")
            kinds = {_PERSON: t("A person, who signs in with a password"), _PROGRAM: t("A program, which has tokens only")}
            self._kind = ui.radio(kinds, value=_PERSON).props(f'aria-label="{t("For whom")}"')
            shown(tag("h2", t("Roles")))
            self._roles = RoleChoice(self._desk)
            with ui.element("div").classes("row"):
                button(self._desk, t("Add the account"), self._add, "primary")
                shown(tag("span", t("A person's first password is made up and shown once."), class_="soft small"))

    async def _add(self) -> None:
        desk, roles, at = self._desk, self._roles.chosen, self._desk.service.clock.now()
        name = accounts.name_of(str(self._name.value or ""))
        password = made_up(name) if self._kind.value == _PERSON else None
        password_hash = await asyncio.to_thread(access_of(desk.request).passwords.hashed, password) if password else None

        def add(session: Session) -> int:
            return accounts.add(session, name, roles, password_hash, at).id

        account_id = await desk.deed(add, "account.added", f"account {name}", {"roles": roles})
        self._place.clear()
        with self._place:
            self._added(account_id, name, password)

    def _added(self, account_id: int, name: str, password: str | None) -> None:
        t = self._desk.t
        heading = t("{name} is added", name=name)
        if password:
            told = t("Hand it over on a way that only they read. They change it under Account, at the foot of the menu.")
            shown(secret_shown(self._desk, heading, password, told))
        else:
            shown(notice("good", heading, tag("p", t("It cannot sign in. Make a token for it next."))))
        make = None if password else link_button(t("New token"), f"/tokens/new?account={account_id}", primary=True)
        show = link_button(t("Show the account"), f"/accounts/{account_id}")
        shown(tag("div", make, show, link_button(t("Add another one"), "/accounts/new"), class_="row"))
