from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.lab.impairment import Impairment, Wire
from telephony.lab.sdp import audio_address, call_id, redirected

pytestmark = pytest.mark.unit

PACKETS = 5000


def arrivals(impairment: Impairment, seed: int = 1) -> list[float | None]:
    wire = Wire(impairment, seed)
    return [wire.due_s(packet * 0.02) for packet in range(PACKETS)]


def test_loses_the_share_it_is_told_and_the_same_packets_every_time() -> None:
    model = Impairment(loss=0.03)
    assert arrivals(model).count(None) / PACKETS == pytest.approx(0.03, abs=0.01)
    assert arrivals(model) == arrivals(model)
    assert arrivals(model) != arrivals(model, seed=2)
    assert arrivals(Impairment()) == [packet * 0.02 for packet in range(PACKETS)]


@given(delay_ms=st.floats(0, 200), jitter=st.floats(0, 1), keep_order=st.booleans(), seed=st.integers(0, 99))
def test_delays_lie_around_the_mean_and_order_is_kept_if_told(delay_ms: float, jitter: float, keep_order: bool, seed: int) -> None:
    wire = Wire(Impairment(delay_ms=delay_ms, jitter_ms=jitter * delay_ms, keep_order=keep_order), seed)
    sent = [packet * 0.02 for packet in range(50)]
    due = [at for at in map(wire.due_s, sent) if at is not None]
    assert len(due) == len(sent)
    for at, sent_at in zip(due, sent, strict=True):
        assert -1e-9 <= at - sent_at - delay_ms * (1 - jitter) / 1000 <= 2 * jitter * delay_ms / 1000 + 1e-9
    if keep_order:
        assert due == sorted(due)


def test_packets_overtake_each_other_if_they_may() -> None:
    due = [at for at in arrivals(Impairment(delay_ms=40, jitter_ms=40, keep_order=False)) if at is not None]
    assert due != sorted(due)


@pytest.mark.parametrize(("loss", "delay_ms", "jitter_ms"), [(-0.1, 0, 0), (1.1, 0, 0), (0, 10, 20), (0, 10, -1)])
def test_refuses_models_that_cannot_be(loss: float, delay_ms: float, jitter_ms: float) -> None:
    with pytest.raises(ValueError, match="must be between"):
        Impairment(loss, delay_ms, jitter_ms)


BODY = (
    b"v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8 101\r\na=rtcp:4001 IN IP4 10.0.0.1\r\n"
)
INVITE = (
    b"INVITE sip:1@h SIP/2.0\r\nCall-ID: abc@10.0.0.1\r\nContent-Type: application/sdp\r\nContent-Length: %d\r\n\r\n" % len(BODY)
    + BODY
)


def test_changes_where_the_audio_goes_and_nothing_else() -> None:
    changed = redirected(INVITE, ("127.0.0.1", 50123))
    assert audio_address(INVITE) == ("10.0.0.1", 4000)
    assert audio_address(changed) == ("127.0.0.1", 50123)
    head, body = changed.split(b"\r\n\r\n")
    assert f"Content-Length: {len(body)}".encode() in head
    assert redirected(changed, ("10.0.0.1", 4000)) == INVITE


@pytest.mark.parametrize("header", [b"Call-ID: abc@10.0.0.1", b"i:abc@10.0.0.1", b"call-id :\tabc@10.0.0.1 "])
def test_finds_the_call_id_in_every_spelling(header: bytes) -> None:
    assert call_id(b"BYE sip:1@h SIP/2.0\r\n" + header + b"\r\nl: 0\r\n\r\n") == b"abc@10.0.0.1"


def test_messages_without_audio_have_no_address() -> None:
    assert audio_address(b"SIP/2.0 180 Ringing\r\nCall-ID: a\r\nContent-Length: 0\r\n\r\n") is None
    assert audio_address(INVITE.replace(b"m=audio 4000", b"m=audio 0")) is None
    assert call_id(b"\r\n\r\n") is None
