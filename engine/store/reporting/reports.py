"""What became of a campaign's leads, as frozen rows for exports and screens."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.outcome import Disposition, Grade
from engine.store import messages
from engine.store.messages import Standing
from engine.store.reporting.figures import NEVER_DIALLED
from engine.store.scripts.contents import SCRIPT_ID
from engine.store.scripts.pins import Pin
from engine.store.tables import Attempt, Campaign, Customer, Lead, LeadState, Refusal, ScriptContent, Turn


@dataclass(frozen=True, slots=True)
class AttemptReport:
    """A call of a lead. Times are Unix seconds."""

    attempt_id: str
    script: Pin
    """What the call started with."""
    arm: str | None
    offer: str | None
    segment: str | None
    created_at: float
    ringing_at: float | None
    answered_at: float | None
    ended_at: float | None
    cause: str | None
    sip_status: int | None
    grade: Grade | None
    tags: tuple[str, ...]
    slots: dict[str, str]
    duration_ms: int | None
    recording: str | None
    message: Standing | None
    """Where its latest text message stands; None: it promised none."""
    reply_gaps_ms: tuple[int, ...]
    """One per turn of the person that the bot answered, in order."""


@dataclass(frozen=True, slots=True)
class Forbidden:
    """Why somebody is never called."""

    rule: str
    """See `engine.contact.ContactRule`."""
    detail: str


@dataclass(frozen=True, slots=True)
class LeadReport:
    """A lead and its latest call."""

    row_number: int
    number: str
    name: str | None
    variables: dict[str, str]
    state: LeadState
    disposition: Disposition | None
    attempt: AttemptReport | None
    """None if it was never dialled."""
    forbidden: Forbidden | None = None
    """None if nothing forbids it for good."""


@dataclass(frozen=True, slots=True)
class CampaignReport:
    """A campaign in the order of its list."""

    name: str
    headings: dict[str, str]
    leads: tuple[LeadReport, ...]


def campaign_report(session: Session, campaign_id: int, unreported_before: float) -> CampaignReport:
    """Reads the whole campaign as it stands. `unreported_before`: see `engine.store.messages`."""
    campaign = session.get_one(Campaign, campaign_id)
    attempts = _latest_attempts(session, campaign_id, unreported_before)
    forbidden = _forbidden(session, campaign_id)
    rows = session.execute(
        select(Lead, Customer.number)
        .join(Customer, Lead.customer_id == Customer.id)
        .where(Lead.campaign_id == campaign_id)
        .order_by(Lead.row_number, Lead.id)
    )
    leads = tuple(_lead_report(lead, number, attempts.get(lead.id), forbidden.get(lead.id)) for lead, number in rows)
    return CampaignReport(campaign.name, dict(campaign.headings), leads)


def _forbidden(session: Session, campaign_id: int) -> dict[int, Forbidden]:
    """By lead."""
    found = session.execute(
        select(Refusal.lead_id, Refusal.rule, Refusal.detail)
        .join(Lead, Refusal.lead_id == Lead.id)
        .where(Lead.campaign_id == campaign_id, Lead.disposition.in_(NEVER_DIALLED), Refusal.until.is_(None))
    )
    return {lead_id: Forbidden(rule, detail) for lead_id, rule, detail in found}


def _lead_report(lead: Lead, number: str, attempt: AttemptReport | None, forbidden: Forbidden | None) -> LeadReport:
    return LeadReport(
        row_number=lead.row_number,
        number=number,
        name=lead.variables.get("name"),
        variables=dict(lead.variables),
        state=lead.state,
        disposition=lead.disposition,
        attempt=attempt,
        forbidden=forbidden,
    )


def _latest_attempts(session: Session, campaign_id: int, unreported_before: float) -> dict[int, AttemptReport]:
    gaps, sent = _reply_gaps(session, campaign_id), messages.latest_of_calls(session, campaign_id, unreported_before)
    attempts = session.execute(
        select(Attempt, SCRIPT_ID)
        .join(Lead, Attempt.lead_id == Lead.id)
        .join(Campaign, Lead.campaign_id == Campaign.id)
        .outerjoin(ScriptContent, ScriptContent.content_hash == Attempt.script_hash)
        .where(Lead.campaign_id == campaign_id)
        .order_by(Attempt.created_at)
    )
    return {
        attempt.lead_id: _attempt_report(attempt, script_id, gaps[attempt.id], sent.get(attempt.id))
        for attempt, script_id in attempts
    }


def _attempt_report(attempt: Attempt, script_id: str, reply_gaps_ms: list[int], message: Standing | None) -> AttemptReport:
    return AttemptReport(
        attempt_id=attempt.id,
        script=Pin(script_id, attempt.script_hash, attempt.script_version),
        arm=attempt.arm,
        offer=attempt.offer,
        segment=attempt.segment,
        created_at=attempt.created_at,
        ringing_at=attempt.ringing_at,
        answered_at=attempt.answered_at,
        ended_at=attempt.ended_at,
        cause=attempt.cause,
        sip_status=attempt.sip_status,
        grade=attempt.grade,
        tags=tuple(attempt.tags),
        slots=dict(attempt.slots),
        duration_ms=attempt.duration_ms,
        recording=attempt.recording,
        message=message,
        reply_gaps_ms=tuple(reply_gaps_ms),
    )


def _reply_gaps(session: Session, campaign_id: int) -> defaultdict[str, list[int]]:
    gaps: defaultdict[str, list[int]] = defaultdict(list)
    rows = session.execute(
        select(Turn.attempt_id, Turn.reply_gap_ms)
        .join(Attempt, Turn.attempt_id == Attempt.id)
        .join(Lead, Attempt.lead_id == Lead.id)
        .where(Lead.campaign_id == campaign_id, Turn.reply_gap_ms.is_not(None))
        .order_by(Turn.attempt_id, Turn.sequence)
    )
    for attempt_id, gap in rows:
        if gap is not None:
            gaps[attempt_id].append(gap)
    return gaps
