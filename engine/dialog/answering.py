"""What a person said or pressed, and what follows: the node's own entries, its slot, the global entries, in this order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from engine.dialog import asking
from engine.dialog.arriving import call, come_back, enter, say_question
from engine.dialog.asides import asks_to_wait, calls_out, hesitates
from engine.dialog.draft import Draft
from engine.dialog.edges import Call, Edge, Goto, Repeat, Reply
from engine.dialog.ladders import climb_no_match, give_time, reassure
from engine.dialog.nodes import Node
from engine.dialog.slots.spec import Invalid, Parsed
from engine.dialog.ways import Listening
from engine.dialog.words import fold

_REASSURANCES: Final = 3
"""Somebody who asks more often whether anybody is there does not hear the bot."""


def heard(draft: Draft, node: Node, text: str, intent: str | None, confidence: float) -> None:
    """Somebody spoke at a node that listens."""
    earlier = draft.state.correctable
    draft.change(correctable=None)
    ask, language = asking.ask_of(node), draft.script.language
    waits = asks_to_wait(text, language)
    no_answer = waits or hesitates(text, language)
    if confidence < 1.0 and (no_answer or calls_out(text, language)):
        intent = None  # "hold on, please" resembles many a consent; a script that means it gives it as an example
    if draft.state.confirming is not None and ask and not no_answer and asking.confirm(draft, node, ask, text):
        return
    if earlier and not no_answer and asking.put_right(draft, earlier, text):
        return
    reading = asking.read(draft, ask, text) if ask and draft.state.confirming is None and not no_answer else None
    if confidence < 1.0 and ask and asking.is_only_value(draft, ask, reading, text):
        intent = None  # "on Friday" resembles "I'll come on Friday"; a script that means it gives it as an example
    if edge := _spoken(draft, own_edges(node), text, intent):
        return follow(draft, node, edge, text)
    if ask and isinstance(reading, Parsed) and asking.is_sure(ask, reading):
        return asking.take(draft, node, ask, reading, text)
    if edge := _spoken(draft, draft.script.global_edges, text, intent):
        return follow(draft, node, edge, text)
    if waits:
        return give_time(draft)
    if calls_out(text, language) and draft.state.calls_out < _REASSURANCES:
        return reassure(draft, node)
    match reading:
        case Parsed() if ask:
            asking.take(draft, node, ask, reading, text)
        case Invalid() if ask:
            asking.refuse(draft, node, ask, reading)
        case _:
            climb_no_match(draft, node)


def pressed(draft: Draft, node: Node, digit: str) -> None:
    """Somebody pressed a key at a node that listens."""
    draft.change(correctable=None)
    ask = asking.ask_of(node)
    if draft.state.confirming is not None and ask and asking.confirm_key(draft, node, ask, digit):
        return
    for edge in (*own_edges(node), *draft.script.global_edges):
        if edge.digit == digit and draft.is_open(edge):
            return follow(draft, node, edge, digit)
    reading = asking.read_key(draft, ask, digit) if ask and draft.state.confirming is None else None
    if ask and isinstance(reading, Parsed):
        asking.take(draft, node, ask, reading, digit)
    elif ask and isinstance(reading, Invalid):
        asking.refuse(draft, node, ask, reading)
    else:
        climb_no_match(draft, node)


def own_edges(node: Node) -> Sequence[Edge]:
    return node.way.edges if isinstance(node.way, Listening) else ()


def follow(draft: Draft, node: Node, edge: Edge, answer: str) -> None:
    """An expected answer was given."""
    draft.followed = edge
    if edge.slot:
        draft.fill_raw(edge.slot, answer)
    draft.set(edge.set)
    draft.mark(edge.tags, edge.grade)
    match edge.then:
        case Goto(name):
            enter(draft, name, answer)
        case Call(name):
            call(draft, name, answer)
        case Reply(say, True):
            draft.say(node, say)
            come_back(draft, answer)
        case Reply(say, _):
            draft.change(no_inputs=0, no_matches=0)
            draft.say(node, say)
            draft.listen(node)
        case Repeat():
            draft.change(no_inputs=0, no_matches=0)
            _say_again(draft, node)


def _say_again(draft: Draft, node: Node) -> None:
    if draft.state.confirming is not None:
        say_question(draft, node)
    else:
        draft.say(node, node.say)
    draft.listen(node)


def _spoken(draft: Draft, edges: Sequence[Edge], text: str, intent: str | None) -> Edge | None:
    folded = f" {fold(text)} "
    for edge in edges:
        named = any(f" {words} " in folded for words in edge.words)
        if (named or (intent and edge.intent == intent)) and draft.is_open(edge):
            return edge
    return None
