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
