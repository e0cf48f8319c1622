"""Whether a lead may be called: asked when it is its turn, and again when somebody answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from engine.contact import Allowed, Decision, Judge
from engine.store import leads
from engine.store.contact_facts import facts_of_numbers
from engine.store.leads import Candidate, ContactCheck
from engine.store.retries import ASKED_FOR
from engine.store.tables import Attempt, Lead

ArmOf = Callable[[Session, Candidate, float], str]
"""The arm of a lead that may be called, decided now if it was not before."""


def checked_by(judge: Judge, arm_of: ArmOf | None = None) -> ContactCheck:
    """What asks the judge, with the facts of the moment.

    Args:
        judge: of the campaign.
        arm_of: of its experiment, if arms have hours: who may be called otherwise is looked at again as one of their arm.
    """

    def check(session: Session, candidates: Sequence[Candidate], at: float) -> Iterator[Decision]:
        callbacks = {candidate.number: candidate.lead.priority == ASKED_FOR for candidate in candidates}
        everybody = facts_of_numbers(session, callbacks, candidates[0].lead.campaign_id, at)
        for candidate, facts in zip(candidates, everybody, strict=True):
            decision = judge(facts, at)
            if arm_of and isinstance(decision, Allowed):
                decision = judge(replace(facts, arm=arm_of(session, candidate, at)), at)
            yield decision

    return check


def decide_at_answer(session: Session, check: ContactCheck, attempt_id: str, at: float) -> Decision:
    """Asks again for a call that somebody has just answered; a refusal is noted with the lead and the call."""
    attempt = session.get_one(Attempt, attempt_id)
    lead = session.get_one(Lead, attempt.lead_id)
    (decision,) = check(session, [Candidate(lead, attempt.number)], at)
    if not isinstance(decision, Allowed):
        leads.note_refusals(session, [(lead.id, decision)], at)
        refusal = {"rule": decision.rule.value, "detail": decision.detail}
        attempt.contactable = {**(attempt.contactable or {}), "at_answer": refusal}
    return decision
