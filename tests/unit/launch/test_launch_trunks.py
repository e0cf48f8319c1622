"""Trunk addresses as operators write them."""

import pytest

from engine.launch.trunks import TrunkError, trunk_settings
from engine.settings import TrunkSection
from telephony.settings import Transport

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("address", "host", "port", "transport"),
    [
        ("sip:trunk.example.com", "trunk.example.com", 5060, Transport.UDP),
        ("trunk.example.com:5080", "trunk.example.com", 5080, Transport.UDP),
        ("sip:10.0.0.1:5070;transport=tcp", "10.0.0.1", 5070, Transport.TCP),
        ("sips:trunk.example.com", "trunk.example.com", 5061, Transport.TLS),
        ("sip:[2001:db8::1]:5060", "[2001:db8::1]", 5060, Transport.UDP),
    ],
)
def test_addresses(address: str, host: str, port: int, transport: Transport) -> None:
    trunk = trunk_settings(address, TrunkSection())
    assert (trunk.host, trunk.port, trunk.transport) == (host, port, transport)


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("", "write sip:HOST"),
        ("sip:a b", "write sip:HOST"),
        ("http://x", "write sip:HOST"),
        ("sip:host;transport=smoke", "not udp, tcp or tls"),
        ("sip:host;maddr=1.2.3.4", "unknown parameter 'maddr'"),
        ("sip:host:99999", "not between 1 and 65535"),
    ],
)
def test_bad_addresses_say_what_to_write(address: str, problem: str) -> None:
    with pytest.raises(TrunkError, match=problem):
        trunk_settings(address, TrunkSection())


def test_registration_without_password_is_refused() -> None:
    with pytest.raises(TrunkError, match="username and a password"):
        trunk_settings("sip:host", TrunkSection(register_account=True))


@pytest.mark.parametrize(("ring_timeout_s", "expected_s"), [(5.0, 4.0), (45.0, 8.0)])
def test_a_dead_trunk_is_given_up_before_the_ring_timeout(ring_timeout_s: float, expected_s: float) -> None:
    settings = trunk_settings("sip:pbx.example", TrunkSection(ring_timeout_s=ring_timeout_s))
    assert settings.response_timeout_s == expected_s
