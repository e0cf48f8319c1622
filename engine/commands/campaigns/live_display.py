"""What an operator sees while a campaign runs: one row per line, and the count of outcomes. Numbers masked, no transcripts."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Final, Self

from rich.console import Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from engine.commands.console import error
from engine.events import (
    AnswererKnown,
    BotSpoke,
    CallEnded,
    CallEvent,
    ConversationStarted,
    NodeEntered,
    OptedOut,
    PersonPressed,
    PersonSpoke,
    PhoneAnswered,
    PhoneRinging,
)
from engine.launch.watch import Watch
from engine.masking import masked
from engine.publishing.choice import Choice
from engine.store.campaigns import OpenedCampaign
from engine.store.leads import Dialling, Refused

_REFRESH_HZ: Final = 4


@dataclass(slots=True)
class _Row:
    number: str
    worker: str
    since_s: float
    state: str = "dialling"
    node: str = ""


class LiveDisplay(Watch):
    """A table that follows the calls; on a terminal it is redrawn in place, elsewhere only its last state is printed."""

    def __init__(self, lines: int) -> None:
        self._lines = lines
        self._pending = 0
        self._rows: dict[str, _Row] = {}
        self._outcomes: Counter[str] = Counter()
        self._step = "reading script and list"
        self._resting_until: float | None = None
        self._live = Live(get_renderable=self._draw, console=error, refresh_per_second=_REFRESH_HZ, transient=True)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self._live.stop()

    def preparing(self, step: str) -> None:
        """See `Watch`."""
        self._step = step

    def chosen(self, script: Choice) -> None:
        """See `Watch`."""
        if script.note:
            error.print(script.note, style="yellow", markup=False)

    def opened(self, campaign: OpenedCampaign, settled: int) -> None:
        """See `Watch`."""
        self._pending = campaign.pending
        if settled:
            error.print(f"{settled} calls of an earlier run had no end and were settled as failed")

    def ready(self, *_: object) -> None:
        """See `Watch`."""
        self._step = ""

    def dialling(self, lead: Dialling, worker: str) -> None:
        """See `Progress`."""
        self._rows[lead.attempt_id] = _Row(masked(lead.number), worker, time.monotonic())

    def refused(self, lead: Refused) -> None:
        """See `Progress`."""
        if lead.until is None:
            self._outcomes[lead.rule] += 1

    def resting(self, until: float | None) -> None:
        """See `Progress`."""
        self._resting_until = until

    def happened(self, event: CallEvent) -> None:
        """See `Progress`."""
        if isinstance(event, CallEnded):
            self._rows.pop(event.attempt_id, None)
            self._outcomes[event.disposition] += 1
        elif row := self._rows.get(event.attempt_id):
            _follow(row, event)

    def _draw(self) -> Group:
        table = Table("number", "worker", "seconds", "state", "node", box=None, pad_edge=False)
        for row in list(self._rows.values()):
            table.add_row(row.number, row.worker, f"{time.monotonic() - row.since_s:.0f}", row.state, row.node)
        done = sum(self._outcomes.values())
        counts = "  ".join(f"{name} {count}" for name, count in sorted(self._outcomes.items()))
        head = (
            f"{self._step} …"
            if self._step
            else f"{done} calls, {self._pending} leads, {len(self._rows)}/{self._lines} lines  {counts}"
        )
        if self._resting_until is not None and not self._rows:
            head += f"  next call at {datetime.fromtimestamp(self._resting_until).astimezone():%Y-%m-%d %H:%M %Z}"
        return Group(Text(head), table)


def _follow(row: _Row, event: CallEvent) -> None:
    match event:
        case PhoneRinging():
            row.state = "ringing"
        case PhoneAnswered():
            row.state = "answered"
        case ConversationStarted():
            row.state = "talking"
        case AnswererKnown(answerer=answerer):
            row.state = answerer
        case NodeEntered(node=node):
            row.node = node
        case PersonSpoke(intent=intent):
            row.state = f"said {intent or 'something else'}"
        case PersonPressed(digit=digit):
            row.state = f"pressed {digit}"
        case OptedOut():
            row.state = "opted out"
        case BotSpoke(interrupted=True):
            row.state = "interrupted"
        case _:
            pass
