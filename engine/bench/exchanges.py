"""What the people of the conversation benchmark do, exchange by exchange, with the truth about each. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

BOT_QUIET_MS: Final = 800
"""A person of the benchmark takes so much silence for the end of the bot's turn."""


class Kind(StrEnum):
    HELLO = "hello"
    ANSWER = "answer"
    """One line without a pause, after the bot's question."""
    PAUSE = "pause"
    """The same with a thinking pause inside."""
    BACKCHANNEL = "backchannel"
    """A sound of assent over the bot, which should go on."""
    INTERRUPTION = "interruption"
    """Words over the bot, which should stop."""
    READING = "reading"
    """A person's recording after an open question."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One turn of a person."""

    kind: Kind
    texts: tuple[str, ...]
    """What is said, in pieces."""
    intent: str | None = None
    """What it means to the script; None where that does not matter."""
    pause_ms: int = 0
    """Between the pieces."""
    into_bot_ms: int = 0
    """How much of the bot's turn is heard before it is talked over."""
    file: str | None = None
    """Recording to play instead of speaking."""

    @property
    def text(self) -> str:
        """The whole turn."""
        return " ".join(self.texts)

    @property
    def over_bot(self) -> bool:
        return self.kind in (Kind.BACKCHANNEL, Kind.INTERRUPTION)


def steps(exchanges: Sequence[Exchange], hello_after_s: float) -> list[Any]:
    """The phone-book steps of a person: every exchange, then good-bye."""
    found: list[Any] = []
    for exchange in exchanges:
        found += [_cue(exchange, hello_after_s), _speech(exchange)]
    return [*found, {"after_bot": {"quiet_ms": BOT_QUIET_MS}}, "hang_up"]


def _cue(exchange: Exchange, hello_after_s: float) -> dict[str, Any]:
    if exchange.kind is Kind.HELLO:
        return {"wait_s": hello_after_s}
    if exchange.over_bot:
        return {"during_bot_ms": exchange.into_bot_ms}
    return {"after_bot": {"quiet_ms": BOT_QUIET_MS, "spoken_ms": 400}}


def _speech(exchange: Exchange) -> dict[str, Any]:
    if exchange.file:
        return {"file": exchange.file}
    if len(exchange.texts) > 1:
        return {"pieces": {"pieces": list(exchange.texts), "pause_ms": exchange.pause_ms}}
    return {"say": exchange.text}
