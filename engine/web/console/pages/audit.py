"""The audit log: who did what, to what, when and from where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any, Final
from urllib.parse import urlencode

from nicegui import ui
from sqlalchemy.orm import Session

from engine.store.access import audit
from engine.store.access.audit import AuditView
from engine.web.access import Permission
from engine.web.console.look.markup import Content, Markup, joined, tag
from engine.web.console.look.parts import Heading, card, empty, link_button, table, title
from engine.web.console.page import Desk, Page, shown
from engine.web.console.pages.audit_wanted import chosen_of, wanted_of

_PATH: Final = "/audit"
_SHOWN: Final = 50
"""Entries of a page."""
_MOST_ID: Final = 2**63 - 1


async def page(desk: Desk) -> None:
    """The newest entries that the address means, or those before one."""
    wanted, before = wanted_of(desk.parameters, desk.viewer.texts.zone), _before(desk.parameters)
    chosen = chosen_of(desk.parameters)

    def read(session: Session) -> tuple[list[AuditView], list[str], list[str]]:
        return audit.entries(session, wanted, _SHOWN + 1, before), audit.actors(session), audit.actions(session)

    found, actors, actions = await desk.read(read)
    with ui.element("div").classes("head"):
        zone = desk.viewer.texts.zone.key
        told = desk.t("What people and programs changed, took along or listened to. Times are those of {zone}.", zone=zone)
        shown(title(desk.t("Audit log"), told))
        shown(link_button(desk.t("CSV"), f"/downloads/audit.csv?{urlencode(chosen)}", download=True))
    shown(_filters(desk, chosen, actors, actions))
    if not found:
        told = tag("p", desk.t("Choose another person, action or day."))
        shown(tag("section", empty("audit", desk.t("Nobody did this"), told), class_="card"))
        return
    rows = found[:_SHOWN]
    ways = _ways(desk, chosen, first=before is None, older=rows[-1].id if len(found) > _SHOWN else None)
    shown(card(desk.t("The newest first"), _entries(desk, rows), ways, flush=True))


def said(desk: Desk, actor: str) -> str:
    """Who did it, in the reader's language."""
    kind, _, name = actor.partition(" ")
    match kind:
        case "account":
            return name
        case "token":
            return desk.t("token {name}", name=name)
        case "command":
            return desk.t("command line: {name}", name=name.partition(" ")[2])
        case _:
            return desk.viewer.word(actor)


def link_to(**chosen: str) -> str:
    """The address of the log with a choice made."""
    return f"{_PATH}?{urlencode(chosen)}"


def _before(parameters: Mapping[str, Any]) -> int | None:
    given = str(parameters.get("before", ""))
    return min(int(given), _MOST_ID) if given.isdecimal() and given.isascii() else None


def _filters(desk: Desk, chosen: Mapping[str, str], actors: list[str], actions: list[str]) -> Markup:
    t = desk.t
    people = [_option(said(desk, actor), actor, chosen.get("by")) for actor in actors]
    return tag(
        "form",
        _choice(t("Person or program"), "by", t("everybody"), people),
        _choice(t("Action"), "action", t("everything"), _grouped(desk, actions, chosen.get("action"))),
        _day(t("From"), t("First day"), "first", chosen),
        _day(t("Until"), t("Last day"), "last", chosen),
        tag("input", type="hidden", name="subject", value=chosen["subject"]) if "subject" in chosen else None,
        tag("button", t("Show"), type="submit", class_="link-button primary"),
        link_button(t("Show everything"), _PATH) if chosen else None,
        tag("p", t("Only what was done to {subject}.", subject=chosen["subject"])) if "subject" in chosen else None,
        method="get",
        action=_PATH,
        class_="row no-print",
        role="search",
    )


def _choice(label: str, name: str, everything: str, options: Iterable[Markup]) -> Markup:
    return tag("select", tag("option", f"{label}: {everything}", value=""), options, name=name, aria_label=label, class_="field")


def _option(text: str, value: str, chosen: str | None) -> Markup:
    return tag("option", text, value=value, selected=value == chosen)


def _grouped(desk: Desk, actions: list[str], chosen: str | None) -> Iterable[Markup]:
    """What was done, by what it was done to; each kind can be chosen as a whole."""
    for kind, ones in groupby(actions, lambda action: action.partition(".")[0] + "."):
        whole = desk.viewer.word(kind)
        options = [_option(desk.viewer.word(action), action, chosen) for action in ones]
        yield tag("optgroup", _option(desk.t("{kind}: everything", kind=whole), kind, chosen), options, label=whole)


def _day(said: str, label: str, name: str, chosen: Mapping[str, str]) -> Markup:
    field = tag("input", type="date", name=name, value=chosen.get(name, ""), class_="field", aria_label=label)
    return tag("span", tag("span", said, aria_hidden="true", class_="soft"), " ", field, class_="nowrap")


def _entries(desk: Desk, found: Iterable[AuditView]) -> Markup:
    headings = [Heading(desk.t("When")), Heading(desk.t("Who")), Heading(desk.t("What")), Heading(desk.t("Details"), optional=True)]
    return table(headings, [_row(desk, one) for one in found], desk.t("Audit log"))


def _row(desk: Desk, one: AuditView) -> tuple[Content, ...]:
    texts = desk.viewer.texts
    address = tag("span", one.address or desk.t("this machine"), class_="under")
    what = tag("span", desk.viewer.word(one.action), title=one.action)
    history = tag("a", one.subject, href=link_to(subject=one.subject), class_="under")
    return (
        joined(tag("span", texts.day(one.at), class_="nowrap"), " ", tag("span", texts.clock_time(one.at), class_="nowrap")),
        joined(said(desk, one.actor), address),
        joined(what, history),
        tag("span", desk.viewer.actor.text(detail_said(desk, one.detail)), class_="soft small detail"),
    )


def detail_said(desk: Desk, detail: Mapping[str, Any]) -> str:
    """What belongs to a deed, as words."""
    return " · ".join(f"{name}: {_value(desk, value)}" for name, value in detail.items())


def _value(desk: Desk, value: object) -> str:
    match value:
        case list():
            return ", ".join(_value(desk, one) for one in value)
        case dict():
            return ", ".join(f"{name} {_value(desk, one)}" for name, one in value.items())
        case bool():
            return desk.t("yes") if value else desk.t("no")
        case None:
            return "–"
        case _:
            return str(value)


def _ways(desk: Desk, chosen: Mapping[str, str], *, first: bool, older: int | None) -> Markup | None:
    """Links to the newest entries and to older ones; None if these are all."""
    if first and older is None:
        return None
    newest = f"← {desk.t('the newest')}"
    on = f"{desk.t('older')} →"
    ways = (
        tag("span", newest, class_="soft") if first else tag("a", newest, href=link_to(**chosen)),
        tag("span", on, class_="soft") if older is None else tag("a", on, href=link_to(**chosen, before=str(older))),
    )
    return tag("div", ways, class_="row spread", style="padding:12px 22px;border-top:1px solid var(--line)")


PAGES: Final = (Page(_PATH, "Audit log", Permission.AUDIT_READ, page),)
