"""What a simulated person waits for. Pure: facts about the bot's side in, how much longer out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

NEVER: Final = 10**9
"""Milliseconds to something that does not come by itself."""


@dataclass(slots=True)
class BotHeard:
    """What the person perceives of the bot, since they last did something themselves."""

    now_ms: int = 0
    """The conversation's clock."""
    sounding: bool = False
    spoken_ms: int = 0
    quiet_ms: int = 0
    """The present silence."""
    node: str = ""
    """Where the conversation stands."""
    node_spoken_ms: int = 0
    """Speech since the conversation came to this node."""

    def acted(self) -> None:
        """The person did something: what was heard before does not count any more."""
        self.spoken_ms = 0
        self.node_spoken_ms = 0 if not self.sounding else self.node_spoken_ms

    def entered(self, node: str) -> None:
        """The conversation came to a node."""
        self.node = node
        self.node_spoken_ms = 0

    def hear(self, *, sounding: bool, ms: int) -> None:
        """More of the bot's side, sound or silence throughout."""
        self.now_ms += ms
        self.sounding = sounding
        if sounding:
            self.spoken_ms += ms
            self.node_spoken_ms += ms
            self.quiet_ms = 0
        else:
            self.quiet_ms += ms


class Cue(Protocol):
    """Something to wait for."""

    def left_ms(self, bot: BotHeard) -> int:
        """How much longer, if the bot goes on speaking, or being silent, as now; 0: it is here."""
        ...


@dataclass(frozen=True, slots=True)
class At:
    """A time of the conversation's clock."""

    ms: int

    def left_ms(self, bot: BotHeard) -> int:
        """See `Cue`."""
        return max(0, self.ms - bot.now_ms)


@dataclass(frozen=True, slots=True)
class BotDone:
    """The bot has spoken since the person's last word, and has been silent for so long."""

    quiet_ms: int

    def left_ms(self, bot: BotHeard) -> int:
        """See `Cue`."""
        if bot.sounding or not bot.spoken_ms:
            return NEVER
        return max(0, self.quiet_ms - bot.quiet_ms)

    def __str__(self) -> str:
        return "for the bot to speak and finish"


@dataclass(frozen=True, slots=True)
class BotBegins:
    """The bot says something."""

    def left_ms(self, bot: BotHeard) -> int:
        """See `Cue`."""
        return 0 if bot.sounding and bot.spoken_ms else NEVER

    def __str__(self) -> str:
        return "for the bot to speak"


@dataclass(frozen=True, slots=True)
class IntoBot:
    """The bot has spoken for so long, and is speaking."""

    spoken_ms: int
    node: str | None = None
    """In this node; None: wherever it is."""

    def left_ms(self, bot: BotHeard) -> int:
        """See `Cue`."""
        if not bot.sounding or (self.node is not None and bot.node != self.node):
            return NEVER
        return max(0, self.spoken_ms - (bot.spoken_ms if self.node is None else bot.node_spoken_ms))

    def __str__(self) -> str:
        where = f" at node {self.node!r}" if self.node else ""
        return f"for the bot to speak for {self.spoken_ms} ms{where}"
