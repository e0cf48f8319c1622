"""What reaches the log."""

import io
import logging

import pytest

from engine.logs import set_up_logs
from engine.masking import masked, masked_text

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("number", "expected"),
    [("+15550100001", "+1555•••0001"), ("+4420794609", "+442•••4609"), ("5550100", "•••0100"), ("110", "•••"), ("", "•••")],
)
def test_masked_numbers(number: str, expected: str) -> None:
    assert masked(number) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("or +1 555 010 0001, please", "or +1555•••0001, please"),
        ("+1 (555) 010-0001", "+1555•••0001"),
        ("+44.20.7946.0958", "+4420•••0958"),
        ("sip:+15550100001@a +86 138 0013 8000", "sip:+1555•••0001@a +8613•••8000"),
        ("GET /customers?query=%2B15550100001", "GET /customers?query=%2B1555•••0001"),
        ("+1 555 010 0001, +1 555 010 0002", "+1555•••0001, +1555•••0002"),
        ("+15550100001-agent1.wav", "+1555•••0001-agent1.wav"),
        ("it's 555-010-0001.", "it's 555•••0001."),
        ("(555) 010-0001", "555•••0001"),
        ("138 0013 8000", "1380•••8000"),
        ("0171 1234567", "0171•••4567"),
    ],
)
def test_numbers_are_masked_as_people_and_recognizers_write_them(text: str, expected: str) -> None:
    assert masked_text(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "+1 to +7",
        "2 + 3 000 000",
        "at +12.5 %",
        "2026-11-22 10:30:00+01:00",
        "2026-11-22 10:30:00,123 WARNING",
        "%2B1",
        "from 10 to 20, 1500-1600 ms",
        "2026-11-22/2026-11-23",
        "10:30 11-22 2026 12:00",
        "version 12.0.10.2026-1",
        "10.200.100.200 192.168.100.200",
    ],
)
def test_sums_times_and_addresses_are_no_numbers(text: str) -> None:
    assert masked_text(text) == text


def test_ids_and_times_are_no_numbers() -> None:
    text = "attempt 7f3c9a12-4b1d-4c52-9d5e-123456789012 at 2026-11-22 took 1500 ms on 127.0.0.1:20000"
    assert masked_text(text) == text


def test_fields_are_printed_and_numbers_masked_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    before = logging.getLogger().handlers[:]
    try:
        set_up_logs("info")
        logging.getLogger("x").info("dialled", extra={"action": "dial", "number": "+15550100001"})
    finally:
        logging.getLogger().handlers[:] = before
        logging.getLogger().setLevel(logging.WARNING)
    assert "x: dialled action=dial number=+1555•••0001" in stream.getvalue()
