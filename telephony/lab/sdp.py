"""Just enough SIP and SDP for a relay: where a message's audio is to go, and the same message with that changed. Pure bytes."""

from __future__ import annotations

import re
from typing import Final

Address = tuple[str, int]

_CALL_ID: Final = re.compile(rb"^(?:Call-ID|i)[ \t]*:[ \t]*([^\r\n]+?)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_LENGTH: Final = re.compile(rb"^((?:Content-Length|l)[ \t]*:[ \t]*)\d+", re.IGNORECASE | re.MULTILINE)
_CONNECTION: Final = re.compile(rb"^c=IN IP4 ([^\s/]+)", re.MULTILINE)
_AUDIO: Final = re.compile(rb"^m=audio (\d+)", re.MULTILINE)


def call_id(packet: bytes) -> bytes | None:
    """The Call-ID of a SIP message; None for anything else, such as a keep-alive."""
    match = _CALL_ID.search(packet)
    return match[1] if match else None


def audio_address(packet: bytes) -> Address | None:
    """Where the sender wants its audio; None without SDP, or if it refuses audio (port 0)."""
    _, body = _parts(packet)
    connection, audio = _CONNECTION.search(body), _AUDIO.search(body)
    if connection is None or audio is None or int(audio[1]) == 0:
        return None
    return connection[1].decode("ascii"), int(audio[1])


def redirected(packet: bytes, to: Address) -> bytes:
    """The message with its audio to go to `to`, its length corrected."""
    head, body = _parts(packet)
    host, port = to[0].encode("ascii"), str(to[1]).encode("ascii")
    changed = _AUDIO.sub(b"m=audio " + port, _CONNECTION.sub(b"c=IN IP4 " + host, body))
    return _LENGTH.sub(lambda match: match[1] + str(len(changed)).encode("ascii"), head, count=1) + changed


def _parts(packet: bytes) -> tuple[bytes, bytes]:
    """Head, with the empty line after it, and body."""
    head, separator, body = packet.partition(b"\r\n\r\n")
    return head + separator, body
