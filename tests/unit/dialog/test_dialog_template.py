from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dialog.moves import Sentence
from engine.dialog.template import MissingVariable, is_well_formed, placeholders, render, split_sentences

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


def test_only_sentences_without_variables_are_fixed() -> None:
    assert render(["Hi {{ name }}. I'm a robot.", "Bye."], {"name": "Anna"}) == (
        Sentence("Hi Anna.", fixed=False),
        Sentence("I'm a robot.", fixed=True),
        Sentence("Bye.", fixed=True),
    )


def test_a_value_never_changes_where_sentences_end() -> None:
    assert [sentence.text for sentence in render(["From {{ firm }} here."], {"firm": "Yahoo! Inc. Ltd"})] == [
        "From Yahoo! Inc. Ltd here."
    ]


@pytest.mark.parametrize("variables", [{}, {"name": ""}, {"name": "  "}, {"name": "{{}}"}])
def test_missing_or_blank_value_is_named(variables: dict[str, str]) -> None:
    with pytest.raises(MissingVariable, match="`name`"):
        render(["Hi {{name}}."], variables)


@given(st.text(min_size=1))
def test_rendered_text_never_holds_braces(value: str) -> None:
    try:
        sentences = render(["A {{ x }}."], {"x": value})
    except MissingVariable:
        return
    assert "{{" not in sentences[0].text
    assert "\n" not in sentences[0].text


@pytest.mark.parametrize(
    ("text", "names", "sound"),
    [
        ("{{ a }} and {{b}}", ("a", "b"), True),
        ("{{ first name }}", (), False),
        ("{{ a }", (), False),
        ("a }}", (), False),
        ("{ a }", (), True),
        ("{{ 名字 }}", ("名字",), True),
    ],
)
def test_placeholders(text: str, names: tuple[str, ...], sound: bool) -> None:
    assert placeholders(text) == names
    assert is_well_formed(text) is sound


def test_a_sentence_with_nothing_but_defaults_is_fixed() -> None:
    texts, defaults = ["Hi {{ name }}. This is {{ firm }}."], {"firm": "Acme"}
    assert [sentence.fixed for sentence in render(texts, {"name": "Anna", "firm": "Acme"}, defaults)] == [False, True]
    assert [sentence.fixed for sentence in render(texts, {"name": "Anna", "firm": "Other"}, defaults)] == [False, False]
