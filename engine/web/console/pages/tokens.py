"""API tokens of all accounts: what each opens, when it was used, and the way to end it."""

from __future__ import annotations

from typing import Final

from nicegui import ui

from engine.store.access import tokens as store
from engine.store.access.tokens import TokenView
from engine.web.access import Permission
from engine.web.access.issuing import revoke
from engine.web.console.acts import Act, button, look_again, sure
from engine.web.console.look.markup import Markup, joined, tag
from engine.web.console.look.parts import badge, empty, link_button, tags, title
from engine.web.console.page import Desk, Page, shown
from engine.web.console.pages.token_new import token_new

_SOON_S: Final = 14 * 86_400.0
"""A token that expires within this is pointed out."""


async def tokens(desk: Desk) -> None:
    """Those that open something; with `?show=all` all, with `?account=ID` those of one account."""
    now, everything = desk.service.clock.now(), desk.parameters.get("show") == "all"
    account = str(desk.parameters.get("account", ""))
    account_id = int(account) if account.isascii() and account.isdecimal() and len(account) < 19 else None
    known = await desk.read(lambda session: store.listed(session, account_id))
    found = [one for one in known if everything or _state(one, now) not in ("token_revoked", "token_expired")]
    with ui.element("div").classes("head"):
        told = desk.t("Keys of programs. A token opens its own scopes, as far as its account's roles permit them.")
        shown(title(desk.t("API tokens"), told))
        with ui.element("div").classes("row"):
            if everything:
                shown(link_button(desk.t("Only active ones"), "/tokens"))
            elif account_id is not None:
                shown(link_button(desk.t("Those of all accounts"), "/tokens"))
            elif len(found) < len(known):
                shown(link_button(desk.t("Show everything"), "/tokens?show=all"))
            shown(link_button(desk.t("New token"), "/tokens/new", primary=True))
    if not found:
        shown(tag("section", _lesson(desk), class_="card"))
        return
    with ui.element("section").classes("card stack lines").props(f'aria-label="{desk.t("API tokens")}"'):
        for one in found:
            with ui.element("div").classes("row spread"):
                shown(_line(desk, one, now))
                if _state(one, now) not in ("token_revoked", "token_expired"):
                    name = desk.t("Revoke {name}", name=one.name)
                    button(desk, desk.t("Revoke"), _revoke(desk, one), "danger").props["aria-label"] = name


def _state(one: TokenView, now: float) -> str:
    if one.revoked_at is not None:
        return "token_revoked"
    if one.expires_at is None or one.expires_at > now + _SOON_S:
        return "token_active"
    return "token_expiring" if one.expires_at > now else "token_expired"


def _line(desk: Desk, one: TokenView, now: float) -> Markup:
    t, day = desk.t, desk.viewer.texts.day
    used = t("last used on {day}", day=day(one.used_at)) if one.used_at else t("never used")
    ends = t("expires on {day}", day=day(one.expires_at)) if one.expires_at else t("never expires")
    told = (t("of {account}", account=one.account), t("created on {day}", day=day(one.created_at)), used, ends)
    facts = [joined(" · ", tag("span", fact, class_="nowrap")) for fact in told]
    return tag(
        "div",
        tag("div", tag("b", one.name), " ", badge(desk.viewer, _state(one, now))),
        tag("div", tag("code", f"{one.prefix}…"), facts, class_="soft small"),
        tags(one.scopes),
        class_="line",
    )


def _revoke(desk: Desk, one: TokenView) -> Act:
    async def act() -> None:
        told = desk.t("The program that has it is refused from now on. This cannot be undone: make a new token instead.")
        if not await sure(desk, desk.t("Revoke {name}?", name=one.name), told, desk.t("Revoke")):
            return
        at, deed = desk.service.clock.now(), desk.viewer.actor.deed
        await desk.write(lambda session: revoke(session, one.id, deed, at))
        look_again(desk)

    return act


def _lesson(desk: Desk) -> Markup:
    t = desk.t
    steps = [
        tag("li", t("Add an account for the program, with the roles that it needs: one that cannot sign in.")),
        tag("li", t("Make a token for it, with the scopes that it needs and no others. It is shown once.")),
        tag("li", t("The program sends it with each request:"), " ", tag("code", "Authorization: Bearer cw_…")),
    ]
    way = link_button(t("New token"), "/tokens/new", primary=True)
    return empty("tokens", t("No active token"), tag("ol", steps), way)


PAGES: Final = (
    Page("/tokens", "API tokens", Permission.TOKENS_MANAGE, tokens),
    Page("/tokens/new", "New token", Permission.TOKENS_MANAGE, token_new, compiles=True),
)
