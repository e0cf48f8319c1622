"""How many of a list may be called, when, and what keeps the others. Pure; a million people in one go and in constant memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.contact import Allowed, ContactFacts, ContactRule, Judge, NotBefore


@dataclass(slots=True)
class RuleTally:
    """Those whom one rule keeps."""

    rule: ContactRule
    example: str
    """Why, for the first of them."""
    never: int = 0
    later: int = 0
    next_at: float | None = None
    """When the first of them may be called, Unix seconds; None: none ever."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What becomes of a list's people if nothing new becomes known."""

    leads: int
    now: int
    today: int
    """May be called before the day is over, those of now included."""
    rules: tuple[RuleTally, ...]
    """Whatever keeps somebody now, most people first."""

    @property
    def never(self) -> int:
        return sum(rule.never for rule in self.rules)

    @property
    def next_at(self) -> float | None:
        """When the first of those who may not be called now may be; None: none of them ever."""
        return min((rule.next_at for rule in self.rules if rule.next_at is not None), default=None)

    @property
    def never_open(self) -> str | None:
        """Why nobody at all can ever be called: their hours exclude each other; None if that is not so."""
        one = self.rules[0] if len(self.rules) == 1 else None
        return one.example if one and one.rule is ContactRule.NEVER_OPEN and one.never == self.leads else None


def tally(people: Iterable[ContactFacts], judge: Judge, now: float, day_end: float) -> Tally:
    """Decides about everybody as if it were their turn.

    Args:
        people: the list.
        judge: the campaign's.
        now: Unix seconds.
        day_end: the day is over then.
    """
    rules: dict[ContactRule, RuleTally] = {}
    leads = allowed = today = 0
    for facts in people:
        leads += 1
        decision = judge(facts, now)
        if isinstance(decision, Allowed):
            allowed += 1
            continue
        kept = rules.setdefault(decision.rule, RuleTally(decision.rule, decision.detail))
        if isinstance(decision, NotBefore):
            kept.later += 1
            kept.next_at = min(kept.next_at or decision.until, decision.until)
            today += decision.until < day_end
        else:
            kept.never += 1
    ordered = sorted(rules.values(), key=lambda rule: (-rule.never - rule.later, rule.rule))
    return Tally(leads, allowed, allowed + today, tuple(ordered))
