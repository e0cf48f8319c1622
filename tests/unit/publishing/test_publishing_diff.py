from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.publishing.diff.changes import Change, Kind, ScriptDiff
from engine.publishing.diff.compare import Described, compare
from engine.publishing.diff.text import as_lines

pytestmark = pytest.mark.unit

OFFER: dict[str, Any] = {
    "id": "lesson",
    "intents": {"accept": ["yes", "sure"], "refuse": ["no"]},
    "start": "greeting",
    "nodes": {
        "greeting": {"say": [{"text": "Hi {{ name }}, this is Anna."}], "goto": [{"goto": "offer"}]},
        "offer": {
            "say": [{"text": "Would you like a free lesson?"}],
            "on": [{"intent": "accept", "goto": "booked"}, {"intent": "refuse", "goto": "bye"}],
        },
        "booked": {"say": [{"text": "Great, we send you a link."}], "hangup": True},
        "bye": {"say": [{"text": "Thanks for your time. Goodbye."}], "hangup": True},
    },
}


def _edited(edit: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    document = copy.deepcopy(OFFER)
    edit(document)
    return document


def _compared(before: dict[str, Any], after: dict[str, Any]) -> ScriptDiff:
    return compare(Described("offer@1", {"en": before}), Described("offer@2", {"en": after}))


def _told(edit: Callable[[dict[str, Any]], object]) -> list[str]:
    """What the text says about an edit, without its first line."""
    return list(as_lines(_compared(OFFER, _edited(edit))))[1:]


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (lambda _: None, ["they say and do the same"]),
        (
            lambda d: d["nodes"].update(
                later={"say": [{"text": "When then?"}], "ask": {"slot": "when"}, "goto": [{"goto": "bye"}]}
            ),
            ["nodes", '  + later: "When then?"', "      asks when", "      → bye"],
        ),
        (lambda d: d["nodes"].pop("bye"), ["nodes", '  - bye: "Thanks for your time. Goodbye."', "      hangs up"]),
        (
            lambda d: d["nodes"]["booked"]["say"].insert(0, {"audio": "great.wav", "text": "Great!"}),
            ["nodes", "  ~ booked", "      say", "        + [great.wav] Great!"],
        ),
        (
            lambda d: d["nodes"]["booked"].update(
                say=[{"one_of": ["Great.", "Fine."]}, {"when": "n > 1", "say": [{"text": "Both."}]}]
            ),
            [
                "nodes",
                "  ~ booked",
                "      say",
                "        - Great, we send you a link.",
                "        + one of: Great. | Fine.",
                "        + when n > 1: Both.",
            ],
        ),
        (
            lambda d: d["nodes"]["offer"]["on"][1].update(goto="booked"),
            ["nodes", "  ~ offer", "      on[refuse].goto: booked, was bye"],
        ),
        (
            lambda d: d["nodes"]["offer"]["on"].append({"digit": "0", "say": [{"text": "Nobody is in."}]}),
            ["nodes", "  ~ offer", '      + on[digit 0] says "Nobody is in."'],
        ),
        (lambda d: d["nodes"]["offer"]["on"].pop(0), ["nodes", "  ~ offer", "      - on[accept] → booked"]),
        (
            lambda d: d["nodes"]["offer"]["on"].reverse(),
            ["nodes", "  ~ offer", "      on (order): refuse | accept, was accept | refuse"],
        ),
        (
            lambda d: d["nodes"]["greeting"].update(goto=[{"goto": "bye", "when": "vip"}, {"goto": "offer"}]),
            ["nodes", "  ~ greeting", "      goto", "        + → bye when vip"],
        ),
        (
            lambda d: d["nodes"]["offer"].update(no_match=[{"say": [{"text": "Pardon?"}]}, {"goto": "bye"}], barge_in=2000),
            [
                "nodes",
                "  ~ offer",
                "      no_match",
                '        + says "Pardon?"',
                "        + → bye",
                "      + barge_in: 2000",
            ],
        ),
        (
            lambda d: d["intents"].update(accept=["yes", "please"], later=["not now"]),
            ["script", "  intents.accept", "    - sure", "    + please", "  intents.later", "    + not now"],
        ),
        (
            lambda d: d.update(variables={"fee": {"type": "amount"}}, voice="anna", start="offer"),
            ["script", "  start: offer, was greeting", "  + variables.fee: type: amount", "  + voice: anna"],
        ),
    ],
)
def test_edits_are_told_in_terms_of_nodes(edit: Callable[[dict[str, Any]], object], told: list[str]) -> None:
    assert _told(edit) == told


def _renamed(document: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    """The document with another name for a node, wherever it is gone to."""
    text = msgspec.json.encode(document).decode().replace(f'"{old}"', f'"{new}"')
    result: dict[str, Any] = msgspec.json.decode(text)
    return result


@pytest.mark.parametrize("name", list(OFFER["nodes"]))
def test_a_renamed_node_is_one_change_not_two_and_those_who_go_there_have_not_changed(name: str) -> None:
    diff = _compared(OFFER, _renamed(OFFER, name, "other"))

    assert (diff.added, diff.removed) == ((), ())
    assert [(node.name, node.was, node.changes) for node in diff.changed] == [("other", name, ())]
    assert diff.script == ()


def test_a_node_renamed_and_reworded_is_still_recognised() -> None:
    def edit(document: dict[str, Any]) -> None:
        document["nodes"]["offer"]["say"][0]["text"] = "Would you like a lesson for free?"

    diff = _compared(OFFER, _renamed(_edited(edit), "offer", "proposal"))

    assert [(node.name, node.was, [change.field for change in node.changes]) for node in diff.changed] == [
        ("proposal", "offer", ["say"])
    ]


def test_unlike_nodes_are_no_renamed_ones() -> None:
    def edit(document: dict[str, Any]) -> None:
        del document["nodes"]["booked"]
        document["nodes"]["price"] = {"say": [{"text": "It costs ten dollars a month."}], "resume": True}

    diff = _compared(OFFER, _edited(edit))

    assert ([node.name for node in diff.added], [node.name for node in diff.removed], diff.changed) == (["price"], ["booked"], ())


def _in_two_languages(english: str, chinese: str, barge_in: bool) -> Described:
    def document(text: str) -> dict[str, Any]:
        return _edited(lambda d: d["nodes"]["bye"].update(say=[{"text": text}], barge_in=barge_in))

    return Described("offer", {"en": document(english), "zh-CN": document(chinese)})


def test_texts_are_told_by_language_and_the_flow_once() -> None:
    diff = compare(_in_two_languages("Bye.", "再见。", True), _in_two_languages("Goodbye.", "再见了。", False))

    assert [node.name for node in diff.changed] == ["bye"]
    assert list(diff.changed[0].changes) == [
        Change("say", Kind.TEXT, [{"text": "Bye."}], [{"text": "Goodbye."}], "en"),
        Change("say", Kind.TEXT, [{"text": "再见。"}], [{"text": "再见了。"}], "zh-CN"),
        Change("barge_in", Kind.SETTING, True, False, None),
    ]


def test_one_languages_text_alone_is_labelled() -> None:
    diff = compare(_in_two_languages("Bye.", "再见。", True), _in_two_languages("Bye.", "再见了。", True))

    assert [(change.field, change.language) for change in diff.changed[0].changes] == [("say", "zh-CN")]


def test_a_language_more_is_one_change() -> None:
    diff = compare(Described("a", {"en": OFFER}), Described("b", {"en": OFFER, "zh-CN": OFFER}))

    assert diff.script == (Change("languages", Kind.SETTING, ["en"], ["en", "zh-CN"]),)
    assert diff.changed == ()


def test_a_recording_spoken_anew_is_a_change() -> None:
    before = Described("a", {"en": OFFER}, {"hello.wav": "1" * 64, "bye.wav": "2" * 64})
    after = Described("b", {"en": OFFER}, {"hello.wav": "3" * 64, "bye.wav": "2" * 64, "new.wav": "4" * 64})

    assert list(as_lines(compare(before, after)))[1:] == [
        "script",
        "  recordings.hello.wav: 333333333333, was 111111111111",
        "  + recordings.new.wav: 444444444444",
    ]


def test_zh_is_zh_cn() -> None:
    diff = compare(Described("a", {"zh": OFFER}), Described("b", {"zh-CN": OFFER}))

    assert [change.field for change in diff.script] == ["languages"]
    assert diff.changed == ()


def test_the_json_form_can_be_read_again() -> None:
    diff = compare(_in_two_languages("Bye.", "再见。", True), _in_two_languages("Goodbye.", "再见了。", False))

    assert msgspec.json.decode(msgspec.json.encode(diff), type=ScriptDiff) == diff


_names = st.sampled_from(["a", "b", "c", "d"])
_texts = st.sampled_from(["Yes.", "No.", "What do you say?", "Well then."])
_say = st.lists(st.builds(lambda text: {"text": text}, _texts), min_size=1, max_size=2)
_entries = st.lists(
    st.fixed_dictionaries({"intent": _names, "goto": _names}, optional={"digit": st.sampled_from(["1", "2"]), "say": _say}),
    min_size=1,  # a field that has its default is left out of a document
    max_size=3,
)
_nodes = st.dictionaries(
    _names,
    st.fixed_dictionaries({}, optional={"say": _say, "on": _entries, "hangup": st.just(True), "barge_in": st.integers(100, 102)}),
    min_size=1,
)
_documents = st.fixed_dictionaries(
    {"start": _names, "nodes": _nodes},
    optional={
        "intents": st.dictionaries(_names, st.lists(_texts, min_size=1, max_size=2), min_size=1),
        "global": _entries,
        "voice": _names,
        "variables": st.dictionaries(_names, st.just({}), min_size=1),
    },
)


@given(before=_documents, after=_documents)
def test_nothing_that_differs_is_passed_over(before: dict[str, Any], after: dict[str, Any]) -> None:
    diff = _compared(before, after)

    assert diff.empty == (before == after)
    assert all(as_lines(diff))
