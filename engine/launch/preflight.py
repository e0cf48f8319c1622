"""Preflight: everything that a run checks before it dials, and how many of the list may be called when. Nobody is dialled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Final

from sqlalchemy.orm import Session

from engine.campaign.contact.judge import ContactJudge, judge_for
from engine.campaign.contact.numbers import told_by
from engine.campaign.contact.preflight import Tally, tally
from engine.campaign.order import CampaignOrder
from engine.campaign.plan.schema import CampaignPlan, Mode
from engine.campaign.plan.soundness import Fault, faults
from engine.contact import ContactFacts, Never
from engine.launch.offering import offering_of
from engine.launch.preparing import PreparedCampaign, prepare, script_reference
from engine.publishing.choice import choose_script
from engine.publishing.finding import named
from engine.segments.filling import numbers_in
from engine.settings import Settings
from engine.store.campaigns import id_of, pin_of
from engine.store.contact_facts import facts_of_lists, facts_of_numbers, facts_of_pending, numbers_of
from engine.store.floor import agents
from engine.store.lists import find_list

_DAY: Final = timedelta(days=1)
ASKED_FOR_ARMS: Final = 200
"""So many people are looked at to find out whether the hours of an arm are any."""


@dataclass(frozen=True, slots=True)
class Preflight:
    """What a campaign will be like."""

    plan: CampaignPlan
    tally: Tally
    at: float
    """The moment that it was looked at: now, or the begin of the plan's first day."""
    reminders: tuple[str, ...]
    """Duties of the law that Callwright cannot see to, each with its source."""


def preflight(session: Session, settings: Settings, order: CampaignOrder, now: float) -> Preflight:
    """Checks an order against the store as it is.

    Raises:
        PlanError, PolicyError, ScriptError, LeadsError, TrunkError, StoreError: it cannot be run as it is.
    """
    plan, today = order.plan, datetime.fromtimestamp(now).astimezone().date()
    script = named(reference) if (reference := script_reference(order)) else None
    order.file.refuse(faults(plan, today=today, resumed=pin_of(session, plan.name) is not None))
    judge = judge_for(plan, settings.campaign.policy, settings.campaign.policies, today, order.file.source)
    choice = choose_script(session, script, plan.name, update=order.update_script)
    prepared = prepare(settings, order, choice, lambda file: offering_of(session, settings, order, choice, file))
    return look_ahead(session, settings, prepared, judge, now)


def look_ahead(
    session: Session, settings: Settings, prepared: PreparedCampaign, judge: ContactJudge, now: float, most: int | None = None
) -> Preflight:
    """What the law, the team and the clock say to a campaign that is otherwise sound.

    Args:
        session: of the store; nothing is written.
        settings: of the engine.
        prepared: the campaign.
        judge: so.
        now: Unix seconds.
        most: so many people are looked at; None: everybody.

    Raises:
        PlanError: nobody could be called, or not so.
    """
    order, plan = prepared.order, prepared.order.plan
    order.file.refuse([*policy_faults(plan, judge, settings.trunk.ring_timeout_s), *_agent_faults(session, plan)])
    first_day = max(datetime.fromtimestamp(now).astimezone().date(), plan.begin or date.min)
    at = max(now, _midnight(first_day))
    countries: set[str | None] = set()
    people = _noting(countries, islice(_people(session, prepared, at), most))
    found = tally(people, judge, at, _midnight(first_day + _DAY))
    order.file.refuse(window_faults(plan, found, everybody=found.leads != most))
    if plan.experiment and plan.experiment.has_hours:
        order.file.refuse(arm_faults(plan, judge, list(islice(_people(session, prepared, at), ASKED_FOR_ARMS)), at))
    return Preflight(plan, found, at, _reminders(judge, countries))


def policy_faults(plan: CampaignPlan, judge: ContactJudge, ring_timeout_s: float) -> list[Fault]:
    """Where a plan or the settings go beyond what the policies that may decide allow, whoever is called."""
    found: list[Fault] = []
    for pack in judge.packs:
        abandonment, ringing = pack.form.abandonment, pack.form.ringing
        if abandonment and plan.mode is Mode.PREDICTIVE and plan.abandonment.limit_percent > abandonment.limit_percent:
            limit = f"{pack.id} allows {abandonment.limit_percent:g} ({abandonment.source})"
            found.append(("abandonment", f"limit_percent is {plan.abandonment.limit_percent:g}, {limit}"))
        if ringing and ring_timeout_s < ringing.least_s:
            wanted = f"{pack.id} wants {ringing.least_s:g} ({ringing.source})"
            found.append(("policy", f"the setting trunk.ring_timeout_s is {ring_timeout_s:g}, {wanted}"))
    return found


def window_faults(plan: CampaignPlan, found: Tally, *, everybody: bool) -> list[Fault]:
    """Whether nobody can be called for the hours' sake.

    Args:
        plan: of the campaign.
        found: what becomes of its people.
        everybody: of all of them, not of the first ones only.
    """
    if found.never_open:
        return [("hours", f"nobody can ever be called: {found.never_open}")]
    if everybody and plan.end and not found.now and found.next_at is not None and found.next_at >= _midnight(plan.end + _DAY):
        opens = f"{datetime.fromtimestamp(found.next_at).astimezone():%Y-%m-%d %H:%M}"
        return [("end", f"nobody can be called until {plan.end}: {found.rules[0].example}; the first may be called at {opens}")]
    return []


def arm_faults(plan: CampaignPlan, judge: ContactJudge, people: Sequence[ContactFacts], at: float) -> list[Fault]:
    """Arms of the experiment in whose hours none of these people may ever be called, though at other hours they may."""
    found: list[Fault] = []
    callable_ = [facts for facts in people if not isinstance(judge(facts, at), Never)]
    for index, arm in enumerate(plan.experiment.arms if plan.experiment else ()):
        as_arm = (judge(replace(facts, arm=arm.name, callback=False), at) for facts in callable_)
        never = [decision for decision in as_arm if isinstance(decision, Never)]
        if never and len(never) == len(callable_):
            found.append((("experiment", "arms", index, "hours"), f"nobody can ever be called: {never[0].detail}"))
    return found


def _agent_faults(session: Session, plan: CampaignPlan) -> list[Fault]:
    wanted = plan.team.agents if plan.team else ()
    known = {agent.name for agent in agents.listed(session)}
    missing = [name for name in wanted if name not in known]
    return [("team", f"nobody knows the agents {', '.join(missing)}: callwright agents add NAME SIP")] if missing else []


def _people(session: Session, prepared: PreparedCampaign, at: float) -> Iterator[ContactFacts]:
    """Those of the campaign that wait for their turn, and those of the lists that it does not have yet."""
    campaign_id = id_of(session, prepared.order.plan.name)
    have: set[str] = set()
    if campaign_id is not None:
        have = numbers_of(session, campaign_id)
        yield from facts_of_pending(session, campaign_id, at)
    fresh = dict.fromkeys(lead.number for some in prepared.lists for lead in some.leads if lead.number not in have)
    if audience := prepared.offering.audience:
        fresh.update(dict.fromkeys(numbers_in(session, audience, at, have)))
    yield from facts_of_numbers(session, dict.fromkeys(fresh, False), campaign_id, at)
    names = [find_list(session, name).name for name in prepared.imported]
    yield from facts_of_lists(session, names, have.union(fresh), campaign_id, at)


def _noting(countries: set[str | None], people: Iterable[ContactFacts]) -> Iterator[ContactFacts]:
    """Lets people pass and notes whose numbers they have."""
    for facts in people:
        countries.add(told_by(facts.number).country)
        yield facts


def _reminders(judge: ContactJudge, countries: set[str | None]) -> tuple[str, ...]:
    """Of the packs that decide about numbers of these countries."""
    deciding = [pack for pack in judge.packs if len(judge.packs) == 1 or countries.intersection(pack.form.countries)]
    return tuple(f"{pack.id}: {one.text} ({one.source})" for pack in deciding for one in pack.form.reminders)


def _midnight(day: date) -> float:
    """Begin of a day where the engine is."""
    return datetime.combine(day, time()).astimezone().timestamp()
