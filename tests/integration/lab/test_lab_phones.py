"""Lab phones seen by their caller, over real SIP and RTP on loopback."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import wave
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio

from telephony.causes import HangupCause
from telephony.lab.lab import Lab
from telephony.lab.ports import free_udp_port
from telephony.lab.report import CallReport, Ending
from telephony.lab.tones import SIT_VACANT_CODE
from telephony.lab.voices import recorded_path
from telephony.lab.wav import read_line
from telephony.line import Answered, DtmfReceived, EarlyMedia, HungUp, MediaActive, Ringing
from telephony.settings import StackSettings, TrunkSettings
from telephony.sip.dialer import SipDialer
from tests.integration.lab.caller import bot_speech, calling, level_dbfs, likeness, recognised, tone_ms

pytestmark = [pytest.mark.sip, pytest.mark.asyncio(loop_scope="module")]

PHONES = Path(__file__).parent / "phones.yaml"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lab(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Lab]:
    work_dir = tmp_path_factory.mktemp("lab")
    async with Lab(PHONES, work_dir, processes=2, cache_dir=work_dir / "cache") as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def dialer(lab: Lab) -> AsyncIterator[SipDialer]:
    host, port = lab.gateways[0].split(":")
    stack = StackSettings(bind_address="127.0.0.1", rtp_port_first=free_udp_port())
    opened = await SipDialer.open(stack, TrunkSettings(host=host, port=int(port), caller_id="0100"))
    yield opened
    await opened.close()


async def _report(lab: Lab, number: str) -> CallReport:
    """The phone's account; those of calls that an earlier, failed test left unread are passed over."""
    while (report := await lab.next_report(timeout_s=20)).number != number:
        pass
    return report


@pytest.mark.parametrize(
    ("number", "cause", "status", "retry_after_s"),
    [
        ("0202", HangupCause.BUSY, 486, None),
        ("0203", HangupCause.REJECTED, 603, None),
        ("0205", HangupCause.NOT_IN_SERVICE, 404, None),
        ("0206", HangupCause.SERVICE_UNAVAILABLE, 503, 30),
        ("0212", HangupCause.UNREACHABLE, 480, None),
        ("0999", HangupCause.NOT_IN_SERVICE, 404, None),
    ],
)
async def test_refusals(
    lab: Lab, dialer: SipDialer, number: str, cause: HangupCause, status: int, retry_after_s: int | None
) -> None:
    async with calling(dialer, number) as caller:
        ended = await caller.end()
    assert (ended.cause, ended.sip_status, ended.retry_after_s) == (cause, status, retry_after_s)
    assert not any(isinstance(event, Answered) for event in caller.events)
    assert (await _report(lab, number)).ending is Ending.REFUSED


async def test_not_in_service_sounds_its_tones_before_it_refuses(lab: Lab, dialer: SipDialer) -> None:
    async with calling(dialer, "0204") as caller:
        ended = await caller.end()
    assert (ended.cause, ended.sip_status) == (HangupCause.NOT_IN_SERVICE, 404)
    assert any(isinstance(event, EarlyMedia) for event in caller.events)
    for tone in SIT_VACANT_CODE:
        assert tone_ms(caller.heard, tone.frequencies_hz[0]) == pytest.approx(tone.on_ms, abs=60)
    await _report(lab, "0204")


async def test_rings_until_the_caller_gives_up(lab: Lab, dialer: SipDialer) -> None:
    async with calling(dialer, "0207", ring_timeout_s=1) as caller:
        ended = await caller.end()
    assert ended.cause is HangupCause.NO_ANSWER
    assert Ringing(180) in caller.events
    assert (await _report(lab, "0207")).ending is Ending.CALLER_GAVE_UP


async def test_a_conversation_as_the_steps_say(lab: Lab, dialer: SipDialer) -> None:
    async with calling(dialer, "0201") as caller:
        await caller.answered()
        hello, yes = (read_line(recorded_path("alma", text)) for text in ("Hello?", "Yes, that sounds good to me."))
        await caller.hears(hello)
        caller.line.play(bot_speech(800))
        ended = await caller.end()
    assert [type(event) for event in caller.events] == [Ringing, Answered, MediaActive, DtmfReceived, DtmfReceived, HungUp]
    assert [event.digit for event in caller.events if isinstance(event, DtmfReceived)] == ["1", "2"]
    assert (ended.cause, ended.by_us) == (HangupCause.NORMAL, False)
    assert recognised(yes, caller.heard) > 0.9
    report = await _report(lab, "0201")
    assert (report.ending, report.problem, report.caller_id) == (Ending.PHONE_HUNG_UP, None, "0100")
    assert report.heard_bot_ms == pytest.approx(800, abs=100)
    _check_recording(report, said=hello + yes, heard_ms=800)


def _channels(report: CallReport) -> tuple[bytes, bytes]:
    assert report.recording is not None
    with wave.open(str(report.recording), "rb") as wav:
        assert (wav.getnchannels(), wav.getframerate()) == (2, 8000)
        stereo = wav.readframes(wav.getnframes())
    left = b"".join(stereo[i : i + 2] for i in range(0, len(stereo), 4))
    right = b"".join(stereo[i + 2 : i + 4] for i in range(0, len(stereo), 4))
    return left, right


def _check_recording(report: CallReport, *, said: bytes, heard_ms: int) -> None:
    left, right = _channels(report)
    assert likeness(said[-20_000:], left) > 0.99
    assert likeness(said[-20_000:], right) < 0.3
    assert recognised(bot_speech(heard_ms), right) > 0.9


async def test_a_thinking_pause_is_exact_and_reported(lab: Lab, dialer: SipDialer) -> None:
    async with calling(dialer, "0213") as caller:
        await caller.answered()
        await caller.end()
    report = await _report(lab, "0213")
    first, second = report.said
    assert (first.what, second.what) == ("Hello?", "Yes, that sounds good to me.")
    hello, yes = (read_line(recorded_path("alma", said.what)) for said in report.said)
    # Lines are padded to whole frames; the pause follows the last one.
    assert 0 <= second.at_ms - (first.at_ms + first.length_ms + 440) < 20
    left, _ = _channels(report)
    for said, line in ((first, hello), (second, yes)):
        begin = said.at_ms * 16
        assert left[begin : begin + len(line)] == line


async def test_interrupts_while_the_bot_speaks(lab: Lab, dialer: SipDialer) -> None:
    line = read_line(recorded_path("kurt", "Hold on, how much does it cost?"))
    async with calling(dialer, "0209") as caller:
        await caller.answered()
        caller.line.play(bot_speech(6000))
        await caller.hears(line)
        assert caller.line.queued_ms > 1000
    report = await _report(lab, "0209")
    assert report.ending is Ending.CALLER_HUNG_UP
    begun_ms = next(event.audio_ms for event in report.events if event.what == "the bot speaks")
    said_ms = next(event.audio_ms for event in report.events if event.what == "step 2 (say)")
    assert said_ms - begun_ms == pytest.approx(600, abs=100)


async def test_voicemail_beeps_and_then_listens(lab: Lab, dialer: SipDialer) -> None:
    async with calling(dialer, "0208") as caller:
        await caller.until(lambda: tone_ms(caller.heard[-16_000:], 1000) >= 400)
        caller.line.play(bot_speech(500))
        await caller.until(lambda: caller.line.queued_ms == 0)
        heard = len(caller.heard)
        await caller.until(lambda: len(caller.heard) >= heard + 16 * 1000)
    report = await _report(lab, "0208")
    assert report.ending is Ending.CALLER_HUNG_UP
    assert 300 <= report.heard_bot_ms <= 600


async def test_a_wait_in_vain_is_told_and_ends_the_call(lab: Lab, dialer: SipDialer) -> None:
    async with calling(dialer, "0210") as caller:
        ended = await caller.end()
    assert (ended.cause, ended.by_us) == (HangupCause.NORMAL, False)
    report = await _report(lab, "0210")
    assert (report.ending, report.problem) == (Ending.WAITED_IN_VAIN, "step 1 (after_bot) waited 1 s in vain")


async def test_the_noise_of_the_room_and_the_digits_received(lab: Lab, dialer: SipDialer) -> None:
    async with calling(dialer, "0211") as caller:
        await caller.answered()
        await caller.line.send_dtmf("5#")
        await caller.until(lambda: len(caller.heard) > 16 * 1500)
    assert level_dbfs(caller.heard[-16 * 1000 :]) == pytest.approx(-45, abs=2)
    assert (await _report(lab, "0211")).digits_received == "5#"


async def test_accepts_a_transfer_and_tells_where_to(lab: Lab, dialer: SipDialer) -> None:
    async with calling(dialer, "0211") as caller:
        await caller.answered()
        await caller.line.transfer("+12025550143")
        assert (await caller.end()).cause is HangupCause.TRANSFERRED
    assert "+12025550143" in (await _report(lab, "0211")).transferred_to


async def test_a_fifth_call_is_refused_and_harms_nobody(lab: Lab, dialer: SipDialer) -> None:
    async with AsyncExitStack() as calls:
        sides = [await calls.enter_async_context(calling(dialer, "0211")) for _ in range(4)]
        for side in sides:
            await side.answered()
        assert await asyncio.to_thread(_final_status_of_an_invite, lab.gateways[0], "0211") in (480, 486, 503)
        await asyncio.gather(*(side.hears_more(16 * 200) for side in sides))
    assert {report.ending for report in await lab.reports(4, timeout_s=10)} == {Ending.CALLER_HUNG_UP}
    async with calling(dialer, "0211") as caller:
        await caller.answered()
    await _report(lab, "0211")


def _final_status_of_an_invite(gateway: str, number: str) -> int:
    """What a caller from another process gets: a hand-written INVITE, its final response acknowledged."""
    host, port = gateway.split(":")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        peer.connect((host, int(port)))
        peer.settimeout(5)
        own = f"127.0.0.1:{peer.getsockname()[1]}"
        body = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n"

        def request(method: str, to_tag: str) -> bytes:
            head = (
                f"{method} sip:{number}@{gateway} SIP/2.0\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bK5th\r\nMax-Forwards: 70\r\n"
                f"From: <sip:fifth@{own}>;tag=5\r\nTo: <sip:{number}@{gateway}>{to_tag}\r\nCall-ID: fifth@{own}\r\n"
                f"CSeq: 1 {method}\r\nContact: <sip:fifth@{own}>\r\n"
            )
            content = body if method == "INVITE" else ""
            kind = "Content-Type: application/sdp\r\n" if content else ""
            return f"{head}{kind}Content-Length: {len(content)}\r\n\r\n{content}".encode()

        peer.send(request("INVITE", ""))
        while (status := int((answer := peer.recv(4096).decode()).split()[1])) < 200:
            pass
        tag = answer.split("\r\nTo:")[1].split("\r\n")[0].partition(";tag=")[2]
        peer.send(request("ACK", f";tag={tag}" if tag else ""))
        return status


async def test_the_death_of_a_process_is_noticed_and_leaves_the_other(lab: Lab, dialer: SipDialer) -> None:
    os.kill(lab.pids[1], signal.SIGKILL)
    lost = await lab.next_loss(timeout_s=10)
    assert (lost.sip_address, lost.exit_status) == (lab.gateways[1], -signal.SIGKILL)
    async with calling(dialer, "0202") as caller:
        assert (await caller.end()).cause is HangupCause.BUSY
    await _report(lab, "0202")
