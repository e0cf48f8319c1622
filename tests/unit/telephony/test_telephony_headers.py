from __future__ import annotations

import pytest

from telephony.sip.headers import header_value, q850_cause, request_user, retry_after_s, status_line, user_of

pytestmark = pytest.mark.unit


def _message(*lines: str, first: str = "SIP/2.0 503 Service Unavailable") -> str:
    return "\r\n".join([first, *lines, "", "Reason: Q.850;cause=99 in the body"])


@pytest.mark.parametrize(
    ("lines", "cause"),
    [
        ([], None),
        (["Reason: Q.850;cause=16"], 16),
        (['reason:  Q.850 ;cause=19;text="no answer"'], 19),
        (['Reason: Q.850;text="busy";cause = 17'], 17),
        (["Reason: SIP;cause=486, Q.850;cause=17"], 17),
        (["Reason: SIP;cause=486", "Reason: q.850;cause=21"], 21),
        (["Reason: Q.850;", " cause=34"], 34),
        (["Reason: SIP;cause=480"], None),
        (["Reason: Q.850;cause=busy"], None),
    ],
)
def test_q850_cause(lines: list[str], cause: int | None) -> None:
    assert q850_cause(_message(*lines)) == cause


@pytest.mark.parametrize(
    ("lines", "seconds"),
    [
        ([], None),
        (["Retry-After: 30"], 30),
        (["Retry-After: 18000;duration=3600"], 18000),
        (["Retry-After: 120 (I'm in a meeting)"], 120),
        (["Retry-After: soon"], None),
        (["X-Retry-After: 5"], None),
    ],
)
def test_retry_after(lines: list[str], seconds: int | None) -> None:
    assert retry_after_s(_message(*lines)) == seconds


@pytest.mark.parametrize(
    ("uri", "user"),
    [
        ("sip:+4930123@host:5060;transport=tcp", "+4930123"),
        ('"Bob" <sip:bob:secret@host>;tag=1', "bob"),
        ("<sips:123;npdi@host>", "123"),
        ("sip:%2B49@host", "+49"),
        ("tel:+4930123;phone-context=x", "+4930123"),
        ("sip:host.example:5060", ""),
        ("nonsense", ""),
    ],
)
def test_user_of(uri: str, user: str) -> None:
    assert user_of(uri) == user


def test_first_lines() -> None:
    assert request_user(_message(first="INVITE sip:busy@127.0.0.1:5060 SIP/2.0")) == "busy"
    assert request_user(_message()) == ""
    assert status_line(_message()) == (503, "Service Unavailable")
    assert status_line(_message(first="SIP/2.0 486 ")) == (486, "")
    assert status_line(_message(first="BYE sip:a@b SIP/2.0")) is None


def test_header_value_is_the_first() -> None:
    assert header_value(_message("From: <sip:a@b>", "from: <sip:c@d>"), "From") == "<sip:a@b>"
    assert header_value(_message(), "From") == ""
