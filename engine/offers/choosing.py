"""Which offer a person gets: the first of a list that suits them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.segments.expressions import Expression
from engine.segments.judging import holds
from engine.segments.person import Person, person_of
from engine.store.leads import Candidate
from engine.store.retries import ASKED_FOR
from engine.store.scripts.pins import Pin
from engine.store.tables import Attempt, Customer, Lead
from engine.store.treatment import Treatment


@dataclass(frozen=True, slots=True)
class OfferRule:
    """What a plan says of one offer, its names resolved."""

    offer: str
    when: Expression | None
    """Whom it is for; None: everybody."""
    segment: str | None
    """What calls are attributed to that are made by it."""
    script: Pin | None = None
    """None: the campaign's."""
    variables: Mapping[str, str] = field(default_factory=dict)
    needs: frozenset[str] = frozenset()
    """Variables that its script cannot do without, and that it does not bring itself."""

    def suits(self, person: Person, variables: Mapping[str, str], at: float) -> bool:
        """Whether it is for this person, of whom this much is known, at that time in Unix seconds."""
        return self.can_be_said(variables) and (self.when is None or holds(self.when, person, at))

    def can_be_said(self, variables: Mapping[str, str]) -> bool:
        """Whether nothing is missing that its script says."""
        return all(variables.get(name, "").strip() for name in self.needs)

    @property
    def treatment(self) -> Treatment:
        return Treatment(script=self.script, offer=self.offer, segment=self.segment, variables=self.variables)


def first_that_suits(rules: Sequence[OfferRule], person: Person, variables: Mapping[str, str], at: float) -> OfferRule | None:
    """The offer for this person; None if none is."""
    return next((rule for rule in rules if rule.suits(person, variables, at)), None)


@dataclass(frozen=True, slots=True)
class OfferChoice:
    """Chooses when a lead's turn comes: an `engine.store.leads.Treat`.

    Who asked to be called back hears of the offer that the last call was about, whatever they belong to by then.
    """

    rules: tuple[OfferRule, ...]
    otherwise: Treatment
    """For people whom no offer suits."""

    def __call__(self, session: Session, candidate: Candidate, at: float) -> Treatment:
        """With what the lead is called at this moment."""
        if not self.rules:
            return self.otherwise
        lead = candidate.lead
        rule = self._promised(session, lead) if lead.priority == ASKED_FOR else None
        if rule is None:
            person = person_of(session, session.get_one(Customer, lead.customer_id))
            rule = first_that_suits(self.rules, person, lead.variables, at)
        return rule.treatment if rule else self.otherwise

    def _promised(self, session: Session, lead: Lead) -> OfferRule | None:
        calls = select(Attempt.offer, Attempt.segment).where(Attempt.lead_id == lead.id)
        last = session.execute(calls.order_by(Attempt.created_at.desc()).limit(1)).one_or_none()
        if last is None:
            return None
        same = (rule for rule in self.rules if (rule.offer, rule.segment) == (last.offer, last.segment))
        return next((rule for rule in same if rule.can_be_said(lead.variables)), None)
