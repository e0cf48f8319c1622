"""A SIPp that takes thousands of calls: what becomes of one is decided by the last digit of its number. Each call is logged."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from tests.acceptance.exchange import Bye, Reply, element, scenario_text
from tests.integration.telephony.peers import Sipp, started_sipp

DIGITS: Final = "0123456789"
ACK_WAIT_MS: Final = 4000
"""A caller that vanished confirms nothing."""
_CANCELLED: Final = 900
_ENDED_BY_CALLER: Final = 901
_END: Final = 999
_LOGGED: Final = re.compile(r"(begin|end) (\S+) (\S+) (\d+)")


@dataclass(frozen=True)
class Fate:
    """What becomes of a call."""

    ring_ms: int = 0
    """0: it does not ring."""
    refusal: str | None = None
    """Final status after that; None: it is answered."""
    talk_ms: int = 0
    """After the answer, the called side hangs up; the line is silent until then."""
    key: str | None = None
    """Pressed at once after the answer (SIP INFO)."""


@dataclass(frozen=True)
class TakenCall:
    """One INVITE as the called side saw it. Milliseconds since the switchboard's start."""

    number: str
    call_id: str
    began_ms: int
    ended_ms: int | None
    """None: it goes on, or its caller vanished at a moment that SIPp did not expect."""


@dataclass(frozen=True)
class Switchboard:
    """A running SIPp that takes down its calls."""

    sipp: Sipp
    log: Path

    @property
    def address(self) -> str:
        """As a trunk."""
        return self.sipp.address

    def calls(self) -> list[TakenCall]:
        """All calls so far, in the order of their INVITEs."""
        begun: dict[str, tuple[str, int]] = {}
        ended: dict[str, int] = {}
        for what, number, call_id, tick_ms in _LOGGED.findall(self.log.read_text() if self.log.exists() else ""):
            if what == "begin":
                begun.setdefault(call_id, (number, int(tick_ms)))
            else:
                ended[call_id] = int(tick_ms)
        return [TakenCall(number, call_id, tick_ms, ended.get(call_id)) for call_id, (number, tick_ms) in begun.items()]


def by_number(calls: Iterable[TakenCall]) -> Mapping[str, Sequence[TakenCall]]:
    """The calls to each number, in their order."""
    found: dict[str, list[TakenCall]] = defaultdict(list)
    for call in calls:
        found[call.number].append(call)
    return found


def overlapping(calls: Sequence[TakenCall]) -> bool:
    """Whether a call began while the one before, to the same number and at the same switchboard, was known to go on."""
    return any(one.ended_ms is not None and two.began_ms < one.ended_ms for one, two in pairwise(calls))


@contextmanager
def running_switchboard(fates: Mapping[str, Fate], folder: Path, name: str = "switchboard") -> Iterator[Switchboard]:
    """SIPp with a fate for each last digit."""
    assert set(fates) == set(DIGITS)
    scenario, log = folder / f"{name}.xml", folder / f"{name}.calls"
    scenario.write_text(_scenario(fates))
    with started_sipp(scenario, folder / f"{name}.log", "-trace_logs", "-log_file", str(log)) as sipp:
        yield Switchboard(sipp, log)


def _scenario(fates: Mapping[str, Fate]) -> str:
    matches = "".join(
        f'<ereg regexp="^INVITE sip:[+0-9]*{digit}@" search_in="msg" check_it="false" assign_to="d{digit}" />\n' for digit in DIGITS
    )
    jumps = "".join(f'<nop hide="true" test="d{digit}" next="{_label(digit)}" />\n' for digit in DIGITS)
    branches = "".join(_branch(_label(digit), fate) for digit, fate in fates.items())
    return scenario_text(_BEGUN + matches, f'{jumps}{branches}{_ways_out()}<label id="{_END}" />\n{_ENDED}', ",line,number")


def _label(digit: str) -> int:
    return (int(digit) + 1) * 10


def _branch(label: int, fate: Fate) -> str:
    parts = [f'<label id="{label}" />\n']
    if fate.ring_ms:
        parts += [element(Reply("180 Ringing")), _until("CANCEL", fate.ring_ms, otherwise=label + 1, then=_CANCELLED)]
        parts += [f'<label id="{label + 1}" />\n']
    if fate.refusal:
        parts += [element(Reply(fate.refusal, to_invite=True)), _until("ACK", ACK_WAIT_MS, otherwise=_END, then=_END)]
        return "".join(parts)
    parts += [element(Reply("200 OK", sdp=True)), _until("ACK", ACK_WAIT_MS, otherwise=_END)]
    parts += [_KEY.format(key=fate.key)] if fate.key else []
    parts += [_until("BYE", fate.talk_ms, otherwise=label + 2, then=_ENDED_BY_CALLER), f'<label id="{label + 2}" />\n']
    return "".join([*parts, element(Bye()), f'<nop hide="true" next="{_END}" />\n'])


def _until(method: str, within_ms: int, *, otherwise: int, then: int | None = None) -> str:
    after = f' next="{then}"' if then else ""
    return f'<recv request="{method}" timeout="{within_ms}" ontimeout="{otherwise}"{after} />\n'


def _ways_out() -> str:
    cancelled = [element(Reply("200 OK")), element(Reply("487 Request Terminated", to_invite=True))]
    cancelled += [_until("ACK", ACK_WAIT_MS, otherwise=_END, then=_END)]
    ended = [element(Reply("200 OK")), f'<nop hide="true" next="{_END}" />\n']
    return "".join([f'<label id="{_CANCELLED}" />\n', *cancelled, f'<label id="{_ENDED_BY_CALLER}" />\n', *ended])


_KEY: Final = """<send retrans="500"><![CDATA[

INFO [$target] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: [$peer];tag=[pid]SIPp[call_number]
To: [$caller]
[last_Call-ID:]
CSeq: 1 INFO
Contact: <sip:[local_ip]:[local_port];transport=[transport]>
Max-Forwards: 70
Content-Type: application/dtmf-relay
Content-Length: [len]

Signal={key}
Duration=160
]]></send>
<recv response="200" timeout="4000" ontimeout="999" />
"""

_BEGUN: Final = """<ereg regexp="^INVITE sip:([+0-9]*)@" search_in="msg" assign_to="line,number" />
<log message="begin [$number] [call_id] [clock_tick]" />
"""
_ENDED: Final = '<nop hide="true"><action><log message="end [$number] [call_id] [clock_tick]" /></action></nop>\n'
