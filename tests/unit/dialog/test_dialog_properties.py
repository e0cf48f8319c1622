"""What holds for every script that passes the checks, whatever a person says, presses, or leaves unsaid."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine.dialog.build import build_script
from engine.dialog.checks.document import check_document
from engine.dialog.includes import with_builtins
from engine.dialog.machine import DialogMachine
from engine.dialog.moves import (
    Await,
    CallWebhook,
    HangUp,
    Heard,
    Input,
    Listen,
    MachineAnswered,
    NoInput,
    OptOut,
    Pressed,
    Say,
    Transfer,
    TransferFailed,
    WebhookFailed,
    WebhookReplied,
)
from engine.dialog.problems import Severity
from engine.dialog.schema import ScriptDoc
from engine.dialog.source import Source
from engine.dialog.state import Ending, Step
from engine.dialog.testing import machine_of, walk
from engine.dialog.ways import LookUp

pytestmark = pytest.mark.unit

NODES = ("n0", "n1", "n2", "n3", "n4")
INTENTS = ("accept", "refuse")
EXAMPLES = {"accept": ["yes", "sure", "okay", "fine"], "refuse": ["no", "never", "no way", "not me"]}

targets = st.sampled_from((*NODES, "give_up"))
texts = st.sampled_from(("Hello.", "Hi {{ name }}. Well?", "One. Two."))
speeches = st.one_of(
    texts,
    st.just([{"one_of": ["Hello.", "Good day."]}, {"pause_ms": "300"}]),
    st.just(["Well.", {"when": "answer is filled", "say": "So {{ answer }}."}, {"audio": "a.wav", "text": "Hello."}]),
)
keys = st.sampled_from("012345678*#")
reactions = st.one_of(
    st.fixed_dictionaries({"goto": targets}),
    st.fixed_dictionaries({"call": st.just("sub")}),
    st.fixed_dictionaries({"say": texts}),
    st.fixed_dictionaries({"repeat": st.just("true")}),
)
triggers = st.one_of(
    st.fixed_dictionaries({"intent": st.sampled_from(INTENTS)}, optional={"grade": st.sampled_from("ABCDE")}),
    st.fixed_dictionaries({"digit": keys}, optional={"slot": st.just("key"), "set": st.just({"answer": "x"})}),
    st.fixed_dictionaries({"words": st.just(["word"])}, optional={"when": st.just("key is filled")}),
)
edges = st.builds(lambda trigger, reaction: {**trigger, **reaction}, triggers, reactions)
rungs = st.one_of(texts, st.fixed_dictionaries({"say": texts, "repeat": st.just("true")}), st.fixed_dictionaries({"goto": targets}))
ladders = {"no_input": st.lists(rungs, max_size=2), "no_match": st.lists(rungs, max_size=2)}
asks = st.one_of(
    st.just("answer"),
    st.fixed_dictionaries(
        {"slot": st.just("kind"), "type": st.just("choice"), "choices": st.just({"gym": ["gym"], "pool": ["pool"]})},
        optional={"confirm": st.sampled_from(("always", "never"))},
    ),
    st.fixed_dictionaries({"slot": st.just("fine"), "type": st.just("yes_no")}, optional={"confirm": st.just("always")}),
)
ways = st.one_of(targets, st.builds(lambda one, other: [{"when": "key is filled", "goto": one}, {"goto": other}], targets, targets))
nodes = st.one_of(
    st.fixed_dictionaries({"say": speeches, "on": st.lists(edges, min_size=1, max_size=3)}, optional={**ladders, "again": texts}),
    st.fixed_dictionaries({"say": speeches, "ask": asks, "goto": ways}, optional={**ladders, "on": st.lists(edges, max_size=2)}),
    st.fixed_dictionaries({"say": texts, "goto": ways}, optional={"tags": st.just(["a", "b"]), "sms": texts}),
    st.fixed_dictionaries({"say": texts, "resume": st.just("true")}),
    st.fixed_dictionaries({"say": texts, "hangup": st.just("true")}),
    st.fixed_dictionaries({"say": texts, "transfer": st.one_of(st.just("{{ name }}"), st.just({"to": "1", "on_failed": "n0"}))}),
    st.fixed_dictionaries(
        {"say": texts, "goto": targets, "webhook": st.builds(lambda node: {"url": "https://x", "on_failed": node}, targets)}
    ),
)
inputs = st.lists(
    st.one_of(
        st.builds(
            Heard,
            st.sampled_from(("", "word", "gym", "the pool", "yes", "no", "no, gym", "hold on", "hello?")),
            st.sampled_from((*INTENTS, None, "unknown", "later", "who")),
        ),
        st.builds(Pressed, keys),
        st.sampled_from([NoInput(), WebhookReplied({}), WebhookFailed("late"), TransferFailed("busy")]),
    ),
    max_size=14,
)
opt_outs = st.sampled_from([Heard("don't call me", "opt_out"), Pressed("9")])


@st.composite
def machines(draw: st.DrawFn) -> DialogMachine:
    """A machine of any script that passes the checks. Half of the random ones do not: circles, repeated keys."""
    document: dict[str, Any] = {
        "schema_version": "1",
        "id": "any",
        "language": draw(st.sampled_from(("en", "zh"))),
        "variables": {"name": {}},
        "slots": {"answer": {}, "key": {}},
        "intents": EXAMPLES,
        "global": draw(st.lists(edges, max_size=2)),
        "start": "start",
        "nodes": {
            "start": {"say": "An automated call.", "disclosure": "true", "goto": draw(targets)},
            **{name: draw(nodes) for name in NODES},
            "sub": {"say": "And?", "on": [{"intent": "accept", "goto": "sub_end"}], "no_input": [{"goto": "sub_end"}]},
            "sub_end": {"say": "Good.", "return": "true"},
        },
    }
    source = with_builtins(Source("any", document), document["language"])
    doc = ScriptDoc.model_validate(source.tree)
    assume(not any(problem.severity is Severity.ERROR for problem in check_document(doc, source)))
    return machine_of(build_script(doc, {"a.wav"}), {"name": draw(st.sampled_from(("Anna", "J. R.", "{{ name }} x")))})


many = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])


LAST = (Listen, Await, HangUp, Transfer)


def endings(steps: list[Step]) -> list[HangUp | Transfer]:
    return [action for step in steps for action in step.actions if isinstance(action, HangUp | Transfer)]


@many
@given(machines(), inputs)
def test_every_step_listens_or_ends_and_the_call_ends_once(machine: DialogMachine, given_inputs: list[Input]) -> None:
    steps = walk(machine, given_inputs)
    assert sum(isinstance(ending, HangUp) for ending in endings(steps)) <= 1
    before: Step | None = None
    for given_input, step in zip([None, *given_inputs], steps, strict=True):
        awaited = before is not None and isinstance(before.actions[-1] if before.actions else None, Await)
        if before is not None and before.state.ended and not isinstance(given_input, TransferFailed):
            assert step.actions == ()
        elif step.actions:
            assert isinstance(step.actions[-1], LAST)
            assert sum(isinstance(action, LAST) for action in step.actions) == 1
            assert any(isinstance(action, CallWebhook) for action in step.actions) == isinstance(step.actions[-1], Await)
        else:
            assert awaited or isinstance(given_input, WebhookReplied | WebhookFailed | TransferFailed)
        before = step if step.actions or not awaited else before


@many
@given(machines(), inputs, opt_outs)
def test_opt_out_always_reaches_the_list_once_and_ends_the_call(
    machine: DialogMachine, given_inputs: list[Input], opt_out: Input
) -> None:
    steps = walk(machine, [*given_inputs, opt_out, opt_out, MachineAnswered(), WebhookReplied({})])
    assert sum(isinstance(action, OptOut) for step in steps for action in step.actions) == 1
    assert steps[-1].state.ending is Ending.OPTED_OUT
    step = steps[len(given_inputs) + 1]
    if not steps[len(given_inputs)].state.ended:
        assert isinstance(step.actions[-1], HangUp)
    if not any(isinstance(action, OptOut) for past in steps[: len(given_inputs) + 1] for action in past.actions):
        assert any(isinstance(action, OptOut) for action in step.actions)
        assert not isinstance(step.actions[0], Say)


@many
@given(machines(), inputs)
def test_speech_is_whole_and_disclosures_stay_protected(machine: DialogMachine, given_inputs: list[Input]) -> None:
    steps = walk(machine, given_inputs)
    says = [action for step in steps for action in step.actions if isinstance(action, Say)]
    assert says[0].node == "start"
    for say in says:
        assert "{{" not in say.text
        assert say.sentences
        assert say.barge_in is machine.script.nodes[say.node].barge_in
    assert not any(say.barge_in for say in says if say.node == "start")


@many
@given(machines(), st.sampled_from([NoInput(), Heard("", None)]))
def test_whoever_never_answers_is_let_go(machine: DialogMachine, given_input: Input) -> None:
    rungs_and_the_way_out = (len(NODES) + 5) * 3
    last = walk(machine, [given_input] * rungs_and_the_way_out)[-1].state
    assert last.ended or isinstance(machine.script.nodes[last.node].way, LookUp)


@many
@given(machines(), inputs)
def test_the_same_inputs_give_the_same_conversation(machine: DialogMachine, given_inputs: list[Input]) -> None:
    assert walk(machine, given_inputs) == walk(machine, given_inputs)
