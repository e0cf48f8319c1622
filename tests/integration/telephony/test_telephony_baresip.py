"""Audio and encryption with an independent phone (baresip)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from telephony.audio import FRAME_BYTES
from telephony.causes import HangupCause
from telephony.settings import Srtp, Transport
from telephony.sip.line import SipLine
from tests.integration.telephony.peers import (
    PATIENCE_S,
    dialing,
    end_of,
    events_until_end,
    running_baresip,
    running_phone,
    trunk_at,
    until_media,
)
from tests.integration.telephony.phone import is_loud, square_wave

pytestmark = pytest.mark.sip


async def _loud_frames(line: SipLine, count: int) -> int:
    loud = 0
    async with asyncio.timeout(PATIENCE_S):
        async for frame in line.frames():
            loud += is_loud(frame)
            count -= 1
            if not count:
                break
    return loud


def _loud_frames_in_dump(folder: Path) -> int:
    """Loud frames among the first second baresip decoded."""
    (dump,) = folder.glob("dump-*-dec.wav")
    pcm = dump.read_bytes()[44:]
    return sum(is_loud(pcm[start : start + FRAME_BYTES]) for start in range(0, 50 * FRAME_BYTES, FRAME_BYTES))


@pytest.mark.parametrize(
    ("codecs", "srtp", "mediaenc"),
    [
        (("PCMA", "PCMU"), Srtp.OFF, ""),
        (("PCMU",), Srtp.OPTIONAL, ""),
        (("PCMA",), Srtp.MANDATORY, "srtp-mand"),
    ],
)
async def test_a_phone_is_heard_and_hears(codecs: tuple[str, ...], srtp: Srtp, mediaenc: str, tmp_path: Path) -> None:
    with running_baresip(tmp_path, square_wave(3000), mediaenc) as port:
        async with dialing(replace(trunk_at(port), codecs=codecs, srtp=srtp)) as dialer:
            line = await dialer.dial("callee")
            await until_media(line)
            line.play(square_wave(1000))
            await line.send_dtmf("5")
            assert await _loud_frames(line, 70) >= 40
            await line.hang_up()
            assert end_of(await events_until_end(line)).cause is HangupCause.NORMAL
    log = (tmp_path / "baresip.log").read_text(errors="replace")
    assert f"Set audio encoder: {codecs[0]}" in log
    assert "received event: '5'" in log
    assert _loud_frames_in_dump(tmp_path) >= 20


async def test_mandatory_encryption_is_not_given_up() -> None:
    async with running_phone(Srtp.OFF) as phone, dialing(replace(trunk_at(phone.port), srtp=Srtp.MANDATORY)) as dialer:
        end = end_of(await events_until_end(await dialer.dial("answer")))
    assert (end.cause, end.by_us) == (HangupCause.MEDIA_FAILED, False)


async def test_encrypted_between_our_own_over_tcp() -> None:
    async with running_phone(Srtp.MANDATORY, Transport.TCP) as phone:
        trunk = replace(trunk_at(phone.port), srtp=Srtp.MANDATORY, transport=Transport.TCP)
        async with dialing(trunk) as dialer:
            line = await dialer.dial("speak")
            await until_media(line)
            assert await _loud_frames(line, 70) >= 40
            await line.hang_up()
        saw = await phone.next_report()
    assert (saw.number, saw.caller_id, saw.asserted_identity) == ("speak", "+4930555000", "+4930555000")
    assert (saw.events, saw.cause) == (["Answered", "MediaActive", "HungUp"], "normal")


async def test_a_caller_that_gives_up_is_seen_as_cancelled() -> None:
    async with running_phone() as phone, dialing(trunk_at(phone.port)) as dialer:
        line = await dialer.dial("ring", caller_id="+4930999000", ring_timeout_s=2.0)
        assert end_of(await events_until_end(line)).cause is HangupCause.NO_ANSWER
        saw = await phone.next_report()
    assert (saw.events, saw.cause, saw.caller_id) == (["HungUp"], "cancelled", "+4930999000")


async def test_digits_reach_our_own_phone_by_rfc_4733() -> None:
    async with running_phone() as phone, dialing(trunk_at(phone.port)) as dialer:
        line = await dialer.dial("answer")
        await until_media(line)
        await line.send_dtmf("09#")
        await _loud_frames(line, 60)
        await line.hang_up()
        saw = await phone.next_report()
    assert saw.digits == "09#"
