"""What holds for every script that passes the checks, whatever a person says, presses, or leaves unsaid."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine.dialog.build import build_script
from engine.dialog.checks import check_document
from engine.dialog.machine import DialogMachine
from engine.dialog.moves import HangUp, Heard, Input, Listen, MachineAnswered, NoInput, OptOut, Pressed, Say, Transfer
from engine.dialog.problems import Severity
from engine.dialog.schema import ScriptDoc
from engine.dialog.source import Source
from engine.dialog.state import Step
from engine.dialog.testing import machine_of, walk

pytestmark = pytest.mark.unit

NODES = ("n0", "n1", "n2", "n3", "n4")
INTENTS = ("accept", "refuse")
EXAMPLES = {"accept": ["yes", "sure", "okay", "fine"], "refuse": ["no", "never", "no way", "not me"]}

targets = st.sampled_from((*NODES, "give_up"))
texts = st.sampled_from(("Hello.", "Hi {{ name }}. Well?", "One. Two."))
keys = st.sampled_from("012345678*#")
edges = st.one_of(
    st.fixed_dictionaries({"intent": st.sampled_from(INTENTS), "goto": targets}, optional={"grade": st.sampled_from("ABCDE")}),
    st.fixed_dictionaries({"digit": keys, "goto": targets}, optional={"slot": st.just("key")}),
    st.fixed_dictionaries({"digit": keys, "repeat": st.just("true")}),
)
rungs = st.one_of(texts, st.fixed_dictionaries({"say": texts, "repeat": st.just("true")}), st.fixed_dictionaries({"goto": targets}))
ladders = {"no_input": st.lists(rungs, max_size=2), "no_match": st.lists(rungs, max_size=2)}
nodes = st.one_of(
    st.fixed_dictionaries({"say": texts, "on": st.lists(edges, min_size=1, max_size=3)}, optional={**ladders, "again": texts}),
    st.fixed_dictionaries({"say": texts, "ask": st.just("answer"), "goto": targets}, optional=ladders),
    st.fixed_dictionaries({"say": texts, "goto": targets}, optional={"tags": st.just(["a", "b"])}),
    st.fixed_dictionaries({"say": texts, "resume": st.just("true")}),
    st.fixed_dictionaries({"say": texts, "hangup": st.just("true")}),
    st.fixed_dictionaries({"say": texts, "transfer": st.just("{{ name }}")}),
)
inputs = st.lists(
    st.one_of(
        st.builds(Heard, st.text(max_size=5), st.sampled_from((*INTENTS, None, "unknown"))),
        st.builds(Pressed, keys),
        st.just(NoInput()),
    ),
    max_size=12,
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
        "intents": EXAMPLES,
        "global": draw(st.lists(edges, max_size=2)),
        "start": "start",
        "nodes": {
            "start": {"say": "An automated call.", "disclosure": "true", "goto": draw(targets)},
            **{name: draw(nodes) for name in NODES},
        },
    }
    doc = ScriptDoc.model_validate(document)
    assume(not any(problem.severity is Severity.ERROR for problem in check_document(doc, Source("any"))))
    return machine_of(build_script(doc), {"name": draw(st.sampled_from(("Anna", "J. R.", "{{ name }} x")))})


many = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])


def endings(steps: list[Step]) -> list[HangUp | Transfer]:
    return [action for step in steps for action in step.actions if isinstance(action, HangUp | Transfer)]


@many
@given(machines(), inputs)
def test_every_step_listens_or_ends_and_the_call_ends_once(machine: DialogMachine, given_inputs: list[Input]) -> None:
    steps = walk(machine, given_inputs)
    assert len(endings(steps)) <= 1
    live = True
    for step in steps:
        if live:
            assert isinstance(step.actions[-1], Listen | HangUp | Transfer)
            assert sum(isinstance(action, Listen | HangUp | Transfer) for action in step.actions) == 1
        else:
            assert step.actions == ()
        live = not step.state.ended


@many
@given(machines(), inputs, opt_outs)
def test_opt_out_always_reaches_the_list_once_and_ends_the_call(
    machine: DialogMachine, given_inputs: list[Input], opt_out: Input
) -> None:
    steps = walk(machine, [*given_inputs, opt_out, opt_out, MachineAnswered()])
    assert sum(isinstance(action, OptOut) for step in steps for action in step.actions) == 1
    assert len(endings(steps)) == 1
    step = steps[len(given_inputs) + 1]
    if not steps[len(given_inputs)].state.ended:
        assert isinstance(step.actions[-1], HangUp)
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
    rungs_and_the_way_out = len(NODES) * 3
    assert walk(machine, [given_input] * rungs_and_the_way_out)[-1].state.ended


@many
@given(machines(), inputs)
def test_the_same_inputs_give_the_same_conversation(machine: DialogMachine, given_inputs: list[Input]) -> None:
    assert walk(machine, given_inputs) == walk(machine, given_inputs)
