"""Each check by one broken script: the smallest change to a sound one, and the finding it must bring."""

from __future__ import annotations

import re

import pytest

from engine.dialog.loader import check_text

pytestmark = pytest.mark.unit

SOUND = """\
schema_version: 1
id: sound
language: en
variables:
  name: {}
intents:
  accept: [yes please, sure, sounds good, I do]
  refuse: [no thanks, not for me, I don't, never mind]
  who: [who is this, who are you, what company, who's there]
global:
  - {intent: who, goto: about}
start: greet
nodes:
  greet:
    disclosure: true
    say: Hi {{ name }}, I am an automated assistant.
    goto: ask
  ask:
    say: Do you want it?
    on:
      - {intent: accept, digit: 1, goto: done}
      - {intent: refuse, digit: 2, goto: done}
  about:
    say: I call for the gym.
    resume: true
  done:
    say: Goodbye.
    hangup: true
builtin_global: []
"""


def findings(text: str) -> list[str]:
    return [_without_column(str(problem).removeprefix("s:")) for problem in check_text(text, "s").problems]


def _without_column(text: str) -> str:
    return re.sub(r"^(\d+):\d+:", r"\1:", text)


def test_the_sound_script_has_no_findings() -> None:
    assert findings(SOUND) == []


ERRORS = [
    ("start: greet", "start: gret", "12: start: 'gret' is not a node (did you mean 'greet'?)"),
    ("resume: true", "goto: nowhere", "25: nodes.about.goto: 'nowhere' is not a node"),
    ("goto: about}", "goto: abuot}", "11: global[0].goto: 'abuot' is not a node (did you mean 'about'?)"),
    ("  done:", "  opt_out:", "26: nodes.opt_out: 'opt_out' is a section of its own at the top of the file, not a node"),
    ("    hangup: true\n", "", "26: nodes.done: has no way on: give it on, ask, goto, resume, return, webhook, transfer or hangup"),
    ("hangup: true", "hangup: true\n    goto: ask", "26: nodes.done: has more than one way on: goto, hangup; keep one"),
    ("resume: true", "ask: x", "25: nodes.about.ask: needs a `goto` beside it: where to go once the answer is noted"),
    ("resume: true", "goto: about", "23: nodes.about: talks in a circle without listening: about → about"),
    ("goto: ask", "goto: about", "25: nodes.about.resume: the opening leads here before any question was asked"),
    ("{intent: accept, digit: 1, goto: done}", "{goto: done}", "21: nodes.ask.on[0]: needs an `intent`, a `digit` or `words`"),
    ("digit: 1, goto: done", "digit: 1", "21: nodes.ask.on[0]: needs exactly one of `goto`, `say`, `call` and `repeat: true`"),
    ("goto: done}", "goto: done, repeat: true}", "21: nodes.ask.on[0]: needs exactly one of `goto`, `say`, `call` and"),
    ("digit: 1", "digit: 9", "21: nodes.ask.on[0].digit: 9 means opt-out in every script: take another key"),
    ("{intent: who,", "{intent: opt_out,", "11: global[0].intent: opt-out is understood everywhere by itself"),
    ("digit: 2", "digit: 1", "22: nodes.ask.on[1].digit: '1' is expected twice here; only the first counts"),
    ("hangup: true", "transfer: ''", "28: nodes.done.transfer: is empty"),
    ("hangup: true", "transfer:", "28: nodes.done.transfer: is empty"),
    ("start: greet", "no_match: [{}]\nstart: greet", "12: no_match[0]: does nothing: give it `say`, `repeat: true` or `goto`"),
    ("start: greet", "no_input: [{repeat: true, goto: ask}]\nstart: greet", "12: no_input[0]: cannot both `repeat` and `goto`"),
    ("    on:", "    no_input: [{goto: about}]\n    on:", "20: nodes.ask.no_input: whoever stays silent never gets out"),
    ("start: greet", "no_match: [{goto: ask}]\nstart: greet", "19: nodes.ask.no_match: whoever is never understood never gets out"),
    ("intent: refuse", "intent: refuses", "22: nodes.ask.on[1].intent: 'refuses' has no examples under `intents` (did"),
    ("[no thanks, not for me, I don't, never mind]", "[]", "8: intents.refuse: has no examples"),
    ("never mind", "Sure!", "8: intents.refuse[3]: 'Sure!' is also an example of 'accept'"),
    ("never mind", "stop calling me", "8: intents.refuse[3]: 'stop calling me' is also an example of 'opt_out'"),
    ("never mind", "'...'", "8: intents.refuse[3]: is empty"),
    ("say: Goodbye.", "say: ['Goodbye.', ' ']", "27: nodes.done.say[1]: is empty"),
    ("    say: Do you want it?\n", "", "18: nodes.ask: says nothing: give it `say`"),
    ("start: greet", "voicemail: {tags: x}\nstart: greet", "12: voicemail: says nothing: give it `say`"),
    ("{{ name }}", "{{ nmae }}", "16: nodes.greet.say: 'nmae' is neither a variable nor a slot (did you mean 'name'?)"),
    ("{{ name }}", "{{ name }", "16: nodes.greet.say: has braces that are not a placeholder: write {{ name }}"),
    ("disclosure: true", "barge_in: true", "12: start: the opening must say who calls and that it is a machine"),
    ("disclosure: true", "disclosure: true\n    barge_in: true", "16: nodes.greet.barge_in: a disclosure cannot be interr"),
    ("start: greet", "jurisdictions: [US, usa]\nstart: greet", "12: jurisdictions[1]: 'usa' is not a jurisdiction: use country"),
    ("goto: ask\n", "goto: [{when: name is filled, goto: ask}]\n", "17: nodes.greet.goto[0]: needs a last way without `when`"),
    ("resume: true", "return: true", "25: nodes.about.return: can be reached without a `call`: use `resume` to go back"),
    ("resume: true", "webhook: {url: https://u, on_failed: done}", "25: nodes.about.webhook: needs a `goto` beside it"),
    ("resume: true", "webhook: {url: u, on_failed: done}\n    goto: done", "25: nodes.about.webhook.url: must begin with https://"),
    ("digit: 1, goto: done", "digit: 1, call: dnoe", "21: nodes.ask.on[0].call: 'dnoe' is not a node (did you mean 'done'?)"),
    ("digit: 1,", "when: nmae is filled,", "21: nodes.ask.on[0].when: at column 1 of the condition: "),
    ("{{ name }}", "{{ name | digts }}", "16: nodes.greet.say: 'digts' is not a filter (did you mean 'digits'?)"),
    ("resume: true", "ask: {slot: x, type: choice}\n    goto: done", "25: nodes.about.ask: is a choice without `choices`"),
    ("resume: true", "ask: {slot: x, type: chioce}\n    goto: done", "25: nodes.about.ask.type: 'chioce' is not one of yes_no,"),
    ("resume: true", "ask: name\n    goto: done", "25: nodes.about.ask.slot: 'name' is a variable: take another name for the slot"),
    ("hangup: true", "callback: x\n    hangup: true", "28: nodes.done.callback: 'x' is not a slot"),
    ("say: Goodbye.", "say: [{one_of: [A., B.], pause_ms: 300}]", "27: nodes.done.say[0]: has one_of and pause_ms: one item is"),
    ("say: Goodbye.", "say: [{audio: a.wav}]", "27: nodes.done.say[0]: needs a `text` beside `audio`"),
    ("say: Hi", "say: {when: name is filled, say: x}\n    again: Hi", "16: nodes.greet.say: a disclosure is not said on a"),
    ("name: {}", "name: {type: yes_no, default: blue}", "5: variables.name.default: 'blue' is no yes_no"),
    ("start: greet", "faq: {who: {ask: [a, b, c, d], say: x}}\nstart: greet", "12: faq.who: 'who' is also an intent"),
    ("start: greet", "faq: {where: {ask: [Sure!, b, c, d], say: x}}\nstart: greet", "12: faq.where.ask[0]: 'Sure!' is also an"),
    ("builtin_global: []", "builtin_global: [whom]", "29: builtin_global[0]: 'whom' is no built-in global intent (did you mean"),
    ("language: en", "language: fr", "6: intents: language fr has no built-in opt-out: write examples under `opt_out`"),
    ("language: en", "language: fr", "1: opt_out: language fr has no built-in text for this: write `opt_out:` with `say`"),
]  # fmt: skip

WARNINGS = [
    ("goto: ask\n", "goto: [ask, done]\n", "17: nodes.greet.goto[1]: warning: is never reached"),
    ("goto: ask", "goto: done", "18: nodes.ask: warning: no conversation can come here"),
    ("{intent: who, goto: about}", "{digit: 0, goto: about}", "9: intents.who: warning: is expected nowhere"),
    (", I don't, never mind", "", "8: intents.refuse: warning: has 2 of the 4 or more examples that make it understood reliably"),
    ("Hi {{ name }}, ", "", "5: variables.name: warning: is used nowhere"),
    ("an automated assistant", "Jim", "16: nodes.greet.say: warning: does not seem to say that a machine is calling"),
    (
        "assistant.",
        "assistant" + " very" * 30 + " long.",
        "16: nodes.greet.say: warning: takes about 14 s and cannot be interrupted",
    ),
    (
        "hangup: true",
        "hangup: true\n    asr_hint: yes",
        "29: nodes.done.asr_hint: warning: has no effect: this node does not listen",
    ),
    (
        "start: greet",
        "no_input: [{goto: done}, Hello?]\nstart: greet",
        "12: no_input[1]: warning: is never reached: the step before it goes away",
    ),
]


@pytest.mark.parametrize(("old", "new", "expected"), ERRORS)
def test_error(old: str, new: str, expected: str) -> None:
    assert old in SOUND
    text = SOUND.replace(old, new, 1)
    assert any(line.startswith(expected) for line in findings(text)), findings(text)
    assert check_text(text, "s").script is None


@pytest.mark.parametrize(("old", "new", "expected"), WARNINGS)
def test_warning_does_not_keep_the_script_from_running(old: str, new: str, expected: str) -> None:
    assert old in SOUND
    text = SOUND.replace(old, new, 1)
    assert any(line.startswith(expected) for line in findings(text)), findings(text)
    assert check_text(text, "s").script is not None


def test_everything_is_reported_at_once() -> None:
    text = SOUND.replace("goto: ask", "goto: aks").replace("digit: 1", "digit: 9").replace("{{ name }}", "{{ nam }}")
    assert [line.split(":")[0] for line in findings(text) if "warning" not in line] == ["16", "17", "21"]
