from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dialog.template import Field, fields, fill, is_well_formed, placeholders, split_sentences

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Hello. How are you?", ("Hello.", "How are you?")),
        ("Wonderful! We will see.", ("Wonderful!", "We will see.")),
        ("I spoke to Mr. Smith and Dr. Jones. They agree.", ("I spoke to Mr. Smith and Dr. Jones.", "They agree.")),
        ("It costs 3.5 dollars. Fine?", ("It costs 3.5 dollars.", "Fine?")),
        ("We open at 9 a.m. on Mondays.", ("We open at 9 a.m. on Mondays.",)),
        ("We open at 9 a.m. Please come.", ("We open at 9 a.m.", "Please come.")),
        ("Press No. 5 now. No. Never.", ("Press No. 5 now.", "No.", "Never.")),
        ("Ask J. Smith. So do I. Good.", ("Ask J. Smith.", "So do I.", "Good.")),
        ("Wait... what?", ("Wait...", "what?")),
        ('He said "Stop!" Then he left.', ('He said "Stop!"', "Then he left.")),
        ("See www.example.com for more.", ("See www.example.com for more.",)),
        ("您好！我是智能助手。您方便吗？", ("您好！", "我是智能助手。", "您方便吗？")),
        ("他说“好的。”然后走了。", ("他说“好的。”", "然后走了。")),
        ("价格是3.5元。", ("价格是3.5元。",)),
        ("  spread \n over lines ", ("spread over lines",)),
        ("It is *here.* Bye.", ("It is *here.*", "Bye.")),
        ("*Half price! Today only.* Bye.", ("*Half price!*", "*Today only.*", "Bye.")),
        ("Wait <pause 300ms> here. Bye.", ("Wait <pause 300ms> here.", "Bye.")),
        ("no end", ("no end",)),
        ("", ()),
        ("...", ("...",)),
    ],
)
def test_sentences_end_where_a_speaker_pauses(text: str, sentences: tuple[str, ...]) -> None:
    assert split_sentences(text) == sentences


@given(st.text(alphabet="ab.!?。 M1r'\"\n", max_size=60))
def test_splitting_loses_nothing_but_spaces(text: str) -> None:
    assert "".join("".join(split_sentences(text)).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "names", "sound"),
    [
        ("{{ a }} and {{b}}", ("a", "b"), True),
        ("{{ first name }}", (), False),
        ("{{ a }", (), False),
        ("a }}", (), False),
        ("{ a }", (), False),
        ("{{ 名字 }}", ("名字",), True),
        ("{{ a | money }}", ("a",), True),
        ("{{ a | }}", (), False),
    ],
)
def test_placeholders(text: str, names: tuple[str, ...], sound: bool) -> None:
    assert placeholders(text) == names
    assert is_well_formed(text) is sound


def test_a_placeholder_may_name_a_filter() -> None:
    assert fields("{{ fee | money }} for {{name}}") == (Field("fee", "money"), Field("name", None))
    assert fill("{{ fee | money }}, {{name}}", lambda field: f"<{field.name} {field.filter}>") == "<fee money>, <name None>"
