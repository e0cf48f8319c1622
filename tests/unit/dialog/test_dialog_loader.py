from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.dialog.loader import check_script, check_text, load_script
from engine.dialog.problems import Problem, ScriptError, Severity
from engine.dialog.testing import script_of
from engine.dialog.ways import Listening

pytestmark = pytest.mark.unit

SMALL = """\
schema_version: 1
id: small
language: en
intents:
  yes: [yes, on, sure, 012]
start: hello
nodes:
  hello:
    disclosure: true
    say: I am an automated assistant. Is it on?
    on:
      - intent: yes
        digit: 1
        goto: bye
        tags: no
  bye:
    say: Bye.
    hangup: true
builtin_global: []
"""


def _without_column(problem: Problem) -> str:
    return re.sub(r"^(\S+:\d+):\d+: ", r"\1: ", str(problem))


def test_yes_no_on_and_leading_zeros_stay_text() -> None:
    script = script_of(SMALL)
    assert script.intents["yes"] == ("yes", "on", "sure", "012")
    way = script.nodes["hello"].way
    assert isinstance(way, Listening)
    assert (way.edges[0].intent, way.edges[0].digit, way.edges[0].tags) == ("yes", "1", ("no",))


def test_small_script_gets_everything_it_leaves_out() -> None:
    script = script_of(SMALL)
    way = script.nodes["hello"].way
    assert isinstance(way, Listening)
    assert not script.nodes["hello"].barge_in
    assert not script.nodes["bye"].barge_in
    assert "don't call me again" in script.intents["opt_out"]
    assert [rung.repeat for rung in (*way.no_match, *way.no_input)] == [True] * 4
    assert way.asr_hint == "Yes."
    assert script.nodes["give_up"].say
    assert script.nodes["opt_out"].grade == "E"
    assert script.voicemail is None


def test_fixed_sentences_are_all_that_can_be_spoken_without_a_lead() -> None:
    fixed = script_of(SMALL).fixed_sentences()
    assert fixed[:2] == ("I am an automated assistant.", "Is it on?")
    assert "Sorry, I didn't catch that." in fixed
    assert len(set(fixed)) == len(fixed)


def test_content_hash_follows_the_meaning_and_not_the_layout() -> None:
    first = script_of(SMALL).content_hash
    assert script_of("# a comment\n" + SMALL.replace("say: Bye.", "say:   'Bye.'")).content_hash == first
    assert script_of(SMALL.replace("Bye.", "Goodbye.")).content_hash != first


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "s.yaml:1: the file is empty"),
        ("- a\n", "s.yaml:1: expected fields such as `id:` and `nodes:` at the top level"),
        ("schema_version: 1\nid: [a\n", "s.yaml:2: is not YAML: "),
        ("schema_version: 1\n\tid: a\n", "s.yaml:2: is not YAML: "),
        ("a: \x07\n", "s.yaml:1: is not YAML: "),
        ("id: a\n", "s.yaml:1: the first field must be `schema_version: 1`"),
        ("schema_version: 2\n", "s.yaml:1: schema_version: format version 2 is not known here: expected 1"),
        ("schema_version: 1\nid: a\nid: b\n", "s.yaml:2: id: stands twice; the second time on line 3"),
        ("schema_version: 1\nid: &x a\nstart: *x\n", "s.yaml:3: start: YAML aliases (`*name`) are not supported: write it out"),
        ("schema_version: 1\n? [a, b]\n: c\n", "s.yaml:1: a text that starts with a bracket needs quotes around it"),
        ("schema_version: 1\n---\nid: a\n", "s.yaml:2: is not YAML: a second document begins here: keep one"),
        ("schema_version: 1\nid: \ud800\n", "s.yaml:2: is not YAML: "),
        ("schema_version: 1\nid: " + 200 * "[" + 200 * "]", "s.yaml:2: lists or fields stand inside each other too deeply"),
        ("schema_version: 1\nid: " + 500_000 * "[", "s.yaml:2: lists or fields stand inside each other too deeply"),
        ("a: 1\na: {b: [c, d]}\nb: {x\n", "s.yaml:3: is not YAML: "),
    ],
)
def test_what_is_not_a_script_file_is_said_with_its_line(text: str, expected: str) -> None:
    checked = check_text(text, "s.yaml")
    assert checked.script is None
    assert _without_column(checked.problems[0]).startswith(expected)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("id: small\n", "", "s.yaml:1: id: is missing"),
        ("id: small", "id:", "s.yaml:2: id: is empty"),
        ("id: small", "id: a b", "s.yaml:2: id: 'a b' is not a name: a name starts with a letter"),
        ("id: small", "id: [a]", "s.yaml:2: id: expected a text"),
        ("language: en", "language: English", "s.yaml:3: language: 'English' is not a language: use a code"),
        ("digit: 1", "digit: 12", "s.yaml:13: nodes.hello.on[0].digit: '12' is not a telephone key"),
        ("tags: no", "grade: Z", "s.yaml:15: nodes.hello.on[0].grade: 'Z' is not a grade: use A, B, C, D, E or F"),
        ("tags: no", "gota: x", "s.yaml:15: nodes.hello.on[0].gota: is not a known field (did you mean 'goto'?)"),
        ("hangup: true", "hangup: yes", "s.yaml:18: nodes.bye.hangup: expected true or false"),
        ("hangup: true", "hang_up: true", "s.yaml:18: nodes.bye.hang_up: is not a known field (did you mean 'hangup'?)"),
        ("say: Bye.", "say: {fr: b}", "s.yaml:17: nodes.bye.say.fr: is neither a known field nor a language of this script"),
        ("    say: Bye.\n    hangup: true\n", "    Bye.\n", "s.yaml:16: nodes.bye: expected fields (lines such as `name: value`)"),
        ("    say: Bye.\n", "    say:\n", "s.yaml:17: nodes.bye.say: is empty"),
        (
            "hangup: true",
            "hangup: true\n    no_input_ms: 5",
            "s.yaml:19: nodes.bye.no_input_ms: input should be greater than or equal to 1000",
        ),
        ("start: hello", "start: hello\nglobal:\n  intent: yes", "s.yaml:7: global: expected a list"),
    ],
)
def test_what_does_not_fit_the_format_is_said_with_line_and_field(old: str, new: str, expected: str) -> None:
    assert old in SMALL
    checked = check_text(SMALL.replace(old, new, 1), "s.yaml")
    assert checked.script is None
    assert expected in "\n".join(_without_column(problem) for problem in checked.problems)


def test_all_problems_come_at_once_in_the_order_of_their_lines() -> None:
    checked = check_text(SMALL.replace("digit: 1", "digit: x").replace("id: small", "id:").replace("hangup", "hangupp"), "s.yaml")
    assert [problem.line for problem in checked.problems] == [2, 13, 18]


def test_a_broken_script_hears_nothing_of_the_builtin_answers() -> None:
    found = check_text(SMALL.replace("builtin_global: []\n", "").replace("start: hello", "start: helo"), "s.yaml").problems
    assert {problem.file for problem in found} == {"s.yaml"}


def test_an_unreadable_file_is_an_error_like_others(tmp_path: Path) -> None:
    latin = tmp_path / "latin.yaml"
    latin.write_bytes(SMALL.encode() + "# \u00e9\n".encode("latin-1"))
    assert [str(problem) for problem in check_script(latin).problems] == [
        f"{latin}:20:1: is not UTF-8 text: save the file as UTF-8"
    ]
    with pytest.raises(ScriptError, match="cannot be read: No such file"):
        load_script(tmp_path / "nowhere.yaml")


def test_a_byte_order_mark_is_harmless(tmp_path: Path) -> None:
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.encode())
    assert load_script(path).id == "small"


def test_script_error_lists_errors_only_and_keeps_the_warnings() -> None:
    text = SMALL.replace("goto: bye", "goto: bey") + "variables: {idle: {}}\n"
    with pytest.raises(ScriptError) as caught:
        script_of(text)
    assert str(caught.value) == "script.yaml:14:9: nodes.hello.on[0].goto: 'bey' is not a node (did you mean 'bye'?)"
    assert {problem.severity for problem in caught.value.problems} == {Severity.ERROR, Severity.WARNING}


@pytest.mark.parametrize(
    ("written", "barge_in", "after_ms"), [("true", True, 0), ("false", False, 0), ("1500", True, 1500), (None, True, 0)]
)
def test_barge_in_is_always_never_or_after_so_many_milliseconds(written: str | None, barge_in: bool, after_ms: int) -> None:
    line = f"    barge_in: {written}\n" if written else ""
    node = script_of(_OFFER.replace("    say: Want it?\n", "    say: Want it?\n" + line)).nodes["offer"]
    assert (node.barge_in, node.barge_in_after_ms) == (barge_in, after_ms)


@pytest.mark.parametrize("written", ["soon", "50", "60000", "-200"])
def test_barge_in_that_is_none_of_these_is_refused(written: str) -> None:
    problems = check_text(_OFFER.replace("    say: Want it?\n", f"    say: Want it?\n    barge_in: {written}\n"), "s.yaml").problems
    assert any("nodes.offer.barge_in" in str(problem) for problem in problems)


_OFFER = """
schema_version: 1
id: offer
language: en
intents:
  accept: [yes, sure, of course, sounds good]
start: hello
nodes:
  hello: {disclosure: true, say: This is a machine calling., goto: offer}
  offer:
    say: Want it?
    on:
      - {intent: accept, goto: bye}
  bye: {say: Goodbye., hangup: true}
"""
