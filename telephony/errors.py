"""Why a dialer cannot be opened.

    DialerFailed
     ├─ PortInUse            another program holds the local SIP port
     ├─ UnknownCodec         a configured codec is not in this build
     ├─ TransportUnavailable the build or the certificates do not allow the transport
     ├─ TrunkUnresolvable    the trunk's host name has no address
     ├─ EchoCancellationMissing  it is turned on and not installed
     └─ RegistrationFailed   the registrar refused or did not respond

Failures of one call are `telephony.line.DialFailed` and `HungUp`; of one operation on it, `TransferFailed` and `DtmfFailed`.
"""

from __future__ import annotations


class DialerFailed(Exception):
    """The SIP stack cannot be opened; nothing was dialled. The message says what to do."""


class PortInUse(DialerFailed):
    """Another program listens on the local SIP address."""


class UnknownCodec(DialerFailed):
    """A configured codec is not in this build of pjsua2."""


class TransportUnavailable(DialerFailed):
    """The SIP transport cannot be created (no TLS in this build, unreadable certificate, address not local)."""


class TrunkUnresolvable(DialerFailed):
    """The trunk's host name has no address."""


class EchoCancellationMissing(DialerFailed):
    """The trunk wants echo cancellation, and its package is not installed."""


class RegistrationFailed(DialerFailed):
    """The registrar refused us or did not respond in time."""

    def __init__(self, host: str, status: int | None, reason: str) -> None:
        self.host = host
        self.status = status
        """Final SIP status of the REGISTER; None if no response came."""
        answer = "did not respond" if status is None else f"answered {status} {reason}"
        super().__init__(f"registration failed: {host} {answer}")


class DtmfFailed(Exception):
    """The digits cannot be sent: no media, or the peer did not offer telephone-event (RFC 4733)."""
