from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.gateway_news import DeliveryReport, Fate
from engine.messaging.replies import is_opt_out
from engine.messaging.smpp.receipts import receipt
from telephony.smpp.text import GSM, UCS2, TooLong, parts_of, text_of

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "text",
    [
        *("STOP", "stop", " Stop! ", "Stop please", "STOPALL", "unsubscribe", "Unsubscribe me", "Arrêt", "Abmelden", "BAJA"),
        *("Opt out", "please stop", "Please don't text me!", "Don’t contact me", "remove me pls", "revoke", "No more messages."),
        *("不要再发了", "请不要再发短信", "别再发了！", "取消订阅。", "停止"),
        *("退订", "退订。", "ＴＤ", "t", "TD", "拒收此类短信"),
    ],
)
def test_who_wants_no_more_messages_is_understood(text: str) -> None:
    assert is_opt_out(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "...", "Can you stop by at six?", "Yes", "Thanks", "The end of May", "today", "please", "no more questions"),
        *("Remove me from Friday's tour, I come on Saturday", "好的", "谢谢", "我不要再等了", "停车场在哪里"),
    ],
)
def test_other_answers_are_not(text: str) -> None:
    assert not is_opt_out(text)


@pytest.mark.parametrize(
    ("text", "coding", "parts"),
    [
        ("", GSM, 1),
        ("a" * 160, GSM, 1),
        ("a" * 161, GSM, 2),
        ("€" * 80, GSM, 1),
        ("€" * 81, GSM, 2),
        ("a" * 153 * 3, GSM, 3),
        ("课" * 70, UCS2, 1),
        ("课" * 71, UCS2, 2),
        ("😀" * 35, UCS2, 1),
        ("😀" * 36, UCS2, 2),
    ],
)
def test_a_text_takes_as_few_messages_as_it_can(text: str, coding: int, parts: int) -> None:
    split = parts_of(text, 7)

    assert (split.coding, len(split.bodies)) == (coding, parts)
    assert all(len(body) <= (160 if coding == GSM else 140) for body in split.bodies)


@given(st.text(max_size=700), st.integers(0, 255))
def test_nothing_is_lost_between_parts(text: str, reference: int) -> None:
    text = text.encode("utf-16", "replace").decode("utf-16")
    split = parts_of(text, reference)

    assert "".join(text_of(body, split.coding, headed=split.headed) for body in split.bodies) == text
    if split.headed:
        assert [body[:6] for body in split.bodies] == [
            bytes((5, 0, 3, reference, len(split.bodies), place)) for place in range(1, len(split.bodies) + 1)
        ]


def test_a_text_of_too_many_parts_is_refused() -> None:
    with pytest.raises(TooLong, match="256 messages"):
        parts_of("a" * (153 * 255 + 1), 0)


APPENDIX_B = "id:12ab sub:001 dlvrd:001 submit date:2611221200 done date:2611221201 stat:{} err:{} text:Book here"


@pytest.mark.parametrize(
    ("text", "message_id", "state", "told"),
    [
        (APPENDIX_B.format("DELIVRD", "000"), None, None, DeliveryReport("12ab", Fate.DELIVERED)),
        (APPENDIX_B.format("UNDELIV", "027"), None, None, DeliveryReport("12ab", Fate.UNDELIVERABLE, "UNDELIV, error 027")),
        (APPENDIX_B.format("ENROUTE", "000"), None, None, DeliveryReport("12ab", Fate.ON_ITS_WAY)),
        ("", "7f", 2, DeliveryReport("7f", Fate.DELIVERED)),
        ("", "7f", 3, DeliveryReport("7f", Fate.UNDELIVERABLE, "EXPIRED")),
        ("", "7f", 99, DeliveryReport("7f", Fate.ON_ITS_WAY)),
        ("nothing to say", None, 2, None),
    ],
)
def test_receipts_are_read(text: str, message_id: str | None, state: int | None, told: DeliveryReport | None) -> None:
    assert receipt(text, message_id, state) == told
