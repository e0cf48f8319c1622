"""How a character acts in one call: what they mean to say at the node at hand, in the script's own words or their language's."""

from __future__ import annotations

import contextlib
import random
import string
from collections.abc import Sequence
from dataclasses import dataclass

from engine.dialog.edges import Branch, Edge, Goto
from engine.dialog.nodes import Node
from engine.dialog.script import OPT_OUT, Script
from engine.dialog.slots.digit_strings import Length
from engine.dialog.slots.spec import SlotType, base_language
from engine.dialog.state import DialogState, Step
from engine.dialog.ways import End, GoOn, HandOver, Listening
from engine.outcome import Grade
from engine.rehearsal.cues import BotBegins, BotDone, IntoBot
from engine.rehearsal.personas.characters import Character, Habit
from engine.rehearsal.personas.phrases import Phrases, phrases_of
from engine.rehearsal.personas.values import value_in_words
from engine.rehearsal.phone import Phone, WaitedInVain
from engine.rehearsal.rehearsed import Happened, Moved

_PICK_UP_MS = (200, 1200)
_INTO_BOT_MS = (300, 2500)
_NOISE_MS = (200, 700)
_PATIENCE_MS = 25_000
"""Longer than the bot waits for somebody who asked for a moment."""
_SILENCE_PATIENCE_MS = 90_000
_OVER_PATIENCE_MS = 6_000
_OFTEN = 0.8
"""How often people give a number, an amount or a telephone number that can be taken."""


@dataclass(frozen=True, slots=True)
class Line:
    """What somebody means to say."""

    words: str
    intent: str | None
    """The script's intent that it is an example of; None if of none."""


@dataclass(frozen=True, slots=True)
class Intention:
    """Something said, for comparing with what was understood."""

    node: str
    line: Line
    act: int
    """Index among the person's acts."""


class Actor:
    """One person in one call. Fulfils `engine.rehearsal.phone.Person` and `Watch`."""

    def __init__(self, character: Character, script: Script, chance: random.Random) -> None:
        self.intentions: list[Intention] = []
        self._character = character
        self._script = script
        self._chance = chance
        self._phrases = phrases_of(script.language)
        self._state: DialogState | None = None

    async def __call__(self, phone: Phone) -> None:
        """Lives through the call."""
        await phone.wait(self._chance.randint(*_PICK_UP_MS))
        if self._phrases and self._chance.randrange(100) < self._character.hello_percent:
            await phone.say(self._chance.choice(self._phrases.hello))
        habits, weights = list(self._character.habits), list(self._character.habits.values())
        for _ in range(self._character.turns):
            habit = self._chance.choices(habits, weights)[0]
            await self._wait(phone, habit)
            if not await self._do(phone, habit):
                break
        phone.hang_up()

    def opens(self, opening: Step) -> None:
        """See `Watch`."""
        self._state = opening.state

    def moves(self, moved: Moved) -> None:
        """See `Watch`."""
        self._state = moved.step.state

    def happens(self, happened: Happened) -> None:
        """See `Watch`."""

    async def _wait(self, phone: Phone, habit: Habit) -> None:
        over = habit is Habit.BACKCHANNEL or self._chance.randrange(100) < self._character.over_percent
        with contextlib.suppress(WaitedInVain):
            if over and habit is not Habit.SILENCE:
                await phone.wait_for(IntoBot(self._chance.randint(*_INTO_BOT_MS)), _OVER_PATIENCE_MS)
                return
        with contextlib.suppress(WaitedInVain):
            await phone.wait_for(BotDone(self._chance.randint(*self._character.after_ms)), _PATIENCE_MS)

    async def _do(self, phone: Phone, habit: Habit) -> bool:
        """False if that was the last thing they do."""
        match habit:
            case Habit.HANG_UP:
                return False
            case Habit.SILENCE:
                with contextlib.suppress(WaitedInVain):
                    await phone.stay_silent(BotBegins(), _SILENCE_PATIENCE_MS)
            case Habit.NOISE:
                await phone.make_noise(self._chance.randint(*_NOISE_MS))
            case Habit.PRESS if digits := self._digits():
                phone.press(self._chance.choice(digits))
            case Habit.BACKCHANNEL:
                await self._say(phone, self._stock("backchannel"))
                with contextlib.suppress(WaitedInVain):
                    await phone.wait_for(BotDone(self._chance.randint(*self._character.after_ms)), _PATIENCE_MS)
                await self._say(phone, self._line(Habit.WISH))
            case _:
                await self._say(phone, self._line(habit))
        return True

    async def _say(self, phone: Phone, line: Line | None) -> None:
        if line is None:
            with contextlib.suppress(WaitedInVain):
                await phone.stay_silent(BotBegins(), _SILENCE_PATIENCE_MS)
            return
        self.intentions.append(Intention(self._state.node if self._state else "", line, len(phone.acts)))
        await phone.say(line.words)

    def _line(self, habit: Habit) -> Line | None:
        """What is said; None if neither script nor language has words for it."""
        match habit:
            case Habit.WISH | Habit.DECLINE:
                return self._slot_value() or self._graded(best=habit is Habit.WISH)
            case Habit.ASK:
                return self._example([edge.intent for edge in self._script.global_edges if edge.intent])
            case Habit.CHAT:
                return self._stock("chatter")
            case Habit.CHAT_AND_ANSWER:
                return self._together(self._stock("chatter"), self._slot_value() or self._expected())
            case Habit.CONFUSION:
                return self._stock("confused")
            case Habit.ANNOYANCE:
                return self._stock("annoyed")
            case Habit.WRONG_NUMBER:
                return self._stock("wrong_number")
            case Habit.OPT_OUT:
                return self._stock("opt_out", OPT_OUT)
            case Habit.WAIT:
                return self._stock("wait")
            case Habit.CALL_OUT:
                return self._stock("call_out")
            case _:
                return self._slot_value() or self._expected()

    @property
    def _node(self) -> Node | None:
        return self._script.nodes.get(self._state.node) if self._state else None

    def _edges(self) -> Sequence[Edge]:
        node = self._node
        return node.way.edges if node and isinstance(node.way, Listening) else ()

    def _digits(self) -> list[str]:
        return [edge.digit for edge in self._edges() if edge.digit]

    def _expected(self) -> Line | None:
        return self._example([edge.intent for edge in self._edges() if edge.intent])

    def _graded(self, *, best: bool) -> Line | None:
        """The answer that leads to the best or the worst grade; any if none is graded."""
        graded = [(prospect(self._script, edge), edge.intent) for edge in self._edges() if edge.intent]
        if not graded:
            return None
        wanted = (min if best else max)(grade for grade, _ in graded)
        return self._example([intent for grade, intent in graded if grade == wanted])

    def _slot_value(self) -> Line | None:
        """A value for the slot that the node asks for, or an answer to whether it was understood."""
        node = self._node
        ask = node.way.ask if node and isinstance(node.way, Listening) else None
        if ask is None or self._phrases is None or self._state is None:
            return None
        if self._state.confirming is not None:
            return self._stock("yes" if self._chance.random() < 0.8 else "no")
        if ask.spec.type is SlotType.YES_NO:
            return self._stock(self._chance.choice(["yes", "no"]))
        if ask.spec.type is SlotType.CHOICE:
            words = [word for choice in ask.spec.choices.values() for word in choice]
            return Line(self._chance.choice(words), None) if words else None
        if ask.spec.type is SlotType.DIGITS:
            count = Length.of(ask.spec.length).fewest
            return Line(" ".join(self._chance.choices(string.digits, k=count)), None)
        value = value_in_words(ask.spec, base_language(self._script.language), self._chance)
        if value and self._chance.random() < _OFTEN:
            return Line(value, None)
        return self._stock(ask.spec.type.value)

    def _example(self, intents: Sequence[str]) -> Line | None:
        """Words of one of these intents."""
        known = [intent for intent in intents if self._script.intents.get(intent)]
        if not known:
            return None
        intent = self._chance.choice(known)
        return Line(self._chance.choice(self._script.intents[intent]), intent)

    def _stock(self, name: str, intent: str | None = None) -> Line | None:
        phrases: Phrases | None = self._phrases
        return Line(self._chance.choice(getattr(phrases, name)), intent) if phrases else None

    def _together(self, one: Line | None, other: Line | None) -> Line | None:
        if one is None or other is None:
            return one or other
        space = " " if other.words[:1].isascii() else ""
        return Line(f"{one.words}{space}{other.words}", other.intent)


def prospect(script: Script, edge: Edge) -> Grade:
    """The grade to which an answer leads first; C if to none."""
    if edge.grade:
        return edge.grade
    name = edge.then.node if isinstance(edge.then, Goto) else None
    for _ in script.nodes:
        node = script.nodes.get(name) if name else None
        if node is None:
            return Grade.C
        if node.grade:
            return node.grade
        name = _following(node)
    return Grade.C


def _following(node: Node) -> str | None:
    match node.way:
        case GoOn(goto):
            return _first(goto)
        case End() | HandOver() | _:
            return None


def _first(branches: Sequence[Branch]) -> str:
    return branches[-1].goto
