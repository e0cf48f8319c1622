"""Digest authentication against an independent registrar and trunk (SIPp verifies the digests: alice, secret)."""

from __future__ import annotations

import socket
import time
from dataclasses import replace
from pathlib import Path

import pytest

from telephony.causes import HangupCause
from telephony.errors import PortInUse, RegistrationFailed, TransportUnavailable, TrunkUnresolvable, UnknownCodec
from telephony.line import Answered
from telephony.settings import StackSettings, TrunkSettings
from telephony.sip.dialer import SipDialer
from tests.integration.telephony.peers import (
    LOOPBACK,
    SippOptions,
    dialing,
    end_of,
    events_until_end,
    free_port,
    running_sipp,
    stack_settings,
    trunk_at,
    until_media,
)

pytestmark = pytest.mark.sip


def _alice(port: int, password: str = "secret", *, register: bool) -> TrunkSettings:
    return replace(trunk_at(port), username="alice", password=password, register=register, register_timeout_s=10.0)


async def test_registration_with_digest(tmp_path: Path) -> None:
    with running_sipp("register", tmp_path) as peer:
        async with dialing(_alice(peer.port, register=True)):
            peer.assert_scenario_completed()


async def test_a_wrong_password_is_named_with_host_and_status(tmp_path: Path) -> None:
    with (
        running_sipp("register", tmp_path) as peer,
        pytest.raises(RegistrationFailed, match=r"127\.0\.0\.1 answered 403") as failure,
    ):
        await SipDialer.open(stack_settings(), _alice(peer.port, "guess", register=True))
    assert (failure.value.host, failure.value.status) == (LOOPBACK, 403)


async def test_a_registrar_that_is_silent() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind((LOOPBACK, 0))
        started_s = time.monotonic()
        trunk = replace(_alice(deaf.getsockname()[1], register=True), register_timeout_s=0.5)
        with pytest.raises(RegistrationFailed, match="did not respond"):
            await SipDialer.open(stack_settings(), trunk)
        assert time.monotonic() - started_s < 8, "not as long as others are waited for"


@pytest.mark.parametrize(("password", "answered"), [("secret", True), ("guess", False)])
async def test_a_challenged_invite(password: str, answered: bool, tmp_path: Path) -> None:
    with running_sipp("invite_challenge", tmp_path) as peer:
        async with dialing(_alice(peer.port, password, register=False)) as dialer:
            line = await dialer.dial("+4930123456")
            async for event in line.events():
                if isinstance(event, Answered):
                    await line.hang_up()
                last = event
            peer.assert_scenario_completed()
    expected = (HangupCause.NORMAL, True) if answered else (HangupCause.FORBIDDEN, False)
    assert (end_of([last]).cause, end_of([last]).by_us) == expected


async def test_an_invite_challenged_by_a_proxy(tmp_path: Path) -> None:
    with running_sipp("proxy_challenge", tmp_path) as peer:
        async with dialing(_alice(peer.port, register=False)) as dialer:
            line = await dialer.dial("+4930123456")
            await until_media(line)
            await line.hang_up()
            peer.assert_scenario_completed()


async def test_a_challenge_without_a_password_is_an_authentication_failure(tmp_path: Path) -> None:
    with running_sipp("invite_challenge", tmp_path) as peer:
        async with dialing(trunk_at(peer.port)) as dialer:
            events = await events_until_end(await dialer.dial("+4930123456"))
    assert (end_of(events).cause, end_of(events).sip_status, len(events)) == (HangupCause.AUTH_FAILED, 401, 1)


async def test_a_refused_registration(tmp_path: Path) -> None:
    options = SippOptions(fields={"status": "503 Service Unavailable"})
    with (
        running_sipp("register_refused", tmp_path, options) as peer,
        pytest.raises(RegistrationFailed, match="503 Service Unavailable"),
    ):
        await SipDialer.open(stack_settings(), _alice(peer.port, register=True))


async def test_a_port_in_use_is_named() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind((LOOPBACK, 0))
        port = other.getsockname()[1]
        with pytest.raises(PortInUse, match=rf"UDP 127\.0\.0\.1:{port} is in use"):
            await SipDialer.open(StackSettings(bind_address=LOOPBACK, sip_port=port), trunk_at(free_port()))


async def test_an_address_that_is_not_ours_is_named() -> None:
    with pytest.raises(TransportUnavailable, match=r"192\.0\.2\.1"):
        await SipDialer.open(StackSettings(bind_address="192.0.2.1"), trunk_at(free_port()))


async def test_an_unknown_codec_is_named_with_those_there_are() -> None:
    with pytest.raises(UnknownCodec, match=r"'G729X'.*PCMA"):
        await SipDialer.open(stack_settings(), replace(trunk_at(free_port()), codecs=("PCMA", "G729X")))


async def test_a_host_without_an_address() -> None:
    with pytest.raises(TrunkUnresolvable, match="no-such-host"):
        await SipDialer.open(stack_settings(), TrunkSettings(host="no-such-host.invalid"))
