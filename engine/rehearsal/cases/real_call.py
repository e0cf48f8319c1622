"""A real call as a test of its script: what the person did and when, what the bot did about it, and how the call ended. Pure.

The test expects what happened, right or wrong: whoever keeps it puts right what ought to have been otherwise. What a rehearsal by
text cannot repeat is left out and told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from engine.call.local_time import local_time
from engine.call.steady import FOREVER_MS
from engine.dialog.localised import LANGUAGE_COLUMN
from engine.dialog.script import Script
from engine.dialog.slots.spec import SlotType
from engine.dialog.ways import LookUp
from engine.outcome import Disposition
from engine.rehearsal.cases.judging import NOTHING
from engine.rehearsal.cases.real_deeds import EDGE_MS, Deed, Deeds, deeds_of
from engine.rehearsal.pace import speech_ms
from engine.store.calls.record import CallRecord, Noted, SaidTurn

SLOW_MS: Final = 1500
"""Who took longer to answer is given as long in the test."""
_LATEST: Final = 0.8
"""Share of the bot's utterance by which somebody who spoke over it has begun: its rehearsed length is an estimate."""
_NO_REHEARSAL: Final = frozenset({Disposition.FAILED, Disposition.ABANDONED})
"""Ends that come from outside of a conversation."""
_LEFT_OUT: Final[Mapping[str, str]] = {
    "TurnUnread": "the person said something of which no words were made out",
    "Whispered": "a supervisor gave the bot words to say",
    "NodeForced": "a supervisor sent the dialog to another node",
    "TakenOver": "a supervisor talked with the person",
    "HangUpOrdered": "a supervisor ended the call",
}
"""By kind of event."""


class NoConversation(Exception):
    """A call in which nothing was said: there is nothing to make a test of."""


@dataclass(frozen=True, slots=True)
class CallAsTest:
    """A call as an entry of a file of tests."""

    fields: Mapping[str, Any]
    """As the format has them, in the order in which they are written."""
    left_out: tuple[str, ...]
    """What of the call the test does not have, with the time in the call."""


def call_as_test(record: CallRecord, script: Script, shown: Callable[[str], str] = str) -> CallAsTest:
    """The test that such a call passes.

    Args:
        record: of a call that has ended.
        script: that the call ran, in the language of the call.
        shown: what the person said or the list says of them, as it may be told.

    Raises:
        NoConversation: neither side said anything.
    """
    if record.attempt.disposition is None or not record.turns:
        raise NoConversation("nothing was said in this call, or it goes on: there is nothing to make a test of")
    return _Retelling(record, script, shown).test()


class _Retelling:
    def __init__(self, record: CallRecord, script: Script, shown: Callable[[str], str]) -> None:
        self._record = record
        self._script = script
        self._shown = shown
        self._notes = [note for note in record.notes if note.ms is not None]
        self._deeds: Deeds = deeds_of(record)
        self._settled_ms = max([0, *(_ms(note) for note in self._of_kind("AnswererKnown")[1:])])
        """Since then it is known who answered: a rehearsal need not begin with the same mistake."""
        self._lookups, self._unknown_answers = self._looked_up()

    def test(self) -> CallAsTest:
        attempt, deeds = self._record.attempt, self._deeds
        fields: dict[str, Any] = {"name": f"{_words(attempt.disposition)}, call {attempt.id[:8]} of {self._local_time:%Y-%m-%d}"}
        if language := self._record.variables.get(LANGUAGE_COLUMN, "").strip():
            fields["language"] = language
        if lead := self._decisive_columns():
            fields["lead"] = lead
        if not deeds.by_machine:
            fields["hello"] = self._shown(deeds.hello)
        if any(self._script.slots[slot].type is SlotType.DATE_TIME for slot in attempt.slots if slot in self._script.slots):
            fields["now"] = f"{self._local_time:%Y-%m-%d %H:%M}"
        if self._of_kind("TransferRefused"):
            fields["transfer_fails"] = True
        if self._lookups:
            fields["lookups"] = self._lookups
        fields["conversation"] = list(self._steps())
        if attempt.disposition not in _NO_REHEARSAL:
            fields["end"] = {"disposition": attempt.disposition, **_given(grade=attempt.grade, tags=list(attempt.tags))}
        return CallAsTest({name: value for name, value in fields.items() if value != []}, tuple(self._left_out()))

    def _steps(self) -> Iterator[dict[str, Any]]:
        deeds = self._deeds.deeds
        if not self._deeds.by_machine and (expected := self._expected(0, deeds[0] if deeds else None)):
            yield {"bot": expected}
        for deed, following in zip(deeds, [*deeds[1:], None], strict=True):
            if deed.gap_ms is not None:
                yield {"silence_ms": deed.gap_ms}
            yield {**self._done(deed), **self._moment(deed), **self._meant(deed)}
            answer = {**self._expected(deed.began_ms, following), **self._filled(deed)}
            if deed.over and not deed.hangs_up:
                answer = {"stops": deed.over.interrupted, **answer}
            if answer:
                yield {"bot": answer}

    def _done(self, deed: Deed) -> dict[str, Any]:
        if deed.turns and not deed.is_machine:
            said = [self._shown(turn.text) for turn in deed.turns]
            return {"person": said[0]} if len(said) == 1 else {"person": said, "pause_ms": deed.pause_ms}
        return {name: self._shown(value) if isinstance(value, str) else value for name, value in deed.step.items()}

    def _moment(self, deed: Deed) -> dict[str, Any]:
        if deed.is_machine or deed.is_silence:
            return {}
        if deed.over:
            return {"over": deed.over.node, "over_ms": self._into_ms(deed)}
        if deed.gap_ms is not None:
            return {"after_ms": 0}
        waited_ms = deed.began_ms - self._deeds.bot_ended_before(deed.began_ms)
        return {"after_ms": round(waited_ms, -2)} if waited_ms > SLOW_MS else {}

    def _into_ms(self, deed: Deed) -> int:
        """How far into what a rehearsed bot says at the node the person began."""
        earlier = sum(self._rehearsed_ms(turn) for turn in self._deeds.said_before_at_node(deed))
        if deed.over is None:
            return earlier
        into = min(deed.began_ms - deed.over.started_ms, _LATEST * self._rehearsed_ms(deed.over))
        return earlier + 20 * round(into / 20)

    def _rehearsed_ms(self, turn: SaidTurn) -> int:
        return speech_ms(turn.text, self._script.language)

    def _meant(self, deed: Deed) -> dict[str, Any]:
        if not deed.turns or deed.is_machine:
            return {}
        last = deed.turns[-1]
        meant = NOTHING if last.missed else last.intent
        return {"intent": meant} if meant == NOTHING or meant in self._script.intents else {}

    def _expected(self, begin_ms: int, following: Deed | None) -> dict[str, Any]:
        """Where the dialog came from a moment until the person's next deed."""
        end_ms = following.began_ms if following else FOREVER_MS
        if following and following.hangs_up and following.over:
            end_ms = following.over.ended_ms - EDGE_MS  # what was to follow is written down as the call ends
        begin_ms = max(begin_ms, self._settled_ms)
        entered = [note for note in self._of_kind("NodeEntered") if begin_ms <= _ms(note) < end_ms]
        nodes = [str(note.detail["node"]) for note in entered]
        return _given(node=nodes[-1:] if self._deeds.by_machine else nodes)

    def _filled(self, deed: Deed) -> dict[str, Any]:
        filled = {slot: self._shown(value) for turn in deed.turns for slot, value in (turn.filled or {}).items()}
        return _given(slots={slot: value for slot, value in filled.items() if slot in self._script.slots})

    def _decisive_columns(self) -> dict[str, str]:
        """What the list says and the script's conditions ask for. Anything else of a person stays out: there are examples."""
        asked_for = {name for condition in self._script.conditions() for name in condition.names}
        columns = self._record.variables
        return {name: self._shown(columns[name]) for name in self._script.variables if name in asked_for and columns.get(name)}

    def _looked_up(self) -> tuple[dict[str, Any], list[Noted]]:
        """What other systems answered, by node, and the answers of which that is not known."""
        answers = iter(self._of_kind("LookedUp"))
        known: dict[str, Any] = {}
        unknown: list[Noted] = []
        for entered in self._of_kind("NodeEntered"):
            node = self._script.nodes.get(str(entered.detail["node"]))
            if node is None or not isinstance(node.way, LookUp) or (answer := next(answers, None)) is None:
                continue
            slots = {slot: self._shown(value) for slot, value in self._record.attempt.slots.items() if slot in node.way.save}
            after_ms = {"after_ms": int(answer.detail["took_ms"])}
            if failure := answer.detail.get("failure"):
                known[node.name] = {"fails": str(failure), **after_ms}
            elif slots.keys() == node.way.save.keys():
                known[node.name] = {"answers": slots, **after_ms}
            else:
                unknown.append(answer)
        return known, unknown

    def _left_out(self) -> Iterator[str]:
        told = [(_ms(note), _LEFT_OUT[note.kind]) for note in self._notes if note.kind in _LEFT_OUT]
        told += [(_ms(note), f"{note.detail['host']} answered, and not all of it was kept") for note in self._unknown_answers]
        return (f"{at // 60_000}:{at // 1000 % 60:02} {what}" for at, what in sorted(told))

    def _of_kind(self, kind: str) -> Sequence[Noted]:
        return [note for note in self._notes if note.kind == kind]

    @property
    def _local_time(self) -> datetime:
        attempt = self._record.attempt
        return local_time(attempt.number, self._record.variables, attempt.answered_at or attempt.created_at)


def _ms(note: Noted) -> int:
    return note.ms or 0


def _words(disposition: Disposition | None) -> str:
    return str(disposition).replace("_", " ")


def _given(**fields: Any) -> dict[str, Any]:
    """Those that say something; a list of one is that one."""
    said = {name: value for name, value in fields.items() if value}
    return {name: value[0] if isinstance(value, list) and len(value) == 1 else value for name, value in said.items()}
