from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.causes import HangupCause, cause_of_refusal

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("sip_status", "q850", "cause"),
    [
        (302, None, HangupCause.MOVED),
        (301, None, HangupCause.MOVED),
        (400, None, HangupCause.PROTOCOL_ERROR),
        (401, None, HangupCause.AUTH_FAILED),
        (403, None, HangupCause.FORBIDDEN),
        (404, None, HangupCause.NOT_IN_SERVICE),
        (407, None, HangupCause.AUTH_FAILED),
        (408, None, HangupCause.TIMEOUT),
        (480, None, HangupCause.UNREACHABLE),
        (486, None, HangupCause.BUSY),
        (487, None, HangupCause.CANCELLED),
        (488, None, HangupCause.MEDIA_FAILED),
        (500, None, HangupCause.SERVICE_UNAVAILABLE),
        (503, None, HangupCause.SERVICE_UNAVAILABLE),
        (600, None, HangupCause.BUSY),
        (603, None, HangupCause.REJECTED),
        (699, None, HangupCause.REJECTED),
    ],
)
def test_sip_status_alone(sip_status: int, q850: int | None, cause: HangupCause) -> None:
    assert cause_of_refusal(sip_status, q850) is cause


@pytest.mark.parametrize(
    ("sip_status", "q850", "cause"),
    [
        (480, 19, HangupCause.NO_ANSWER),
        (480, 17, HangupCause.BUSY),
        (503, 1, HangupCause.NOT_IN_SERVICE),
        (503, 20, HangupCause.UNREACHABLE),
        (500, 21, HangupCause.REJECTED),
        (404, 34, HangupCause.SERVICE_UNAVAILABLE),
    ],
)
def test_q850_refines_the_sip_status(sip_status: int, q850: int, cause: HangupCause) -> None:
    assert cause_of_refusal(sip_status, q850) is cause


@pytest.mark.parametrize("vague", [16, 31, 127, 9999])
def test_a_vague_q850_cause_leaves_the_sip_status_its_meaning(vague: int) -> None:
    assert cause_of_refusal(486, vague) is HangupCause.BUSY


@given(st.integers(300, 699), st.none() | st.integers(0, 200))
def test_every_failure_has_a_cause_that_is_not_success(sip_status: int, q850: int | None) -> None:
    assert cause_of_refusal(sip_status, q850) not in {HangupCause.NORMAL, HangupCause.TRANSFERRED}


@pytest.mark.parametrize("status", [100, 183, 200, 202, 700])
def test_a_status_that_is_no_failure_is_refused(status: int) -> None:
    with pytest.raises(ValueError, match=str(status)):
        cause_of_refusal(status)


@pytest.mark.parametrize("cause", list(HangupCause))
def test_causes_travel_as_their_value_and_explain_themselves(cause: HangupCause) -> None:
    assert HangupCause(str(cause)) is cause
    assert cause.meaning
    assert isinstance(cause.retryable, bool)


def test_hopeless_numbers_are_not_dialled_again() -> None:
    assert not HangupCause.NOT_IN_SERVICE.retryable
    assert not HangupCause.REJECTED.retryable
    assert HangupCause.BUSY.retryable
    assert HangupCause.NO_ANSWER.retryable
