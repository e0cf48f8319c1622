"""Whom no webhook may ask: over a network, nobody in the clear."""

from __future__ import annotations

import pytest

from engine.dialog.webhook_address import fault_of_address, is_decided

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "url",
    ["https://crm.example.com/x", "http://localhost:8080/x", "http://127.0.0.1/x", "http://[::1]:80/", "HTTPS://crm.example.com"],
)
def test_may_be_asked(url: str) -> None:
    assert fault_of_address(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "http://crm.example.com/x",
        "HTTP://crm.example.com",
        "http://192.168.1.5/x",
        "http://localhost.evil.example/x",
        "http://localhost@evil.example/x",
        "ftp://crm.example.com/x",
        "crm.example.com/x",
        "//crm.example.com/x",
    ],
)
def test_may_not_be_asked(url: str) -> None:
    assert "must begin with https://" in (fault_of_address(url) or "")


def test_what_is_no_address_is_said_as_that() -> None:
    assert (fault_of_address("https://[crm") or "").startswith("is no address: ")


@pytest.mark.parametrize(
    ("template", "decided"),
    [
        ("http://crm.example.com/orders/{{ number }}?of={{ name }}", True),
        ("https://crm.example.com?of={{ name }}", True),
        ("crm.example.com", True),
        ("https://{{ host }}/x", False),
        ("{{ scheme }}://crm.example.com/x", False),
        ("{{ url }}", False),
    ],
)
def test_a_lead_may_decide_the_host(template: str, decided: bool) -> None:
    assert is_decided(template) is decided
