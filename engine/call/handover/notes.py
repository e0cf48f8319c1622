"""What a call has shown about the person, for whoever takes it over: collected from its events, told in sentences. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from engine.events import BotSpoke, CallEvent, PersonSpoke, SlotFilled, TagAdded

LAST_WORDS: Final = 2
"""So many turns of the person are repeated."""
LONGEST_QUOTE: Final = 120
"""Characters; an agent listens to the summary while the person waits."""

Aloud = Callable[[str, str], str]
"""A slot and its value, as it is read."""

_NAMES: Final = ("name", "full_name", "first_name", "last_name")
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")


@dataclass(slots=True)
class Notes:
    """Kept while the call goes on."""

    slots: dict[str, str] = field(default_factory=dict)
    """Canonical values, the latest of each."""
    tags: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    """The person's turns, but for the "hello" before the bot spoke."""
    bot_spoke: bool = False

    def take(self, event: CallEvent) -> None:
        """Notes what matters of an event."""
        match event:
            case SlotFilled(slot=slot, value=value):
                self.slots[slot] = value
            case TagAdded(tag=tag):
                self.tags = [*(other for other in self.tags if other != tag), tag]
            case BotSpoke():
                self.bot_spoke = True
            case PersonSpoke(text=text) if text and self.bot_spoke:
                self.words.append(text)
            case _:
                pass


def summary(notes: Notes, variables: Mapping[str, str], aloud: Aloud, language: str) -> tuple[str, ...]:
    """What an agent is told before they are joined with the person, a sentence each.

    Args:
        notes: of the call so far.
        variables: what the list says about the person.
        aloud: reads a slot's value.
        language: ISO 639; other than Chinese ones are told in English.
    """
    name = next((variables[key] for key in _NAMES if variables.get(key)), "")
    quotes = [_shortened(words) for words in notes.words[-LAST_WORDS:]]
    answers = [(slot, aloud(slot, value)) for slot, value in notes.slots.items() if value]
    if language == "zh":
        return _in_chinese(name, quotes, answers, notes.tags)
    return _in_english(name, quotes, answers, notes.tags)


def _in_english(name: str, quotes: list[str], answers: list[tuple[str, str]], tags: list[str]) -> tuple[str, ...]:
    said = [f"They said: {' And: '.join(_closed(quote, '.') for quote in quotes)}"] if quotes else []
    told = [f"{_readable(slot)}: {value}." for slot, value in answers]
    noted = [f"Noted: {', '.join(map(_readable, tags))}."] if tags else []
    return (f"A call with {name}." if name else "A call for you.", *said, *told, *noted)


def _in_chinese(name: str, quotes: list[str], answers: list[tuple[str, str]], tags: list[str]) -> tuple[str, ...]:
    # Names of slots and tags are often English words, which the Mandarin voice cannot say.
    said = [f"对方说：{'还说：'.join(_closed(quote, '。') for quote in quotes)}"] if quotes else []
    told = [f"{slot}：{value}。" if _CHINESE.search(slot) else f"已登记：{value}。" for slot, value in answers]
    known = [tag for tag in tags if _CHINESE.search(tag)]
    noted = [f"备注：{'、'.join(known)}。"] if known else []
    return (f"{name}的电话。" if name else "有一个电话。", *said, *told, *noted)


def _readable(identifier: str) -> str:
    return identifier.replace("_", " ").strip()


def _closed(words: str, stop: str) -> str:
    return words if words.endswith(("?", "？", "…")) else words + stop


def _shortened(words: str) -> str:
    words = words.strip().rstrip(".。!！")
    return words if len(words) <= LONGEST_QUOTE else words[:LONGEST_QUOTE].rstrip() + "…"
