"""Whether a person follows a link, or a program does: messengers draw previews, carriers look for viruses, browsers fetch ahead.

Pure. In doubt it was a person, except in the moment after the message was sent: nobody reads that fast.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

AT_ONCE_S: Final = 1.0
"""Who comes sooner after the message was sent, and not from a phone, is a scanner."""
_PROGRAM: Final = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|scan|fetch|monitor|validator|headless|lighthouse"
    r"|facebookexternalhit|facebookcatalog|facebot|whatsapp|telegram|skypeuri|viber|snapchat|embedly|flipboard|tumblr|vkshare"
    r"|google-|googleother|feedburner|mediapartners|bingpreview|yahoo|yandex|baiduspider|bytespider|sogou|360spider"
    r"|barracuda|proofpoint|mimecast|safelinks|symantec|forcepoint|virustotal|urlscan|zscaler|netcraft"
    r"|^curl|^wget|python|^go-http|^java/|^ruby|^perl|libwww|httpx|aiohttp|^node|axios|^php|^postman|^insomnia|^apache-httpclient",
    re.IGNORECASE,
)
_PHONE: Final = re.compile(r"Android|iPhone|iPad|iPod|Mobile|HarmonyOS|Windows Phone|KAIOS", re.IGNORECASE)
_FETCHED_AHEAD: Final = ("purpose", "sec-purpose", "x-purpose", "x-moz")


@dataclass(frozen=True, slots=True)
class Visit:
    """A request for a link."""

    method: str
    headers: Mapping[str, str]
    """Names in lower case."""
    since_sent_s: float | None
    """Since the gateway took the message; None: it has not said so yet."""


def is_person(visit: Visit) -> bool:
    """Whether it counts as a click."""
    agent = visit.headers.get("user-agent", "").strip()
    if visit.method != "GET" or not agent or _PROGRAM.search(agent) or _ahead(visit.headers):
        return False
    return bool(_PHONE.search(agent)) or visit.since_sent_s is None or visit.since_sent_s >= AT_ONCE_S


def _ahead(headers: Mapping[str, str]) -> bool:
    return any(word in headers.get(name, "").lower() for name in _FETCHED_AHEAD for word in ("prefetch", "preview", "prerender"))
