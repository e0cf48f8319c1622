"""Scores at work: models learned from the store's calls, and the leads of a campaign ordered by them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from sqlalchemy import Update, bindparam, select, update
from sqlalchemy.orm import Session

from engine.campaign.contact.decide import possible_zones
from engine.campaign.contact.hours import next_open
from engine.campaign.contact.judge import ContactJudge, call_plan
from engine.campaign.contact.numbers import told_by
from engine.campaign.contact.zones import known_zone
from engine.campaign.plan.schema import CampaignPlan, Order
from engine.contact import ContactFacts
from engine.scoring.model import Target
from engine.scoring.promise import Promise
from engine.scoring.scheduling import HOURS_A_DAY, Wanted, schedule
from engine.store import score_models
from engine.store.database import Database
from engine.store.errors import NoScores
from engine.store.people.histories import everybody_called, histories
from engine.store.retries import ORDINARY
from engine.store.score_models import Kept
from engine.store.tables import Attempt, Customer, Lead, LeadState
from engine.store.upserting import table_of

RETRAINED_EVERY_S: Final = 7 * 86_400.0
_HOUR_S: Final = 3600.0
_CALL_S: Final = 60.0
"""How long a call takes while too few were made to know."""
_KNOWN_CALLS: Final = 100
_DAYS_MAX: Final = 7
_TOGETHER: Final = 500
"""Leads that are written in one transaction: calls that go on wait for it."""
_LEADS: Final = table_of(Lead)
_OF_WAITING: Final = update(_LEADS).where(
    _LEADS.c.id == bindparam("lead"), _LEADS.c.state == LeadState.PENDING, _LEADS.c.priority == ORDINARY
)
_RANK: Final = _OF_WAITING.values(rank=bindparam("to"))
_PUT_OFF: Final = _OF_WAITING.where(_LEADS.c.attempts == 0).values(due_at=bindparam("to"))


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of training for one target."""

    target: Target
    kept: Kept | None
    """None: there was too little to learn from, as `problem` says."""
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """What ordering a campaign came to."""

    leads: int
    hours: dict[int, int]
    """Leads by hour from now, where hours were chosen."""


@dataclass(frozen=True, slots=True)
class _Ordered:
    """What is to be written."""

    ranks: list[dict[str, float]]
    """By lead."""
    hours: list[dict[str, float]]
    """When each is due, by lead."""
    applied: Applied


def zone_of(number: str, said: str | None) -> str:
    """The zone a list said, else the first that the number tells, else UTC."""
    if said and known_zone(said):
        return said
    return next(iter(told_by(number).time_zones), "UTC")


def learn(database: Database, at: float, targets: Sequence[Target] = tuple(Target)) -> list[Learned]:
    """Trains models on all calls so far and keeps them; one that does worse on the latest calls than that in use is refused.

    It learns outside of transactions: others write meanwhile.
    """
    from engine.scoring.training import TooLittle, examples, train  # imports scikit-learn, which takes seconds

    people, now_in_use = database.read(lambda session: (list(everybody_called(session, zone_of)), score_models.in_use(session)))
    found = []
    for target in targets:
        rows, used = examples(people, target), now_in_use.get(target)
        try:
            trained = train(rows, target, used.model if used else None)
        except TooLittle as error:
            found.append(Learned(target, None, str(error)))
            continue
        model, evaluation = trained.model, trained.evaluation
        keep = partial(score_models.keep, model=model, evaluation=evaluation, calls=len(rows), at=at, refused=trained.worse)
        found.append(Learned(target, database.write(keep)))
    return found


def due(session: Session, at: float, every_s: float = RETRAINED_EVERY_S, *, again: bool = False) -> list[Target]:
    """The targets whose last training is so long ago, or never was; `again`: only those that were trained before."""
    last = {target: score_models.latest(session, target) for target in Target}
    return [target for target, kept in last.items() if (kept.created_at + every_s <= at if kept else not again)]


def order_leads(database: Database, campaign_id: int, plan: CampaignPlan, judge: ContactJudge, now: float) -> Applied:
    """Ranks the leads that wait by what calling them promises and, if the plan says so, puts each off to its best hour.

    Those who asked for a call keep their time, and so do those who wait for another try, even if only since it was looked.
    What calls promise is worked out outside of transactions and written few at a time: others write meanwhile.

    Raises:
        NoScores: no model was trained yet.
    """
    ordered = database.read(lambda session: _ordered(session, campaign_id, plan, judge, now))
    for statement, rows in ((_RANK, ordered.ranks), (_PUT_OFF, ordered.hours)):
        for first in range(0, len(rows), _TOGETHER):
            database.write(partial(_write, statement=statement, rows=rows[first : first + _TOGETHER]))
    return ordered.applied


def _ordered(session: Session, campaign_id: int, plan: CampaignPlan, judge: ContactJudge, now: float) -> _Ordered:
    promise = promise_in_use(session)
    waiting = (Lead.campaign_id == campaign_id, Lead.state == LeadState.PENDING, Lead.priority == ORDINARY)
    leads = {row.customer_id: row for row in session.execute(select(Lead.customer_id, Lead.id, Lead.attempts).where(*waiting))}
    room = max(1, int(plan.lines * _HOUR_S / _call_s(session)))
    days = 1 if plan.order is Order.SCORE else min(_DAYS_MAX, 1 + len(leads) // (room * 8))
    moments = _moments(now, days)
    open_at = _OpenHours(plan, judge, moments)
    numbers = _numbers(session, campaign_id)
    wanted: list[Wanted] = []
    ranks: list[dict[str, float]] = []
    for person in histories(session, list(leads), zone_of):
        hours = open_at(ContactFacts(numbers[person.key], person.zone))
        values = promise.at_hours(person, now, moments)
        promised = {hour: values[hour] for hour in hours} or dict(enumerate(values))
        ranks.append({"lead": leads[person.key].id, "to": -max(promised.values())})
        if hours and not leads[person.key].attempts:
            wanted.append(Wanted(leads[person.key].id, promised))
    if plan.order is not Order.BEST_HOUR:
        return _Ordered(ranks, [], Applied(len(ranks), {}))
    chosen = schedule(wanted, room)
    taken = [hour for hour in chosen.values() if hour is not None]
    applied = Applied(len(ranks), {hour: taken.count(hour) for hour in sorted(set(taken))})
    put_off = [{"lead": lead, "to": moments[-1] if hour is None else moments[hour]} for lead, hour in chosen.items()]
    return _Ordered(ranks, put_off, applied)


def promise_in_use(session: Session) -> Promise:
    """What the models in use promise.

    Raises:
        NoScores: no model was trained yet.
    """
    models = {target: kept.model for target, kept in score_models.in_use(session).items()}
    if Target.ANSWER not in models:
        raise NoScores("there is no model to order leads by: callwright score train")
    return Promise(models)


class _OpenHours:
    """Which of the coming hours a person may be called at, as far as the plan and the policy have hours."""

    def __init__(self, plan: CampaignPlan, judge: ContactJudge, moments: Sequence[float]) -> None:
        self._hours, self._judge, self._moments = call_plan(plan).hours, judge, moments

    def __call__(self, facts: ContactFacts) -> list[int]:
        policy = self._judge.policy_of(facts.number)
        rules = [rule for rule in (policy and policy.hours.open, self._hours) if rule]
        zones = possible_zones(facts, policy)
        return [hour for hour, at in enumerate(self._moments) if next_open(rules, zones, at) == at]


def _moments(now: float, days: int) -> list[float]:
    """Now, then every full hour."""
    first = math.floor(now / _HOUR_S) * _HOUR_S
    return [now, *(first + hour * _HOUR_S for hour in range(1, days * HOURS_A_DAY))]


def _call_s(session: Session) -> float:
    """How long calls took of late, from dialling to their end."""
    latest = select(Attempt.ended_at - Attempt.created_at).where(Attempt.ended_at.is_not(None))
    took = [seconds for seconds in session.scalars(latest.order_by(Attempt.created_at.desc()).limit(1000)) if seconds]
    return max(1.0, sum(took) / len(took)) if len(took) >= _KNOWN_CALLS else _CALL_S


def _numbers(session: Session, campaign_id: int) -> dict[int, str]:
    query = select(Customer.id, Customer.number).join(Lead, Lead.customer_id == Customer.id).where(Lead.campaign_id == campaign_id)
    return {customer_id: number for customer_id, number in session.execute(query)}  # noqa: C416 - rows of a query are no pairs to dict()


def _write(session: Session, statement: Update, rows: Sequence[dict[str, float]]) -> None:
    session.connection().execute(statement, list(rows))
