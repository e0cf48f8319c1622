"""What breaks on our side ends calls once, with a cause, and never hangs."""

from __future__ import annotations

import asyncio
import re
import socket
from dataclasses import replace

import pytest

from telephony.causes import HangupCause
from telephony.errors import DialerFailed, DtmfFailed
from telephony.line import DialFailed
from telephony.settings import StackSettings
from telephony.sip.call import SipCall
from telephony.sip.channel import AudioChannel
from telephony.sip.core import Invite, LineLingers, SipCore
from telephony.sip.dialer import SipDialer
from telephony.sip.link import CallLink
from tests.integration.telephony.peers import (
    LOOPBACK,
    PATIENCE_S,
    dialing,
    end_of,
    events_until_end,
    free_port,
    running_phone,
    stack_settings,
    trunk_at,
    until_media,
)

pytestmark = pytest.mark.sip


def _raise(*_: object) -> None:
    raise RuntimeError("planted")


async def test_an_exception_in_a_call_callback_is_logged_and_ends_the_call(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(SipCall, "getStreamInfo", _raise)
    async with running_phone() as phone, dialing(trunk_at(phone.port)) as dialer:
        end = end_of(await events_until_end(await dialer.dial("answer")))
        assert (await phone.next_report()).events[-1] == "HungUp"
    assert end.cause is HangupCause.LOCAL_FAILURE
    assert "planted" in end.reason
    assert any("callback failed" in record.message for record in caplog.records)


async def test_an_exception_in_the_media_callback_ends_the_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AudioChannel, "push", _raise)
    async with running_phone() as phone, dialing(trunk_at(phone.port)) as dialer:
        end = end_of(await events_until_end(await dialer.dial("answer")))
        assert (await phone.next_report()).events[-1] == "HungUp"
    assert (end.cause, "planted" in end.reason) == (HangupCause.LOCAL_FAILURE, True)


async def test_a_dying_stack_ends_every_line_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running_phone() as phone, dialing(trunk_at(phone.port)) as dialer:
        lines = [await dialer.dial("answer"), await dialer.dial("ring")]
        await until_media(lines[0])
        monkeypatch.setattr(SipCore, "poll", _raise)
        ends = [end_of(await events_until_end(line)) for line in lines]
        assert [end.cause for end in ends] == [HangupCause.LOCAL_FAILURE] * 2
        with pytest.raises(DialFailed, match="SIP thread"):
            await dialer.dial("answer")
        with pytest.raises(DtmfFailed):
            await lines[0].send_dtmf("1")
        async with asyncio.timeout(PATIENCE_S):
            await lines[0].hang_up()
            await dialer.close()
    monkeypatch.undo()
    async with running_phone() as phone, dialing(trunk_at(phone.port)) as dialer:
        assert end_of(await events_until_end(await dialer.dial("busy"))).cause is HangupCause.BUSY


async def test_a_sip_thread_that_hangs_still_ends_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind((LOOPBACK, 0))
        async with dialing(replace(trunk_at(deaf.getsockname()[1]), response_timeout_s=30.0)) as dialer:
            line = await dialer.dial("+4930123456", ring_timeout_s=0.1)
            monkeypatch.setattr(SipCore, "hang_up", lambda _core, _key: None)
            monkeypatch.setattr("telephony.sip.line.HANG_UP_TIMEOUT_S", 0.2)
            end = end_of(await events_until_end(line))
    assert (end.cause, end.reason) == (HangupCause.NO_ANSWER, "the SIP thread does not react")


async def test_more_lines_than_the_build_carries_are_refused() -> None:
    with pytest.raises(DialerFailed, match="at most 4 calls"):
        await SipDialer.open(StackSettings(bind_address=LOOPBACK, max_lines=5), trunk_at(free_port()))


async def test_a_second_dialer_in_a_process_is_refused() -> None:
    async with dialing(trunk_at(free_port())):
        with pytest.raises(DialerFailed, match="one endpoint per process"):
            await SipDialer.open(stack_settings(), trunk_at(free_port()))


async def test_the_invite_says_who_calls_and_what_we_offer() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trunk:
        trunk.bind((LOOPBACK, 0))
        trunk.setblocking(False)
        settings = replace(trunk_at(trunk.getsockname()[1]), codecs=("PCMU", "PCMA"), session_expires_s=600)
        async with dialing(settings) as dialer:
            line = await dialer.dial("+4930123456", caller_id="+4930777000")
            async with asyncio.timeout(PATIENCE_S):
                invite = (await asyncio.get_running_loop().sock_recv(trunk, 65_535)).decode()
            await line.hang_up()
    assert invite.startswith(f"INVITE sip:+4930123456@{LOOPBACK}:")
    assert re.search(r"^From: <?sip:\+4930777000@", invite, re.MULTILINE)
    assert re.search(r"^P-Asserted-Identity: <sip:\+4930777000@", invite, re.MULTILINE)
    assert re.search(r"^Session-Expires: 600", invite, re.MULTILINE)
    assert f"Call-ID: {line.call_id}" in invite
    assert re.search(r"^m=audio \d+ RTP/AVP 0 8 \d+\r$", invite, re.MULTILINE)


async def test_the_line_of_a_call_that_is_being_cleared_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    sends, lingers = SipCore.dial, iter([True, True])

    def dial(core: SipCore, key: int, link: CallLink, invite: Invite) -> str:
        if next(lingers, False):
            raise LineLingers("not yet")
        return sends(core, key, link, invite)

    monkeypatch.setattr(SipCore, "dial", dial)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trunk:
        trunk.bind((LOOPBACK, 0))
        trunk.setblocking(False)
        async with dialing(trunk_at(trunk.getsockname()[1])) as dialer:
            line = await dialer.dial("+4930123456")
            async with asyncio.timeout(PATIENCE_S):
                assert await asyncio.get_running_loop().sock_recv(trunk, 65_535)
            await line.hang_up()
