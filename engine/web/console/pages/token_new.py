"""A new API token: whose, what for, what it opens and until when. It is shown once."""

from __future__ import annotations

from typing import Final

from nicegui import ui
from sqlalchemy.orm import Session

from engine.store.access import accounts
from engine.store.access.accounts import AccountView
from engine.store.errors import StoreError
from engine.web.access import Permission
from engine.web.access.issuing import WantedToken, issue
from engine.web.access.permissions import permitted
from engine.web.access.secrets import mint_token
from engine.web.console.acts import button
from engine.web.console.look.markup import tag
from engine.web.console.look.parts import link_button, title
from engine.web.console.page import Desk, shown
from engine.web.console.pages.secret import secret_shown

_NAME_MAX: Final = 100
_YEAR_DAYS: Final = 365
_NEVER: Final = 0


async def token_new(desk: Desk) -> None:
    """The page; `?account=ID` chooses whose."""
    known = await desk.read(accounts.listed)
    with ui.element("div").classes("head"):
        shown(title(desk.t("New token"), None, ("/tokens", desk.t("API tokens"))))
    _Form(desk, {str(one.id): one for one in known if not one.disabled}).build()


class _Form:
    """What is filled in, until the token is there."""

    def __init__(self, desk: Desk, owners: dict[str, AccountView]) -> None:
        self._desk = desk
        self._owners = owners
        self._owner: ui.select
        self._name: ui.input
        self._days: ui.select
        self._scopes: dict[Permission, ui.checkbox] = {}
        self._boxes: ui.element
        self._place: ui.element

    def build(self) -> None:
        """Puts it on the page."""
        desk, t = self._desk, self._desk.t
        asked = str(desk.parameters.get("account", ""))
        programs = (key for key, one in self._owners.items() if not one.has_password)
        owner = asked if asked in self._owners else next(programs, str(desk.viewer.actor.account_id))
        self._place = ui.element("section").classes("card stack").props("aria-live=polite")
        with self._place:
            with ui.element("div").classes("fields"):
                names = {
                    key: one.name if one.has_password else t("{name} (a program)", name=one.name)
                    for key, one in self._owners.items()
                }
                self._owner = ui.select(names, label=t("Account"), value=owner, on_change=self._offer).props(
                    "outlined dense options-dense"
                )
                self._owner.props["hint"] = t("at most what its roles permit")
                self._name = ui.input(t("Name")).props(f"outlined dense maxlength={_NAME_MAX} autocomplete=off")
                self._name.props["hint"] = t("which program it is for")
                spans = {30: t("in 30 days"), 90: t("in 90 days"), _YEAR_DAYS: t("in a year"), _NEVER: t("not at all")}
                self._days = ui.select(spans, label=t("Expires"), value=_YEAR_DAYS).props("outlined dense options-dense")
            shown(tag("div", tag("h2", t("Scopes")), tag("p", t("What the program needs, and nothing else."), class_="soft small")))
            self._boxes = ui.element("div").classes("choices").props(f'role=group aria-label="{t("Scopes")}"')
            self._offer()
            with ui.element("div").classes("row"):
                button(desk, t("Make the token"), self._make, "primary")

    def _told(self, owner: AccountView) -> str:
        return owner.name if owner.has_password else self._desk.t("{name} (a program)", name=owner.name)

    def _offer(self) -> None:
        """Shows the scopes that the account's roles have; those that were chosen stay chosen."""
        chosen = self._chosen()
        permissions = permitted(self._owners[str(self._owner.value)].roles)
        self._boxes.clear()
        self._scopes = {}
        with self._boxes:
            for scope in sorted(permissions):
                with ui.element("div"):
                    self._scopes[scope] = ui.checkbox(scope.value, value=scope in chosen)
                    shown(tag("p", self._desk.viewer.word(f"scope_{scope}"), class_="soft small"))

    def _chosen(self) -> list[Permission]:
        return [scope for scope, box in self._scopes.items() if box.value]

    async def _make(self) -> None:
        desk, t = self._desk, self._desk.t
        name, scopes = str(self._name.value or "").strip(), self._chosen()
        if not name:
            raise StoreError(t("Say which program the token is for."))
        if not scopes:
            raise StoreError(t("Choose at least one scope."))
        wanted = WantedToken(self._owners[str(self._owner.value)].name, name, scopes, int(self._days.value or _NEVER) or None)
        minted, at, deed = mint_token(), desk.service.clock.now(), desk.viewer.actor.deed

        def make(session: Session) -> None:
            issue(session, wanted, minted, deed, at)

        await desk.write(make)
        self._place.clear()
        with self._place:
            told = t("The program sends it with each request:")
            example = tag("code", f"Authorization: Bearer {minted.prefix}…")
            shown(secret_shown(desk, t("The token of {name}", name=name), minted.token, told, " ", example))
            ways = (link_button(t("API tokens"), "/tokens"), link_button(t("Another token"), "/tokens/new"))
            shown(tag("div", *ways, class_="row"))
