"""What happens inside a call with an independent peer: transfers and digits."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from telephony.causes import HangupCause
from telephony.line import DtmfReceived, TransferFailed
from tests.integration.telephony.peers import (
    PATIENCE_S,
    SippOptions,
    dialing,
    end_of,
    events_until_end,
    running_sipp,
    trunk_at,
    until_media,
)

pytestmark = pytest.mark.sip


async def test_an_accepted_transfer_ends_the_call(tmp_path: Path) -> None:
    with running_sipp("refer_accepted", tmp_path, SippOptions(fields={"outcome": "200 OK"})) as peer:
        async with dialing(trunk_at(peer.port)) as dialer:
            line = await dialer.dial("+4930123456")
            await until_media(line)
            await line.transfer("+49305550100")
            events = await events_until_end(line)
            peer.assert_scenario_completed()
    assert [(end_of(events).cause, end_of(events).by_us)] == [(HangupCause.TRANSFERRED, True)]


async def test_a_peer_that_takes_the_call_over_and_hangs_up_has_transferred_it(tmp_path: Path) -> None:
    with running_sipp("refer_bye", tmp_path) as peer:
        async with dialing(trunk_at(peer.port)) as dialer:
            line = await dialer.dial("+4930123456")
            await until_media(line)
            await line.transfer("sip:agent@127.0.0.1")
            events = await events_until_end(line)
            peer.assert_scenario_completed()
    assert [(end_of(events).cause, end_of(events).by_us)] == [(HangupCause.TRANSFERRED, False)]


@pytest.mark.parametrize(
    ("scenario", "fields", "timeout_s", "explanation"),
    [
        ("refer_refused", {}, 20.0, "603"),
        ("refer_accepted", {"outcome": "486 Busy Here"}, 20.0, "486"),
        ("refer_ignored", {}, 2.0, "no answer to the transfer in 2 s"),
    ],
)
async def test_a_transfer_that_fails_leaves_the_call_up(
    scenario: str, fields: dict[str, str], timeout_s: float, explanation: str, tmp_path: Path
) -> None:
    with running_sipp(scenario, tmp_path, SippOptions(fields=fields)) as peer:
        async with dialing(replace(trunk_at(peer.port), transfer_timeout_s=timeout_s)) as dialer:
            line = await dialer.dial("+4930123456")
            await until_media(line)
            with pytest.raises(TransferFailed, match=explanation):
                await line.transfer("+49305550100")
            async with asyncio.timeout(PATIENCE_S):
                await anext(line.frames())
            await line.hang_up()
            events = await events_until_end(line)
            peer.assert_scenario_completed()
    assert [(end_of(events).cause, end_of(events).by_us)] == [(HangupCause.NORMAL, True)]


async def test_a_transfer_to_nowhere_is_refused_before_it_is_sent(tmp_path: Path) -> None:
    with running_sipp("answer", tmp_path) as peer:
        async with dialing(trunk_at(peer.port)) as dialer:
            line = await dialer.dial("+4930123456")
            await until_media(line)
            with pytest.raises(TransferFailed, match="SIP URI"):
                await line.transfer("sip:nobody")
            await line.hang_up()
            with pytest.raises(TransferFailed, match="over"):
                await line.transfer("+49305550100")


async def test_digits_by_sip_info(tmp_path: Path) -> None:
    with running_sipp("info_digits", tmp_path) as peer:
        async with dialing(trunk_at(peer.port)) as dialer:
            line = await dialer.dial("+4930123456")
            digits = ""
            async with asyncio.timeout(PATIENCE_S):
                async for event in line.events():
                    if isinstance(event, DtmfReceived):
                        digits += event.digit
                    if len(digits) == 2:
                        await line.hang_up()
            peer.assert_scenario_completed()
    assert digits == "7#"
