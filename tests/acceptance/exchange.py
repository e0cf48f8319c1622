"""A telephone exchange made of one SIPp: what happens to a call is decided by the number that was dialled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.integration.telephony.peers import Sipp, started_sipp

LIFETIME_S: Final = 150
"""SIPp fails by itself if its calls are not over by then."""
_END: Final = "999"


@dataclass(frozen=True)
class Reply:
    """A response to the INVITE, or to the request awaited last."""

    status: str
    header: str = "X-Note: none"
    sdp: bool = False
    to_invite: bool = False
    """Answers the INVITE although another request came since."""


@dataclass(frozen=True)
class Await:
    """The request that must come next."""

    method: str


@dataclass(frozen=True)
class Pause:
    ms: int


@dataclass(frozen=True)
class Bye:
    """Ends the call from the exchange's side."""


Step = Reply | Await | Pause | Bye

ANSWER: Final = (Reply("200 OK", sdp=True), Await("ACK"))
TAKE_BYE: Final = (Await("BYE"), Reply("200 OK"))
RING_OUT: Final = (
    Reply("180 Ringing"),
    Await("CANCEL"),
    Reply("200 OK"),
    Reply("487 Request Terminated", to_invite=True),
    Await("ACK"),
)


def refuse(status: str, header: str = "X-Note: none") -> tuple[Step, ...]:
    """A final failure and its ACK."""
    return Reply("100 Trying"), Reply(status, header), Await("ACK")


@contextmanager
def running_exchange(numbers: Mapping[str, Sequence[Step]], folder: Path) -> Iterator[Sipp]:
    """SIPp that expects one call to each number."""
    scenario = folder / "exchange.xml"
    scenario.write_text(_scenario(numbers))
    bounds = ("-m", str(len(numbers)), "-timeout", f"{LIFETIME_S}s", "-timeout_error")
    with started_sipp(scenario, folder / "exchange.log", *bounds) as sipp:
        yield sipp


def _scenario(numbers: Mapping[str, Sequence[Step]]) -> str:
    matches = "".join(_match(index, number) for index, number in enumerate(numbers, 1))
    jumps = "".join(f'<nop hide="true" test="n{index}" next="{index}" />\n' for index in range(1, len(numbers) + 1))
    branches = "".join(_branch(index, steps) for index, steps in enumerate(numbers.values(), 1))
    return scenario_text(matches, f'{jumps}{branches}<label id="{_END}" />\n')


def scenario_text(looked_for: str, after: str, variables: str = "") -> str:
    """A scenario of one call.

    Args:
        looked_for: what is found out from its INVITE, beside what replies and requests in its dialog need.
        after: what follows the INVITE.
        variables: of `looked_for` that stand nowhere else, each after a comma: SIPp takes them for slips.
    """
    return _SCENARIO.format(looked_for=looked_for, after=after, variables=variables)


def _match(index: int, number: str) -> str:
    return f'<ereg regexp="^INVITE sip:{re.escape(number)}@" search_in="msg" check_it="false" assign_to="n{index}" />\n'


def _branch(index: int, steps: Sequence[Step]) -> str:
    body = "".join(element(step) for step in steps)
    return f'<label id="{index}" />\n{body}<nop hide="true" next="{_END}" />\n'


def element(step: Step) -> str:
    match step:
        case Reply():
            return _reply(step)
        case Await(method):
            return f'<recv request="{method}" />\n'
        case Pause(ms):
            return f'<pause milliseconds="{ms}" />\n'
        case Bye():
            return _BYE


def _reply(reply: Reply) -> str:
    cseq = "CSeq: [$cseq_number] INVITE" if reply.to_invite else "[last_CSeq:]"
    body = f"Content-Type: application/sdp\nContent-Length: [len]\n\n{_SDP}" if reply.sdp else "Content-Length: 0\n"
    # Only what an ACK confirms is sent again when nothing comes back.
    again = ' retrans="500"' if (reply.sdp and reply.status.startswith("2")) or reply.to_invite else ""
    return _REPLY.format(again=again, status=reply.status, cseq=cseq, header=reply.header, body=body)


_SCENARIO: Final = """<?xml version="1.0" encoding="ISO-8859-1" ?>
<!DOCTYPE scenario SYSTEM "sipp.dtd">
<scenario name="callwright">
<recv request="INVITE"><action>
<ereg regexp="sip:[^>]+" search_in="hdr" header="Contact:" assign_to="target" />
<ereg regexp="[^ ].*" search_in="hdr" header="To:" assign_to="peer" />
<ereg regexp="[^ ].*" search_in="hdr" header="From:" assign_to="caller" />
<ereg regexp="[0-9]+" search_in="hdr" header="CSeq:" assign_to="cseq_number" />
{looked_for}</action></recv>
{after}<Reference variables="target,peer,caller,cseq_number{variables}" />
</scenario>
"""

_REPLY: Final = """<send{again}><![CDATA[

SIP/2.0 {status}
[last_Via:]
[last_From:]
[last_To:];tag=[pid]SIPp[call_number]
[last_Call-ID:]
{cseq}
Contact: <sip:[local_ip]:[local_port];transport=[transport]>
{header}
{body}
]]></send>
"""

_SDP: Final = """v=0
o=exchange 1 1 IN IP[local_ip_type] [local_ip]
s=-
c=IN IP[media_ip_type] [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 8 101
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-15
a=sendrecv
"""

_BYE: Final = """<send retrans="500"><![CDATA[

BYE [$target] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: [$peer];tag=[pid]SIPp[call_number]
To: [$caller]
[last_Call-ID:]
CSeq: 2 BYE
Contact: <sip:[local_ip]:[local_port];transport=[transport]>
Max-Forwards: 70
Content-Length: 0

]]></send>
<recv response="200" />
"""
