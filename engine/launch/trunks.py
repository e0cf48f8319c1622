"""From what an operator writes (`sip:trunk.example.com:5060;transport=tcp`) to what telephony needs."""

from __future__ import annotations

import re
from typing import Final

from engine.settings import TrunkSection
from telephony.settings import Transport, TrunkSettings

_ADDRESS: Final = re.compile(
    r"(?:(?P<scheme>sips?):)?(?:(?P<user>[^@;:]+)@)?(?P<host>\[[0-9a-fA-F:]+\]|[^:;@\s\[\]]+)(?::(?P<port>\d+))?(?P<parameters>(?:;[^;]+)*)"
)
RESPONSE_TIMEOUT_S: Final = 8.0
"""Longest wait for a first response to an INVITE."""
_DEFAULT_PORTS: Final = {Transport.UDP: 5060, Transport.TCP: 5060, Transport.TLS: 5061}


class TrunkError(ValueError):
    """The trunk's address or its settings do not fit together; the message says how to write them."""


def trunk_settings(address: str, section: TrunkSection) -> TrunkSettings:
    """Joins a trunk's address with the settings file's `trunk` section.

    Raises:
        TrunkError: the address cannot be read, or the settings do not fit it.
    """
    match = _ADDRESS.fullmatch(address.strip())
    if match is None:
        raise TrunkError(f"--trunk {address!r}: write sip:HOST or sip:HOST:PORT, with ;transport=tcp or ;transport=tls if needed")
    transport = _transport(address, match["scheme"], match["parameters"])
    try:
        return TrunkSettings(
            host=match["host"],
            port=int(match["port"] or _DEFAULT_PORTS[transport]),
            transport=transport,
            username=section.username or match["user"],
            password=section.password.get_secret_value() if section.password else None,
            register=section.register_account,
            caller_id=section.caller_id,
            srtp=section.srtp,
            codecs=section.codecs,
            echo_cancellation=section.echo_cancellation,
            session_expires_s=section.session_expires_s,
            # Shorter than the ring timeout, or a dead trunk would be taken for a person who does not pick up.
            response_timeout_s=min(RESPONSE_TIMEOUT_S, section.ring_timeout_s - 1),
        )
    except ValueError as error:
        raise TrunkError(f"--trunk {address!r}: {error}") from error


def _transport(address: str, scheme: str | None, parameters: str) -> Transport:
    named = "tls" if scheme == "sips" else "udp"
    for parameter in parameters.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.lower() != "transport":
            raise TrunkError(f"--trunk {address!r}: unknown parameter {name!r}; only transport=udp, tcp or tls is known")
        named = value.lower()
    try:
        return Transport(named)
    except ValueError as error:
        raise TrunkError(f"--trunk {address!r}: transport {named!r} is not udp, tcp or tls") from error
