"""What a plan says about whom it calls with what (`segment`, `offers`, `experiment`), looked up in the store and found sound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from engine.campaign.order import CampaignOrder
from engine.campaign.plan.experiment import ArmPart, ExperimentPart
from engine.campaign.plan.schema import CampaignPlan, Offer
from engine.dialog.explain import did_you_mean
from engine.dialog.loader import ScriptFile
from engine.dialog.machine import checked_variables
from engine.dialog.problems import Location, ScriptError
from engine.dialog.wording import UnfitVariable
from engine.launch.variants import Variant, each_once, find_variant, own_variant, read_reference, revoiced
from engine.offers.choosing import OfferChoice, OfferRule
from engine.publishing.choice import Choice
from engine.segments import saved
from engine.segments.expressions import Expression
from engine.segments.filling import Audience
from engine.segments.grammar import FilterError
from engine.settings import Settings
from engine.speech.catalogue import UnknownModel
from engine.store.errors import UnknownSegment, UnknownVersion
from engine.store.scripts.pins import Pin
from engine.store.treatment import AS_PLANNED, Treatment

ATTRIBUTED_MAX: Final = 200
"""Characters of a filter that calls are attributed to."""


@dataclass(frozen=True, slots=True)
class Offering:
    """Whom a campaign calls, beside its lists, and with what."""

    audience: Audience | None = None
    rules: tuple[OfferRule, ...] = ()
    variants: tuple[Variant, ...] = ()
    """The scripts of the rules, each once."""
    brings: frozenset[str] = frozenset()
    """Variables that whoever is called has from their offer: lists need not have them."""
    arm_scripts: Mapping[str, Pin] = field(default_factory=dict)
    """By the arms of the experiment that have one of their own."""

    @property
    def choice(self) -> OfferChoice:
        """What decides when a lead's turn comes."""
        otherwise = Treatment(segment=self.audience.segment) if self.audience else AS_PLANNED
        return OfferChoice(self.rules, otherwise)


NOTHING_OFFERED: Final = Offering()


def offering_of(session: Session, settings: Settings, order: CampaignOrder, choice: Choice, file: ScriptFile) -> Offering:
    """Looks up the segments and scripts that a plan names.

    Args:
        session: of the store; nothing is written.
        settings: of the engine.
        order: the campaign.
        choice: its own script.
        file: the same, loaded.

    Raises:
        PlanError: a segment, a filter, a script, a variable or a voice cannot be used; each with its line.
    """
    if not order.plan.segment and not order.plan.offers and not order.plan.experiment:
        return NOTHING_OFFERED
    reading = _Reading(session, settings, order, choice, file)
    offering = reading.offering()
    order.file.refuse(reading.faults)
    return offering


class _Reading:
    """Collects everything that is wrong with a plan."""

    def __init__(self, session: Session, settings: Settings, order: CampaignOrder, choice: Choice, file: ScriptFile) -> None:
        self._session = session
        self._settings = settings
        self._order = order
        self._choice = choice
        self._own = file
        self.faults: list[tuple[str | Location, str]] = []

    def offering(self) -> Offering:
        plan = self._order.plan
        brings = brought_by_all(plan)
        audience = None
        if plan.segment and (expression := self._segment(("segment",), plan.segment)):
            audience = Audience(plan.segment, expression, frozenset(self._own.fallback.required_variables) - brings)
        found = [self._rule(("offers", index), offer) for index, offer in enumerate(plan.offers)]
        self.faults += list(_never_reached(plan.offers))
        offered = [variant for _, variant in found if variant]
        arms = list(self._arms(plan.experiment)) if plan.experiment else []
        scripts = {arm.name: variant.pin for _, arm, variant in arms if variant}
        variants = each_once([*offered, *(variant for each in arms for variant in self._of_arm(*each, offered))])
        return Offering(audience, tuple(rule for rule, _ in found), variants, brings, scripts)

    def _arms(self, experiment: ExperimentPart) -> Iterator[tuple[Location, ArmPart, Variant | None]]:
        """The arms and where they stand, with the scripts of those that have their own."""
        for index, arm in enumerate(experiment.arms):
            place: Location = ("experiment", "arms", index)
            variant = self._variant((*place, "script"), arm.script) if arm.script else None
            if variant or not arm.script:
                file = variant.file if variant else self._own
                self.faults += [((*place, "variables", name), fault) for name, fault in _unfit(file, arm.variables)]
            yield place, arm, variant

    def _of_arm(self, place: Location, arm: ArmPart, script: Variant | None, offered: list[Variant]) -> Iterator[Variant]:
        """What calls of an arm may run: its script; with a voice of its own, that with it, or whatever its people may get."""
        if not arm.voice:
            yield from [script] if script else []
            return
        if arm.script and not script:  # refused already
            return
        try:
            for variant in [script] if script else [own_variant(self._settings, self._choice), *offered]:
                yield revoiced(self._settings, variant, arm.voice)
        except UnknownModel as error:
            self.faults.append(((*place, "voice"), str(error)))

    def _rule(self, place: Location, offer: Offer) -> tuple[OfferRule, Variant | None]:
        when, label = None, offer.segment
        if offer.segment:
            when = self._segment((*place, "segment"), offer.segment)
        elif offer.when:
            when, label = self._filter((*place, "when"), offer.when), " ".join(offer.when.split())[:ATTRIBUTED_MAX]
        variant = self._variant((*place, "script"), offer.script) if offer.script else None
        if variant or not offer.script:
            file = variant.file if variant else self._own
            self.faults += [((*place, "variables", name), fault) for name, fault in _unfit(file, offer.variables)]
            needs = frozenset(file.fallback.required_variables) - set(offer.variables)
        else:
            needs = frozenset()
        return OfferRule(offer.offer, when, label, variant.pin if variant else None, offer.variables, needs), variant

    def _segment(self, place: Location, name: str) -> Expression | None:
        try:
            return saved.filter_of(self._session, name).root
        except (UnknownSegment, FilterError) as error:
            self.faults.append((place, str(error)))
            return None

    def _filter(self, place: Location, text: str) -> Expression | None:
        try:
            return saved.read_filter(self._session, text, reveals=self._order.reveals).root
        except FilterError as error:
            self.faults.append((place, str(error)))
            return None

    def _variant(self, place: Location, reference: str) -> Variant | None:
        try:
            return find_variant(self._session, self._settings, read_reference(reference, self._order.file.folder))
        except (UnknownVersion, ScriptError) as error:
            self.faults.append((place, str(error)))
            return None


def brought_by_all(plan: CampaignPlan) -> frozenset[str]:
    """The variables that every offer brings, if everybody gets one."""
    if not plan.offers or not plan.offers[-1].for_everybody:
        return frozenset()
    return frozenset.intersection(*(frozenset(offer.variables) for offer in plan.offers))


def _never_reached(offers: tuple[Offer, ...]) -> Iterator[tuple[Location, str]]:
    first = next((index for index, offer in enumerate(offers) if offer.for_everybody), len(offers))
    for index in range(first + 1, len(offers)):
        yield ("offers", index), f"nobody gets it: the offer {offers[first].offer!r} before it is for everybody"


def _unfit(file: ScriptFile, variables: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Variables of an offer that its script does not have, or not so."""
    declared = {name for script in file.languages.values() for name in script.variables}
    for name in variables:
        if name not in declared:
            yield name, f"script {file.fallback.id} has no variable of this name{did_you_mean(name, declared)}"
    try:
        for script in file.languages.values():
            checked_variables(script, variables, datetime.now().astimezone(), required=False)
    except UnfitVariable as error:
        yield error.name, f"{variables[error.name]!r} is no {error.expected.value}, which script {file.fallback.id} needs"
