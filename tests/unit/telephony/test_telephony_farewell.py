"""What a call is known by, and how somebody else ends it."""

from __future__ import annotations

import pytest

from telephony.sip.dialog import Hop, NoDialog, ack_of_answer, bye_of, dialog_of, first_hop, next_hop
from telephony.sip.farewell import Farewell
from telephony.sip.headers import header_value

pytestmark = pytest.mark.unit

URI = "sip:+12025550100@trunk.example:5070"
OURS = "UDP 192.0.2.1:5062"
VIA = "SIP/2.0/UDP 192.0.2.1:5062;rport;branch=z9hG4bKours"


def answer(status: str, *more: str, cseq: str = "7 INVITE", tag: str = ";tag=theirs") -> str:
    lines = [
        f"SIP/2.0 {status}",
        f"Via: {VIA}",
        'From: "Acme, Ltd." <sip:+12025550000@192.0.2.1>;tag=ours',
        f"To: <{URI}>{tag}",
        "Call-ID: a1b2",
        f"CSeq: {cseq}",
        *more,
        "Content-Length: 0",
    ]
    return "\r\n".join([*lines, "", ""])


PROXIED = answer(
    "200 OK",
    'Record-Route: <sip:far.example:5080;lr>, "p, 1" <sip:middle.example;lr=on>',
    "Record-Route: <sip:near.example;lr>",
    "Contact: <sip:bob@198.51.100.7:6000;transport=udp>;expires=60",
)


def test_a_call_is_known_by_its_answer() -> None:
    dialog = dialog_of(PROXIED, URI)
    assert (dialog.call_id, dialog.cseq, dialog.via, dialog.answered) == ("a1b2", 7, VIA, True)
    assert dialog.local == 'From: "Acme, Ltd." <sip:+12025550000@192.0.2.1>;tag=ours'.removeprefix("From: ")
    assert dialog.target == "sip:bob@198.51.100.7:6000;transport=udp"
    assert dialog.routes == ("sip:near.example;lr", "sip:middle.example;lr=on", "sip:far.example:5080;lr")


def test_headers_in_short_are_the_same() -> None:
    short = PROXIED
    for name, letter in {"Via": "v", "From": "f", "To": "t", "Call-ID": "i", "Contact": "m"}.items():
        short = short.replace(f"\r\n{name}: ", f"\r\n{letter}: ")
    assert short != PROXIED
    assert dialog_of(short, URI) == dialog_of(PROXIED, URI)


@pytest.mark.parametrize("missing", ["Via", "From", "To", "Call-ID", "CSeq"])
def test_an_answer_without_what_every_answer_has_is_no_dialog(missing: str) -> None:
    lines = [line for line in PROXIED.split("\r\n") if not line.startswith(missing)]
    with pytest.raises(NoDialog):
        dialog_of("\r\n".join(lines), URI)


def test_a_bye_goes_by_the_proxies_to_the_peer() -> None:
    dialog = dialog_of(PROXIED, URI)
    bye = bye_of(dialog, "SIP/2.0/UDP 192.0.2.1:5062;branch=z9hG4bKnew")
    assert bye.split("\r\n") == [
        "BYE sip:bob@198.51.100.7:6000;transport=udp SIP/2.0",
        "Via: SIP/2.0/UDP 192.0.2.1:5062;branch=z9hG4bKnew",
        "Max-Forwards: 70",
        "Route: <sip:near.example;lr>",
        "Route: <sip:middle.example;lr=on>",
        "Route: <sip:far.example:5080;lr>",
        'From: "Acme, Ltd." <sip:+12025550000@192.0.2.1>;tag=ours',
        f"To: <{URI}>;tag=theirs",
        "Call-ID: a1b2",
        "CSeq: 1007 BYE",
        "User-Agent: Callwright",
        "Content-Length: 0",
        "",
        "",
    ]
    assert next_hop(dialog) == Hop("near.example", 5060)
    assert header_value(ack_of_answer(dialog, VIA), "CSeq") == "7 ACK"


def test_a_strict_router_gets_its_own_name_on_the_request() -> None:
    dialog = dialog_of(answer("200 OK", "Record-Route: <sip:old.example>", "Contact: <sip:bob@198.51.100.7>"), URI)
    bye = bye_of(dialog, VIA)
    assert bye.startswith("BYE sip:old.example SIP/2.0\r\n")
    assert header_value(bye, "Route") == "<sip:bob@198.51.100.7>"


@pytest.mark.parametrize(
    ("contact", "hop"),
    [
        ("<sip:bob@[2001:db8::1]:6000>", Hop("2001:db8::1", 6000)),
        ("<sips:bob@pbx.example>", Hop("pbx.example", 5061)),
        ("sip:pbx.example;q=0.5", Hop("pbx.example", 5060)),
        ("<sip:bob%20x;a=b@pbx.example:5090;ob>", Hop("pbx.example", 5090)),
    ],
)
def test_where_a_request_goes(contact: str, hop: Hop) -> None:
    assert next_hop(dialog_of(answer("200 OK", f"Contact: {contact}"), URI)) == hop


@pytest.mark.parametrize(
    "uri", ["tel:+12025550100", "sip:bob@198.51.100.7:65536", "sip:bob@pbx..example", f"sip:bob@{'a' * 64}.example", "sip:bob@h:0"]
)
def test_an_address_to_which_nothing_can_be_sent_is_no_way(uri: str) -> None:
    with pytest.raises(NoDialog, match="no SIP address"):
        next_hop(dialog_of(answer("200 OK", f"Contact: <{uri}>"), URI))


def test_an_answered_call_is_over_once_its_bye_was_answered_whatever_the_answer() -> None:
    farewell = Farewell(dialog_of(PROXIED, URI), OURS)
    assert farewell.request.startswith("BYE ")
    assert farewell.feed(answer("100 Trying", cseq="1007 BYE")) is None
    assert farewell.feed(answer("200 OK", cseq="1007 BYE").replace("a1b2", "another")) is None
    assert not farewell.over
    farewell.feed(answer("481 Gone", cseq="1007 BYE"))
    assert (farewell.over, farewell.status) == (True, 481)


def test_a_ringing_call_is_cancelled_where_its_invite_went_and_the_refusal_acknowledged() -> None:
    farewell = Farewell(dialog_of(answer("180 Ringing", "Contact: <sip:bob@198.51.100.7>"), URI), OURS)
    assert farewell.request.startswith(f"CANCEL {URI} SIP/2.0\r\nVia: {VIA}\r\n")
    assert header_value(farewell.request, "CSeq") == "7 CANCEL"
    assert farewell.hop == first_hop(dialog_of(PROXIED, URI)) == Hop("trunk.example", 5070)
    assert farewell.feed(answer("200 OK", cseq="7 CANCEL")) is None
    assert (farewell.over, farewell.status) == (False, 200), "the INVITE has no answer yet"
    ack = farewell.feed(answer("487 Request Terminated", tag=";tag=later"))
    assert ack is not None
    assert ack.startswith(f"ACK {URI} SIP/2.0\r\nVia: {VIA}\r\n")
    assert (header_value(ack, "To"), header_value(ack, "CSeq")) == (f"<{URI}>;tag=later", "7 ACK")
    assert farewell.over


def test_a_call_that_is_answered_while_it_is_taken_back_is_acknowledged_and_ended() -> None:
    farewell = Farewell(dialog_of(answer("180 Ringing"), URI), OURS)
    farewell.feed(answer("481 No such transaction", cseq="7 CANCEL"))
    ack = farewell.feed(answer("200 OK", "Contact: <sip:bob@198.51.100.7>"))
    assert ack is not None
    assert ack.startswith("ACK sip:bob@198.51.100.7 SIP/2.0\r\n")
    assert farewell.request.startswith("BYE sip:bob@198.51.100.7 SIP/2.0\r\n")
    assert (farewell.status, farewell.over, farewell.hop) == (None, False, Hop("198.51.100.7", 5060))
    farewell.feed(answer("200 OK", cseq="1007 BYE"))
    assert farewell.over
