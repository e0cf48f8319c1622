"""Which answers say when, and nothing else."""

import pytest

from engine.dialog.slots.bare_times import is_bare_time

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("On Friday.", "en", True),
        ("Tomorrow.", "en-GB", True),
        ("Um, maybe next week.", "en", True),
        ("On the fifteenth of March, at half past ten.", "en", True),
        ("By the end of the month", "en", True),
        ("Tuesday at 10:30 a.m.", "en", True),
        ("In two weeks", "en", True),
        ("I paid on Friday.", "en", False),
        ("Done Friday.", "en", False),
        ("Two weeks ago", "en", False),
        ("Not on Friday.", "en", False),
        ("Call me tomorrow.", "en", False),
        ("周五。", "zh-CN", True),
        ("大概下周一吧", "zh", True),
        ("三月十五号上午十点半", "zh", True),
        ("這週五之前", "zh", True),
        ("周五我付了", "zh", False),
        ("明天再打", "zh", False),
        ("今天没空", "zh", False),
        ("不是周五", "zh", False),
        ("vendredi", "fr", False),
    ],
)
def test_bare_times(text: str, language: str, expected: bool) -> None:
    assert is_bare_time(text, language) is expected
