"""What surrounds a page: the rail of pages that its reader's roles have, and the switches of language and colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from engine.web.access import Permission
from engine.web.console.look.icons import icon, mark
from engine.web.console.look.markup import Markup, joined, tag
from engine.web.console.strings.catalogue import LANGUAGES
from engine.web.console.viewer import Theme, Viewer


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the rail."""

    path: str
    name: str
    """In English."""
    icon: str
    permission: Permission
    """Whoever has it has the page in their rail."""


_P = Permission

GROUPS: Final[tuple[tuple[str, tuple[Place, ...]], ...]] = (
    (
        "Calling",
        (
            Place("/campaigns", "Campaigns", "campaigns", _P.CAMPAIGNS_READ),
            Place("/wall", "Live calls", "wall", _P.CALLS_READ),
            Place("/lists", "Lists", "lists", _P.LISTS_READ),
            Place("/segments", "Segments", "segments", _P.SEGMENTS_MANAGE),
            Place("/customers", "Customers", "customers", _P.CUSTOMERS_READ),
        ),
    ),
    (
        "Scripts",
        (Place("/scripts", "Scripts", "scripts", _P.SCRIPTS_READ),),
    ),
    (
        "Results",
        (
            Place("/reports", "Reports", "reports", _P.REPORTS_READ),
            Place("/outbox", "Outbox", "outbox", _P.DELIVERIES_READ),
        ),
    ),
    ("My calls", (Place("/desk", "My desk", "desk", _P.AGENT_WORK),)),
    (
        "Administration",
        (
            Place("/accounts", "Accounts", "accounts", _P.ACCOUNTS_MANAGE),
            Place("/tokens", "API tokens", "tokens", _P.TOKENS_MANAGE),
            Place("/audit", "Audit log", "audit", _P.AUDIT_READ),
        ),
    ),
)


def home_of(viewer: Viewer) -> str:
    """Where the viewer begins: the first page that is theirs."""
    return next((place.path for _, places in GROUPS for place in places if viewer.may(place.permission)), "/account")


def surroundings(viewer: Viewer, path: str) -> Markup:
    """The rail, as a bar with a menu on a phone; `path` is the page that is shown."""
    rail = tag("div", brand(viewer), _navigation(viewer, path), _foot(viewer, path), class_="rail")
    summary = tag("summary", icon("menu"), tag("span", viewer.t("Menu"), class_="visually-hidden"))
    return joined(
        tag("a", viewer.t("Skip to the page"), class_="skip", href="#page"),
        tag("div", brand(viewer), tag("details", summary, rail), class_="topbar"),
        rail,
    )


def brand(viewer: Viewer) -> Markup:
    """The product's name, which leads home."""
    return tag("a", mark(), "Callwright", class_="brand", href="/", aria_label=f"Callwright: {viewer.t('home')}")


def _navigation(viewer: Viewer, path: str) -> Markup:
    groups = [(name, [place for place in places if viewer.may(place.permission)]) for name, places in GROUPS]
    return tag(
        "nav",
        [joined(tag("h3", viewer.t(name)), [_link(viewer, place, path) for place in places]) for name, places in groups if places],
        aria_label=viewer.t("Pages"),
    )


def _link(viewer: Viewer, place: Place, path: str) -> Markup:
    here = path == place.path or path.startswith(f"{place.path}/")
    return tag("a", icon(place.icon), viewer.t(place.name), href=place.path, aria_current="page" if here else None)


def _foot(viewer: Viewer, path: str) -> Markup:
    switches = [
        tag("a", name, href=preference(path, language=code), lang=code)
        for code, name in LANGUAGES.items()
        if code != viewer.language
    ]
    themes = ((Theme.LIGHT, viewer.t("Light")), (Theme.DARK, viewer.t("Dark")), (Theme.SYSTEM, viewer.t("As the system")))
    switches += [tag("a", said, href=preference(path, theme=one.value)) for one, said in themes if one is not viewer.theme]
    switches.append(tag("a", viewer.t("Account"), href="/account"))
    return tag("div", tag("b", viewer.actor.name), viewer.roles_said, tag("div", switches, class_="switches"), class_="foot")


def preference(path: str, **chosen: str) -> str:
    """The address that remembers a choice and comes back to the page."""
    return f"/preferences?{urlencode({**chosen, 'back': path})}"
