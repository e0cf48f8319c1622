"""What a call is known by to its peer, read from answers to our INVITE, and requests that end it (RFC 3261, section 12). Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from telephony.sip.headers import header_value, header_values, status_line

CSEQ_AHEAD: Final = 1000
"""More than requests of ours are ever within a call (session refreshes, transfers): a gap is allowed, a step back is not."""
_URI: Final = re.compile(r"(sips?):(?:[^@<>]*@)?(\[[0-9A-Fa-f:.]+\]|[^:;?<>\s]+)(?::(\d{1,9}))?", re.IGNORECASE)
_LOOSE: Final = re.compile(r";\s*lr(?:[=;]|$)", re.IGNORECASE)
_BETWEEN: Final = re.compile(r',(?=(?:[^"<>]|"[^"]*"|<[^>]*>)*$)')
_BRACKETED: Final = re.compile(r"<([^>]*)>")
_PORT_MAX: Final = 65535
_DEFAULT_PORTS: Final = {"sip": 5060, "sips": 5061}


@dataclass(frozen=True, slots=True)
class SipDialog:
    """A call that we placed, as its peer knows it."""

    call_id: str
    local: str
    """Our From, with our tag."""
    remote: str
    """Their To, with their tag if they gave one."""
    cseq: int
    """Of the INVITE."""
    via: str
    """Of the INVITE: what makes a CANCEL its own."""
    request_uri: str
    """Of the INVITE."""
    target: str
    """Their Contact; empty if they gave none yet."""
    routes: tuple[str, ...]
    """URIs of the proxies that want to stay on the way, the nearest first."""
    answered: bool


@dataclass(frozen=True, slots=True)
class Hop:
    """Where a request goes next."""

    host: str
    port: int


class NoDialog(Exception):
    """An answer lacks what a call is known by."""


def dialog_of(response: str, request_uri: str) -> SipDialog:
    """The call that an answer to our INVITE tells of.

    Args:
        response: its text, 101 to 299.
        request_uri: whom the INVITE was for.

    Raises:
        NoDialog: it lacks a header that it must have.
    """
    status = status_line(response)
    cseq = re.match(r"(\d{1,10})\s+INVITE\b", header_value(response, "CSeq"))
    dialog = SipDialog(
        call_id=header_value(response, "Call-ID"),
        local=header_value(response, "From"),
        remote=header_value(response, "To"),
        cseq=int(cseq[1]) if cseq else 0,
        via=next(iter(_listed(response, "Via")), ""),
        request_uri=request_uri,
        target=next((_bare(contact) for contact in _listed(response, "Contact")), ""),
        routes=tuple(_bare(route) for route in reversed(_listed(response, "Record-Route"))),
        answered=status is not None and status[0] >= 200,
    )
    if not (status and cseq and dialog.call_id and dialog.local and dialog.remote and dialog.via):
        raise NoDialog("the answer lacks a header that every answer has")
    return dialog


def cancel_of(dialog: SipDialog) -> str:
    """Ends a call that rings (section 9.1)."""
    return _request("CANCEL", dialog.request_uri, dialog.via, dialog, dialog.cseq)


def bye_of(dialog: SipDialog, via: str) -> str:
    """Ends a call that was answered (section 15.1.1), by the way of section 12.2.1.1."""
    return _within("BYE", dialog, via, dialog.cseq + CSEQ_AHEAD)


def ack_of_answer(dialog: SipDialog, via: str) -> str:
    """For a 200 that came while we were taking the call back (section 13.2.2.4)."""
    return _within("ACK", dialog, via, dialog.cseq)


def ack_of_refusal(dialog: SipDialog, response: str) -> str:
    """For the 487 that a CANCEL brings, or whatever else came before it (section 17.1.1.3)."""
    refused = replace(dialog, remote=header_value(response, "To"))
    return _request("ACK", dialog.request_uri, dialog.via, refused, dialog.cseq)


def next_hop(dialog: SipDialog) -> Hop:
    """Where requests within the call go: to the nearest proxy, else to the peer itself.

    Raises:
        NoDialog: that is no SIP address.
    """
    uri = _URI.match(dialog.routes[0] if dialog.routes else dialog.target or dialog.request_uri)
    hop = Hop(uri[2].strip("[]"), int(uri[3]) if uri[3] else _DEFAULT_PORTS[uri[1].lower()]) if uri else None
    if hop is None or not 0 < hop.port <= _PORT_MAX or not _is_name(hop.host):
        raise NoDialog("the peer's address is no SIP address")
    return hop


def _is_name(host: str) -> bool:
    """Something that can be looked up; resolvers raise errors of another kind if it is not."""
    try:
        host.encode("idna")
    except UnicodeError:
        return False
    return True


def first_hop(dialog: SipDialog) -> Hop:
    """Where the INVITE went, and a CANCEL has to. Errors as for `next_hop`."""
    return next_hop(replace(dialog, routes=(), target=""))


def _within(method: str, dialog: SipDialog, via: str, cseq: int) -> str:
    target, routes = dialog.target or dialog.request_uri, dialog.routes
    if routes and not _LOOSE.search(routes[0]):  # a strict router of RFC 2543 wants its own name on the request
        target, routes = routes[0], (*routes[1:], target)
    return _request(method, target, via, dialog, cseq, routes)


def _request(method: str, uri: str, via: str, dialog: SipDialog, cseq: int, routes: tuple[str, ...] = ()) -> str:
    lines = [
        f"{method} {uri} SIP/2.0",
        f"Via: {via}",
        "Max-Forwards: 70",
        *(f"Route: <{route}>" for route in routes),
        f"From: {dialog.local}",
        f"To: {dialog.remote}",
        f"Call-ID: {dialog.call_id}",
        f"CSeq: {cseq} {method}",
        "User-Agent: Callwright",
        "Content-Length: 0",
    ]
    return "\r\n".join([*lines, "", ""])


def _listed(message: str, name: str) -> list[str]:
    """The elements of all `name` headers, in order."""
    return [element.strip() for value in header_values(message, name) for element in _BETWEEN.split(value) if element.strip()]


def _bare(address: str) -> str:
    """The URI of a name-addr or addr-spec, without the header's own parameters."""
    bracketed = _BRACKETED.search(address)
    return bracketed[1] if bracketed else address.partition(";")[0].strip()
