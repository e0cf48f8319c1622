"""What the end of a call says about its trunk."""

import pytest

from engine.campaign.trunks.refusals import Answer, answer_of, pause_asked_for
from engine.events import CallEnded
from engine.outcome import Disposition

pytestmark = pytest.mark.unit


def ended(cause: str, q850: int | None = None, sip_status: int | None = None) -> CallEnded:
    return CallEnded(
        attempt_id="a",
        at=1.0,
        disposition=Disposition.UNREACHABLE,
        cause=cause,
        q850=q850,
        sip_status=sip_status,
        retry_after_s=30,
    )


@pytest.mark.parametrize(
    ("cause", "q850", "answer"),
    [
        ("busy", None, Answer.CARRIED),
        ("not_in_service", 1, Answer.CARRIED),
        ("no_answer", None, Answer.CARRIED),
        ("normal", None, Answer.CARRIED),
        ("service_unavailable", None, Answer.REFUSED),
        ("service_unavailable", 34, Answer.REFUSED),
        ("timeout", None, Answer.REFUSED),
        ("transport_failed", None, Answer.REFUSED),
        ("auth_failed", None, Answer.REFUSED),
        ("forbidden", None, Answer.REFUSED),
        ("unreachable", None, Answer.DOUBTFUL),
        ("unreachable", 20, Answer.CARRIED),
        ("unreachable", 3, Answer.REFUSED),
        ("cancelled", None, Answer.NONE),
        ("local_failure", None, Answer.NONE),
        ("worker_died", None, Answer.NONE),
        ("SpeechUnavailable: gone", None, Answer.NONE),
    ],
)
def test_a_call_that_never_rang(cause: str, q850: int | None, answer: Answer) -> None:
    assert answer_of(ended(cause, q850), progressed=False) is answer


@pytest.mark.parametrize("cause", ["service_unavailable", "timeout", "unreachable", "normal"])
def test_a_call_that_rang_says_nothing_new_however_it_ends(cause: str) -> None:
    assert answer_of(ended(cause), progressed=True) is Answer.NONE


def test_only_a_503_asks_for_a_pause_of_the_trunk() -> None:
    assert pause_asked_for(ended("service_unavailable", sip_status=503)) == 30
    assert pause_asked_for(ended("busy", sip_status=486)) is None
