"""Neighbours in a list between brackets that look like one sentence, and those that do not."""

from __future__ import annotations

import pytest

from engine.dialog.cut_texts import cut_texts
from engine.dialog.source import parse_source

pytestmark = pytest.mark.unit


def told(text: str) -> list[str]:
    return [problem.field for problem in cut_texts(parse_source(text, "s.yaml"))]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("one_of: [Sure, let's go.]", ["one_of[1]"]),
        ("say: [Well, one moment please]", ["say[1]"]),
        ("no_match: [Sorry, I didn't get that., Once more?]", ["no_match[1]"]),
        ("one_of: {en: [Mr. Smith, our boss, will call.]}", ["one_of.en[1]", "one_of.en[2]"]),
        ("one_of: {zh-CN: [好的, 我们走吧。]}", ["one_of.zh-CN[1]"]),
        ("one_of: [Great., Perfect.]", []),
        ("one_of: [Great, Perfect, Super]", []),
        ("one_of: [great, perfect]", []),
        ("one_of: [再见, 回见]", []),
        ("one_of: [“Sure.”, Fine.）, Okay]", []),
        ("one_of: [\"Sure\", let's go.]", []),
        ("one_of:\n  - Sure\n  - let's go.", []),
        ("intents: {accept: [Sure, why not, Go ahead.]}", []),
        ("tags: [Sold, gold.]", []),
    ],
)  # fmt: skip
def test_cut_texts(text: str, fields: list[str]) -> None:
    assert sorted(told(text)) == fields
