"""What the bot would say first to one person, by a plan and the store as they are. Nobody is called, nothing is written."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.call.local_time import local_time
from engine.campaign.order import CampaignOrder
from engine.dialog.loader import ScriptFile, load_bundle
from engine.dialog.machine import DialogMachine
from engine.dialog.moves import Say
from engine.dialog.script import NUMBER
from engine.launch.offering import Offering, offering_of
from engine.offers.choosing import OfferRule
from engine.publishing.choice import choose_script
from engine.publishing.finding import Named
from engine.publishing.packing import bundle_of
from engine.segments.explaining import Explanation, explained
from engine.segments.person import Person, person_of
from engine.settings import Settings
from engine.store.campaigns import id_of
from engine.store.leads import Candidate
from engine.store.people.dossier import find_customer
from engine.store.scripts.pins import Pin
from engine.store.tables import Customer, Lead
from engine.store.treatment import Treatment


@dataclass(frozen=True, slots=True)
class Considered:
    """An offer that was looked at, and why it was taken or passed over."""

    offer: str
    suits: bool
    missing: tuple[str, ...]
    """Variables that its script needs and that are not known of the person."""
    why: Explanation | None
    """None: it is for everybody."""


@dataclass(frozen=True, slots=True)
class Preview:
    """One person's call as it would begin."""

    number: str
    is_lead: bool
    """The campaign has them."""
    considered: tuple[Considered, ...]
    """The plan's offers up to the one that suits."""
    treatment: Treatment
    script: Pin
    variables: dict[str, str]
    """Of the list and the offer."""
    says: tuple[str, ...]
    """The opening, utterance by utterance."""


def preview(session: Session, settings: Settings, order: CampaignOrder, script: Named | None, key: str, at: float) -> Preview:
    """Looks ahead to the call of one person. Which arm of an experiment they would get is not looked at.

    Args:
        session: of the store.
        settings: of the engine.
        order: the campaign.
        script: what the plan names, read if it is a file.
        key: the person's number (E.164) or external id.
        at: when, Unix seconds.

    Raises:
        PlanError, ScriptError, StoreError: the plan or its script cannot be used, or nobody is known by the key.
        MissingVariable, UnfitVariable, UnknownLanguage: this person cannot be called with this script.
    """
    choice = choose_script(session, script, order.plan.name, update=order.update_script)
    own = load_bundle(bundle_of(choice.content))
    offering = offering_of(session, settings, order, choice, own)
    customer = find_customer(session, key)
    lead = _lead(session, order.plan.name, customer)
    known = dict(lead.variables if lead else customer.fields)
    considered = _considered(offering.rules, person_of(session, customer), known, at)
    treatment = _treatment(session, offering, lead, customer.number, considered, at)
    variables = {**known, **treatment.variables}
    says = _opening(_file(offering, own, treatment), customer.number, variables, at)
    return Preview(customer.number, lead is not None, considered, treatment, treatment.script or choice.pin, variables, says)


def _lead(session: Session, campaign: str, customer: Customer) -> Lead | None:
    campaign_id = id_of(session, campaign)
    return session.scalar(select(Lead).where(Lead.campaign_id == campaign_id, Lead.customer_id == customer.id))


def _considered(rules: tuple[OfferRule, ...], person: Person, variables: dict[str, str], at: float) -> tuple[Considered, ...]:
    found: list[Considered] = []
    for rule in rules:
        why = explained(rule.when, person, at) if rule.when else None
        missing = tuple(name for name in sorted(rule.needs) if not variables.get(name, "").strip())
        found.append(Considered(rule.offer, rule.suits(person, variables, at), missing, why))
        if found[-1].suits:
            break
    return tuple(found)


def _treatment(
    session: Session, offering: Offering, lead: Lead | None, number: str, considered: tuple[Considered, ...], at: float
) -> Treatment:
    if lead is not None:  # it may have been promised an offer
        return offering.choice(session, Candidate(lead, number), at)
    suits = considered[-1].suits if considered else False
    return offering.rules[len(considered) - 1].treatment if suits else offering.choice.otherwise


def _file(offering: Offering, own: ScriptFile, treatment: Treatment) -> ScriptFile:
    return next((variant.file for variant in offering.variants if variant.pin == treatment.script), own)


def _opening(file: ScriptFile, number: str, variables: dict[str, str], at: float) -> tuple[str, ...]:
    script, started = file.script_of_lead(variables), local_time(number, variables, at)
    machine = DialogMachine(script, {**variables, NUMBER: number}, started=started)
    return tuple(action.text for action in machine.start().actions if isinstance(action, Say))
