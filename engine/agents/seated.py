"""One agent on the board: given to a call, rung, in it, and free again. Pure: time is given.

offline ◀──▶ paused ◀──▶ ready ──assigned──▶ reserved ──picks up──▶ on_call ──hangs up──▶ wrap_up ──▶ ready
▲                               │ does not pick up                            (or what they wished meanwhile)
└───────────────────────────────┘
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from engine.agents.seats import BoardRules, Move, Seat
from engine.outcome import HandoverOutcome
from engine.pacing.contract import AgentFreed
from engine.store.tables import AgentState

RING_GRACE_S: Final = 15.0
"""A worker reports the end of the ringing itself; so much later nobody will."""

_MISSED: Final = frozenset({HandoverOutcome.NO_ANSWER, HandoverOutcome.DECLINED, HandoverOutcome.BROKEN})


class SeatedAgent:
    """In the hands of one engine while a call of it holds them; else as the store has them."""

    def __init__(self, seat: Seat, moved: Callable[[Move], None]) -> None:
        """`moved` is told of changes that the store does not know."""
        self._seat = seat
        self._moved = moved
        self._attempt_id: str | None = None
        self._given_s = 0.0
        self._held = False

    @property
    def seat(self) -> Seat:
        return self._seat

    @property
    def attempt_id(self) -> str | None:
        """The call that they were given here."""
        return self._attempt_id

    @property
    def ours(self) -> bool:
        """A call of this engine holds them."""
        return self._attempt_id is not None or (self._given_s > 0 and self._seat.state is AgentState.WRAP_UP)

    def busy_s(self, now_s: float) -> float:
        """How long the call has held them."""
        return now_s - self._given_s

    def wishes(self, seat: Seat) -> None:
        """What the store says while a call of ours holds them: only their wish is theirs."""
        self._seat = replace(seat, state=self._seat.state, since_s=self._seat.since_s)

    def give(self, attempt_id: str, now_s: float) -> None:
        """Their phone rings for this call."""
        self._attempt_id, self._given_s = attempt_id, now_s
        self._move(AgentState.RESERVED, now_s)

    def hold(self, attempt_id: str, now_s: float) -> None:
        """They are kept for a person whose own phone rings still: theirs does not yet. The store knows."""
        self._attempt_id, self._given_s, self._held = attempt_id, now_s, True
        self._seat = replace(self._seat, state=AgentState.RESERVED, since_s=now_s)

    def ring(self, now_s: float) -> None:
        """Their phone rings from now on, if they were held."""
        if self._held:
            self._held = False
            self._seat = replace(self._seat, since_s=now_s)

    def lose(self) -> None:
        """They cannot be had: the store says so."""
        self._attempt_id, self._given_s = None, 0.0
        self._seat = replace(self._seat, state=AgentState.OFFLINE)

    def join(self, now_s: float) -> None:
        """They and the person hear each other."""
        self._move(AgentState.ON_CALL, now_s)

    def leave(self, outcome: HandoverOutcome, now_s: float) -> None:
        """Their part in the call is over."""
        self._attempt_id, self._held = None, False
        if self._seat.state is AgentState.ON_CALL:
            self._move(AgentState.WRAP_UP, now_s)
        elif outcome in _MISSED:
            self._pause(now_s)
        else:
            self._move(self._seat.wish, now_s)

    def tick(self, rules: BoardRules, now_s: float) -> AgentFreed | None:
        """Time has passed: ringing ends that nobody reported the end of, and wrap-up, which gives what the call took."""
        if not self.ours:
            return None
        waited_s = now_s - self._seat.since_s
        if self._seat.state is AgentState.RESERVED and not self._held and waited_s >= rules.ring_s + RING_GRACE_S:
            self._attempt_id = None
            self._pause(now_s)
        wrapped_up = waited_s >= rules.wrap_up_s or self._seat.wish is not AgentState.READY
        if self._seat.state is not AgentState.WRAP_UP or not wrapped_up:
            return None
        self._move(self._seat.wish, now_s)
        return AgentFreed(self.busy_s(now_s))

    def _pause(self, now_s: float) -> None:
        self._seat = replace(self._seat, wish=AgentState.PAUSED)
        self._move(AgentState.PAUSED, now_s, pause=True)

    def _move(self, state: AgentState, now_s: float, *, pause: bool = False) -> None:
        self._seat = replace(self._seat, state=state, since_s=now_s)
        self._moved(Move(self._seat.name, state, now_s, pause))
