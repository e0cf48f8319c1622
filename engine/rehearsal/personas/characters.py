"""Six characters as data: how often they do what, and when they begin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Habit(StrEnum):
    """What somebody does when it is their turn."""

    WISH = "wish"
    """The answer that leads to the best grade."""
    ANSWER = "answer"
    """Any answer that the node expects, or a value for its slot."""
    DECLINE = "decline"
    """The answer that leads to the worst grade."""
    ASK = "ask"
    """Something that is understood everywhere: a question of their own."""
    PRESS = "press"
    """A key that the node expects."""
    CHAT = "chat"
    """Words that answer nothing."""
    CHAT_AND_ANSWER = "chat_and_answer"
    CONFUSION = "confusion"
    ANNOYANCE = "annoyance"
    WRONG_NUMBER = "wrong_number"
    OPT_OUT = "opt_out"
    WAIT = "wait"
    """Asks for a moment."""
    CALL_OUT = "call_out"
    """Asks whether anybody is there."""
    BACKCHANNEL = "backchannel"
    """A listener's word over the bot, and then an answer."""
    NOISE = "noise"
    SILENCE = "silence"
    HANG_UP = "hang_up"


@dataclass(frozen=True, slots=True)
class Character:
    name: str
    habits: Mapping[Habit, int]
    """Weights."""
    after_ms: tuple[int, int]
    """Silence after the bot's last sound, from and to."""
    over_percent: int
    """How often they begin while the bot speaks."""
    hello_percent: int = 95
    """How often they answer the phone with a word."""
    turns: int = 20
    """After so many they hang up."""


CHARACTERS: Final = (
    Character(
        "eager",
        {Habit.WISH: 75, Habit.ANSWER: 10, Habit.ASK: 8, Habit.PRESS: 5, Habit.BACKCHANNEL: 10},
        (150, 500),
        over_percent=20,
    ),
    Character(
        "annoyed",
        {Habit.DECLINE: 40, Habit.ANNOYANCE: 25, Habit.OPT_OUT: 10, Habit.HANG_UP: 12, Habit.ASK: 8},
        (100, 400),
        over_percent=60,
        turns=8,
    ),
    Character(
        "chatty",
        {Habit.CHAT: 30, Habit.CHAT_AND_ANSWER: 35, Habit.ASK: 20, Habit.BACKCHANNEL: 20, Habit.NOISE: 5, Habit.WAIT: 5},
        (200, 900),
        over_percent=30,
    ),
    Character(
        "confused",
        {Habit.CONFUSION: 35, Habit.ASK: 25, Habit.CALL_OUT: 10, Habit.SILENCE: 10, Habit.ANSWER: 25, Habit.WAIT: 5},
        (600, 2500),
        over_percent=5,
    ),
    Character(
        "silent",
        {Habit.SILENCE: 65, Habit.PRESS: 10, Habit.ANSWER: 15, Habit.NOISE: 10},
        (800, 2500),
        over_percent=0,
        hello_percent=40,
    ),
    Character(
        "wrong_number",
        {Habit.WRONG_NUMBER: 75, Habit.CONFUSION: 10, Habit.DECLINE: 10, Habit.HANG_UP: 10},
        (200, 800),
        over_percent=35,
        turns=8,
    ),
)
"""In the order in which an exploration takes them."""
