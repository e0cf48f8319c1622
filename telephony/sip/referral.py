"""A blind transfer as a pure state machine (REFER and its implicit subscription, RFC 3515).

SENT ── 2xx ──▶ ACCEPTED ── NOTIFY with a final 2xx, or the peer hangs up ──▶ DONE
  └── failure ─────┴────── NOTIFY with a failure ─────────────────────────▶ REFUSED
"""

from __future__ import annotations

from enum import Enum, auto

from telephony.sip.facts import Disconnected, EndedBy, Fact, ReferAnswered, ReferNotified


class ReferralStage(Enum):
    SENT = auto()
    ACCEPTED = auto()
    DONE = auto()
    REFUSED = auto()


class Referral:
    def __init__(self) -> None:
        self.stage = ReferralStage.SENT
        self.refusal = ""
        """Why it was refused, for people."""

    @property
    def is_over(self) -> bool:
        return self.stage in {ReferralStage.DONE, ReferralStage.REFUSED}

    def feed(self, fact: Fact) -> None:
        if self.is_over:
            return
        match fact:
            case ReferAnswered(status, reason):
                self._on_answer(status, reason)
            case ReferNotified(status, reason, final):
                self._on_notify(status, reason, final)
            case Disconnected(ended_by):
                taken_over = self.stage is ReferralStage.ACCEPTED and ended_by is EndedBy.PEER
                self._settle(taken_over, "the call ended before the peer accepted the transfer")
            case _:
                pass

    def _on_answer(self, status: int, reason: str) -> None:
        if status >= 300:
            self._settle(False, f"{status} {reason}")
        elif self.stage is ReferralStage.SENT:
            self.stage = ReferralStage.ACCEPTED

    def _on_notify(self, status: int, reason: str, final: bool) -> None:
        if status >= 300 or (final and status >= 200):
            self._settle(status < 300, f"{status} {reason}")

    def _settle(self, success: bool, refusal: str) -> None:
        self.stage = ReferralStage.DONE if success else ReferralStage.REFUSED
        self.refusal = "" if success else refusal
