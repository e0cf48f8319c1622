"""`callwright run` against somebody else's exchange (SIPp): one list, every way in which a call can go before anybody talks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest

from tests.acceptance.exchange import ANSWER, RING_OUT, TAKE_BYE, Bye, Pause, Reply, Step, refuse, running_exchange
from tests.acceptance.line_test import ANNOUNCEMENT, line_test
from tests.acceptance.product import Desk, callwright
from tests.integration.telephony.peers import LOOPBACK

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(180)]

RINGS, EARLY, BUSY, UNKNOWN, OVERLOADED, MOVED, DEAF, CUTS_OFF, NOBODY_HOME = (f"+1202555020{digit}" for digit in range(1, 10))

NUMBERS: Final[Mapping[str, Sequence[Step]]] = {
    RINGS: (Reply("180 Ringing"), Pause(300), *ANSWER, *TAKE_BYE),
    EARLY: (Reply("183 Session Progress", sdp=True), Pause(1000), *ANSWER, *TAKE_BYE),
    BUSY: refuse("486 Busy Here"),
    UNKNOWN: refuse("404 Not Found"),
    OVERLOADED: refuse("503 Service Unavailable", "Retry-After: 1"),
    MOVED: refuse("302 Moved Temporarily", "Contact: <sip:+12025550299@192.0.2.1>"),
    DEAF: (Pause(15_000),),
    CUTS_OFF: (Reply("180 Ringing"), *ANSWER, Pause(2500), Bye()),
    NOBODY_HOME: RING_OUT,
}

EXPECTED: Final = {
    RINGS: ("silent", "normal", "200"),
    EARLY: ("silent", "normal", "200"),
    BUSY: ("busy", "busy", "486"),
    UNKNOWN: ("not_in_service", "not_in_service", "404"),
    OVERLOADED: ("unreachable", "service_unavailable", "503"),
    MOVED: ("unreachable", "moved", "302"),
    DEAF: ("unreachable", "timeout", "408"),
    CUTS_OFF: ("person_hung_up", "normal", "200"),
    NOBODY_HOME: ("no_answer", "no_answer", "487"),
}


async def test_every_call_ends_with_its_cause(tmp_path: Path) -> None:
    desk = Desk(tmp_path, line_test(patience_ms=1000), {"conversation": {"hello_wait_ms": 200}})
    with running_exchange(NUMBERS, tmp_path) as exchange:
        ended = await callwright(*desk.arguments(desk.leads(NUMBERS), f"sip:{LOOPBACK}:{exchange.port}"), folder=tmp_path)
        exchange.assert_scenario_completed()

    assert ended.status == 0, ended.errors
    rows, records = desk.rows(), desk.records()
    assert {number: (row["disposition"], row["cause"], row["sip_status"]) for number, row in rows.items()} == EXPECTED
    assert {number: (record["disposition"], record["cause"], str(record["sip_status"])) for number, record in records.items()} == (
        EXPECTED
    )
    assert {row["grade"] for number, row in rows.items() if number != CUTS_OFF} == {"F"}
    assert {number for number, row in rows.items() if row["ringing_at"]} == {RINGS, EARLY, CUTS_OFF, NOBODY_HOME}
    assert {number for number, row in rows.items() if row["answered_at"]} == {RINGS, EARLY, CUTS_OFF}
    assert [attempt.retry_after_s for attempt in desk.attempts() if attempt.number == OVERLOADED] == [1]
    _assert_the_sentence_was_cut_off(desk)
    _assert_early_media_was_noticed(desk)


def _assert_the_sentence_was_cut_off(desk: Desk) -> None:
    sql = "SELECT number, text, interrupted, turns.ended_ms - started_ms FROM turns JOIN attempts ON attempts.id = attempt_id"
    spoken = desk.query(f"{sql} ORDER BY sequence", table="turns")
    ((text, interrupted, cut_ms),) = [turn[1:] for turn in spoken if turn[0] == CUTS_OFF]
    ((whole_ms,),) = [turn[3:] for turn in spoken if turn[:2] == (RINGS, ANNOUNCEMENT)]
    assert (text, interrupted) == (ANNOUNCEMENT, 1)
    assert 0 < cut_ms < whole_ms


def _assert_early_media_was_noticed(desk: Desk) -> None:
    sql = "SELECT number FROM call_notes JOIN attempts ON attempts.id = attempt_id WHERE kind = 'EarlyMediaStarted'"
    assert desk.query(sql, table="call_notes") == [(EARLY,)]
