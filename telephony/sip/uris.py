"""SIP URIs for numbers on a trunk."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from telephony.settings import Transport, TrunkSettings

_USER: Final = re.compile(r"[A-Za-z0-9+*#._\-]{1,64}")
_SIP_URI: Final = re.compile(r"sips?:[^\s<>\"@]+@[^\s<>\"@]+", re.IGNORECASE)
_GROUPED_NUMBER: Final = re.compile(r"\+?[\d()][\d ()./-]*\d")
_TRUNK_ZERO: Final = re.compile(r"(?<=\d) ?\(0\)")
"""What is dialled at home only: `+44 (0)20`."""
_DIGITS: Final = re.compile(r"[0-9*#A-D]+")


def transport_parameter(trunk: TrunkSettings) -> str:
    return "" if trunk.transport is Transport.UDP else f";transport={trunk.transport}"


def user_part(number: str) -> str:
    """`number` as the user part of a SIP URI.

    Raises:
        ValueError: it holds anything but letters, digits and `+ * # . _ -`.
    """
    if not _USER.fullmatch(number):
        raise ValueError("the number must consist of 1 to 64 letters, digits and + * # . _ -")
    return quote(number, safe="+*._-")


def trunk_uri(number: str, trunk: TrunkSettings) -> str:
    """The URI that reaches `number` through `trunk`.

    Raises:
        ValueError: `number` cannot be a SIP user part.
    """
    return f"sip:{user_part(number)}@{trunk.host}:{trunk.port}{transport_parameter(trunk)}"


def dialled_uri(target: str, trunk: TrunkSettings) -> str:
    """Whom to dial: `target` itself if it is a SIP URI, else the number it is on `trunk`.

    Raises:
        ValueError: it is neither.
    """
    if target.lower().startswith(("sip:", "sips:")):
        if not _SIP_URI.fullmatch(target):
            raise ValueError("the target is not a SIP URI of the form sip:user@host")
        return target
    return trunk_uri(target, trunk)


def transfer_uri(target: str, trunk: TrunkSettings) -> str:
    """Whom to transfer to: as `dialled_uri`, and a number may be written in groups, `+44 (0)20 7946 0958`.

    Raises:
        ValueError: it is neither a SIP URI nor a number.
    """
    return dialled_uri(ungrouped(target), trunk)


def ungrouped(target: str) -> str:
    """`+442079460958` of `+44 (0)20 7946 0958`; what is no number in groups stays as it is."""
    if _GROUPED_NUMBER.fullmatch(target.strip()) and (target.startswith("+") or not _USER.fullmatch(target)):
        written = _TRUNK_ZERO.sub("", target) if "+" in target else target
        return re.sub(r"[^\d+]", "", written)
    return target


def can_be_transferred_to(target: str) -> bool:
    """Whether `transfer_uri` takes it."""
    try:
        return bool(transfer_uri(target, TrunkSettings(host="trunk")))
    except ValueError:
        return False


def checked_digits(digits: str) -> str:
    """`digits` if each is a telephone key.

    Raises:
        ValueError: one is not.
    """
    if not _DIGITS.fullmatch(digits):
        raise ValueError("DTMF digits must be one or more of 0-9, *, #, A-D")
    return digits
