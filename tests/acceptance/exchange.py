"""A telephone exchange made of one SIPp: what happens to a call is decided by the number that was dialled."""

from __future__ import annotations

import re
import socket
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.integration.telephony.peers import LOOPBACK, executable, free_port, wait_until_listening

LIFETIME_S: Final = 150
"""SIPp fails by itself if its calls are not over by then."""
EXIT_TIMEOUT_S: Final = 30.0
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


@dataclass(frozen=True)
class Exchange:
    """A running SIPp."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def assert_every_call_went_as_planned(self) -> None:
        """Each number was called once, and every message came that its steps wait for."""
        code = self.process.wait(EXIT_TIMEOUT_S)
        assert code == 0, f"SIPp says a scenario failed ({code}): {self.log.read_text(errors='replace')[-4000:]}"


@contextmanager
def running_exchange(numbers: Mapping[str, Sequence[Step]], folder: Path) -> Iterator[Exchange]:
    """SIPp that expects one call to each number."""
    scenario, log, port = folder / "exchange.xml", folder / "exchange.log", free_port()
    scenario.write_text(_scenario(numbers))
    command = [executable("sipp"), "-sf", str(scenario), "-i", LOOPBACK, "-p", str(port), "-m", str(len(numbers)), "-nostdin"]
    command += ["-mi", LOOPBACK, "-mp", str(free_port()), "-timeout", f"{LIFETIME_S}s", "-timeout_error"]
    command += ["-trace_err", "-error_file", str(log.with_suffix(".err"))]
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd=folder)
    try:
        wait_until_listening(process, port, socket.SOCK_DGRAM, log)
        yield Exchange(port, process, log)
    finally:
        process.kill()
        process.wait()


def _scenario(numbers: Mapping[str, Sequence[Step]]) -> str:
    matches = "".join(_match(index, number) for index, number in enumerate(numbers, 1))
    jumps = "".join(f'<nop hide="true" test="n{index}" next="{index}" />\n' for index in range(1, len(numbers) + 1))
    branches = "".join(_branch(index, steps) for index, steps in enumerate(numbers.values(), 1))
    return _SCENARIO.format(matches=matches, jumps=jumps, branches=branches, end=_END)


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
<scenario name="exchange">
<recv request="INVITE"><action>
<ereg regexp="sip:[^>]+" search_in="hdr" header="Contact:" assign_to="target" />
<ereg regexp="[^ ].*" search_in="hdr" header="To:" assign_to="peer" />
<ereg regexp="[^ ].*" search_in="hdr" header="From:" assign_to="caller" />
<ereg regexp="[0-9]+" search_in="hdr" header="CSeq:" assign_to="cseq_number" />
{matches}</action></recv>
{jumps}{branches}<label id="{end}" />
<Reference variables="target,peer,caller,cseq_number" />
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
