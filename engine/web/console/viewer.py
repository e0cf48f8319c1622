"""Who looks at a page: their name and roles, and how they like it shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from starlette.requests import HTTPConnection

from engine.campaign.lists.time_zones import zone_named
from engine.web.access import Actor, Permission
from engine.web.console.strings.catalogue import LANGUAGES, Texts, preferred

LANGUAGE_COOKIE: Final = "callwright-language"
THEME_COOKIE: Final = "callwright-theme"
ZONE_COOKIE: Final = "callwright-zone"
_UTC: Final = ZoneInfo("UTC")


class Theme(StrEnum):
    """Colours."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person in front of a page."""

    actor: Actor
    texts: Texts
    theme: Theme

    @property
    def language(self) -> str:
        return self.texts.language

    @property
    def roles_said(self) -> str:
        return ", ".join(self.texts.word(role) for role in sorted(self.actor.roles))

    def may(self, permission: Permission) -> bool:
        """See `Actor.may`."""
        return self.actor.may(permission)

    def t(self, text: str, **values: object) -> str:
        """See `Texts.t`."""
        return self.texts.t(text, **values)

    def retold(self, text: str) -> str:
        """See `Texts.retold`."""
        return self.texts.retold(text)

    def word(self, value: str | None) -> str:
        """See `Texts.word`."""
        return self.texts.word(value)

    def number(self, number: str) -> str:
        """A telephone number as this person may see it."""
        return self.actor.number(number)


def viewer_of(connection: HTTPConnection, actor: Actor) -> Viewer:
    """Somebody, and what their browser says they like."""
    theme = connection.cookies.get(THEME_COOKIE, "")
    return Viewer(actor, texts_for(connection), Theme(theme) if theme in set(Theme) else Theme.SYSTEM)


def texts_for(connection: HTTPConnection) -> Texts:
    """The texts that a browser asks for."""
    chosen = connection.cookies.get(LANGUAGE_COOKIE, "")
    language = chosen if chosen in LANGUAGES else preferred(connection.headers.get("accept-language", ""))
    return Texts(language, zone_of(connection))


def zone_of(connection: HTTPConnection) -> ZoneInfo:
    """The browser's time zone; UTC until it has told."""
    zone = zone_named(unquote(connection.cookies.get(ZONE_COOKIE, "")))
    return ZoneInfo(zone) if zone else _UTC
