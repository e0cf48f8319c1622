"""How calls end that are refused, not answered, or ended by an independent peer."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from telephony.audio import FRAME_BYTES, silence
from telephony.causes import HangupCause
from telephony.line import Answered, DialFailed, EarlyMedia, HungUp, MediaActive, Ringing
from telephony.settings import Transport
from telephony.sip.dialer import SipDialer
from telephony.sip.line import SipLine
from tests.integration.telephony.peers import (
    LOOPBACK,
    PATIENCE_S,
    SippOptions,
    dialing,
    end_of,
    events_until_end,
    free_port,
    running_sipp,
    stack_settings,
    trunk_at,
    until_media,
    was_answered,
)

pytestmark = pytest.mark.sip


@pytest.mark.parametrize(
    ("status", "extra", "expected"),
    [
        ("486 Busy Here", "X-Note: none", HungUp(HangupCause.BUSY, False, 486, None, "Busy Here")),
        ("404 Not Found", "X-Note: none", HungUp(HangupCause.NOT_IN_SERVICE, False, 404, None, "Not Found")),
        (
            "503 Service Unavailable",
            "Retry-After: 30",
            HungUp(HangupCause.SERVICE_UNAVAILABLE, False, 503, None, "Service Unavailable", 30),
        ),
        ("302 Moved Temporarily", "X-Note: none", HungUp(HangupCause.MOVED, False, 302, None, "Moved Temporarily")),
        ("480 Gone Out", 'Reason: Q.850;cause=19;text="no answer"', HungUp(HangupCause.NO_ANSWER, False, 480, 19, "Gone Out")),
        ("603 Decline", "X-Note: none", HungUp(HangupCause.REJECTED, False, 603, None, "Decline")),
        ("488 Not Acceptable Here", "X-Note: none", HungUp(HangupCause.MEDIA_FAILED, False, 488, None, "Not Acceptable Here")),
    ],
)
async def test_a_refusal_ends_with_its_cause(status: str, extra: str, expected: HungUp, tmp_path: Path) -> None:
    with running_sipp("refuse", tmp_path, SippOptions(fields={"status": status, "extra": extra})) as peer:
        async with dialing(trunk_at(peer.port)) as dialer:
            line = await dialer.dial("+4930123456")
            events = await events_until_end(line)
        peer.assert_scenario_completed()
    assert events == [Ringing(180), expected]


async def test_answer_talk_and_hang_up(tmp_path: Path) -> None:
    with running_sipp("answer", tmp_path) as peer:
        async with dialing(trunk_at(peer.port)) as dialer:
            line = await dialer.dial("+4930123456")
            line.play(b"\x10\x20" * 8000)
            heard = [frame async for frame in _until(line.frames(), 40)]
            await line.hang_up()
            events = await events_until_end(line)
        peer.assert_scenario_completed()
    assert events[:3] == [Ringing(180), Answered(), MediaActive("PCMA/8000")]
    assert end_of(events).cause is HangupCause.NORMAL
    assert end_of(events).by_us
    assert {len(frame) for frame in heard} == {FRAME_BYTES}
    assert any(any(frame) for frame in heard), "the echo of our own audio came back"


async def _until(frames: AsyncIterator[bytes], count: int) -> AsyncIterator[bytes]:
    async with asyncio.timeout(PATIENCE_S):
        async for frame in frames:
            yield frame
            count -= 1
            if not count:
                return


async def test_early_media_flows_before_the_answer(tmp_path: Path) -> None:
    with running_sipp("early_media", tmp_path) as peer:
        async with dialing(trunk_at(peer.port)) as dialer:
            line = await dialer.dial("+4930123456")
            early = line.events()
            assert [await anext(early), await anext(early)] == [Ringing(183), EarlyMedia()]
            frame = await anext(line.frames())
            assert len(frame) == FRAME_BYTES
            assert [await anext(early), await anext(early)] == [Answered(), MediaActive("PCMA/8000")]
            await line.hang_up()
        peer.assert_scenario_completed()


async def test_ringing_out_is_cancelled(tmp_path: Path) -> None:
    with running_sipp("ring_out", tmp_path) as peer:
        async with dialing(trunk_at(peer.port)) as dialer:
            line = await dialer.dial("+4930123456", ring_timeout_s=2.0)
            events = await events_until_end(line)
            peer.assert_scenario_completed()
    assert events[0] == Ringing(180)
    assert end_of(events).cause is HangupCause.NO_ANSWER
    assert end_of(events).by_us


async def test_a_trunk_that_only_says_trying_is_given_up_by_the_ring_timeout(tmp_path: Path) -> None:
    with running_sipp("trying_only", tmp_path) as peer:
        async with dialing(replace(trunk_at(peer.port), response_timeout_s=1.0)) as dialer:
            line = await dialer.dial("+4930123456", ring_timeout_s=2.0)
            events = await events_until_end(line)
            peer.assert_scenario_completed()
    assert [end_of(events).cause, len(events)] == [HangupCause.NO_ANSWER, 1]


async def test_hanging_up_while_it_rings_cancels(tmp_path: Path) -> None:
    with running_sipp("ring_out", tmp_path) as peer:
        async with dialing(trunk_at(peer.port)) as dialer:
            line = await dialer.dial("+4930123456")
            assert await anext(line.events()) == Ringing(180)
            await line.hang_up()
            await line.hang_up()
            events = await events_until_end(line)
            peer.assert_scenario_completed()
    assert [(end_of(events).cause, end_of(events).by_us, len(events))] == [(HangupCause.CANCELLED, True, 1)]


async def test_no_response_at_all_ends_within_its_own_limit() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind((LOOPBACK, 0))
        async with dialing(replace(trunk_at(deaf.getsockname()[1]), response_timeout_s=0.5)) as dialer:
            started_s = time.monotonic()
            line = await dialer.dial("+4930123456")
            events = await events_until_end(line)
            waited_s = time.monotonic() - started_s
            second = await dialer.dial("+4930123456")
            assert end_of(await events_until_end(second)).cause is HangupCause.TIMEOUT
    assert [end_of(events).cause, end_of(events).sip_status, len(events)] == [HangupCause.TIMEOUT, 408, 1]
    assert 0.4 < waited_s < 8.0, "and not by the default of 8 s"


async def test_nobody_at_a_tcp_trunk() -> None:
    async with dialing(replace(trunk_at(free_port()), transport=Transport.TCP)) as dialer:
        line = await dialer.dial("+4930123456")
        events = await events_until_end(line)
    assert [end_of(events).cause, len(events)] == [HangupCause.TRANSPORT_FAILED, 1]


async def test_a_call_over_tcp(tmp_path: Path) -> None:
    with running_sipp("answer", tmp_path, SippOptions(transport="t1")) as peer:
        async with dialing(replace(trunk_at(peer.port), transport=Transport.TCP)) as dialer:
            line = await dialer.dial("+4930123456")
            await until_media(line)
            await line.hang_up()
            peer.assert_scenario_completed()


@pytest.mark.parametrize(
    ("reason", "cause"), [("Q.850;cause=16", HangupCause.NORMAL), ("Q.850;cause=41", HangupCause.CONNECTION_LOST)]
)
async def test_the_peer_hangs_up_in_the_middle_of_playing(reason: str, cause: HangupCause, tmp_path: Path) -> None:
    with running_sipp("bye", tmp_path, SippOptions(fields={"reason": reason})) as peer:
        async with dialing(trunk_at(peer.port)) as dialer:
            line = await dialer.dial("+4930123456")
            line.play(silence(10_000))
            frames = [frame async for frame in line.frames()]
            events = await events_until_end(line)
        peer.assert_scenario_completed()
    assert was_answered(events)
    assert (end_of(events).cause, end_of(events).by_us) == (cause, False)
    assert 20 <= len(frames) <= 400, "not until what was to be played is over"
    assert 0 < line.played_ms < 10_000


async def test_more_calls_than_lines_fail_and_harm_nobody() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind((LOOPBACK, 0))
        async with dialing(replace(trunk_at(deaf.getsockname()[1]), response_timeout_s=2.0)) as dialer:
            lines = [await dialer.dial(f"+493012345{n}") for n in range(4)]
            with pytest.raises(DialFailed, match="all 4 lines"):
                await dialer.dial("+4930123459")
            ends = [end_of(await events_until_end(line)) for line in lines]
            assert {end.cause for end in ends} == {HangupCause.TIMEOUT}
            line = await _dial_when_free(dialer)
            assert end_of(await events_until_end(line)).cause is HangupCause.TIMEOUT


async def _dial_when_free(dialer: SipDialer) -> SipLine:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                return await dialer.dial("+4930123459")
            except DialFailed:
                await asyncio.sleep(0.05)


async def test_closing_the_dialer_ends_every_line_once() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind((LOOPBACK, 0))
        dialer = await SipDialer.open(stack_settings(), replace(trunk_at(deaf.getsockname()[1]), response_timeout_s=30.0))
        lines = [await dialer.dial(f"+493012345{n}") for n in range(3)]
        await dialer.close()
        await dialer.close()
        ends = [await events_until_end(line) for line in lines]
    assert [(len(events), end_of(events).cause) for events in ends] == [(1, HangupCause.CANCELLED)] * 3
    with pytest.raises(DialFailed, match="SIP thread"):
        await dialer.dial("+4930123456")


async def test_a_number_that_is_none_is_not_dialled() -> None:
    async with dialing(trunk_at(free_port())) as dialer:
        for number in ("", "12 34", "1@evil", "<sip:x>", "1" * 65):
            with pytest.raises(DialFailed, match="number"):
                await dialer.dial(number)
