"""The few headers pjsua2 does not parse for us, read from the text of a SIP message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

_Q850 = re.compile(r"^\s*Q\.850\s*;(?:[^,]*;)?\s*cause\s*=\s*(\d{1,3})", re.IGNORECASE)
_USER = re.compile(r"sips?:([^@:;>\s]+)[^@>\s]*@|tel:([^;>\s]+)", re.IGNORECASE)
_STATUS_LINE = re.compile(r"SIP/2\.0 (\d{3}) ?([^\r\n]*)")
_REQUEST_LINE = re.compile(r"^[A-Z]+ (\S+) SIP/2\.0")
_COMPACT: Final = {"v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact"}
"""RFC 3261, section 20: of the headers that are looked for here."""


def header_values(message: str, name: str) -> Iterator[str]:
    """Values of all `name` header lines, folded lines joined."""
    head = message.replace("\r\n", "\n").partition("\n\n")[0]
    for line in re.sub(r"\n[ \t]+", " ", head).split("\n")[1:]:
        field, colon, value = line.partition(":")
        known = field.strip().lower()
        if colon and _COMPACT.get(known, known) == name.lower():
            yield value.strip()


def q850_cause(message: str) -> int | None:
    """The Q.850 cause of the Reason header (RFC 3326), among other protocols' reasons if there are several."""
    for value in header_values(message, "Reason"):
        for reason in value.split(","):
            if match := _Q850.match(reason):
                return int(match[1])
    return None


def retry_after_s(message: str) -> int | None:
    """Seconds of the Retry-After header (RFC 3261 section 20.33), without its comment and parameters."""
    for value in header_values(message, "Retry-After"):
        if match := re.match(r"\d{1,9}", value):
            return int(match[0])
    return None


def header_value(message: str, name: str) -> str:
    """The first `name` header's value; empty if there is none."""
    return next(header_values(message, name), "")


def user_of(uri: str) -> str:
    """The user part of a SIP or TEL URI, alone or in a name-addr; empty if it has none."""
    match = _USER.search(uri)
    return unquote(match[1] or match[2]) if match else ""


def status_line(message: str) -> tuple[int, str] | None:
    """Status and reason phrase of a response; None for a request."""
    match = _STATUS_LINE.match(message)
    return (int(match[1]), match[2].strip()) if match else None


def request_user(message: str) -> str:
    """The user part of a request's Request-URI: the number that was dialled."""
    match = _REQUEST_LINE.match(message)
    return user_of(match[1]) if match else ""
