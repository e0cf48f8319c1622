"""Which texts of a beam are readings, by table."""

import math

import pytest

from engine.speech.api import Reading
from engine.speech.recognizing.readings import told_apart

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("texts", "kept"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param(["不用了。", "不用啦"], ["不用了。", "不用啦"], id="two readings"),
        pytest.param(["It's fine.", "its fine", "It's mine."], ["It's fine.", "It's mine."], id="the same words"),
        pytest.param(["水\N{REPLACEMENT CHARACTER}", "水烧开了。"], ["水烧开了。"], id="half a character"),
        pytest.param(["我", "我 我 我", "。", "我在忙"], ["我在忙"], id="a single character, however often, or none"),
        pytest.param(["转人工。转人工。转人", "转人工。"], ["转人工。转人工。转人"], id="the same over and over"),
    ],
)
def test_what_is_a_reading(texts: list[str], kept: list[str]) -> None:
    readings = told_apart(Reading(text, -1.0 - index) for index, text in enumerate(texts))
    assert [reading.text for reading in readings] == kept


def test_the_same_words_weigh_together_and_may_be_likelier_than_the_likeliest_text() -> None:
    heard = [Reading("My card.", math.log(0.3)), Reading("my car", math.log(0.2)), Reading("My car.", math.log(0.25))]
    first, second = told_apart(heard)
    assert (first.text, second.text) == ("My car.", "My card.")
    assert math.exp(first.weight) == pytest.approx(0.45)
    assert math.exp(second.weight) == pytest.approx(0.3)
