"""What a person did in a real call, one thing after the other, as a test would have them do it. Pure.

turns, keys, the bot's own silences ─▶ what came before the bot spoke: the hello
                                    └▶ deeds: a turn, a row of keys, a silence that the bot ended, hanging up
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, Final

from engine.outcome import Disposition
from engine.store.calls.record import CallRecord, SaidTurn
from engine.store.tables import Speaker

REPROMPT_MS: Final = 1500
"""Silence from which something that the bot says by itself answers it: longer than the pauses in a prompt."""
EDGE_MS: Final = 100
"""Who begins in the last moments of an utterance does not speak over it."""
_HELD: Final = frozenset({"LookedUp", "TurnUnread", "TransferStarted", "TransferRefused", "TakenOver", "HandedBack", "Whispered"})
"""Events for which a bot that goes on after a silence may have waited."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that the person did. Milliseconds of the recording."""

    began_ms: int
    ended_ms: int
    step: dict[str, Any] = field(default_factory=dict)
    """The step's own field in a test; empty: the person spoke."""
    turns: tuple[SaidTurn, ...] = ()
    """Spoken one after the other, without a word of the bot between them."""
    over: SaidTurn | None = None
    """What the bot was saying."""
    gap_ms: int | None = None
    """Since the deed before, of another kind, that the bot had not answered yet; None: it had."""

    @property
    def is_machine(self) -> bool:
        return "voicemail" in self.step or "beep" in self.step

    @property
    def is_silence(self) -> bool:
        return "silence" in self.step

    @property
    def hangs_up(self) -> bool:
        return "hang_up" in self.step

    @property
    def pause_ms(self) -> int:
        """The longest between the turns."""
        return max((after.started_ms - before.ended_ms for before, after in pairwise(self.turns)), default=0)


@dataclass(frozen=True, slots=True)
class Deeds:
    """The person's side of a call."""

    hello: str
    """What they said before the bot spoke; empty: nothing."""
    deeds: tuple[Deed, ...]
    by_machine: bool
    """A voicemail answered."""
    bot: tuple[SaidTurn, ...]
    """The other side, as far as it sounded, in order."""

    def bot_ended_before(self, ms: int) -> int:
        """When the bot last ended by this time; 0 if it had said nothing."""
        return max((turn.ended_ms for turn in self.bot if turn.ended_ms - EDGE_MS <= ms), default=0)

    def said_before_at_node(self, deed: Deed) -> Sequence[SaidTurn]:
        """What the bot said at the same node before the utterance that a deed began over, since the deed before."""
        if deed.over is None:
            return ()
        since_ms = max((other.began_ms for other in self.deeds if other.began_ms < deed.began_ms), default=0)
        before = [turn for turn in self.bot if since_ms <= turn.started_ms < deed.over.started_ms]
        return [turn for turn in before if turn.node == deed.over.node]


def deeds_of(record: CallRecord) -> Deeds:
    """What the person did in a call that has ended."""
    bot = tuple(turn for turn in record.turns if turn.speaker is Speaker.BOT and turn.ended_ms > turn.started_ms)
    spoken = [turn for turn in record.turns if turn.speaker is Speaker.PERSON]
    verdicts = [note.detail.get("answerer") for note in record.notes if note.kind == "AnswererKnown"]
    if verdicts[-1:] == ["voicemail"]:
        words = " ".join(turn.text for turn in spoken)
        greeting = Deed(0, spoken[-1].ended_ms if spoken else 0, {"voicemail": words} if words else {"beep": True})
        return Deeds("", (greeting,), True, bot)
    first_ms = bot[0].started_ms if bot else record.attempt.duration_ms or 0
    hello = " ".join(turn.text for turn in spoken if turn.started_ms < first_ms)
    done = [
        *(Deed(turn.started_ms, turn.ended_ms, turns=(turn,)) for turn in spoken if turn.started_ms >= first_ms),
        *_keys(record),
        *_silences(record, bot, spoken),
        *_hanging_up(record),
    ]
    placed = [replace(deed, over=_sounding(bot, deed.began_ms)) for deed in sorted(done, key=lambda deed: deed.began_ms)]
    return Deeds(hello, tuple(_joined(placed, bot)), False, bot)


def _keys(record: CallRecord) -> Iterator[Deed]:
    for note in record.notes:
        if note.kind == "PersonPressed" and note.ms is not None:
            yield Deed(note.ms, note.ms, {"press": str(note.detail["digit"])})


def _silences(record: CallRecord, bot: Sequence[SaidTurn], spoken: Sequence[SaidTurn]) -> Iterator[Deed]:
    """Those that the bot ended by itself, though nothing but the person's answer was to be waited for."""
    others = [turn.started_ms for turn in spoken]
    others += [note.ms for note in record.notes if note.ms is not None and (note.kind in _HELD or note.kind == "PersonPressed")]
    for before, after in pairwise(bot):
        waited = after.started_ms - before.ended_ms >= REPROMPT_MS
        if waited and not any(before.started_ms <= ms < after.started_ms for ms in others):
            yield Deed(before.ended_ms, after.started_ms, {"silence": True})


def _hanging_up(record: CallRecord) -> Iterator[Deed]:
    if record.attempt.disposition is Disposition.PERSON_HUNG_UP:
        at_ms = record.attempt.duration_ms or 0
        yield Deed(at_ms, at_ms, {"hang_up": True})


def _sounding(bot: Sequence[SaidTurn], ms: int) -> SaidTurn | None:
    """What the bot was saying, or was made to stop saying by what began then."""
    saying = [turn for turn in bot if turn.started_ms < ms < turn.ended_ms + (EDGE_MS if turn.interrupted else -EDGE_MS)]
    return saying[-1] if saying else None


def _joined(deeds: Sequence[Deed], bot: Sequence[SaidTurn]) -> Iterator[Deed]:
    """Turns without a word of the bot between them are pieces of one, keys one row; others follow at once."""
    last: Deed | None = None
    for deed in deeds:
        answered = last is None or any(turn.started_ms < deed.began_ms and turn.ended_ms > last.ended_ms for turn in bot)
        if last is None or answered or last.is_silence:
            following = deed
        elif last.turns and deed.turns:
            last = replace(last, ended_ms=deed.ended_ms, turns=(*last.turns, *deed.turns))
            continue
        elif "press" in last.step and "press" in deed.step:
            last = replace(last, ended_ms=deed.ended_ms, step={"press": last.step["press"] + deed.step["press"]})
            continue
        else:
            following = replace(deed, gap_ms=max(20, deed.began_ms - last.ended_ms))
        if last is not None:
            yield last
        last = following
    if last is not None:
        yield last
