"""Intents that lie too close together, by vectors made for the purpose."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from engine.dialog.loader import check_script
from engine.dialog.problems import Finding
from engine.dialog.schema import ScriptDoc
from engine.rehearsal.closeness import too_close
from engine.shipped import shipped
from engine.speech.api import Vectors

pytestmark = pytest.mark.unit


def embed(texts: Sequence[str]) -> Vectors:
    """One direction for each first letter: words that begin alike mean the same."""
    rows = np.zeros((len(texts), 128), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        row[ord(text[0]) % 128] = 1.0
    return rows


def findings(accept: list[str], price: list[str], *, together: bool = True) -> list[Finding]:
    accepts, asks_price = {"intent": "accept", "goto": "other"}, {"intent": "price", "goto": "ask"}
    ask = {"say": ["Well?"], "on": [accepts, asks_price] if together else [accepts]}
    other = {"say": ["And?"], "on": [asks_price]}
    doc = ScriptDoc.model_validate(
        {
            "schema_version": "1",
            "id": "x",
            "start": "ask",
            "intents": {"accept": accept, "price": price},
            "nodes": {"ask": ask, "other": other},
        }
    )
    return list(too_close(doc, embed))


def test_the_closest_two_phrases_are_named_where_the_first_stands() -> None:
    (found,) = findings(["gladly", "with pleasure"], ["how much", "what is it"])
    assert found.location == ("intents", "accept", 1)
    assert found.message.startswith("'with pleasure' and 'what is it' of 'price' mean much the same (1.00)")


def test_intents_of_different_questions_are_never_taken_for_one_another() -> None:
    assert findings(["with pleasure"], ["what is it"], together=False) == []


def test_a_denial_is_not_close_to_what_it_denies() -> None:
    assert findings(["want it", "gladly"], ["want it not", "how much"]) == []


def test_what_means_something_else_is_not_reported() -> None:
    assert findings(["gladly", "yes"], ["how much", "tell me the price"]) == []


def test_a_check_from_outside_finds_its_place_in_the_file() -> None:
    also = [lambda _: iter([Finding(("nodes", "offer"), "seen")])]
    problems = check_script(shipped("dialogs") / "membership.yaml", also).problems
    assert [(problem.field, problem.message, problem.line > 1) for problem in problems] == [("nodes.offer", "seen", True)]
