"""One account as an admin has it before them: what it may do, its password, and the way to shut it out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from nicegui import ui
from sqlalchemy.orm import Session

from engine.store.access import accounts, audit
from engine.store.access.audit import AuditFilter, AuditView, actor_of_account
from engine.store.access.standing import AccountStanding, standing
from engine.store.floor import agents
from engine.web.access import access_of, lockout
from engine.web.access.passwords import made_up
from engine.web.console.acts import Act, Kind, button, look_again, sure, tell
from engine.web.console.look.markup import Markup, joined, tag
from engine.web.console.look.parts import badge, card, facts, link_button, notice, title
from engine.web.console.native import Shown
from engine.web.console.page import Desk, shown
from engine.web.console.pages.audit import link_to
from engine.web.console.pages.role_choice import RoleChoice
from engine.web.console.pages.secret import secret_shown

_LATELY: Final = 8
"""Deeds that are shown."""


async def account_managed(desk: Desk) -> None:
    """The page."""
    access, now = access_of(desk.request), desk.service.clock.now()
    account_id = int(desk.parameters["account_id"])

    def read(session: Session) -> tuple[AccountStanding, bool, list[AuditView], list[str]]:
        known = standing(session, account_id, access.expiry, now)
        locked_out = known.name in lockout.waits_s(session, [known.name], now)
        lately = audit.entries(session, AuditFilter(actor=actor_of_account(known.name)), _LATELY)
        return known, locked_out, lately, [agent.name for agent in agents.listed(session)]

    known, locked_out, lately, known_agents = await desk.read(read)
    _Managed(desk, known, known_agents, locked_out=locked_out).build(lately)


class _Managed:
    """What can be done with the account. What takes rights away is not offered for one's own."""

    def __init__(self, desk: Desk, known: AccountStanding, known_agents: Sequence[str], *, locked_out: bool) -> None:
        self._desk = desk
        self._known = known
        self._agents = known_agents
        self._locked_out = locked_out
        self._own = known.id == desk.viewer.actor.account_id
        self._told: Shown
        self._roles: RoleChoice
        self._agent: ui.select

    def build(self, lately: Sequence[AuditView]) -> None:
        """Puts it on the page."""
        desk, t = self._desk, self._desk.t
        with ui.element("div").classes("head"):
            shown(title(self._known.name, None, ("/accounts", t("Accounts"))))
            if not self._own:
                with ui.element("div").classes("row"):
                    self._buttons()
        with ui.element("div").classes("told").props("aria-live=polite"):
            self._told = shown(self._own_account() if self._own else Markup(""))
        with ui.element("div").classes("columns uneven"):
            with ui.element("div").classes("stack"):
                if not self._own:
                    self._rights()
                if self._agents:
                    self._takes_calls()
                shown(_lately(desk, self._known, lately))
            shown(_facts(desk, self._known, locked_out=self._locked_out))

    def _own_account(self) -> Markup:
        told = self._desk.t("Nobody takes their own rights away: another admin can. Your password is changed under Account.")
        return notice("", self._desk.t("This is you"), tag("p", told))

    def _buttons(self) -> None:
        t, known = self._desk.t, self._known
        if self._locked_out:
            self._button(t("Unlock"), self._unlock, "primary")
        self._button(t("Reset the password") if known.has_password else t("Set a password"), self._new_password)
        if known.disabled_at is None:
            self._button(t("Disable"), self._disable, "danger")
        else:
            self._button(t("Enable"), self._enable, "primary")

    def _button(self, text: str, act: Act, kind: Kind = "") -> None:
        button(self._desk, text, act, kind)

    def _rights(self) -> None:
        t = self._desk.t
        with ui.element("section").classes("card"):
            shown(tag("div", tag("h2", t("Roles")), tag("p", t("They count from the next click on.")), class_="card-head"))
            with ui.element("div").classes("stack"):
                self._roles = RoleChoice(self._desk, self._known.roles)
                with ui.element("div").classes("row"):
                    self._button(t("Save the roles"), self._save_roles, "primary")

    def _takes_calls(self) -> None:
        t = self._desk.t
        with ui.element("section").classes("card"):
            told = t("Who has the role agent takes this agent's calls at their desk.")
            shown(tag("div", tag("h2", t("Takes the calls of")), tag("p", told), class_="card-head"))
            with ui.element("div").classes("row"):
                options = {"": t("nobody"), **{name: name for name in self._agents}}
                self._agent = ui.select(options, label=t("Agent"), value=self._known.agent or "")
                self._agent.props("outlined dense options-dense").style("flex:1 1 220px;width:auto")
                self._button(t("Save"), self._save_agent)

    # Deeds.

    async def _do(self, work: Callable[[Session], None], action: str, detail: dict[str, object] | None = None) -> None:
        await self._desk.deed(work, action, f"account {self._known.name}", detail)

    async def _save_roles(self) -> None:
        desk, name, roles = self._desk, self._known.name, self._roles.chosen
        taken = [desk.viewer.word(role) for role in self._known.roles if role not in roles]
        if taken:
            question = desk.t("Take {roles} from {name}?", roles=", ".join(taken), name=name)
            told = desk.t("Pages that this role opened close for them at once; so do tokens that used it.")
            if not await sure(desk, question, told, desk.t("Take it")):
                return
        await self._do(lambda session: accounts.set_roles(session, name, roles), "account.roles changed", {"roles": roles})
        look_again(desk)

    async def _save_agent(self) -> None:
        name, agent = self._known.name, str(self._agent.value or "") or None
        await self._do(lambda session: accounts.set_agent(session, name, agent), "account.agent changed", {"agent": agent})
        tell(self._desk.t("Saved."))

    async def _new_password(self) -> None:
        desk, name = self._desk, self._known.name
        told = desk.t("The old one ends, and they are signed out everywhere.")
        if not await sure(desk, desk.t("Reset the password of {name}?", name=name), told, desk.t("Reset the password")):
            return
        password, at = made_up(name), desk.service.clock.now()
        password_hash = await asyncio.to_thread(access_of(desk.request).passwords.hashed, password)
        await self._do(lambda session: accounts.set_password(session, name, password_hash, at), "account.password reset")
        way = desk.t("Hand it over on a way that only they read. They change it under Account, at the foot of the menu.")
        self._told.set_content(secret_shown(desk, desk.t("The new password of {name}", name=name), password, way))

    async def _disable(self) -> None:
        desk, name, at = self._desk, self._known.name, self._desk.service.clock.now()
        told = desk.t("They are signed out at once, and their tokens open nothing. What they did stays. You can enable them again.")
        if not await sure(desk, desk.t("Disable {name}?", name=name), told, desk.t("Disable")):
            return
        await self._do(lambda session: accounts.disable(session, name, at), "account.disabled")
        look_again(desk)

    async def _enable(self) -> None:
        name = self._known.name
        await self._do(lambda session: accounts.enable(session, name), "account.enabled")
        look_again(self._desk)

    async def _unlock(self) -> None:
        name = self._known.name
        await self._do(lambda session: lockout.forgive(session, name), "account.unlocked")
        look_again(self._desk)


def _facts(desk: Desk, known: AccountStanding, *, locked_out: bool) -> Markup:
    t, texts = desk.t, desk.viewer.texts
    browsers = t("in {count} browsers", count=known.browsers) if known.browsers else t("nowhere")
    tokens = tag("a", f"{known.tokens:,}", href=f"/tokens?account={known.id}")
    told = facts(
        (
            (t("State"), states(desk, known, locked_out=locked_out)),
            (t("Roles"), ", ".join(desk.viewer.word(role) for role in known.roles)),
            (t("Last signed in"), texts.time(known.signed_in_at) if known.signed_in_at else t("not yet")),
            (t("Signed in now"), browsers),
            (t("Tokens"), tokens),
            (t("Takes the calls of"), known.agent),
            (t("Created"), texts.time(known.created_at)),
            (t("Disabled since"), texts.time(known.disabled_at) if known.disabled_at else None),
        )
    )
    return card(t("Account"), told)


def states(desk: Desk, one: AccountStanding, *, locked_out: bool) -> Markup:
    """Whether it may come in."""
    state = "account_disabled" if one.disabled_at else "account_active" if one.has_password else "account_program"
    return joined(badge(desk.viewer, state), " ", badge(desk.viewer, "account_locked") if locked_out else None)


def _lately(desk: Desk, known: AccountStanding, lately: Sequence[AuditView]) -> Markup:
    if not lately:
        return card(desk.t("What they did lately"), tag("p", desk.t("Nothing yet."), class_="soft"))
    told = facts((desk.viewer.texts.time(one.at), joined(desk.viewer.word(one.action), _subject(one))) for one in lately)
    more = link_button(desk.t("All of it"), link_to(by=actor_of_account(known.name)))
    return card(desk.t("What they did lately"), told, tag("div", more, class_="row", style="margin-top:14px"))


def _subject(one: AuditView) -> Markup | None:
    """What it was done to, unless it was done to themselves."""
    return None if one.subject == one.actor else tag("span", f" · {one.subject}", class_="soft")
