"""What the bot does about silence, and about answers that it does not understand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from engine.dialog.arriving import ask_again, enter, say_question
from engine.dialog.draft import Draft
from engine.dialog.moves import Listen
from engine.dialog.nodes import Node
from engine.dialog.script import GIVE_UP
from engine.dialog.ways import Listening, Rung

GIVEN_TIME_MS: Final = 20_000
"""Silence after "one moment, please" before the bot asks whether the person is back."""


def climb_no_match(draft: Draft, node: Node) -> None:
    """An answer was not understood."""
    draft.missed = True
    count = draft.state.no_matches
    draft.change(no_matches=count + 1)
    _climb(draft, node, node.way.no_match if isinstance(node.way, Listening) else (), count)


def climb_no_input(draft: Draft, node: Node) -> None:
    """The person stayed silent."""
    count = draft.state.no_inputs
    draft.change(no_inputs=count + 1)
    _climb(draft, node, node.way.no_input if isinstance(node.way, Listening) else (), count)


def asked_once_more(draft: Draft, node: Node) -> None:
    """The answer was understood, and it was wrong: the question comes again, as often as the ladder has steps."""
    count = draft.state.no_matches
    if count >= (len(node.way.no_match) if isinstance(node.way, Listening) else 0):
        return enter(draft, GIVE_UP, "")
    draft.change(no_matches=count + 1)
    ask_again(draft, node)


def give_time(draft: Draft) -> None:
    """The person asked for a moment: the question stays open, and nobody presses them."""
    draft.actions.append(Listen(GIVEN_TIME_MS))
    draft.change(no_inputs=0)


def reassure(draft: Draft, node: Node) -> None:
    """The person asked whether anybody is there."""
    draft.change(calls_out=draft.state.calls_out + 1, no_inputs=0)
    if draft.state.confirming is None:
        draft.say(node, draft.script.here, node.again)
        draft.listen(node)
    else:
        draft.say(node, draft.script.here)
        ask_again(draft, node)


def _climb(draft: Draft, node: Node, ladder: Sequence[Rung], count: int) -> None:
    if count >= len(ladder):
        return enter(draft, GIVE_UP, "")
    rung = ladder[count]
    draft.say(node, rung.say)
    if rung.goto:
        return enter(draft, rung.goto, "")
    if rung.repeat:
        say_question(draft, node)
    draft.listen(node)
