"""Whether a lead may be called: asked when it is its turn, and again when somebody answers."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from engine.contact import Allowed, Decision, Judge
from engine.store import leads
from engine.store.contact_facts import facts_of_numbers
from engine.store.leads import Candidate, ContactCheck
from engine.store.retries import ASKED_FOR
from engine.store.tables import Attempt, Lead


def checked_by(judge: Judge) -> ContactCheck:
    """What asks the judge, with the facts of the moment."""

    def check(session: Session, candidates: Sequence[Candidate], at: float) -> Sequence[Decision]:
        callbacks = {candidate.number: candidate.lead.priority == ASKED_FOR for candidate in candidates}
        return [judge(facts, at) for facts in facts_of_numbers(session, callbacks, candidates[0].lead.campaign_id, at)]

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
