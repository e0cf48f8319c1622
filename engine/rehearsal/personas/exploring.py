"""What simulated people make of a script: where they get stuck, what they never reach, what is misunderstood, who talks longest."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from engine.dialog.moves import Heard, NoInput, Pressed, Unread
from engine.dialog.script import GIVE_UP
from engine.events import BotSpoke, NodeEntered
from engine.outcome import Disposition
from engine.rehearsal.cases.account import Account
from engine.rehearsal.coverage import Coverage, coverage, described
from engine.rehearsal.personas.acting import Actor
from engine.rehearsal.personas.answers import invented_answers
from engine.rehearsal.personas.characters import CHARACTERS, Character
from engine.rehearsal.rehearsed import Circumstances, RehearsedCall
from engine.rehearsal.spreading import spread
from engine.rehearsal.stage import Stage

LOOP: Final = 4
"""So many times the same question was asked in one call."""
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Misunderstanding:
    """Words of one intent that were taken for another."""

    node: str
    words: str
    meant: str
    understood: str | None


@dataclass(frozen=True, slots=True)
class Run:
    """One call of an exploration."""

    number: int
    character: str
    call: RehearsedCall
    misunderstood: tuple[Misunderstanding, ...]

    @property
    def gave_up_at(self) -> str | None:
        """The question at which the bot gave up."""
        return next(
            (moved.before.question or moved.before.node for moved in self.call.moves if moved.step.state.node == GIVE_UP), None
        )

    @property
    def questions(self) -> Counter[str]:
        """How often each node spoke."""
        return Counter(happened.event.node for happened in self.call.events if isinstance(happened.event, BotSpoke))


@dataclass(frozen=True, slots=True)
class Stuck:
    """What went wrong at one node, over all runs."""

    not_understood: int = 0
    silences: int = 0
    gave_up: int = 0
    hung_up: int = 0
    loops: int = 0
    """Calls in which it was asked `LOOP` times or more."""

    @property
    def weight(self) -> int:
        """For the order of a list: what ends or spoils a call counts more."""
        return self.not_understood + self.silences + 3 * (self.gave_up + self.loops) + 2 * self.hung_up


@dataclass(frozen=True, slots=True)
class Exploration:
    """All runs."""

    runs: tuple[Run, ...]
    covered: Coverage
    stuck: Mapping[str, Stuck]
    """By node, the worst first."""

    @property
    def longest(self) -> tuple[Run, ...]:
        return tuple(sorted(self.runs, key=lambda run: -run.call.length_ms)[:_SHOWN])

    @property
    def misunderstandings(self) -> list[tuple[Misunderstanding, int]]:
        return Counter(found for run in self.runs for found in run.misunderstood).most_common()


def explore(stage: Stage, variables: Mapping[str, str], runs: int, seed: int, jobs: int = 1) -> Exploration:
    """Lets simulated people talk with a script, the characters in turn. The same arguments give the same calls.

    Args:
        stage: of the script.
        variables: the lead's columns.
        runs: how many calls.
        seed: chooses what people do.
        jobs: processes at a time; makes no difference to the calls.
    """
    made = tuple(spread(lambda number: run(stage, variables, seed, number), range(runs), jobs))
    return Exploration(made, coverage(stage.script, [one.call for one in made]).by_people, _stuck(made))


def run(stage: Stage, variables: Mapping[str, str], seed: int, number: int) -> Run:
    """One call of an exploration, by its number."""
    character: Character = CHARACTERS[number % len(CHARACTERS)]
    actor = Actor(character, stage.script, random.Random(f"{seed}/{number}"))
    lookups = invented_answers(stage.script, random.Random(f"{seed}/{number}/answers"))
    call = stage.call(actor, Circumstances(variables, seed=seed + number, lookups=lookups), actor)
    return Run(number, character.name, call, tuple(_misunderstood(call, actor, stage.script.language)))


def _misunderstood(call: RehearsedCall, actor: Actor, language: str) -> Iterator[Misunderstanding]:
    account = Account(call.events, language)
    for intention in actor.intentions:
        act = call.acts[intention.act] if intention.act < len(call.acts) else None
        turn = account.turn(act.started_ms, act.ended_ms or call.length_ms) if act else None
        if turn and intention.line.intent and turn.text == intention.line.words and turn.intent != intention.line.intent:
            yield Misunderstanding(intention.node, intention.line.words, intention.line.intent, turn.intent)


def _stuck(runs: tuple[Run, ...]) -> dict[str, Stuck]:
    counts: dict[str, Counter[str]] = {}
    for made in runs:
        for moved in made.call.moves:
            node = counts.setdefault(moved.before.node, Counter())
            if isinstance(moved.given, NoInput):
                node["silences"] += 1
            elif isinstance(moved.given, Heard | Pressed | Unread) and moved.step.state.no_matches > moved.before.no_matches:
                node["not_understood"] += 1
        if made.gave_up_at:
            counts.setdefault(made.gave_up_at, Counter())["gave_up"] += 1
        if made.call.ended.disposition is Disposition.PERSON_HUNG_UP:
            last = [happened.event.node for happened in made.call.events if isinstance(happened.event, NodeEntered)][-1:]
            for name in last:
                counts.setdefault(name, Counter())["hung_up"] += 1
        for name, times in made.questions.items():
            if times >= LOOP:
                counts.setdefault(name, Counter())["loops"] += 1
    found = {node: Stuck(**count) for node, count in counts.items() if count}
    return dict(sorted(found.items(), key=lambda item: -item[1].weight))


def as_text(found: Exploration) -> Iterator[str]:
    """A report for people."""
    yield "character     calls  length  endings"
    for character in dict.fromkeys(made.character for made in found.runs):
        made = [one for one in found.runs if one.character == character]
        endings = Counter(one.call.ended.disposition.value for one in made).most_common()
        mean_s = sum(one.call.length_ms for one in made) / len(made) / 1000
        yield f"{character:<13} {len(made):>5}  {mean_s:>4.0f} s  {', '.join(f'{name} {count}' for name, count in endings)}"
    yield ""
    yield "where they get stuck       not understood  silent  gave up  hung up  asked " + f"{LOOP} times or more"
    for node, stuck in list(found.stuck.items())[: 2 * _SHOWN]:
        ladders = f"{stuck.not_understood:>14}  {stuck.silences:>6}"
        yield f"  {node:<24} {ladders}  {stuck.gave_up:>7}  {stuck.hung_up:>7}  {stuck.loops:>5}"
    if found.misunderstandings:
        yield ""
        yield "examples that were taken for something else"
        for wrong, count in found.misunderstandings[: 2 * _SHOWN]:
            yield f"  {count:>4} × {wrong.words!r} at {wrong.node}: meant {wrong.meant}, understood {wrong.understood or 'nothing'}"
    yield ""
    unvisited = found.covered.unvisited
    yield f"never reached: {', '.join(unvisited)}" if unvisited else "every node was reached"
    if found.covered.untrodden:
        yield "ways that nobody went: " + "; ".join(described(arrow) for arrow in found.covered.untrodden)
    yield "longest calls: " + ", ".join(
        f"run {made.number} ({made.character}, {made.call.length_ms / 1000:.0f} s)" for made in found.longest
    )


def as_data(found: Exploration) -> dict[str, Any]:
    """The same for JSON."""
    return {
        "runs": [
            {
                "run": made.number,
                "character": made.character,
                "disposition": made.call.ended.disposition.value,
                "length_ms": made.call.length_ms,
                "gave_up_at": made.gave_up_at,
            }
            for made in found.runs
        ],
        "stuck": {
            node: {
                "not_understood": stuck.not_understood,
                "silences": stuck.silences,
                "gave_up": stuck.gave_up,
                "hung_up": stuck.hung_up,
                "loops": stuck.loops,
            }
            for node, stuck in found.stuck.items()
        },
        "misunderstood": [
            {"node": wrong.node, "words": wrong.words, "meant": wrong.meant, "understood": wrong.understood, "count": count}
            for wrong, count in found.misunderstandings
        ],
        "never_reached": list(found.covered.unvisited),
    }
